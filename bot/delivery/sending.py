"""Sending: what lies in the outbox of one account is handed to its provider, the parts of one chat in their order.

1. That a part is being handed over is committed before the first byte leaves. Whoever finds it so when we are dead asks the
   provider whether it arrived; where nobody can tell it stays unknown, is counted, and is never sent again blindly. Unless
   it never left (departures.py): then it is sent.
2. What becomes of a part that was not sent is the provider's word: `Fate`.
3. No part stands in the way of other chats, and none in its own chat for ever.
4. What has to wait for its turn (a provider takes so many in a second) waits before rule 1: it is in no doubt.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import Channel, Fate, Part, Unsent
from bot.channels.leaving import noticed
from bot.delivery.crew import Crew
from bot.delivery.departures import Departures
from bot.delivery.pace import Pace
from bot.delivery.payloads import to_part
from bot.store.outbox import Outbox, ToSend

_ASKS = 5
"""Times a provider that cannot be asked is asked."""
_UNREADABLE = "Không mở được nội dung đã niêm phong: PEPPER đã đổi."
_STALE = "Để quá lâu chưa gửi được, câu trả lời không còn kịp thời."
_CUT_OFF = "Dịch vụ dừng khi đang gửi; không rõ tin đã đến chưa."
_TOO_LONG = "Nhà cung cấp không trả lời kịp; không rõ tin đã đến chưa."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _InHand:
    row: ToSend
    is_doubtful: bool
    """Whether it may have arrived already."""
    latest: float
    """By the loop's clock, when it may leave at the latest: afterwards another process may have it."""


class _TooLate(Exception):
    """The part has not left, and must not any more."""


class Sending:
    """Sends for one channel."""

    def __init__(
        self,
        channel: Channel,
        outbox: Outbox,
        *,
        clock: Callable[[], datetime],
        pace: Pace,
        holder: str,
        departures: Departures,
    ) -> None:
        self._channel = channel
        self._outbox = outbox
        self._clock = clock
        self._pace = pace
        self._holder = holder
        self._departures = departures
        self._limiter = _limiter(channel.per_second)
        self._halted = False
        self._closed_until = 0.0
        self._looked = float("-inf")
        self.crew: Crew[_InHand] = Crew(
            f"sending {channel.name}", claim=self._claim, do=self._do, most=pace.most_sent, poll=pace.poll
        )

    async def _claim(self, room: int) -> Sequence[_InHand]:
        account, time = self._channel.account, asyncio.get_running_loop().time()
        if not account or time < self._closed_until:
            return ()
        room = await self._turns(room)
        now, latest = self._clock(), asyncio.get_running_loop().time() + 0.9 * self._pace.lease
        until = now + timedelta(seconds=self._pace.lease)
        mine: Any = {"holder": self._holder, "channel": self._channel.name, "account": account, "now": now, "until": until}
        room = 1 if self._halted else room  # one tries whether the account can send again
        doubtful: Sequence[ToSend] = ()
        if time - self._looked >= self._pace.poll:
            self._looked = time
            await self._outbox.drop_fleeting(now=now)
            await self._outbox.park_stale(before=now - self._pace.stale, reason=_STALE)
            await self._go_on(now)
            doubtful = await self._outbox.claim_doubtful(**mine, limit=room)
        due = await self._outbox.claim(**mine, limit=room - len(doubtful)) if len(doubtful) < room else []
        if self._limiter and due:
            await self._limiter.acquire(len(due))
        asked = [_InHand(row, is_doubtful=True, latest=latest) for row in doubtful]
        return asked + [_InHand(row, is_doubtful=False, latest=latest) for row in due]

    async def _go_on(self, now: datetime) -> None:
        """What dead processes had in hand and never sent is sent."""
        parts = await self._outbox.handed_over(channel=self._channel.name, account=self._channel.account, now=now)
        if unsent := self._departures.never_left(parts):
            await self._outbox.never_left(unsent, now=now)

    async def _turns(self, room: int) -> int:
        """How many of `room` parts may leave now; waits until one may."""
        if not self._limiter:
            return room
        while not self._limiter.has_capacity():  # noqa: ASYNC110 - `acquire` would take it, even if nothing is to be sent
            await asyncio.sleep(self._limiter.time_period / self._limiter.max_rate)
        return next((many for many in range(room, 1, -1) if self._limiter.has_capacity(many)), 1)

    async def _do(self, one: _InHand) -> None:
        row = one.row
        if row.address is None:
            await self._outbox.park(row, holder=self._holder, reason=_UNREADABLE)
            return
        part = to_part(row.part)
        if one.is_doubtful:
            await self._ask(row, row.address, part, reason=_CUT_OFF)
            return
        try:
            async with asyncio.timeout(self._pace.send_timeout):
                provider_id = await self._send(one, row.address, part)
        except Unsent as unsent:
            await self._unsent(row, row.address, part, unsent)
        except _TooLate:
            log.warning("%s: a part was left to another process, this one was too slow", self._channel.name)
        except TimeoutError:
            await self._ask(row, row.address, part, reason=_TOO_LONG)
        except asyncio.CancelledError:  # stopping: what left may have arrived
            await asyncio.shield(self._outbox.doubtful(row, holder=self._holder, reason=_CUT_OFF, ask_at=self._clock()))
            raise
        except Exception as error:  # the channel's fault, at a moment nobody knows: bytes may have left
            log.exception("%s: a part could not be sent", self._channel.name)
            await self._ask(row, row.address, part, reason=f"Lỗi khi gửi: {type(error).__name__}.")
        else:
            self._working()
            await self._sent(row, provider_id)

    async def _send(self, one: _InHand, address: str, part: Part) -> str:
        loop = asyncio.get_running_loop()

        def leaves() -> None:
            if loop.time() > one.latest:
                raise _TooLate
            self._departures.note(one.row)

        if not self._channel.tells_leaving:
            leaves()
        with noticed(leaves):
            return await self._channel.send(address, part)

    async def _sent(self, row: ToSend, provider_id: str) -> None:
        """Keep that it was sent: as long as it is not kept, it is in doubt."""
        for wait in (0.1, 0.5, 1.0, 2.0, 0.0):
            try:
                await self._outbox.sent(row, provider_id=provider_id, now=self._clock())
            except (SQLAlchemyError, OSError):
                if not wait:
                    raise
                await asyncio.sleep(wait)
            else:
                return

    async def _unsent(self, row: ToSend, address: str, part: Part, unsent: Unsent) -> None:
        holder, reason, now = self._holder, unsent.reason, self._clock()
        if unsent.fate is not Fate.HALT:
            self._working()
        match unsent.fate:
            case Fate.RETRY if unsent.wait is not None:
                await self._outbox.again(
                    row, holder=holder, due=now + timedelta(seconds=unsent.wait), reason=reason, counts=False
                )
            case Fate.RETRY if row.tries >= self._pace.send_tries:
                log.error("%s: a part was given up after %d tries: %s", self._channel.name, row.tries, reason)
                await self._outbox.park(row, holder=holder, reason=reason)
            case Fate.RETRY:
                due = now + timedelta(seconds=self._backoff(row.tries))
                await self._outbox.again(row, holder=holder, due=due, reason=reason)
            case Fate.UNKNOWN:
                await self._ask(row, address, part, reason=reason)
            case Fate.WAIT:
                await self._outbox.wait(row, holder=holder, reason=reason)
            case Fate.GONE:
                await self._outbox.gone(row, holder=holder, reason=reason)
            case Fate.PARK:
                log.error("%s: a part was refused: %s", self._channel.name, reason)
                await self._outbox.park(row, holder=holder, reason=reason)
            case Fate.HALT:
                wait = self._pace.halt if unsent.wait is None else unsent.wait
                self._halt(wait, reason)
                await self._outbox.again(row, holder=holder, due=now, reason=reason, counts=False)

    async def _ask(self, row: ToSend, address: str, part: Part, *, reason: str) -> None:
        """Settle what may have arrived, before anything else is said in this chat."""
        holder, now = self._holder, self._clock()
        try:
            async with asyncio.timeout(self._pace.send_timeout / 3):
                arrived = await self._channel.has_arrived(address, part, since=row.sent_at)
        except Exception as error:  # noqa: BLE001 - whatever it is: nobody knows yet
            log.warning("%s: could not be asked what arrived: %s", self._channel.name, type(error).__name__)
            again = now + timedelta(seconds=self._pace.ask_again)
            late = now - row.sent_at > timedelta(seconds=self._pace.ask_again * _ASKS)
            await self._outbox.doubtful(row, holder=holder, reason=reason, ask_at=None if late else again)
            return
        if arrived:
            await self._sent(row, "")
        elif arrived is None or row.tries >= self._pace.send_tries:
            log.warning("%s: nobody can tell whether a part arrived: %s", self._channel.name, reason)
            await self._outbox.doubtful(row, holder=holder, reason=reason, ask_at=None)
        else:
            due = now + timedelta(seconds=self._backoff(row.tries))
            await self._outbox.again(row, holder=holder, due=due, reason=reason)

    def _backoff(self, tries: int) -> float:
        """Longer each time, and not everybody at the same moment."""
        longest: float = min(self._pace.retry_first * 2 ** (tries - 1), self._pace.retry_most)
        return longest * random.uniform(0.8, 1.2)  # noqa: S311 - no secret

    def _halt(self, wait: float, reason: str) -> None:
        self._closed_until = asyncio.get_running_loop().time() + wait
        if not self._halted:
            log.error("%s: the account cannot send, everything is kept and tried again: %s", self._channel.name, reason)
        self._halted = True

    def _working(self) -> None:
        if self._halted:
            log.info("%s: the account can send again", self._channel.name)
        self._halted = False


def _limiter(per_second: float | None) -> AsyncLimiter | None:
    """At most a second's parts at once (one, where they are seconds apart), then as many as leak away."""
    if not per_second:
        return None
    return AsyncLimiter(per_second, 1) if per_second >= 1 else AsyncLimiter(1, 1 / per_second)
