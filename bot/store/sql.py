"""The store: everything that is remembered for one locality, and the transactions over it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.conversation import Turn
from bot.core.message import Choice, Message, Reply
from bot.store.answers import Answers
from bot.store.chats import Chat, Chats, Overtaken
from bot.store.database import Database
from bot.store.inbox import Held, Inbox, NotHeld
from bot.store.inbox import State as Inboxed
from bot.store.lane import Lane
from bot.store.outbox import Outbox
from bot.store.questions import LoggedQuestion, Questions
from bot.store.retention import Retention
from bot.store.tables import MESSAGE
from bot.store.work import Work

__all__ = ["AlreadyHandled", "LoggedQuestion", "NotHeld", "Overtaken", "SqlStore"]


class AlreadyHandled(Exception):
    """The same message was handled before, perhaps a moment ago by another worker, or its question's code is taken."""


class SqlStore:
    """What is remembered for one locality."""

    def __init__(self, url: str, *, locality: str = "", pepper: str) -> None:
        """`url` as SQLAlchemy writes it; `pepper` is the key of the pseudonyms and of the seals."""
        self.database = Database(url, locality=locality, pepper=pepper)
        self.inbox = Inbox(self.database)
        self.outbox = Outbox(self.database)

    async def start(self) -> None:
        """Bring the tables up to date."""
        await self.database.start()

    async def close(self) -> None:
        """Let go of the database."""
        await self.database.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def engine(self) -> AsyncEngine:
        """The database, for the store's other rooms."""
        return self.database.engine

    @property
    def locality(self) -> str:
        """Whose rows these are."""
        return self.database.locality

    def pseudonym(self, channel: str, key: str) -> str:
        """What stands for a person or message in the store; cannot be turned back without the pepper."""
        return self.database.pseudonym(channel, key)

    # --- a message that is answered while its sender waits: web, console

    async def load(self, message: Message) -> tuple[Chat, tuple[Reply, ...] | None]:
        """The message's chat, and the replies if this very message was handled before."""
        this = and_(
            MESSAGE.c.locality == self.locality,
            MESSAGE.c.channel == message.channel,
            MESSAGE.c.key == self._key(message),
        )
        async with self.database.transaction() as connection:
            handled = (await connection.execute(select(MESSAGE.c.replies).where(this))).scalar()
            chat = await Chats(connection, self.database).load(self._lane(message))
        return chat, tuple(_reply(values) for values in handled) if handled is not None else None

    async def has_news(self, message: Message) -> bool:
        """Whether an officer's answer waits for the message's chat."""
        return await Answers(self.database).await_visit(self._lane(message))

    async def record(self, message: Message, chat: Chat, turn: Turn, *, ref: str, now: datetime) -> tuple[Reply, ...]:
        """Keep what came of a message, all of it or nothing; what is said: officers' answers that waited come first.

        Raises:
            AlreadyHandled: when it was recorded before; nothing is changed then.
            Overtaken: when the chat went on since it was loaded.
        """
        lane = self._lane(message)
        values = {
            "locality": self.locality,
            "channel": message.channel,
            "account": "",
            "key": self._key(message),
            "person": lane.person,
            "at": now,
            "state": Inboxed.DONE,
            "tries": 0,
            "reason": "",
        }
        try:
            async with self.database.transaction(writes=True) as connection:
                news = await Answers(self.database).fetched(connection, lane, at=now)
                replies = [*news, *(asdict(reply) for reply in turn.replies)]
                await connection.execute(insert(MESSAGE), values | {"replies": replies})
                await Work(connection, self.database, lane, messages=(), at=now).record(chat, turn, ref=ref)
        except IntegrityError as error:
            raise AlreadyHandled from error
        return tuple(map(_reply, replies))

    @asynccontextmanager
    async def work(self, message: Message, *, now: datetime) -> AsyncIterator[Work]:
        """A transaction over the message's chat; of the message itself nothing is kept."""
        async with self.database.transaction(writes=True) as connection:
            yield Work(connection, self.database, self._lane(message), messages=(), at=now)

    # --- messages of the inbox

    async def chat(self, lane: Lane) -> Chat:
        """What is known of a chat."""
        async with self.database.transaction() as connection:
            return await Chats(connection, self.database).load(lane)

    @asynccontextmanager
    async def settling(
        self, head: Held, also: Sequence[Held] = (), *, holder: str, now: datetime, replies: Sequence[Reply] = ()
    ) -> AsyncIterator[Work]:
        """A transaction in which a row in hand, and others of its lane with it, are done with; all of it or nothing.

        Raises:
            NotHeld: when somebody else has taken over meanwhile.
            AlreadyHandled: when a code is taken that must be the only one.
        """
        done = {"state": Inboxed.DONE, "payload": None, "at": now, "replies": [asdict(reply) for reply in replies]}
        async with self._ending(head, also, done, holder=holder, at=now) as work:
            yield work

    @asynccontextmanager
    async def parking(self, head: Held, *, holder: str, now: datetime, reason: str) -> AsyncIterator[Work]:
        """A transaction in which a row in hand is given up, so that the next of its lane is handled.

        Its seal stays, for officers to decide. Raises as `settling` does.
        """
        async with self._ending(head, (), {"state": Inboxed.PARKED, "reason": reason}, holder=holder, at=now) as work:
            yield work

    @asynccontextmanager
    async def _ending(
        self, head: Held, also: Sequence[Held], values: dict[str, Any], *, holder: str, at: datetime
    ) -> AsyncIterator[Work]:
        rows = [head.id, *(held.id for held in also)]
        held = or_(MESSAGE.c.id != head.id, MESSAGE.c.holder == holder)
        these = and_(MESSAGE.c.id.in_(rows), MESSAGE.c.state == Inboxed.NEW, held)
        ended = update(MESSAGE).where(these).values(values | {"holder": None, "until": None})
        try:
            async with self.database.transaction(writes=True) as connection:
                if (await connection.execute(ended)).rowcount != len(rows):
                    raise NotHeld
                yield Work(connection, self.database, head.lane, messages=rows, at=at)
        except IntegrityError as error:
            raise AlreadyHandled from error

    # --- officers

    async def to_review(self, *, since: datetime, everything: bool = False) -> list[LoggedQuestion]:
        """Questions not answered; with `everything` also those asked back or judged wrong. Newest first.

        A store opened without a locality sees those of all.
        """
        async with self.database.transaction() as connection:
            return await Questions(connection, self.locality).to_review(since=since, everything=everything)

    # --- time

    async def expire(self, *, now: datetime, keep: timedelta) -> None:
        """Delete what is older than it may be."""
        await Retention(self.database).expire(now=now, keep=keep)

    def _lane(self, message: Message) -> Lane:
        return self.database.lane(message.channel, "", message.chat)

    def _key(self, message: Message) -> str:
        return self.pseudonym(message.channel, f"{message.chat}|{message.id}")


def _reply(values: dict[str, Any]) -> Reply:
    choices = {name: tuple(Choice(**choice) for choice in values[name]) for name in ("choices", "actions")}
    return Reply(**{**values, **choices})
