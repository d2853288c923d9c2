"""Receiving: what was delivered is stored, then acknowledged.

Group commit: whatever is delivered while one transaction is being written goes into the next one, so that a hundred webhooks
cost a few commits; each caller learns of its own.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels import Delivered
from bot.delivery.payloads import of_delivered
from bot.errors import Unavailable
from bot.store.inbox import Arrived, Inbox

log = logging.getLogger(__name__)

MOST_TOGETHER = 200
"""Deliveries in one transaction: a short one leaves room for those who answer."""


@dataclass(slots=True)
class _Batch:
    arrived: list[Arrived]
    kept: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, error: Unavailable | None) -> None:
        if not self.kept.done():
            self.kept.set_exception(error) if error else self.kept.set_result(None)


class Receiving:
    """Takes in for every channel of the service."""

    def __init__(self, inbox: Inbox, *, clock: Callable[[], datetime], stored: Callable[[], None]) -> None:
        """`stored` is called when there is something new in the inbox."""
        self._inbox = inbox
        self._clock = clock
        self._stored = stored
        self._queue: asyncio.Queue[_Batch] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None

    async def accept(self, delivered: Sequence[Delivered]) -> None:
        """See channels.Accept."""
        if not delivered:
            return
        if self._writer is None:
            raise Unavailable("not taking in")
        now = self._clock()
        batch = _Batch([Arrived(one.channel, one.account, one.key, one.chat, of_delivered(one), now) for one in delivered])
        self._queue.put_nowait(batch)
        await batch.kept

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write(), name="receiving")

    async def stop(self) -> None:
        """Store what is in hand, take in nothing more."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        await self._queue.join()
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer

    async def _write(self) -> None:
        while True:
            batches = [await self._queue.get()]
            while not self._queue.empty() and sum(len(batch.arrived) for batch in batches) < MOST_TOGETHER:
                batches.append(self._queue.get_nowait())
            await self._keep(batches)
            for _ in batches:
                self._queue.task_done()

    async def _keep(self, batches: Sequence[_Batch]) -> None:
        error: Unavailable | None = None
        try:
            await self._inbox.keep([one for batch in batches for one in batch.arrived])
        except Unavailable as unavailable:
            error = unavailable
        except Exception:
            if len(batches) > 1:  # one of them is to blame: the others must not suffer for it
                for batch in batches:
                    await self._keep([batch])
                return
            log.exception("a delivery could not be stored")
            error = Unavailable("cannot be stored")
        for batch in batches:
            batch.settle(error)
        if not error:
            self._stored()
