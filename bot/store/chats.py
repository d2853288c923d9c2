"""What is known of one chat: its memory, and whether and where it may be written to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Conversation
from bot.store.database import Database
from bot.store.lane import Lane
from bot.store.tables import CHAT

_KNOWN = [CHAT.c[name] for name in ("memory", "version", "left", "quiet_until", "address")]


class Overtaken(Exception):
    """The memory of the chat changed since it was loaded: think again."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as it was when it was loaded."""

    talk: Conversation = field(default_factory=Conversation)
    version: int = 0
    """0: nothing is known of it."""
    left: bool = False
    quiet_until: datetime | None = None
    address: str = ""
    """Where it has moved to."""

    def is_quiet(self, now: datetime) -> bool:
        """Whether an officer has taken over."""
        return self.quiet_until is not None and now < self.quiet_until


class Chats:
    """The chats of one transaction."""

    def __init__(self, connection: AsyncConnection, database: Database) -> None:
        self._connection = connection
        self._database = database

    async def load(self, lane: Lane) -> Chat:
        """The chat of a lane."""
        row = (await self._connection.execute(select(*_KNOWN).where(self._this(lane)))).one_or_none()
        if row is None:
            return Chat()
        memory, version, left, quiet_until, address = row
        moved = self._database.sealing.opened(address, purpose="address") if address else ""
        return Chat(Conversation.from_json(memory) if memory else Conversation(), version, left, quiet_until, moved)

    async def remember(self, lane: Lane, talk: Conversation, *, version: int, at: datetime, reply_to: str = "") -> None:
        """Keep the memory that came of the version loaded; `reply_to`: where an officer may answer later.

        Raises:
            Overtaken: when there is a newer one.
        """
        if version:
            this = and_(self._this(lane), CHAT.c.version == version)
            values = {"memory": talk.to_json(), "at": at, "version": version + 1} | self._later(lane, reply_to)
            keep: Any = update(CHAT).where(this).values(values)
        else:
            keep = self._new(lane, at=at, memory=talk.to_json(), **self._later(lane, reply_to))
        if (await self._connection.execute(keep.returning(CHAT.c.id))).first() is None:
            raise Overtaken

    async def mark(self, lane: Lane, *, at: datetime, **values: Any) -> None:
        """Change what is known besides the memory."""
        if "address" in values:
            values["address"] = self._database.sealing.seal(values["address"], purpose="address")
        await self._connection.execute(self._new(lane, at=at, memory={}))
        await self._connection.execute(update(CHAT).where(self._this(lane)).values(values))

    async def returned(self, lane: Lane) -> None:
        """The resident can be written to again."""
        await self._connection.execute(update(CHAT).where(self._this(lane), CHAT.c.left).values(left=False))

    async def forget(self, lane: Lane, *, at: datetime) -> None:
        """Delete the memory; a chat an officer has taken over stays quiet."""
        await self._connection.execute(delete(CHAT).where(self._this(lane), ~_quiet(at)))
        emptied = {"memory": {}, "version": CHAT.c.version + 1, "address": None, "reply_to": None}
        await self._connection.execute(update(CHAT).where(self._this(lane)).values(emptied))

    def _later(self, lane: Lane, reply_to: str) -> dict[str, Any]:
        if not reply_to:
            return {}
        return {"account": lane.account, "reply_to": self._database.sealing.seal(reply_to, purpose="address")}

    def _new(self, lane: Lane, *, at: datetime, memory: dict[str, Any], **more: Any) -> Any:
        values = {"locality": self._database.locality, "channel": lane.channel, "person": lane.person}
        return self._database.insert_new(CHAT).values(**values, memory=memory, at=at, version=1, left=False, **more)

    def _this(self, lane: Lane) -> ColumnElement[bool]:
        return and_(
            CHAT.c.locality == self._database.locality,
            CHAT.c.channel == lane.channel,
            CHAT.c.person == lane.person,
        )


def _quiet(at: datetime) -> ColumnElement[bool]:
    return and_(CHAT.c.quiet_until.is_not(None), CHAT.c.quiet_until > at)
