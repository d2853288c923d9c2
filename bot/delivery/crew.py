"""A crew: takes work that lies in the database, does it side by side, and goes home when told to."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")
log = logging.getLogger(__name__)

_PAUSE = 0.01
"""Seconds between two looks: under load one look finds what several would have found."""


class Crew(Generic[T]):
    """Claims and does, again and again."""

    def __init__(
        self,
        name: str,
        *,
        claim: Callable[[int], Awaitable[Sequence[T]]],
        do: Callable[[T], Coroutine[None, None, None]],
        most: int,
        poll: float,
    ) -> None:
        """`claim` takes up to so many; `do` handles one and may raise what it likes; `poll`: seconds between looks."""
        self._name = name
        self._claim = claim
        self._do = do
        self._most = most
        self._poll = poll
        self._news = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._foreman: asyncio.Task[None] | None = None
        self._stopping = self._trouble = False

    def wake(self) -> None:
        """There is something new."""
        self._news.set()

    def start(self) -> None:
        self._foreman = asyncio.create_task(self._run(), name=self._name)

    async def stop(self, grace: float) -> None:
        """Take nothing more, finish what is in hand; what takes longer than `grace` seconds is cancelled."""
        if not self._foreman:
            return
        self._stopping = True
        self.wake()
        # Not cancelled at once: what it is just claiming would be held by nobody.
        unfinished = (await asyncio.wait([self._foreman], timeout=grace))[1]
        if self._in_hand:
            unfinished |= (await asyncio.wait(self._in_hand, timeout=grace))[1]
        for task in unfinished:
            task.cancel()
        if unfinished:
            log.warning("%s: stopped with %d unfinished", self._name, len(unfinished))
            await asyncio.wait(unfinished)

    async def _run(self) -> None:
        while not self._stopping:
            self._news.clear()
            if len(self._in_hand) >= self._most:
                await asyncio.wait(self._in_hand, return_when=asyncio.FIRST_COMPLETED)
            room = self._most - len(self._in_hand)
            taken = await self._taken(room)
            for one in taken:
                task = asyncio.create_task(self._done(one), name=self._name)
                self._in_hand.add(task)
                task.add_done_callback(self._in_hand.discard)
            if len(taken) < room and not self._stopping:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), self._poll)
                await asyncio.sleep(_PAUSE)

    async def _taken(self, room: int) -> Sequence[T]:
        try:
            taken = await self._claim(room)
        except (SQLAlchemyError, OSError):
            if not self._trouble:
                log.exception("%s: the store cannot be used; trying again", self._name)
            self._trouble = True
            await asyncio.sleep(self._poll)
            return ()
        self._trouble = False
        return taken

    async def _done(self, one: T) -> None:
        try:
            await self._do(one)
        except Exception:  # one piece of work must not stop the others
            log.exception("%s: something was left undone", self._name)
        finally:
            self.wake()
