"""The delivery in service: one inbox and one outbox under all channels."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.channels import Channel, Delivered
from bot.core.conversation import Conversation, Turn
from bot.core.message import Message
from bot.delivery.answering import Answering, Tools
from bot.delivery.asides import Aside, no_aside
from bot.delivery.departures import Departures
from bot.delivery.gates import Gate
from bot.delivery.pace import Pace
from bot.delivery.receiving import Receiving
from bot.delivery.refs import new_ref
from bot.delivery.sending import Sending
from bot.delivery.thinking import Thinking
from bot.store.sql import SqlStore


def utcnow() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


async def no_gate(talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn | None:  # noqa: ARG001
    """Everything is answered. See gates.Gate."""
    return None


async def deaf(message: Message) -> Message:
    """Every message as it is. See hearing.Hearing."""
    return message


class Delivery:
    """Hand `accept` to the channels, `add` them, then `start`; stop the channels before you `stop`."""

    def __init__(
        self,
        store: SqlStore,
        thinking: Thinking,
        *,
        gate: Gate = no_gate,
        aside: Aside = no_aside,
        hear: Callable[[Message], Awaitable[Message]] = deaf,
        clock: Callable[[], datetime] = utcnow,
        refs: Callable[[], str] = new_ref,
        pace: Pace | None = None,
        leaving: Path | None = None,
    ) -> None:
        """`leaving`: a folder of this machine for what must outlive the process, see departures.py."""
        self._store = store
        self._clock = clock
        self._pace = pace or Pace()
        self._holder = secrets.token_hex(8)
        self._departures = Departures(leaving, self._holder)
        self._channels: dict[str, Channel] = {}
        self._sending: dict[str, Sending] = {}
        tools = Tools(store, thinking, self._channels, gate, hear, clock, refs, self._pace, self._holder, aside)
        self._answering = Answering(tools, replied=self._wake)
        self._receiving = Receiving(store.inbox, clock=clock, stored=self._answering.crew.wake)

    def add(self, channel: Channel) -> None:
        """Serve a channel too."""
        self._channels[channel.name] = channel
        self._sending[channel.name] = Sending(
            channel,
            self._store.outbox,
            clock=self._clock,
            pace=self._pace,
            holder=self._holder,
            departures=self._departures,
        )

    async def accept(self, delivered: Sequence[Delivered]) -> None:
        """See channels.Accept."""
        await self._receiving.accept(delivered)

    async def start(self) -> None:
        """Take in, answer and send; go on with what was left unfinished."""
        self._departures.open()
        if self._store.database.is_sqlite:  # one process: whoever held something is dead
            await self._store.inbox.free_of_dead(holder=self._holder)
            await self._store.outbox.free_of_dead(holder=self._holder)
        self._receiving.start()
        self._answering.crew.start()
        for sending in self._sending.values():
            sending.crew.start()

    async def stop(self) -> None:
        """Take nothing more in, finish what is in hand, leave the rest to whoever comes next."""
        await self._receiving.stop()
        await self._answering.crew.stop(self._pace.grace)
        await asyncio.gather(*(sending.crew.stop(self._pace.grace) for sending in self._sending.values()))
        await self._store.inbox.let_go(holder=self._holder)
        self._departures.close()

    def _wake(self, channel: str) -> None:
        self._sending[channel].crew.wake()
