"""How many messages the bot has sent this month, counted by ourselves: Zalo tells only when they are used up (2026-11)."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.errors import Unavailable

WARN_AT = (80, 95)
"""Per cent of the month's messages."""
_log = logging.getLogger(__package__)


class Counter(Protocol):
    """Counts by the month, where a restart does not forget it."""

    async def add(self, name: str, many: int, *, now: datetime) -> int:
        """Count more; how many it are this month with them."""
        ...

    async def read(self, name: str, *, now: datetime) -> int:
        """How many it are this month."""
        ...


class Quota:
    """The month's messages of one bot.

    Written beside the sending, several at once: as long as a send is not over, a crash would leave it in doubt. So a crash
    may leave out the last few.
    """

    def __init__(self, counter: Counter, name: str, *, most: int, clock: Callable[[], datetime]) -> None:
        self._counter, self._name, self._most, self._clock = counter, name, most, clock
        self._uncounted = 0
        self._writer: asyncio.Task[None] | None = None

    def used(self) -> None:
        """One more was sent, or may have been."""
        self._uncounted += 1
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="zalo-bot quota")

    async def settle(self, *, seconds: float | None = None) -> None:
        """Wait until what was sent is counted, if it can be."""
        if self._writer:
            await asyncio.wait([self._writer], timeout=seconds)

    async def left(self) -> int:
        """How many may still be sent this month.

        Raises:
            Unavailable: when the store cannot say.
        """
        await self.settle()
        return max(0, self._most - self._uncounted - await self._counter.read(self._name, now=self._clock()))

    async def _write(self) -> None:
        while self._uncounted:
            many, self._uncounted = self._uncounted, 0
            try:
                count = await self._counter.add(self._name, many, now=self._clock())
            except Unavailable:
                # With the next one that is sent.
                self._uncounted += many
                _log.warning("Zalo bot: sent messages could not be counted yet")
                return
            self._warn(count, many)

    def _warn(self, count: int, many: int) -> None:
        for per_cent in WARN_AT:
            if count - many < self._most * per_cent / 100 <= count:
                _log.warning("Zalo bot: %d of the month's %d messages are used (%d %%)", count, self._most, per_cent)
