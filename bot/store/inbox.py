"""The inbox: what providers delivered, from the moment it is acknowledged until it is handled.

1. A row is stored once: unique by (locality, channel, hashed key), the key being unique within an account.
2. Of each lane only the oldest new row can be claimed, and none while another of the lane is held: messages of one chat are
   handled one after the other, by whichever process.
3. Who claims a row holds it until a moment (a lease). A process that died lets go of it by time; what it had not committed
   did not happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select, update
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.errors import Unavailable
from bot.store.database import Database
from bot.store.lane import Lane
from bot.store.sealing import Unreadable
from bot.store.tables import MESSAGE


class State(StrEnum):
    """Where a message is."""

    NEW = "new"
    DONE = "done"
    PARKED = "parked"
    """Given up; its reason says why."""


class NotHeld(Exception):
    """Somebody else has taken the row over, or it is done: nothing may come of it here."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something delivered, as the inbox takes it."""

    channel: str
    account: str
    key: str
    chat: str
    payload: dict[str, Any]
    at: datetime
    """When it came, by our clock."""


@dataclass(frozen=True, slots=True)
class Held:
    """A row of the inbox in hand."""

    id: int
    lane: Lane
    payload: dict[str, Any] | None
    """None: the seal cannot be opened with today's pepper."""
    at: datetime
    tries: int
    """How often it was claimed, this time included."""


_COLUMNS = [MESSAGE.c[name] for name in ("id", "channel", "account", "person", "payload", "at", "tries")]


class Inbox:
    """The inbox of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, arrived: Sequence[Arrived]) -> None:
        """Store what was delivered, all of it or nothing; what is there already is left as it is.

        Raises:
            Unavailable: when the database cannot.
        """
        rows = [self._row(one) for one in arrived]
        try:
            async with self._database.transaction(writes=True, urgent=True) as connection:
                await connection.execute(self._database.insert_new(MESSAGE), rows)
        except (OperationalError, InterfaceError, InternalError, NoConnection, OSError) as error:
            raise Unavailable("the inbox cannot be written") from error

    def _row(self, one: Arrived) -> dict[str, Any]:
        database = self._database
        return {
            "locality": database.locality,
            "channel": one.channel,
            "account": one.account,
            "key": database.pseudonym(one.channel, f"{one.account}|{one.key}"),
            "person": database.pseudonym(one.channel, one.chat),
            "replies": [],
            "at": one.at,
            "state": State.NEW,
            "payload": database.sealing.seal(one.payload, purpose="inbox"),
            "tries": 0,
            "reason": "",
        }

    async def claim(
        self, *, holder: str, channels: Sequence[str], now: datetime, until: datetime, limit: int, but: Sequence[int] = ()
    ) -> list[Held]:
        """Take the oldest new row of each lane, oldest lanes first; `but` those this process has in hand already."""
        row, other = MESSAGE, MESSAGE.alias()
        in_the_way = (
            select(1)
            .where(
                other.c.person == row.c.person,
                other.c.channel == row.c.channel,
                other.c.account == row.c.account,
                other.c.locality == row.c.locality,
                other.c.state == State.NEW,
                or_(other.c.id < row.c.id, and_(other.c.id != row.c.id, other.c.until > now)),
            )
            .exists()
        )
        heads = (
            select(row.c.id)
            .where(self._new(), row.c.channel.in_(channels), or_(row.c.until.is_(None), row.c.until <= now), ~in_the_way)
            .where(row.c.id.not_in(but))
            .order_by(row.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("heads")
        )
        values = {"holder": holder, "until": until, "tries": row.c.tries + 1}
        taken = update(row).where(row.c.id.in_(select(heads.c.id))).values(values).returning(*_COLUMNS)
        async with self._database.transaction(writes=True) as connection:
            found = (await connection.execute(taken)).all()
        return sorted(map(self._held, found), key=lambda held: held.id)

    async def behind(self, head: Held, *, limit: int) -> list[Held]:
        """What waits in the lane of a row in hand, in its order."""
        waiting = select(*_COLUMNS).where(self._new(), self._of(head.lane), MESSAGE.c.id > head.id)
        async with self._database.transaction() as connection:
            found = (await connection.execute(waiting.order_by(MESSAGE.c.id).limit(limit))).all()
        return [*map(self._held, found)]

    async def let_go(self, *, holder: str) -> None:
        """Free what a holder has in hand: it stops."""
        await self._free(MESSAGE.c.holder == holder)

    async def free_of_dead(self, *, holder: str) -> None:
        """Free what others have in hand: they are known to be dead."""
        await self._free(and_(MESSAGE.c.holder.is_not(None), MESSAGE.c.holder != holder))

    async def _free(self, whose: ColumnElement[bool]) -> None:
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(update(MESSAGE).where(self._new(), whose).values(holder=None, until=None))

    def _held(self, row: Row[Any]) -> Held:
        try:
            payload = self._database.sealing.opened(row.payload, purpose="inbox")
        except Unreadable:
            payload = None
        return Held(row.id, Lane(row.channel, row.account, row.person), payload, row.at, row.tries)

    def _new(self) -> ColumnElement[bool]:
        return and_(MESSAGE.c.locality == self._database.locality, MESSAGE.c.state == State.NEW)

    def _of(self, lane: Lane) -> ColumnElement[bool]:
        return and_(
            MESSAGE.c.channel == lane.channel,
            MESSAGE.c.account == lane.account,
            MESSAGE.c.person == lane.person,
        )
