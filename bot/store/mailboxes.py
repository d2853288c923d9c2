"""Inbox and outbox as officers see them: what waits, what was given up and why, and their word on it. Never whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlmodel import col

from bot.store.database import Database
from bot.store.inbox import State as Inboxed
from bot.store.outbox import State as Outboxed
from bot.store.tables import MessageRow, OutboxRow

_UNFINISHED = (Outboxed.PENDING, Outboxed.SENDING, Outboxed.WAITING, Outboxed.UNKNOWN, Outboxed.PARKED)
_SEALS: dict[str, Any] = {"address": None, "part": None}


@dataclass(frozen=True, slots=True)
class Heap:
    """What was given up, or is in doubt, for the same reason."""

    box: str
    """in: messages of residents; out: what was to be said to them."""
    channel: str
    state: str
    reason: str
    count: int
    oldest: datetime
    newest: datetime

    @property
    def key(self) -> str:
        """Names it in a form."""
        return blake2b(f"{self.box}|{self.channel}|{self.state}|{self.reason}".encode(), digest_size=8).hexdigest()

    @property
    def may_go_again(self) -> bool:
        """What may have arrived is never sent again."""
        return self.state == Inboxed.PARKED


class Mailboxes:
    """Those of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self) -> dict[str, int]:
        """How much of the inbox waits to be answered, by channel."""
        counted = select(col(MessageRow.channel), func.count()).where(self._of(MessageRow), col(MessageRow.state) == Inboxed.NEW)
        async with self._database.session() as session:
            rows = await session.execute(counted.group_by(col(MessageRow.channel)))
            return {channel: count for channel, count in rows}  # noqa: C416 - mypy

    async def unfinished(self) -> dict[tuple[str, Outboxed], int]:
        """How much of the outbox is in each state that is not an end, by channel."""
        channel, state = col(OutboxRow.channel), col(OutboxRow.state)
        counted = select(channel, state, func.count()).where(self._of(OutboxRow), state.in_(_UNFINISHED))
        async with self._database.session() as session:
            return {(name, Outboxed(its)): count for name, its, count in await session.execute(counted.group_by(channel, state))}

    async def oldest_waiting(self) -> datetime | None:
        """Since when the message that waits longest has been waiting to be answered."""
        chosen = select(func.min(MessageRow.at)).where(self._of(MessageRow), col(MessageRow.state) == Inboxed.NEW)
        async with self._database.session() as session:
            return (await session.execute(chosen)).scalar()

    async def last(self, channel: str) -> tuple[datetime | None, datetime | None]:
        """When a message came on a channel last, and when one was sent there last."""
        came = select(col(MessageRow.at)).where(self._of(MessageRow), col(MessageRow.channel) == channel)
        came = came.order_by(col(MessageRow.at).desc()).limit(1)
        sent = (col(OutboxRow.state) == Outboxed.SENT, col(OutboxRow.channel) == channel, self._of(OutboxRow))
        went = select(col(OutboxRow.sent_at)).where(*sent).order_by(col(OutboxRow.id).desc()).limit(1)
        async with self._database.session() as session:
            return (await session.execute(came)).scalar(), (await session.execute(went)).scalar()

    async def heaps(self) -> list[Heap]:
        """Everything given up or in doubt, by reason, the newest first."""
        found = await self._heaps("in", MessageRow, [Inboxed.PARKED])
        found += await self._heaps("out", OutboxRow, [Outboxed.PARKED, Outboxed.UNKNOWN])
        return sorted(found, key=lambda heap: heap.newest, reverse=True)

    async def again(self, heap: Heap, *, now: datetime) -> int:
        """Answer, or send, once more; how many. What can no longer be opened stays where it is."""
        if not heap.may_go_again:
            return 0
        if heap.box == "in":
            kept = and_(self._in(MessageRow, heap), col(MessageRow.payload).is_not(None))
            return await self._change(MessageRow, kept, {"state": Inboxed.NEW, "tries": 0, "reason": ""})
        sealed = and_(col(OutboxRow.address).is_not(None), col(OutboxRow.part).is_not(None))
        values = {"state": Outboxed.PENDING, "tries": 0, "reason": "", "due": now}
        return await self._change(OutboxRow, and_(self._in(OutboxRow, heap), sealed), values)

    async def drop(self, heap: Heap) -> int:
        """Let it rest; how many. Its content is erased."""
        if heap.box == "in":
            return await self._change(MessageRow, self._in(MessageRow, heap), {"state": Inboxed.DONE, "payload": None})
        free = and_(self._in(OutboxRow, heap), col(OutboxRow.holder).is_(None))  # not what is being asked about just now
        return await self._change(OutboxRow, free, _SEALS | {"state": Outboxed.GONE, "until": None})

    async def _heaps(self, box: str, table: type[MessageRow | OutboxRow], states: Sequence[str]) -> list[Heap]:
        kind: list[Any] = [table.channel, table.state, table.reason]
        chosen = select(*kind, func.count(), func.min(table.at), func.max(table.at))
        chosen = chosen.where(self._of(table), col(table.state).in_(states)).group_by(*kind)
        async with self._database.session() as session:
            rows: Sequence[Any] = (await session.execute(chosen)).all()
            return [Heap(box, *row) for row in rows]

    async def _change(self, table: type[MessageRow | OutboxRow], which: ColumnElement[bool], values: dict[str, Any]) -> int:
        async with self._database.session(writes=True) as session:
            return (await session.execute(update(table).where(which).values(values))).rowcount  # type: ignore[attr-defined, no-any-return]

    def _in(self, table: type[MessageRow | OutboxRow], heap: Heap) -> ColumnElement[bool]:
        same = (col(table.channel) == heap.channel, col(table.state) == heap.state, col(table.reason) == heap.reason)
        return and_(self._of(table), *same)

    def _of(self, table: type[MessageRow | OutboxRow]) -> ColumnElement[bool]:
        # Joined with nothing, so that no index is chosen for it: SQLite would rather go through all of a commune's messages
        # than through the few that are in a state (2026-11, 100,000 messages: 500 ms or 1).
        return col(table.locality).concat("") == self._database.locality
