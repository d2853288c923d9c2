"""Gates: what stands before answering. The kill switch an officer threw, and limits on how much is answered.

1. Off, an officer's decision: residents get the reason, at most every ten minutes in a chat; what they ask is logged as not
   answered.
2. Limits: kind words when one is reached, then silence until its window passes; nothing of it is logged.
3. Who waits for an answer (web page, console, another site's program) is never met with silence.
4. Danger: a message that the responder takes for an emergency passes the limits, and the notice of rule 1 answers it always.
5. What residents may always do, seeing and erasing what is stored about them, passes the switch and the limit of the day.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from bot.core.conversation import Conversation, Outcome, Turn, Wish
from bot.core.message import Message, Reply
from bot.delivery.thinking import WAITING, Thinking
from bot.store.counts import DAY, Counts, Written
from bot.store.switches import ALL, Off, Switches

OFF_AGAIN = timedelta(minutes=10)
MINUTE_AGAIN = timedelta(minutes=1)
DAY_AGAIN = timedelta(hours=1)
"""The window of a day slides: silence for so long would look broken."""
READ_EVERY = 2.0
"""Seconds between looks at the switches; "off" must work within five in every process."""
COUNT_EVERY = 1.0
"""Seconds between counts of everybody's messages; in between each process adds its own."""
FLOOD = 3
"""Times the limit of a minute from which not even emergencies are looked for: it is no person that writes."""


class Gate(Protocol):
    """What answering asks first."""

    async def __call__(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn | None:
        """None: answer it. Else what comes of it instead, to be recorded and sent like any turn; its replies may be none."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How many messages are answered."""

    per_minute: int = 20
    """Of one chat."""
    per_day: int = 300
    """Of one chat."""
    overall_per_minute: int = 3000


@dataclass(frozen=True, slots=True)
class _Notice:
    """What is said instead of an answer."""

    name: str
    """Another name, another notice: it is given though the one before was given just now."""
    text: str
    again: timedelta


class Gates:
    """The gates of one service."""

    def __init__(
        self,
        switches: Switches,
        counts: Counts,
        thinking: Thinking,
        *,
        limits: Limits | None = None,
        ticking: Callable[[], float] = monotonic,
    ) -> None:
        """`thinking`: asked what a message is, before it is held."""
        self._switches = switches
        self._counts = counts
        self._thinking = thinking
        self._limits = limits or Limits()
        self._ticking = ticking
        self._looked = self._counted = float("-inf")
        self._looking = asyncio.Lock()
        self._off: tuple[Off, ...] = ()
        self._overall = 0

    async def __call__(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn | None:
        """See `Gate`."""
        if off := await self._switch(message.channel):
            turn = await self._thinking.respond(talk, message, now=now, ref=ref)
            text = self._thinking.say("switched_off", reason=off.reason.rstrip(" ."))
            notice = _Notice(f"off|{off.channel}|{off.reason}", text, OFF_AGAIN)
            return None if turn.wish is not Wish.NONE else _held(talk, turn, notice, message.channel, now=now)
        written = await self._written(talk, message, now)
        limit = self._limit(written, overall=await self._written_by_all(now))
        if not limit:
            return None
        if written.minute >= FLOOD * self._limits.per_minute:
            turn = Turn(talk, (), Outcome.SMALL_TALK)
        else:
            turn = await self._thinking.respond(talk, message, now=now, ref=ref)
        if turn.urgent or (turn.wish is not Wish.NONE and limit == "limited_day"):
            return None
        notice = _Notice(limit, self._thinking.say(limit), DAY_AGAIN if limit == "limited_day" else MINUTE_AGAIN)
        return replace(_held(talk, turn, notice, message.channel, now=now), is_question=False, feedback=None)

    async def is_off(self, channel: str) -> bool:
        """Whether an officer switched a channel off: for what is answered without being a message (Telegram's inline mode)."""
        return await self._switch(channel) is not None

    async def _switch(self, channel: str) -> Off | None:
        """What keeps a channel from answering."""
        async with self._looking:  # who comes while it is read waits for what it says
            if self._ticking() - self._looked >= READ_EVERY:
                self._off, self._looked = await self._switches.now_off(), self._ticking()
        return next((off for off in self._off if off.channel in (ALL, channel)), None)

    def _limit(self, written: Written, *, overall: int) -> str:
        """The phrase of the limit that is reached; empty when none is."""
        limits = self._limits
        if written.minute >= limits.per_minute:
            return "limited_minute"
        if written.day >= limits.per_day:
            return "limited_day"
        return "limited_overall" if overall > limits.overall_per_minute else ""

    async def _written(self, talk: Conversation, message: Message, now: datetime) -> Written:
        """In the message's chat; one that was silent for a day is not worth a query, and most are."""
        if talk.at is None or now - talk.at >= DAY:
            return Written(0, 0)
        return await self._counts.of_chat(message, now=now)

    async def _written_by_all(self, now: datetime) -> int:
        if self._ticking() - self._counted >= COUNT_EVERY:
            self._counted = self._ticking()
            self._overall = await self._counts.of_all(now=now)
        self._overall += 1
        return self._overall


def _held(talk: Conversation, turn: Turn, notice: _Notice, channel: str, *, now: datetime) -> Turn:
    """The turn of a message that is not answered: the talk stays as it was, the log has it when it was a question."""
    given = talk.noticed if talk.notice == notice.name else None
    silent = given is not None and now - given < notice.again and not turn.urgent and channel not in WAITING
    kept = replace(talk.forgetting(now), at=now)
    if not silent:
        kept = replace(kept, notice=notice.name, noticed=now)
    outcome = Outcome.NOT_ANSWERED if turn.is_question and turn.outcome is not Outcome.UNREAD else turn.outcome
    replies = () if silent else (Reply(notice.text, urgent=turn.urgent),)
    return replace(turn, conversation=kept, replies=replies, outcome=outcome, entries=(), score=0.0, wish=Wish.NONE)
