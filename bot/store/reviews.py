"""Reviews: what officers made of the questions the bot could not answer, or not to people's liking. One tap is one batch.

What is decided no longer stands in a list; what was skipped stays known, so that the same question asked again is not shown.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel

from bot.core.conversation import Outcome
from bot.store.database import Database
from bot.store.questions import LoggedQuestion, logged
from bot.store.tables import MISSED, QUESTION
from bot.store.tallies import Tallies
from bot.store.utc import UtcTime


class Decision(StrEnum):
    """What an officer made of a question."""

    MERGED = "gop"
    """Its words were added to an entry."""
    NEW = "moi"
    """An entry was written for it."""
    ANSWERED = "tra-loi"
    """Who asked was answered."""
    SKIPPED = "bo-qua"
    """Nothing for this bot; never shown again."""


class Kind(StrEnum):
    """Which list of the officers a question stands in."""

    MISSED = "chua-tra-loi"
    """Not answered."""
    WRONG = "khong-dung"
    """Answered, and judged wrong."""
    NOT_THESE = "khong-phai-y"
    """Asked back, and none of what was offered was meant."""


class ReviewRow(SQLModel, table=True):
    """A question that an officer has dealt with."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("locality", "ref"), Index("ix_review_batch", "batch"), Index("ix_review_at", "at"))

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    batch: str = Field(max_length=16)
    """What was dealt with together, and can be undone together."""
    ref: str = Field(max_length=12)
    decision: str = Field(max_length=8)
    entry: str = Field(max_length=120)
    """That answers it now."""
    said: str
    """Why it was skipped, or what the officer answered; of a batch only its first has it."""
    officer: str = Field(max_length=64)
    """Their login."""
    at: datetime = Field(sa_type=UtcTime)


REVIEW = SQLModel.metadata.tables["review"]
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Review:
    """What one tap did."""

    decision: Decision
    officer: str
    at: datetime
    entry: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """The same, afterwards."""

    key: str
    refs: tuple[str, ...]
    review: Review


class Reviews:
    """The questions of one locality as officers deal with them; with a `hamlet`, those of it only."""

    def __init__(self, database: Database, *, hamlet: str = "") -> None:
        self._database = database
        self._hamlet = hamlet

    # --- what is to be dealt with

    async def count(self, kind: Kind) -> int:
        """How many there are, skipped ones too."""
        counted = select(func.count()).select_from(QUESTION).where(self._in(kind))
        async with self._database.transaction() as connection:
            return (await connection.execute(counted)).scalar_one()

    async def after(self, kind: Kind, last: int, *, limit: int) -> list[LoggedQuestion]:
        """Those with higher numbers, in the order they came."""
        chosen = select(QUESTION).where(self._in(kind), QUESTION.c.id > last).order_by(QUESTION.c.id).limit(limit)
        async with self._database.transaction() as connection:
            return [logged(row) for row in await connection.execute(chosen)]

    async def numbers(self, kind: Kind, *, most: int) -> set[int]:
        """Which are still there; of too many the newest."""
        chosen = select(QUESTION.c.id).where(self._in(kind)).order_by(QUESTION.c.id.desc()).limit(most)
        async with self._database.transaction() as connection:
            return set((await connection.execute(chosen)).scalars())

    async def numbered(self, numbers: Sequence[int]) -> list[LoggedQuestion]:
        """Questions by their numbers, in the order they came."""
        chosen = select(QUESTION).where(self._ours(), QUESTION.c.id.in_(numbers)).order_by(QUESTION.c.id)
        async with self._database.transaction() as connection:
            return [logged(row) for row in await connection.execute(chosen)]

    async def skipped(self) -> set[int]:
        """The numbers of those that are never to be shown again."""
        chosen = select(QUESTION.c.id).where(self._ours(), QUESTION.c.decision == Decision.SKIPPED)
        chosen = chosen.where(MISSED)
        async with self._database.transaction() as connection:
            return set((await connection.execute(chosen)).scalars())

    async def found(self, refs: Sequence[str]) -> list[LoggedQuestion]:
        """Questions by their codes, the newest first; those that are gone, or of another hamlet, are left out."""
        chosen = select(QUESTION).where(self._ours()).order_by(QUESTION.c.at.desc())
        async with self._database.transaction() as connection:
            parts = [await connection.execute(chosen.where(QUESTION.c.ref.in_(some))) for some in batched(refs)]
        return sorted((logged(row) for rows in parts for row in rows), key=lambda one: one.at, reverse=True)

    # --- what was done

    async def decide(self, refs: Sequence[str], review: Review, *, key: str = "") -> Batch | None:
        """Keep it; None when every question was dealt with, or erased, meanwhile. `key`: what the batch is called."""
        async with self._database.transaction(writes=True) as connection:
            return await self.decided(connection, refs, review, key=key)

    async def decided(self, connection: AsyncConnection, refs: Sequence[str], review: Review, *, key: str = "") -> Batch | None:
        """The same within a transaction."""
        marked = update(QUESTION).where(self._ours(), QUESTION.c.decision == "").values(decision=review.decision)
        marked = marked.returning(QUESTION.c.ref, QUESTION.c.reading, QUESTION.c.context)
        rows = [row for some in batched(refs) for row in await connection.execute(marked.where(QUESTION.c.ref.in_(some)))]
        if not rows:
            return None
        batch = Batch(key or secrets.token_hex(8), tuple(row.ref for row in rows), review)
        same = {"locality": self._database.locality, "batch": batch.key, "entry": review.entry, "at": review.at}
        same |= {"decision": review.decision, "officer": review.officer[:64]}
        said = [review.said, *[""] * (len(rows) - 1)]
        await connection.execute(
            insert(REVIEW), [same | {"ref": row.ref, "said": words} for row, words in zip(rows, said, strict=True)]
        )
        if review.decision in (Decision.MERGED, Decision.NEW):
            asked = {(row.reading, row.context) for row in rows}
            await Tallies(connection, self._database).taught(asked, review.entry, at=review.at)
        return batch

    async def batch(self, key: str) -> Batch | None:
        """What one tap did."""
        found = await self._batches(REVIEW.c.batch == key)
        return found[0] if found else None

    async def latest(self, decision: Decision, *, limit: int) -> list[Batch]:
        """The newest first."""
        newest = (
            select(REVIEW.c.batch)
            .where(REVIEW.c.locality == self._database.locality, REVIEW.c.decision == decision)
            .group_by(REVIEW.c.batch)
            .order_by(func.max(REVIEW.c.id).desc())
            .limit(limit)
        )
        return await self._batches(REVIEW.c.batch.in_(newest))

    async def undo(self, key: str) -> int:
        """Back into the lists; how many questions."""
        async with self._database.transaction(writes=True) as connection:
            this = and_(REVIEW.c.locality == self._database.locality, REVIEW.c.batch == key)
            dealt = QUESTION.c.ref.in_(select(REVIEW.c.ref).where(this))
            back = update(QUESTION).where(self._ours(), dealt).values(decision="")
            rows = await connection.execute(back.returning(QUESTION.c.reading, QUESTION.c.context))
            await Tallies(connection, self._database).untaught((row.reading, row.context) for row in rows.all())
            return (await connection.execute(delete(REVIEW).where(this))).rowcount

    async def _batches(self, which: ColumnElement[bool]) -> list[Batch]:
        chosen = select(REVIEW).where(REVIEW.c.locality == self._database.locality, which).order_by(REVIEW.c.id)
        async with self._database.transaction() as connection:
            rows = (await connection.execute(chosen)).all()
        kept: dict[str, list[Any]] = {}
        for row in rows:
            kept.setdefault(row.batch, []).append(row)
        return [_batch(key, members) for key, members in reversed(kept.items())]

    def _in(self, kind: Kind) -> ColumnElement[bool]:
        if kind is Kind.MISSED:
            return and_(
                self._ours(),
                MISSED,
                or_(QUESTION.c.decision == "", QUESTION.c.decision == Decision.SKIPPED),
            )
        judged = and_(self._ours(), QUESTION.c.helpful.is_(False), QUESTION.c.decision == "")
        if kind is Kind.NOT_THESE:
            return and_(judged, QUESTION.c.outcome == Outcome.ASKED_BACK)
        return and_(judged, QUESTION.c.outcome == Outcome.ANSWERED)

    def _ours(self) -> ColumnElement[bool]:
        ours = QUESTION.c.locality == self._database.locality
        return and_(ours, QUESTION.c.hamlet == self._hamlet) if self._hamlet else ours


def batched(refs: Sequence[str]) -> Iterator[Sequence[str]]:
    """A few thousand at a time: a statement takes no more."""
    return (refs[start : start + _AT_ONCE] for start in range(0, len(refs), _AT_ONCE))


def _batch(key: str, rows: Sequence[Any]) -> Batch:
    first = rows[0]
    said = next((row.said for row in rows if row.said), "")
    review = Review(Decision(first.decision), first.officer, first.at, first.entry, said)
    return Batch(key, tuple(row.ref for row in rows), review)
