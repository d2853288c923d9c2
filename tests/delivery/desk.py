"""A delivery in service, with what a test wants to do to it and to know of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.channels import Channel
from bot.delivery.asides import no_aside
from bot.delivery.delivery import Delivery, deaf, no_gate
from bot.delivery.pace import Pace
from bot.delivery.thinking import Thinking
from bot.store.sql import SqlStore
from bot.store.tables import MessageRow, OutboxRow
from tests.fakes.channel import FakeChannel
from tests.fakes.parrot import Parrot

QUICK: dict[str, Any] = {
    "bundle": 0,
    "send_tries": 3,
    "poll": 0.05,
    "grace": 1,
    "retry_first": 0.02,
    "retry_most": 0.1,
    "halt": 0.1,
    "ask_again": 0.4,
}


class Clock:
    """The real time, and later."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Desk:
    """One process: its delivery, its channel, its clock."""

    delivery: Delivery
    channel: FakeChannel
    store: SqlStore
    clock: Clock

    async def until(self, condition: Callable[[], bool], *, seconds: float = 5) -> None:
        """Wait for something to have happened."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not condition():  # noqa: ASYNC110 - what is waited for is in a database
                    await asyncio.sleep(0.01)
        assert condition(), self.channel.arrived

    async def hears(self, *texts: str, chat: str = "lan") -> None:
        """Wait until a resident has heard so much, and see that it is this."""
        with suppress(AssertionError):
            await self.until(lambda: len(self.channel.heard(chat)) >= len(texts))
        assert self.channel.heard(chat) == list(texts), self.channel.tried

    async def rests(self) -> None:
        """Wait until there is nothing left to do."""
        async with asyncio.timeout(20):
            while await self._busy():  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _busy(self) -> bool:
        waiting = [row for row in await self.inbox() if row.state == "new"]
        return bool(waiting or [row for row in await self.outbox() if row.state in ("pending", "sending")])

    async def freeze(self) -> None:
        """Only take in from now on: what a process does that is about to be killed."""
        await self.delivery._answering.crew.stop(1)
        await self.delivery._sending[self.channel.name].crew.stop(1)

    async def inbox(self) -> list[MessageRow]:
        return await rows(self.store, MessageRow)

    async def outbox(self) -> list[OutboxRow]:
        return await rows(self.store, OutboxRow)

    async def states(self) -> list[str]:
        return [row.state for row in await self.outbox()]


async def rows(store: SqlStore, table: type[SQLModel]) -> list[Any]:
    """A table as it is, oldest first."""
    async with store.database.session() as session:
        found = list((await session.execute(select(table).order_by(table.id))).scalars())
        session.expunge_all()
    return found


@asynccontextmanager
async def at_work(
    store: SqlStore,
    parrot: Parrot,
    *,
    channel: Channel | None = None,
    gate: Any = no_gate,
    aside: Any = no_aside,
    hear: Any = deaf,
    clock: Clock | None = None,
    leaving: Path | None = None,
    **pace: Any,
) -> AsyncIterator[Desk]:
    """A delivery in service."""
    clock = clock or Clock()
    doors: dict[str, Any] = {"gate": gate, "aside": aside, "hear": hear}
    delivery = Delivery(store, Thinking(parrot), **doors, clock=clock, pace=Pace(**(QUICK | pace)), leaving=leaving)
    channel = channel or FakeChannel()
    channel.accept = delivery.accept
    delivery.add(channel)
    await delivery.start()
    try:
        yield Desk(delivery, channel, store, clock)
    finally:
        await delivery.stop()
