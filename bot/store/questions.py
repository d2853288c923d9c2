"""The questions asked, masked, and what became of them: what officers read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Feedback, Outcome, Turn
from bot.store.lane import Lane
from bot.store.tables import QUESTION


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as officers read it."""

    ref: str
    at: datetime
    channel: str
    text: str
    reading: str
    outcome: Outcome
    entries: tuple[str, ...]
    candidates: tuple[tuple[str, float], ...]
    context: str
    helpful: bool | None
    why: str
    id: int = 0
    """Higher than of those asked before."""
    hamlet: str = ""
    decision: str = ""
    """What an officer made of it, see reviews.Decision."""


class Questions:
    """The questions of one locality, in one transaction."""

    def __init__(self, connection: AsyncConnection, locality: str) -> None:
        self._connection = connection
        self._locality = locality

    async def log(self, lane: Lane, turn: Turn, *, ref: str, at: datetime) -> None:
        """Keep a question and what became of it."""
        values = {
            "locality": self._locality,
            "channel": lane.channel,
            "person": lane.person,
            "ref": ref,
            "at": at,
            "text": turn.text,
            "reading": turn.reading,
            "outcome": turn.outcome,
            "entries": list(turn.entries),
            "score": turn.score,
            "candidates": [list(candidate) for candidate in turn.candidates],
            "context": turn.context,
            "urgent": turn.urgent,
            "hamlet": turn.hamlet,
            "why": "",
        }
        await self._connection.execute(insert(QUESTION), values)

    async def judge(self, lane: Lane, feedback: Feedback) -> None:
        """Only who asked may judge; a code may come back days later or be typed by somebody else."""
        judged = {"helpful": feedback.helpful, "why": feedback.why or None}
        values = {name: value for name, value in judged.items() if value is not None}
        this = and_(self._asked_by(lane), QUESTION.c.ref == feedback.question)
        if values:
            await self._connection.execute(update(QUESTION).where(this).values(**values))

    async def count(self, lane: Lane) -> int:
        """How many of this chat are kept."""
        counted = select(func.count()).select_from(QUESTION).where(self._asked_by(lane))
        return (await self._connection.execute(counted)).scalar_one()

    async def newest(self, lane: Lane, *, limit: int) -> list[LoggedQuestion]:
        """The newest of this chat."""
        return await self._read(self._asked_by(lane), limit=limit)

    async def forget(self, lane: Lane) -> int:
        """Delete those of this chat; how many there were."""
        count = await self.count(lane)
        await self._connection.execute(delete(QUESTION).where(self._asked_by(lane)))
        return count

    async def to_review(self, *, since: datetime, everything: bool) -> list[LoggedQuestion]:
        """See SqlStore.to_review."""
        bad = QUESTION.c.outcome == Outcome.NOT_ANSWERED
        if everything:
            bad = or_(bad, QUESTION.c.outcome == Outcome.ASKED_BACK, QUESTION.c.helpful.is_(False))
        chosen = and_(bad, QUESTION.c.at >= since)
        return await self._read(and_(chosen, QUESTION.c.locality == self._locality) if self._locality else chosen)

    async def _read(self, chosen: ColumnElement[bool], *, limit: int | None = None) -> list[LoggedQuestion]:
        rows = select(QUESTION).where(chosen).order_by(QUESTION.c.at.desc()).limit(limit)
        return [logged(row) for row in await self._connection.execute(rows)]

    def _asked_by(self, lane: Lane) -> ColumnElement[bool]:
        return and_(QUESTION.c.locality == self._locality, QUESTION.c.person == lane.person)


def logged(row: Row[Any]) -> LoggedQuestion:
    """A row of the table as officers read it."""
    return LoggedQuestion(
        ref=row.ref,
        at=row.at,
        channel=row.channel,
        text=row.text,
        reading=row.reading,
        outcome=Outcome(row.outcome),
        entries=tuple(row.entries),
        candidates=tuple((str(entry), float(score)) for entry, score in row.candidates),
        context=row.context,
        helpful=row.helpful,
        why=row.why,
        id=row.id,
        hamlet=row.hamlet,
        decision=row.decision,
    )
