"""The outbox: parts of replies, from the moment they are decided until they are sent or given up.

1. Of each lane only the first unsent part can be claimed, and none while another of the lane is being sent or asked about.
2. A claim is committed before the first byte leaves. What is found `sending` when its holder is dead may have arrived:
   it becomes doubtful, and is never sent again unless the provider says that it did not arrive.
3. What waits or was given up does not stand in the way of what comes later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select, update

from bot.store.chats import Chats
from bot.store.database import Database
from bot.store.lane import Lane
from bot.store.sealing import Unreadable
from bot.store.tables import OUTBOX


class State(StrEnum):
    """Where a part is."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    """It may have arrived: counted, never sent again blindly."""
    WAITING = "waiting"
    """For the resident to write again."""
    GONE = "gone"
    """The resident cannot be reached any more, or an officer has taken over."""
    PARKED = "parked"
    """Given up; its reason says why."""


WAITS_AT_MOST = timedelta(days=7)
"""An answer that could not be sent for so long is no longer one."""
FLEETING_LIVES = timedelta(hours=4)
"""What is of this moment only (a good morning) is not said later than that."""

_SEALS: dict[str, Any] = {"address": None, "part": None}


@dataclass(frozen=True, slots=True)
class ToSend:
    """A part in hand."""

    id: int
    lane: Lane
    address: str | None
    """None: the seal cannot be opened with today's pepper."""
    part: Any
    tries: int
    """How often it was handed to the provider, this time included."""
    sent_at: datetime
    """When it was handed to the provider last."""
    fleeting: bool
    """See OutboxRow."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A part that a dead process was about to send, or had sent."""

    id: int
    tries: int
    holder: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A part that was given up or is in doubt, as officers see it."""

    channel: str
    state: State
    reason: str
    at: datetime


_COLUMNS = [OUTBOX.c[name] for name in ("id", "channel", "account", "person", "address", "part", "tries", "sent_at", "fleeting")]


class Outbox:
    """The outbox of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, *, holder: str, channel: str, account: str, now: datetime, until: datetime, limit: int) -> list[ToSend]:
        """Take the first unsent part of each lane: from now on it counts as handed to the provider."""
        due = and_(OUTBOX.c.state == State.PENDING, OUTBOX.c.due <= now, ~_has_passed(now))
        values = {"state": State.SENDING, "sent_at": now, "tries": OUTBOX.c.tries + 1}
        return await self._claim(
            and_(due, ~_behind_another()), values, holder=holder, channel=channel, account=account, until=until, limit=limit
        )

    async def claim_doubtful(
        self, *, holder: str, channel: str, account: str, now: datetime, until: datetime, limit: int
    ) -> list[ToSend]:
        """Take what may have arrived: the provider is to be asked."""
        left = self._of_dead(now)
        again = and_(OUTBOX.c.state == State.UNKNOWN, OUTBOX.c.until <= now)
        return await self._claim(
            or_(left, again),
            {"state": State.UNKNOWN},
            holder=holder,
            channel=channel,
            account=account,
            until=until,
            limit=limit,
        )

    async def _claim(
        self,
        which: ColumnElement[bool],
        values: dict[str, Any],
        *,
        holder: str,
        channel: str,
        account: str,
        until: datetime,
        limit: int,
    ) -> list[ToSend]:
        heads = (
            select(OUTBOX.c.id)
            .where(self._ours(), OUTBOX.c.channel == channel, OUTBOX.c.account == account, which)
            .order_by(OUTBOX.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("heads")
        )
        taken = update(OUTBOX).where(OUTBOX.c.id.in_(select(heads.c.id)))
        taken = taken.values(values | {"holder": holder, "until": until}).returning(*_COLUMNS)
        async with self._database.transaction(writes=True) as connection:
            found = (await connection.execute(taken)).all()
        return sorted(map(self._to_send, found), key=lambda part: part.id)

    def _to_send(self, row: Row[Any]) -> ToSend:
        sealing = self._database.sealing
        try:
            opened = sealing.opened(row.address, purpose="address"), sealing.opened(row.part, purpose="part")
        except Unreadable:
            opened = None, None
        return ToSend(row.id, Lane(row.channel, row.account, row.person), *opened, row.tries, row.sent_at, row.fleeting)

    # --- what came of a part in hand

    async def sent(self, part: ToSend, *, provider_id: str, now: datetime) -> None:
        """It arrived. Whoever holds it by now: what is known for certain wins."""
        this = and_(OUTBOX.c.id == part.id, OUTBOX.c.state.in_((State.SENDING, State.UNKNOWN)))
        told = self._database.pseudonym(part.lane.channel, provider_id) if provider_id else None
        values = _SEALS | {"state": State.SENT, "sent_at": now, "provider_id": told, "holder": None, "until": None, "reason": ""}
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(delete(OUTBOX).where(this) if part.fleeting else update(OUTBOX).where(this).values(values))

    async def again(self, part: ToSend, *, holder: str, due: datetime, reason: str, counts: bool = True) -> None:
        """It did not arrive for certain: to be sent again. Unless it `counts`, this was no try."""
        tries = part.tries if counts else part.tries - 1
        await self._settle(part, holder, state=State.PENDING, due=due, tries=tries, reason=reason)

    async def doubtful(self, part: ToSend, *, holder: str, reason: str, ask_at: datetime | None) -> None:
        """It may have arrived; when the provider is to be asked (None: it cannot tell)."""
        await self._settle(part, holder, state=State.UNKNOWN, reason=reason, until=ask_at)

    async def park(self, part: ToSend, *, holder: str, reason: str) -> None:
        """It is given up. Its seal stays, for officers to decide."""
        await self._settle(part, holder, state=State.PARKED, reason=reason)

    async def wait(self, part: ToSend, *, holder: str, reason: str) -> None:
        """It and what comes after it wait for the resident to write again; what is fleeting is dropped."""
        async with self._database.transaction(writes=True) as connection:
            mine, later = self._mine(part, holder), and_(self.of(part.lane), OUTBOX.c.state == State.PENDING)
            if part.fleeting:
                await connection.execute(delete(OUTBOX).where(mine))
                return
            values = {"state": State.WAITING, "reason": reason, "holder": None, "until": None}
            if (await connection.execute(update(OUTBOX).where(mine).values(values))).rowcount:
                await connection.execute(delete(OUTBOX).where(later, OUTBOX.c.fleeting))
                await connection.execute(update(OUTBOX).where(later).values(values))

    async def gone(self, part: ToSend, *, holder: str, reason: str) -> None:
        """The resident cannot be reached: it and what comes after it are dropped, until they write again."""
        async with self._database.transaction(writes=True) as connection:
            mine = self._mine(part, holder)
            values = _SEALS | {"state": State.GONE, "reason": reason, "holder": None, "until": None}
            if (await connection.execute(update(OUTBOX).where(mine).values(values))).rowcount:
                later = and_(self.of(part.lane), OUTBOX.c.state.in_((State.PENDING, State.WAITING)))
                await connection.execute(update(OUTBOX).where(later).values(values))
                await Chats(connection, self._database).mark(part.lane, at=part.sent_at, left=True)

    async def _settle(self, part: ToSend, holder: str, **values: Any) -> None:
        values = {"holder": None, "until": None} | values
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(update(OUTBOX).where(self._mine(part, holder)).values(values))

    # --- all of them

    async def drop_fleeting(self, *, now: datetime) -> None:
        """Nobody has to know of what its moment has passed for."""
        passed = and_(self._ours(), OUTBOX.c.state == State.PENDING, _has_passed(now))
        async with self._database.transaction() as connection:
            if not (await connection.execute(select(OUTBOX.c.id).where(passed).limit(1))).first():
                return
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(delete(OUTBOX).where(passed))

    async def park_stale(self, *, before: datetime, reason: str) -> None:
        """Give up what should have been sent long ago: an answer out of the blue helps nobody."""
        stale = and_(self._ours(), OUTBOX.c.state == State.PENDING, OUTBOX.c.due < before)
        async with self._database.transaction() as connection:
            if not (await connection.execute(select(OUTBOX.c.id).where(stale).limit(1))).first():
                return
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(update(OUTBOX).where(stale).values(state=State.PARKED, reason=reason))

    async def free_of_dead(self, *, holder: str) -> None:
        """What others have in hand is in doubt from now on: they are known to be dead."""
        dead = and_(self._ours(), OUTBOX.c.holder.is_not(None), OUTBOX.c.holder != holder)
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(update(OUTBOX).where(dead).values(until=OUTBOX.c.sent_at))

    async def handed_over(self, *, channel: str, account: str, now: datetime) -> list[HandedOver]:
        """What processes that are dead were sending; see `never_left`."""
        chosen = select(OUTBOX.c.id, OUTBOX.c.tries, OUTBOX.c.holder).where(self._ours(), self._of_dead(now))
        chosen = chosen.where(OUTBOX.c.channel == channel, OUTBOX.c.account == account, OUTBOX.c.holder.is_not(None))
        async with self._database.transaction() as connection:
            return [HandedOver(*row) for row in (await connection.execute(chosen)).all()]

    async def never_left(self, parts: Sequence[int], *, now: datetime) -> None:
        """Of these parts no byte was sent: they are to be sent, and it was no try."""
        these = and_(self._ours(), OUTBOX.c.id.in_(parts), self._of_dead(now))
        values = {"state": State.PENDING, "tries": OUTBOX.c.tries - 1, "holder": None, "until": None}
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(update(OUTBOX).where(these).values(values))

    @staticmethod
    def _of_dead(now: datetime) -> ColumnElement[bool]:
        return and_(OUTBOX.c.state == State.SENDING, OUTBOX.c.until <= now)

    async def counts(self) -> dict[tuple[str, State], int]:
        """How many parts of each channel are in each state."""
        counted = select(OUTBOX.c.channel, OUTBOX.c.state, func.count()).where(self._ours())
        async with self._database.transaction() as connection:
            rows = await connection.execute(counted.group_by(OUTBOX.c.channel, OUTBOX.c.state))
            return {(channel, State(state)): count for channel, state, count in rows}

    async def stuck(self, *, limit: int = 100) -> list[Stuck]:
        """What was given up or is in doubt, the newest first."""
        chosen = select(OUTBOX.c.channel, OUTBOX.c.state, OUTBOX.c.reason, OUTBOX.c.at)
        chosen = chosen.where(self._ours(), OUTBOX.c.state.in_((State.PARKED, State.UNKNOWN)))
        async with self._database.transaction() as connection:
            rows = await connection.execute(chosen.order_by(OUTBOX.c.id.desc()).limit(limit))
            return [Stuck(channel, State(state), reason, at) for channel, state, reason, at in rows]

    def of(self, lane: Lane) -> ColumnElement[bool]:
        """The parts of a lane."""
        return and_(
            self._ours(),
            OUTBOX.c.channel == lane.channel,
            OUTBOX.c.account == lane.account,
            OUTBOX.c.person == lane.person,
        )

    def _ours(self) -> ColumnElement[bool]:
        return OUTBOX.c.locality == self._database.locality

    def _mine(self, part: ToSend, holder: str) -> ColumnElement[bool]:
        held = OUTBOX.c.state.in_((State.SENDING, State.UNKNOWN))
        return and_(OUTBOX.c.id == part.id, OUTBOX.c.holder == holder, held)


def _has_passed(now: datetime) -> ColumnElement[bool]:
    return and_(OUTBOX.c.fleeting, OUTBOX.c.due < now - FLEETING_LIVES)


def _behind_another() -> ColumnElement[bool]:
    """Whether an earlier part of the lane is not through yet."""
    other = OUTBOX.alias()
    asked_about = and_(other.c.state == State.UNKNOWN, other.c.holder.is_not(None))
    return (
        select(1)
        .where(
            other.c.person == OUTBOX.c.person,
            other.c.channel == OUTBOX.c.channel,
            other.c.account == OUTBOX.c.account,
            other.c.locality == OUTBOX.c.locality,
            other.c.id < OUTBOX.c.id,
            or_(other.c.state.in_((State.PENDING, State.SENDING)), asked_about),
        )
        .exists()
    )
