"""The assistant: one message, once: load the chat, respond, record, reply. The only place that catches broadly."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from bot.channels import Answered
from bot.core.conversation import VIETNAM, Wish
from bot.core.message import Message, Reply
from bot.core.responder import Responder
from bot.store.sql import AlreadyHandled, SqlStore

log = logging.getLogger(__name__)

_REF_LETTERS = "ABCDEFGHKMNPQRSTUVWXY3456789"
"""No letter that is mistaken for another when read out over the telephone."""
_SHOWN = 10
_TRIES = 3
_CHATS_LOCKED = 10_000


def new_ref() -> str:
    """A short code for a question: six letters, about 500 million codes."""
    return "".join(secrets.choice(_REF_LETTERS) for _ in range(6))


def utcnow() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Assistant:
    """Answers messages of all channels."""

    def __init__(
        self,
        responder: Responder,
        store: SqlStore,
        *,
        clock: Callable[[], datetime] = utcnow,
        refs: Callable[[], str] = new_ref,
    ) -> None:
        self.responder = responder
        self._store = store
        self._clock = clock
        self._refs = refs
        self._locks: OrderedDict[tuple[str, str], asyncio.Lock] = OrderedDict()

    def serve(self, responder: Responder) -> None:
        """Answer with another responder from the next message on."""
        self.responder = responder

    async def answer(self, message: Message) -> Answered:
        """The replies to a message; a message delivered twice gets the same ones. Never raises."""
        try:
            async with self._lock(message):
                return await self._answer(message)
        except Exception:  # one message must not stop the service; what was typed stays out of the log
            log.exception("message of %s could not be answered", message.channel)
            return Answered((Reply(self.responder.speech.say("trouble")),))

    def _lock(self, message: Message) -> asyncio.Lock:
        """Messages of one chat are handled one after the other."""
        key = (message.channel, message.chat)
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._locks.move_to_end(key)
        while len(self._locks) > _CHATS_LOCKED and not next(iter(self._locks.values())).locked():
            self._locks.popitem(last=False)
        return lock

    async def _answer(self, message: Message) -> Answered:
        for _ in range(_TRIES):
            talk, before = await self._store.load(message)
            if before is not None:
                return Answered(before, repeated=True)
            now, ref = self._clock(), self._refs()
            turn = self.responder.respond(talk, message, now=now, ref=ref)
            if turn.wish is not Wish.NONE:
                return Answered((await self._fulfil(turn.wish, message),))
            # Handled by another worker meanwhile, or the code is taken: the next round tells which.
            with suppress(AlreadyHandled):
                await self._store.record(message, turn, ref=ref, now=now)
                return Answered(turn.replies)
        raise RuntimeError("a message could be neither recorded nor found")

    async def _fulfil(self, wish: Wish, message: Message) -> Reply:
        """What only the store can do. Leaves no trace: after /xoa nothing at all is kept."""
        say = self.responder.speech.say
        if wish is Wish.ERASE:
            count = await self._store.forget(message)
            return Reply(say("erased", count=count) if count else say("nothing_stored"))
        count, newest = await self._store.of_person(message, limit=_SHOWN)
        lines = [f"- {q.at.astimezone(VIETNAM):%d/%m/%Y %H:%M}: {q.text}" for q in newest]
        return Reply("\n".join([say("stored", count=count), *lines]) if count else say("nothing_stored"))
