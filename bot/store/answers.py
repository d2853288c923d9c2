"""Officers' answers on their way: into the outbox of everybody who asked, or kept for the next visit to the web page.

1. What is decided and what is sent is one transaction. Whoever erased themselves before it is not found, so not written to.
2. A chat is written to once, however often it asked the same.
3. Web visitors cannot be called: their answers wait in the outbox until their page asks for them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.lane import Lane
from bot.store.outbox import State
from bot.store.reviews import Batch, Review, Reviews, batched
from bot.store.sealing import Unreadable
from bot.store.tables import CHAT, OUTBOX, QUESTION
from bot.store.tallies import Tallies

WEB = "web"
_NONE = 0
"""No message of theirs is answered: an officer writes."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A chat that asked; who is behind it nobody can tell."""

    lane: Lane
    address: str
    """Empty on the web, where it is not needed."""
    ref: str
    """Their newest question of those answered."""
    text: str


Parts = Callable[[Asker], Sequence[Mapping[str, Any]]]
"""What is sent to somebody, part by part, as plain values; nothing: their channel cannot."""


class Answers:
    """Those of one locality."""

    def __init__(self, database: Database, *, hamlet: str = "") -> None:
        self._database = database
        self._hamlet = hamlet

    async def reachable(self, refs: Sequence[str], *, channels: Sequence[str]) -> Counter[str]:
        """How many chats can be written to, by channel; under "" how many cannot."""
        async with self._database.transaction() as connection:
            found, lost = await self._askers(connection, refs, channels)
        return Counter(asker.lane.channel for asker in found) + Counter({"": lost})

    async def send(
        self, refs: Sequence[str], review: Review, parts: Parts, *, channels: Sequence[str], key: str = ""
    ) -> tuple[Batch | None, Counter[str]]:
        """Decide and send; whom it goes to, as `reachable` counts. `key`: what the batch is called."""
        async with self._database.transaction(writes=True) as connection:
            reviews = Reviews(self._database, hamlet=self._hamlet)
            batch = await reviews.decided(connection, refs, review, key=key)
            if batch is None:
                return None, Counter()
            found, lost = await self._askers(connection, batch.refs, channels)
            rows = [self._row(asker, part, batch, at=review.at) for asker in found for part in parts(asker)]
            if rows:
                await connection.execute(insert(OUTBOX), rows)
            await self._count(connection, found, at=review.at)
        return batch, Counter(asker.lane.channel for asker in found) + Counter({"": lost})

    async def fates(self, batches: Sequence[str]) -> dict[str, Counter[State]]:
        """How many parts of each answer are where."""
        counted = select(OUTBOX.c.batch, OUTBOX.c.state, func.count()).where(OUTBOX.c.batch.in_(batches))
        fates: dict[str, Counter[State]] = {key: Counter() for key in batches}
        async with self._database.transaction() as connection:
            for key, state, count in await connection.execute(counted.group_by(OUTBOX.c.batch, OUTBOX.c.state)):
                fates[key][State(state)] = count
        return fates

    # --- what web visitors fetch

    async def await_visit(self, lane: Lane) -> bool:
        """Whether something lies here for them."""
        async with self._database.transaction() as connection:
            return (await connection.execute(select(OUTBOX.c.id).where(self._kept(lane)).limit(1))).first() is not None

    async def fetched(self, connection: AsyncConnection, lane: Lane, *, at: datetime) -> list[dict[str, Any]]:
        """What lies here for them, which counts as sent with this transaction."""
        kept = select(OUTBOX.c.id, OUTBOX.c.part).where(self._kept(lane)).order_by(OUTBOX.c.id).with_for_update()
        rows = (await connection.execute(kept)).all()
        if not rows:
            return []
        values = {"state": State.SENT, "sent_at": at, "address": None, "part": None}
        await connection.execute(update(OUTBOX).where(OUTBOX.c.id.in_([row.id for row in rows])).values(values))
        return [part for row in rows if (part := self._opened(row.part, "part"))]

    # --- inside

    async def _askers(self, connection: AsyncConnection, refs: Sequence[str], channels: Sequence[str]) -> tuple[list[Asker], int]:
        same = and_(
            CHAT.c.locality == QUESTION.c.locality, CHAT.c.channel == QUESTION.c.channel, CHAT.c.person == QUESTION.c.person
        )
        columns = (QUESTION.c.ref, QUESTION.c.at, QUESTION.c.text, QUESTION.c.channel, QUESTION.c.person)
        chats = (CHAT.c.account, CHAT.c.reply_to, CHAT.c.address, CHAT.c.left)
        chosen = select(*columns, *chats).join_from(QUESTION, CHAT, same, isouter=True)
        chosen = chosen.where(self._ours())
        rows = [row for some in batched(refs) for row in await connection.execute(chosen.where(QUESTION.c.ref.in_(some)))]
        newest = {(row.channel, row.person): row for row in sorted(rows, key=lambda row: row.at)}
        found = [asker for row in newest.values() if (asker := self._asker(row, channels))]
        return found, len(newest) - len(found)

    def _asker(self, row: Any, channels: Sequence[str]) -> Asker | None:
        lane = Lane(row.channel, row.account or "", row.person)
        if row.channel == WEB and row.left is not None:
            return Asker(lane, "", row.ref, row.text)
        sealed = row.address or row.reply_to
        address = self._opened(sealed, "address") if sealed and not row.left and row.channel in channels else ""
        return Asker(lane, address, row.ref, row.text) if address else None

    def _opened(self, sealed: bytes | None, purpose: str) -> Any:
        try:
            return self._database.sealing.opened(sealed or b"", purpose=purpose)
        except Unreadable:
            return None

    def _row(self, asker: Asker, part: Mapping[str, Any], batch: Batch, *, at: datetime) -> dict[str, Any]:
        sealing = self._database.sealing
        return {
            "locality": self._database.locality,
            "channel": asker.lane.channel,
            "account": asker.lane.account,
            "person": asker.lane.person,
            "message": _NONE,
            "state": State.WAITING if asker.lane.channel == WEB else State.PENDING,
            "address": sealing.seal(asker.address, purpose="address"),
            "part": sealing.seal(dict(part), purpose="part"),
            "due": at,
            "at": at,
            "tries": 0,
            "reason": "Chờ bà con mở lại trang chat." if asker.lane.channel == WEB else "",
            "fleeting": False,
            "batch": batch.key,
        }

    async def _count(self, connection: AsyncConnection, found: Sequence[Asker], *, at: datetime) -> None:
        """The time it took, once for everybody who is answered."""
        refs = [asker.ref for asker in found]
        asked, tallies = select(QUESTION.c.at).where(self._ours()), Tallies(connection, self._database)
        for some in batched(refs):
            await tallies.replied((await connection.execute(asked.where(QUESTION.c.ref.in_(some)))).scalars().all(), at=at)

    def _kept(self, lane: Lane) -> ColumnElement[bool]:
        return and_(
            OUTBOX.c.locality == self._database.locality,
            OUTBOX.c.channel == lane.channel,
            OUTBOX.c.person == lane.person,
            OUTBOX.c.state == State.WAITING,
        )

    def _ours(self) -> ColumnElement[bool]:
        ours = QUESTION.c.locality == self._database.locality
        return and_(ours, QUESTION.c.hamlet == self._hamlet) if self._hamlet else ours
