"""Bundles: waits for the rest of a question that comes in pieces. What belongs together is core/bundling.py's."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile

from bot.channels import Delivered, Happening
from bot.core.bundling import MOST, can_be_joined, joined, stands_alone
from bot.core.conversation import Outcome, Turn
from bot.core.message import Message
from bot.delivery.payloads import to_delivered
from bot.store.inbox import Held, Inbox

_AT_MOST = 4
"""Times the wait: who never stops writing is answered all the same."""


class Bundles:
    """Looks at what waits behind a message."""

    def __init__(self, inbox: Inbox, *, clock: Callable[[], datetime], wait: float) -> None:
        self._inbox = inbox
        self._clock = clock
        self._wait = wait

    async def whole(self, head: Held, message: Message, turn: Turn) -> tuple[Message | None, Sequence[Held]]:
        """The message with what came moments after it, and those rows; None when there is nothing to join."""
        if not self._wait or stands_alone(message, turn):
            return None, ()
        pieces, ended = await self._behind(head)
        latest = asyncio.get_running_loop().time() + _AT_MOST * self._wait
        while not ended and len(pieces) < MOST - 1:
            newest = pieces[-1][0] if pieces else head
            since = max(0.0, (self._clock() - newest.at).total_seconds())
            wait = min(self._wait - since, latest - asyncio.get_running_loop().time())
            if wait <= 0:
                break
            await asyncio.sleep(wait)
            before = len(pieces)
            pieces, ended = await self._behind(head)
            if len(pieces) == before:
                break
        return joined([message, *(said for _, said in pieces)]), [row for row, _ in pieces]

    @staticmethod
    def belong(turn: Turn) -> bool:
        """Whether the pieces are one question: together they are answered."""
        return turn.outcome is Outcome.ANSWERED

    async def _behind(self, head: Held) -> tuple[list[tuple[Held, Message]], bool]:
        """The pieces behind a message, and whether something else than a piece follows them."""
        rows = await self._inbox.behind(head, limit=MOST - 1)
        said = [(row, _said(row)) for row in rows]
        pieces = [(row, message) for row, message in takewhile(lambda one: one[1] is not None, said) if message]
        return pieces, len(pieces) < len(rows)


def _said(row: Held) -> Message | None:
    """What a row says, if it is nothing but words."""
    delivered: Delivered | None = to_delivered(row.payload) if row.payload else None
    if delivered is None or delivered.happening is not Happening.SAID or delivered.message is None:
        return None
    return delivered.message if can_be_joined(delivered.message) else None
