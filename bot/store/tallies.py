"""Tallies: daily totals, kept in the transaction that keeps the question. Neither retention nor /xoa touches them.

1. They hold no person: no pseudonym, no text, no code. A question not answered is known by the keyed hash of its words.
2. Two tables: by where a question came from, and by entry. One table of both would have a row for nearly every question.
   Each counts every question twice, by day and by month: a year is twelve months then, not 365 days of hundreds of entries.
3. What is locked is locked in one order (places, entries by name, gaps), so that two processes never wait for each other.
4. Topics are not kept: an entry's topic is looked up when figures are made, and stays right when officers move entries.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, and_, case, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel

from bot.core.conversation import VIETNAM, Feedback, Outcome, Turn
from bot.core.totals import LATER, REPLY_HOURS, subject
from bot.store.database import Database
from bot.store.lane import Lane
from bot.store.tables import QUESTION

_SHORT = 6
"""Words up to which a question means something else in every talk ("mất bao nhiêu tiền")."""
_AT_ONCE = 5_000
"""Keys of one statement."""

DAY, MONTH = "d", "m"
"""Grains of a row; a month's has its first day."""


class TallyRow(SQLModel, table=True):
    """Questions of a day or month by channel, hamlet and outcome."""

    __tablename__ = "tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    locality: str = Field(max_length=64, primary_key=True)
    grain: str = Field(max_length=1, primary_key=True)
    day: date = Field(sa_type=Date, primary_key=True)
    """In Vietnam."""
    channel: str = Field(max_length=16, primary_key=True)
    hamlet: str = Field(max_length=80, primary_key=True)
    outcome: str = Field(max_length=16, primary_key=True)
    asked: int
    people: int
    """First questions of a chat on that day."""
    helpful: int
    unhelpful: int


class EntryTallyRow(SQLModel, table=True):
    """Questions of a day or month by entry and outcome."""

    __tablename__ = "entry_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    locality: str = Field(max_length=64, primary_key=True)
    grain: str = Field(max_length=1, primary_key=True)
    day: date = Field(sa_type=Date, primary_key=True)
    entry: str = Field(max_length=120, primary_key=True)
    """Answered with, or, by the outcome, offered or nearest."""
    outcome: str = Field(max_length=16, primary_key=True)
    asked: int
    helpful: int
    unhelpful: int


class GapRow(SQLModel, table=True):
    """A question that was not answered, and whether it is by now."""

    __tablename__ = "gap"
    __table_args__ = (Index("ix_gap_locality_closed", "locality", "closed"), {"sqlite_with_rowid": False})

    locality: str = Field(max_length=64, primary_key=True)
    key: str = Field(max_length=32, primary_key=True)
    """Keyed hash of its words."""
    missed: int
    last_missed: date = Field(sa_type=Date)
    entry: str = Field(max_length=120)
    """What answers it."""
    closed: date | None = Field(default=None, sa_type=Date)
    """The first day it was answered."""
    answered: int
    """How often since."""


class ReplyTallyRow(SQLModel, table=True):
    """Officers' answers of a day by the time they took."""

    __tablename__ = "reply_tally"
    __table_args__ = ({"sqlite_with_rowid": False},)

    locality: str = Field(max_length=64, primary_key=True)
    day: date = Field(sa_type=Date, primary_key=True)
    hours: int = Field(primary_key=True)
    """At most so many; see core.totals.REPLY_HOURS."""
    count: int


TALLY = SQLModel.metadata.tables["tally"]
ENTRY_TALLY = SQLModel.metadata.tables["entry_tally"]
GAP = SQLModel.metadata.tables["gap"]
REPLY_TALLY = SQLModel.metadata.tables["reply_tally"]


def day_of(at: datetime) -> date:
    """The day it is in Vietnam."""
    return at.astimezone(VIETNAM).date()


class Tallies:
    """The tallies of one locality, in one transaction."""

    def __init__(self, connection: AsyncConnection, database: Database) -> None:
        self._connection = connection
        self._database = database
        self._insert = sqlite.insert if database.is_sqlite else postgresql.insert

    async def asked(self, lane: Lane, turn: Turn, *, at: datetime, hamlet: str = "") -> None:
        """Count a question, before it is kept itself; `hamlet` as the question keeps it."""
        day, outcome = day_of(at), str(turn.outcome)
        place = {"channel": lane.channel, "hamlet": hamlet, "outcome": outcome}
        people = case((self._asked_today(lane, at), 0), else_=1)
        await self._add(TALLY, _grains(day, [place]), asked=1, people=people, helpful=0, unhelpful=0)
        nearest = tuple(entry for entry, _ in turn.candidates[:1])
        names = subject(outcome, turn.entries, nearest)
        rows = [{"entry": entry, "outcome": outcome} for entry in names]
        await self._add(ENTRY_TALLY, _grains(day, rows), asked=1, helpful=0, unhelpful=0)
        if turn.reading and turn.outcome is Outcome.NOT_ANSWERED:
            await self._missed(self.gap_key(turn.reading, turn.context), day)
        elif turn.reading and turn.outcome is Outcome.ANSWERED:
            await self._found([self.gap_key(turn.reading, turn.context)], names[0], day, answered=1)

    async def judged(self, lane: Lane, feedback: Feedback) -> None:
        """Count an opinion on the day of its question, before it is kept itself; a changed mind counts once."""
        if feedback.helpful is None:
            return
        names = ("at", "hamlet", "outcome", "entries", "candidates", "helpful")
        columns = [QUESTION.c[name] for name in names]
        theirs = and_(QUESTION.c.locality == self._database.locality, QUESTION.c.person == lane.person)
        this = select(*columns).where(theirs, QUESTION.c.ref == feedback.question).with_for_update()
        row = (await self._connection.execute(this)).one_or_none()
        if row is None or row.helpful is feedback.helpful:
            return
        change = {
            "helpful": int(feedback.helpful) - int(row.helpful is True),
            "unhelpful": int(not feedback.helpful) - int(row.helpful is False),
        }
        day, nearest = day_of(row.at), tuple(entry for entry, _ in row.candidates[:1])
        place = {"channel": lane.channel, "hamlet": row.hamlet, "outcome": row.outcome}
        subjects = subject(row.outcome, tuple(row.entries), nearest)
        await self._add(TALLY, _grains(day, [place]), asked=0, people=0, **change)
        rows = [{"entry": entry, "outcome": row.outcome} for entry in subjects]
        await self._add(ENTRY_TALLY, _grains(day, rows), asked=0, **change)

    async def taught(self, asked: Iterable[tuple[str, str]], entry: str, *, at: datetime) -> None:
        """An officer taught the bot to answer questions that were asked in vain: their readings and contexts."""
        keys = sorted({self.gap_key(reading, context) for reading, context in asked if reading})
        for start in range(0, len(keys), _AT_ONCE):
            await self._found(keys[start : start + _AT_ONCE], entry, day_of(at), answered=0)

    async def untaught(self, asked: Iterable[tuple[str, str]]) -> None:
        """It was taken back: gaps through which nobody was answered meanwhile are open again."""
        keys = sorted({self.gap_key(reading, context) for reading, context in asked if reading})
        for start in range(0, len(keys), _AT_ONCE):
            some = GAP.c.key.in_(keys[start : start + _AT_ONCE])
            this = and_(GAP.c.locality == self._database.locality, some, GAP.c.answered == 0)
            await self._connection.execute(update(GAP).where(this).values(entry="", closed=None))

    async def replied(self, asked: Iterable[datetime], *, at: datetime) -> None:
        """An officer answered residents, who had asked at these times."""
        waited = ((at - moment).total_seconds() / 3600 for moment in asked)
        counts = Counter(next((most for most in REPLY_HOURS if hours <= most), LATER) for hours in waited)
        for bound, count in sorted(counts.items()):
            await self._add(REPLY_TALLY, [{"day": day_of(at), "hours": bound}], count=count)

    def gap_key(self, reading: str, context: str = "") -> str:
        """What a question not answered is known by."""
        about = context if len(reading.split()) <= _SHORT else ""
        return self._database.pseudonym("gap", f"{about}|{reading}")

    async def _missed(self, key: str, day: date) -> None:
        new = {"missed": 1, "last_missed": day, "entry": "", "closed": None, "answered": 0}
        statement = self._insert(GAP).values(locality=self._database.locality, key=key, **new)
        again = {"missed": GAP.c.missed + 1, "last_missed": day, "entry": "", "closed": None, "answered": 0}
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["locality", "key"], set_=again))

    async def _found(self, keys: Sequence[str], entry: str, day: date, *, answered: int) -> None:
        values = {"entry": entry, "closed": func.coalesce(GAP.c.closed, day), "answered": GAP.c.answered + answered}
        this = and_(GAP.c.locality == self._database.locality, GAP.c.key.in_(keys))
        await self._connection.execute(update(GAP).where(this).values(values))

    def _asked_today(self, lane: Lane, at: datetime) -> Any:
        midnight = at.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
        theirs = and_(QUESTION.c.locality == self._database.locality, QUESTION.c.person == lane.person)
        return exists().where(theirs, QUESTION.c.at >= midnight)

    async def _add(self, table: Any, rows: list[dict[str, Any]], **counts: Any) -> None:
        """Add to the counts of rows, which need not be there yet."""
        new = [{"locality": self._database.locality, **row, **counts} for row in rows]
        statement = self._insert(table).values(new)
        sums = {name: table.c[name] + statement.excluded[name] for name in counts}
        keys = [column.name for column in table.primary_key]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums))


def _grains(day: date, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a day, then those of its month."""
    return [{"grain": grain, "day": first, **row} for grain, first in ((DAY, day), (MONTH, day.replace(day=1))) for row in rows]
