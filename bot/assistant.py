"""The assistant of those who wait for their answer (web page, console): one message, once, and the replies to it."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from bot.channels import Answered
from bot.core.conversation import Outcome, Turn, Wish
from bot.core.message import Message, Reply
from bot.core.responder import Responder
from bot.delivery.delivery import no_gate, utcnow
from bot.delivery.gates import Gate
from bot.delivery.refs import new_ref
from bot.delivery.thinking import Thinking
from bot.delivery.wishes import fulfilled
from bot.store.sql import AlreadyHandled, Overtaken, SqlStore

__all__ = ["Assistant", "new_ref", "utcnow"]

log = logging.getLogger(__name__)

_TRIES = 5
_CHATS_LOCKED = 10_000


class Assistant:
    """Answers messages whose senders wait. Those of the other channels are answered by delivery/answering.py."""

    def __init__(
        self,
        mind: Thinking | Responder,
        store: SqlStore,
        *,
        clock: Callable[[], datetime] = utcnow,
        refs: Callable[[], str] = new_ref,
        gate: Gate | None = None,
    ) -> None:
        """`mind`: shared with the delivery, or a responder for this assistant alone."""
        self.thinking = mind if isinstance(mind, Thinking) else Thinking(mind)
        self._gate = gate or no_gate
        self._store = store
        self._clock = clock
        self._refs = refs
        self._locks: OrderedDict[tuple[str, str], asyncio.Lock] = OrderedDict()

    @property
    def responder(self) -> Responder:
        """The one that answers now."""
        return self.thinking.responder

    def serve(self, responder: Responder) -> None:
        """Answer with another responder from the next message on."""
        self.thinking.serve(responder)

    async def answer(self, message: Message) -> Answered:
        """The replies to a message; a message delivered twice gets the same ones. Never raises."""
        try:
            async with self._lock(message):
                return await self._answer(message)
        except Exception:  # one message must not stop the service; what was typed stays out of the log
            log.exception("message of %s could not be answered", message.channel)
            return Answered((Reply(self.thinking.say("trouble")),))

    async def news(self, message: Message) -> Answered:
        """What officers answered since the chat was here last; `message` says nothing. Delivered twice: the same."""
        async with self._lock(message):
            for _ in range(_TRIES):
                chat, before = await self._store.load(message)
                if before is not None:
                    return Answered(before, repeated=True)
                if not await self._store.has_news(message):
                    return Answered(())
                nothing, now = Turn(chat.talk, (), Outcome.SMALL_TALK), self._clock()
                with suppress(AlreadyHandled, Overtaken):
                    return Answered(await self._store.record(message, chat, nothing, ref=self._refs(), now=now))
        raise RuntimeError("news could be neither recorded nor found")

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
            chat, before = await self._store.load(message)
            if before is not None:
                return Answered(before, repeated=True)
            now, ref = self._clock(), self._refs()
            held = await self._gate(chat.talk, message, now=now, ref=ref)
            turn = held or await self.thinking.respond(chat.talk, message, now=now, ref=ref)
            if turn.wish is not Wish.NONE:
                async with self._store.work(message, now=now) as work:
                    return Answered((await fulfilled(turn.wish, work, self.responder.speech, hamlet=chat.talk.hamlet),))
            # Another process was faster in this chat, or the code is taken: the next round tells which.
            with suppress(AlreadyHandled, Overtaken):
                return Answered(await self._store.record(message, chat, turn, ref=ref, now=now))
        raise RuntimeError("a message could be neither recorded nor found")
