"""A provider that is nothing but a list: takes what the delivery sends, and fails on command."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from aiohttp import web

from bot.channels import Accept, Delivered, Fate, Happening, Part, Unsent
from bot.core.message import Message, Reply

Failure = Exception | str
"""An exception to raise, "hang", or "lost": it arrives, but nobody hears of it."""


@dataclass
class FakeChannel:
    """Implements bot.channels.Channel in memory."""

    accept: Accept | None = None
    name: str = "fake"
    account: str = "oa-1"
    per_second: float | None = None
    tells_leaving: bool = False
    failures: list[Failure] = field(default_factory=list)
    """What becomes of the next calls of send, one after the other; then all is well."""
    can_tell: bool = False
    """Whether it knows what arrived."""
    cuts: int = 0
    """Characters of a part; 0: a reply is one part."""
    slowness: float = 0.0
    arrived: list[tuple[str, str]] = field(default_factory=list)
    """What the residents see: address and text."""
    tried: list[tuple[str, str]] = field(default_factory=list)
    running: bool = False
    _ids: count = field(default_factory=lambda: count(1))
    _keys: count = field(default_factory=lambda: count(1))

    def routes(self) -> list[web.RouteDef]:
        return []

    async def start(self) -> None:
        self.running = True

    async def stop(self) -> None:
        self.running = False

    def parts(self, reply: Reply) -> list[Part]:
        size = self.cuts or len(reply.text)
        texts = [reply.text[at : at + size] for at in range(0, len(reply.text), size)]
        return [Part(text) for text in texts[:-1]] + [Part(texts[-1], reply.choices, reply.actions, reply.image)]

    async def send(self, address: str, part: Part) -> str:
        self.tried.append((address, part.text))
        if self.slowness:
            await asyncio.sleep(self.slowness)
        failure = self.failures.pop(0) if self.failures else None
        if failure == "hang":
            await asyncio.sleep(3600)
        if isinstance(failure, Exception):
            raise failure
        self.arrived.append((address, part.text))
        if failure == "lost":
            raise Unsent(Fate.UNKNOWN, "mất câu trả lời")
        return f"msg-{next(self._ids)}"

    async def has_arrived(self, address: str, part: Part, *, since: datetime) -> bool | None:
        return (address, part.text) in self.arrived if self.can_tell else None

    # --- what a resident does

    def said(self, text: str, *, chat: str = "lan", key: str = "", choice: str = "", private: bool = True) -> Delivered:
        """A delivery of a message."""
        key = key or f"k{next(self._keys)}"
        message = Message(self.name, chat, key, text, choice)
        return Delivered(self.name, self.account, key, chat, Happening.SAID, f"to-{chat}", message=message, private=private)

    def happens(
        self, happening: Happening, *, chat: str = "lan", address: str = "", echo: str = "", said: str = "", at=None
    ) -> Delivered:
        """A delivery of something else."""
        key = f"k{next(self._keys)}"
        return Delivered(self.name, self.account, key, chat, happening, address or f"to-{chat}", at=at, echo=echo, echo_text=said)

    def heard(self, chat: str = "lan") -> list[str]:
        """What a resident sees."""
        return [text for address, text in self.arrived if address == f"to-{chat}"]

    async def deliver(self, *delivered: Delivered) -> None:
        """As a webhook does it."""
        assert self.accept
        await self.accept(delivered)
