"""Hearing: a message with a voice in it -> the message with words. Never raises: what is not heard is said so kindly."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bot.core.message import Kind, Message
from bot.hearing.fetching import Source, Unfetched
from bot.hearing.listener import Deaf

MOST_WAITING = 8
"""Voices in hand; who comes then is asked to type. One takes a second or two."""
log = logging.getLogger(__name__)


class Ear(Protocol):
    """What turns audio into words; see listener.Listener."""

    async def words(self, audio: bytes) -> str: ...


class Hearing:
    """Hears the voices of every channel that has a source."""

    def __init__(self, ear: Ear, sources: Mapping[str, Source], *, seconds: float, most_waiting: int = MOST_WAITING) -> None:
        """`seconds` from taking a voice in hand to its words; well below the lease of a message."""
        self._ear = ear
        self._sources = sources
        self._seconds = seconds
        self._most_waiting = most_waiting
        self._waiting = 0

    async def hear(self, message: Message) -> Message:
        """The message as Kind.SPOKEN, without words when nothing was made out; another kind of message as it is."""
        source = self._sources.get(message.channel)
        if message.kind is not Kind.VOICE or not message.media or message.text.strip() or source is None:
            return message
        words = ""
        if self._waiting >= self._most_waiting:
            log.warning("a voice message of %s was not heard: too many at a time", message.channel)
        else:
            self._waiting += 1
            try:
                words = await self._words(source, message)
            finally:
                self._waiting -= 1
        return replace(message, kind=Kind.SPOKEN, text=words, media="")

    async def _words(self, source: Source, message: Message) -> str:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._ear.words(await source.fetch(message.media))
        except Unfetched as reason:
            log.warning("a voice message of %s could not be fetched: %s", message.channel, reason)
        except (Deaf, TimeoutError) as reason:
            log.warning("a voice message of %s was not heard: %s", message.channel, reason or type(reason).__name__)
        return ""
