"""The history of entries: every version that was published, by whom, and what it replaced. Nothing of a resident is in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, select
from sqlmodel import Field, SQLModel, col

from bot.store.database import Database
from bot.store.utc import UtcTime

OUTSIDE = "ngoai"
"""What was done to it with another tool: a text editor, Git, the command line."""
BEFORE = "truoc"
"""No change: what an entry was before its first one, kept so that nothing is lost if that one is not written down."""


class EntryHistoryRow(SQLModel, table=True):
    """One change of an entry."""

    __tablename__ = "entry_history"
    __table_args__ = (Index("ix_entry_history_entry", "locality", "entry"), Index("ix_entry_history_at", "locality", "at"))

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    entry: str = Field(max_length=120)
    topic: str = Field(max_length=120)
    """Where it is afterwards; of one that was deleted, where it was."""
    title: str
    at: datetime = Field(sa_type=UtcTime)
    officer: str = Field(max_length=64)
    """Their login; empty for what was done outside the console."""
    action: str = Field(max_length=16)
    before: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    after: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))


_CHANGES = col(EntryHistoryRow.action) != BEFORE


@dataclass(frozen=True, slots=True)
class Edition:
    """One change of an entry."""

    entry: str
    topic: str
    title: str
    at: datetime
    officer: str
    action: str
    before: dict[str, Any] | None
    """The entry as plain values; None: there was none."""
    after: dict[str, Any] | None
    id: int = 0


class EntryHistory:
    """The history of one locality's entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, *editions: Edition) -> None:
        """Write down what was published, in this order."""
        async with self._database.session(writes=True) as session:
            for one in editions:
                row = EntryHistoryRow(
                    locality=self._database.locality,
                    entry=one.entry,
                    topic=one.topic,
                    title=one.title,
                    at=one.at,
                    officer=one.officer[:64],
                    action=one.action,
                    before=one.before,
                    after=one.after,
                )
                session.add(row)
                await session.flush()

    async def of(self, entry: str, *, limit: int = 100) -> list[Edition]:
        """The changes of one entry, the newest first."""
        return await self._read((col(EntryHistoryRow.entry) == entry) & _CHANGES, limit)

    async def last(self, entry: str) -> Edition | None:
        """The last that is known of an entry, changed or not."""
        return next(iter(await self._read(col(EntryHistoryRow.entry) == entry, 1)), None)

    async def newest(self, *, limit: int) -> list[Edition]:
        """The changes of all entries, the newest first."""
        return await self._read(_CHANGES, limit)

    async def get(self, edition: int, entry: str) -> Edition | None:
        """One change of an entry."""
        which = (col(EntryHistoryRow.id) == edition) & (col(EntryHistoryRow.entry) == entry)
        return next(iter(await self._read(which, 1)), None)

    async def _read(self, which: Any, limit: int) -> list[Edition]:
        chosen = select(EntryHistoryRow).where(col(EntryHistoryRow.locality) == self._database.locality, which)
        chosen = chosen.order_by(col(EntryHistoryRow.id).desc()).limit(limit)
        async with self._database.session() as session:
            return [_edition(row) for row in (await session.execute(chosen)).scalars()]


def _edition(row: EntryHistoryRow) -> Edition:
    return Edition(row.entry, row.topic, row.title, row.at, row.officer, row.action, row.before, row.after, id=row.id or 0)
