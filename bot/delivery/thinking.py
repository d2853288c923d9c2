"""Thinking beside the event loop: webhooks are acknowledged while an answer is looked for."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from bot.core.conversation import Conversation, Turn
from bot.core.message import Choice, Message
from bot.core.responder import Responder

WAITING = frozenset({"web", "console"})
"""Channels whose people wait for an answer."""
_PATIENT = 2
"""Messages of the others in the thread's queue at a time: whoever waits is behind so many, not behind the whole inbox."""


class Thinking:
    """The responder of now."""

    def __init__(self, responder: Responder) -> None:
        self.responder = responder
        # One thread: understanding is Python, and two would only take turns with each other and with the event loop.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="thinking")
        self._patient = asyncio.Semaphore(_PATIENT)

    def serve(self, responder: Responder) -> None:
        """Answer with another responder from the next message on."""
        self.responder = responder

    def say(self, name: str, **own: object) -> str:
        """A phrase of the bot."""
        return self.responder.speech.say(name, **own)

    async def respond(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn:
        """See Responder.respond. Who waits for the answer comes first."""
        if message.channel in WAITING:
            return await self._respond(talk, message, now=now, ref=ref)
        async with self._patient:
            return await self._respond(talk, message, now=now, ref=ref)

    async def _respond(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn:
        loop, responder = asyncio.get_running_loop(), self.responder
        return await loop.run_in_executor(self._thread, lambda: responder.respond(talk, message, now=now, ref=ref))

    async def suggest(self, typed: str, *, now: datetime) -> list[Choice]:
        """What may be meant by something half typed, the likeliest first."""
        loop, responder = asyncio.get_running_loop(), self.responder
        found = await loop.run_in_executor(self._thread, lambda: responder.look_up(typed, now=now))
        return [choice for choice, _ in found]
