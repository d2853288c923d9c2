"""The audit log: who changed what, when. Written once, never changed; never anything that says who a resident is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, and_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel, col

from bot.store.database import Database
from bot.store.utc import UtcTime


class AuditRow(SQLModel, table=True):
    """One thing done."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_locality_at", "locality", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    at: datetime = Field(sa_type=UtcTime)
    officer: str = Field(max_length=64)
    """Their login; of the command line the account on the machine."""
    action: str = Field(max_length=32)
    object: str = Field(max_length=120)
    """What it was done to: an entry, an account, a channel, the code of a question."""
    summary: str
    diff: str = ""


_AUDIT = SQLModel.metadata.tables["audit"].c
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done."""

    at: datetime
    officer: str
    action: str
    object: str = ""
    summary: str = ""
    """In words, for people."""
    diff: str = ""
    """What was there before and after, line by line, where something was changed."""


class Audit:
    """The audit log of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, deed: Deed) -> None:
        """Write it down."""
        async with self._database.transaction(writes=True) as connection:
            await self.noted(connection, deed)

    async def noted(self, connection: AsyncConnection, deed: Deed) -> None:
        """The same within a transaction."""
        values = {
            "locality": self._database.locality,
            "at": deed.at,
            "officer": deed.officer[:64],
            "action": deed.action,
            "object": deed.object[:120],
            "summary": deed.summary,
            "diff": deed.diff,
        }
        await connection.execute(insert(AuditRow).values(values))

    async def read(
        self,
        *,
        officer: str = "",
        action: str = "",
        since: datetime | None = None,
        before: datetime | None = None,
        skip: int = 0,
        limit: int,
    ) -> list[Deed]:
        """The newest first; what is empty is no condition."""
        parts = self.parts(officer=officer, action=action, since=since, before=before, skip=skip, limit=limit)
        return [deed async for part in parts for deed in part]

    async def parts(
        self, *, officer: str, action: str, since: datetime | None, before: datetime | None, skip: int, limit: int
    ) -> AsyncIterator[list[Deed]]:
        """The same a few at a time: the log of years is long, and residents are answered in between."""
        which: list[ColumnElement[bool]] = [col(AuditRow.locality) == self._database.locality]
        which += [col(AuditRow.officer) == officer] if officer else []
        which += [col(AuditRow.action) == action] if action else []
        which += [col(AuditRow.at) >= since] if since else []
        which += [col(AuditRow.at) < before] if before else []
        chosen = select(*(_AUDIT[name] for name in ("at", "officer", "action", "object", "summary", "diff")))
        chosen = chosen.where(and_(*which)).order_by(col(AuditRow.id).desc()).offset(skip).limit(limit)
        async with self._database.transaction() as connection:
            async for rows in (await connection.stream(chosen)).partitions(_AT_ONCE):
                yield [Deed(*row) for row in rows]

    async def officers(self) -> list[str]:
        """Everybody the log names."""
        return await self._distinct(col(AuditRow.officer))

    async def actions(self) -> list[str]:
        """Everything that was ever done."""
        return await self._distinct(col(AuditRow.action))

    async def _distinct(self, column: Any) -> list[str]:
        chosen = select(column).where(col(AuditRow.locality) == self._database.locality).distinct()
        async with self._database.session() as session:
            return sorted((await session.execute(chosen)).scalars())
