"""Retention: what is older than it may be is deleted, a little at a time, so that residents are answered meanwhile."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, update

from bot.store.database import Database
from bot.store.inbox import State as Inboxed
from bot.store.outbox import WAITS_AT_MOST
from bot.store.outbox import State as Outboxed
from bot.store.reviews import REVIEW
from bot.store.tables import CHAT, MESSAGE, OUTBOX, QUESTION
from bot.store.tallies import GAP, day_of
from bot.store.work import TOO_LATE

KEYS_KEPT = timedelta(days=7)
"""Providers deliver again for up to 24 hours; a phone that was off may ask again later."""
GIVEN_UP_KEPT = timedelta(days=30)
"""How long officers can see what was given up, and why."""
_AT_ONCE = 500
"""Rows of one transaction: on SQLite nobody else writes meanwhile."""
_BREATH = 0.02
"""Seconds between two transactions, in which others write."""


class Retention:
    """Deletes for every locality of a database. The tallies stay."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def expire(self, *, now: datetime, keep: timedelta) -> None:
        """Delete what is older than it may be."""
        oldest, given_up = now - keep, now - min(keep, GIVEN_UP_KEPT)
        handled = now - min(keep, KEYS_KEPT)
        waiting = and_(OUTBOX.c.state == Outboxed.WAITING, OUTBOX.c.at < now - WAITS_AT_MOST)
        through = OUTBOX.c.state.in_((Outboxed.SENT, Outboxed.GONE))
        await self._delete(MESSAGE, _old(MESSAGE, given_up, handled, MESSAGE.c.state == Inboxed.DONE))
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(update(OUTBOX).where(waiting).values(state=Outboxed.PARKED, reason=TOO_LATE))
        await self._delete(OUTBOX, _old(OUTBOX, given_up, handled, through))
        await self._delete(QUESTION, QUESTION.c.at < oldest)
        await self._delete(REVIEW, REVIEW.c.at < oldest)
        await self._delete(CHAT, CHAT.c.at < oldest)
        async with self._database.transaction(writes=True) as connection:
            # Nobody can say any more what an open gap was about; a closed one is counted by the entry that closed it.
            await connection.execute(delete(GAP).where(GAP.c.closed.is_(None), GAP.c.last_missed < day_of(oldest)))

    async def _delete(self, table: Table, old: ColumnElement[bool]) -> None:
        some = select(table.c.id).where(old).limit(_AT_ONCE)
        while True:
            async with self._database.transaction(writes=True) as connection:
                gone = (await connection.execute(delete(table).where(table.c.id.in_(some)))).rowcount
            if gone < _AT_ONCE:
                return
            await asyncio.sleep(_BREATH)


def _old(table: Table, given_up: datetime, handled: datetime, is_through: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(table.c.at < given_up, and_(is_through, table.c.at < handled))
