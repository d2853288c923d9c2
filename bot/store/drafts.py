"""Drafts of entries that officers have not published: as typed, whatever is still wrong with them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Column, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col

from bot.store.database import Database
from bot.store.tables import QUESTION
from bot.store.utc import UtcTime


class DraftRow(SQLModel, table=True):
    """One entry being written: an entry has one draft, which all editors share."""

    __tablename__ = "draft"

    locality: str = Field(max_length=64, primary_key=True)
    key: str = Field(max_length=120, primary_key=True)
    """The id of the entry; of a new one what `Draft.is_new` says."""
    fields: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    base: str = Field(max_length=32)
    """The version of the entry it was begun from."""
    revision: int
    """Counted up with every save: who saves over another one than they saw is told."""
    officer: str = Field(max_length=64)
    at: datetime = Field(sa_type=UtcTime)
    question: str = Field(max_length=12)
    """The code of the question that it shall answer."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry being written."""

    key: str
    fields: dict[str, str]
    base: str = ""
    revision: int = 0
    officer: str = ""
    at: datetime | None = None
    question: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it is an entry that does not exist yet."""
        return self.key.startswith("~")


class Drafts:
    """The drafts of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Draft]:
        """Every draft, the newest first."""
        chosen = select(DraftRow).where(col(DraftRow.locality) == self._database.locality).order_by(col(DraftRow.at).desc())
        async with self._database.session() as session:
            return [_draft(row) for row in (await session.execute(chosen)).scalars()]

    async def get(self, key: str) -> Draft | None:
        """The draft of an entry."""
        async with self._database.session() as session:
            row = await session.get(DraftRow, (self._database.locality, key))
            return _draft(row) if row else None

    async def save(self, draft: Draft) -> bool:
        """Keep it over the revision it names (0: there is none); whether it was still that one."""
        values = {
            "fields": draft.fields,
            "base": draft.base,
            "revision": draft.revision + 1,
            "officer": draft.officer[:64],
            "at": draft.at,
            "question": draft.question[:12],
        }
        this = and_(
            col(DraftRow.locality) == self._database.locality,
            col(DraftRow.key) == draft.key,
            col(DraftRow.revision) == draft.revision,
        )
        try:
            async with self._database.transaction(writes=True) as connection:
                if draft.revision:
                    return (await connection.execute(update(DraftRow).where(this).values(values))).rowcount == 1
                await connection.execute(insert(DraftRow), {"locality": self._database.locality, "key": draft.key} | values)
        except IntegrityError:  # somebody else began one
            return False
        return True

    async def drop(self, key: str) -> None:
        """It was published, or nobody wants it any more."""
        these = delete(DraftRow).where(col(DraftRow.locality) == self._database.locality, col(DraftRow.key) == key)
        async with self._database.session(writes=True) as session:
            await session.execute(these)

    async def asked(self, ref: str) -> tuple[str, list[str]] | None:
        """A question as it was logged (masked), and the entries that were close."""
        chosen = select(QUESTION.c.text, QUESTION.c.candidates).where(
            QUESTION.c.locality == self._database.locality, QUESTION.c.ref == ref
        )
        async with self._database.transaction() as connection:
            row = (await connection.execute(chosen)).first()
        return (row.text, [str(entry) for entry, _ in row.candidates]) if row else None


def _draft(row: DraftRow) -> Draft:
    return Draft(row.key, dict(row.fields), row.base, row.revision, row.officer, row.at, row.question)
