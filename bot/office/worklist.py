"""The worklist: the questions of a list in groups, kept between visits; a visit adds what came since the last one.

Of a list that is longer than anybody will ever read only the newest are kept in memory; dealing with them brings up older ones.
"""

import asyncio
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic

from bot.core.grouping import Group, Grouping, Weigh
from bot.store.database import Database
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Kind, Reviews

log = logging.getLogger(__name__)
Asked = Group[LoggedQuestion]
AT_ONCE = 250
"""Questions read, and grouped, in one go: residents are answered in between."""
MOST = 50_000
"""Questions of a list in memory: 50 MB."""
_PATIENCE = 1.0
"""Seconds after which a page is shown although its list is still being read."""
_SHOWN_EVERY = 0.5
"""Seconds after which a list that is being read is shown as far as it was."""


@dataclass(slots=True)
class _Kept:
    """One list, as far as it was read."""

    grouping: Grouping[LoggedQuestion]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    shown: list[Asked] | None = None
    """What there is while much is being read; None at all other times."""
    older: int = 0
    """Questions that were left out."""


class Worklist:
    """The lists of one service, for all officers; a leader has lists of their own."""

    def __init__(self, *, most: int = MOST, at_once: int = AT_ONCE) -> None:
        self._most, self._at_once = most, at_once
        self._kept: dict[tuple[Kind, str], _Kept] = {}
        self._reading: set[asyncio.Task[None]] = set()
        """What goes on behind a page that was shown already."""

    async def groups(self, database: Database, kind: Kind, *, hamlet: str, weigh: Weigh) -> list[Asked]:
        """What is to be dealt with, the largest first, then the newest; right after a start as far as it was read."""
        kept = self._kept.get((kind, hamlet))
        if kept and kept.shown is not None:
            return kept.shown
        reading = asyncio.create_task(self.catch_up(database, kind, hamlet=hamlet, weigh=weigh))
        await asyncio.wait({reading}, timeout=_PATIENCE)
        if not reading.done():  # it goes on: whoever looks again sees more
            self._reading.add(reading)
            reading.add_done_callback(self._over)
            return self._kept[kind, hamlet].shown or []
        await reading
        skipped = await Reviews(database, hamlet=hamlet).skipped() if kind is Kind.MISSED else ()
        return self._kept[kind, hamlet].grouping.groups(without=skipped)

    async def catch_up(self, database: Database, kind: Kind, *, hamlet: str, weigh: Weigh) -> None:
        """Read what came, and forget what was dealt with."""
        kept = self._kept.setdefault((kind, hamlet), _Kept(Grouping(weigh)))
        async with kept.lock:
            try:
                await self._catch_up(kept, Reviews(database, hamlet=hamlet), kind)
            finally:
                kept.shown = None

    async def stop(self) -> None:
        """Read no further."""
        for reading in self._reading:
            reading.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)

    def of(self, kind: Kind, hamlet: str, number: int) -> list[LoggedQuestion]:
        """Everything that is one with a question of a list, as far as it was read; empty when it is not there."""
        kept = self._kept.get((kind, hamlet))
        found = kept.grouping.of(number) if kept else None
        return list(found.questions) if found else []

    def near(self, kind: Kind, hamlet: str, number: int, *, without: Collection[int], limit: int) -> list[list[LoggedQuestion]]:
        """Other groups of a list that may be one with a question of it, the most alike first."""
        kept = self._kept.get((kind, hamlet))
        found = kept.grouping.near(number, without=without, limit=limit) if kept else []
        return [list(group.questions) for group in found]

    def is_being_read(self, kind: Kind, hamlet: str) -> bool:
        """Whether there is more of a list than is shown yet."""
        kept = self._kept.get((kind, hamlet))
        return kept is not None and (kept.shown is not None or kept.lock.locked())

    def older(self, kind: Kind, hamlet: str) -> int:
        """How many questions are left out because they are too many."""
        kept = self._kept.get((kind, hamlet))
        return kept.older if kept else 0

    async def _catch_up(self, kept: _Kept, reviews: Reviews, kind: Kind) -> None:
        """Questions not answered come in order; judged ones, and those put back into their list, anywhere: the numbers tell."""
        grouping = kept.grouping
        if kind is Kind.MISSED and grouping.last:
            while new := await reviews.after(kind, grouping.last, limit=self._at_once):
                await asyncio.to_thread(grouping.add, new)
            if await reviews.count(kind) == len(grouping) + kept.older:
                return
        numbers, told = await reviews.numbers(kind, most=self._most), 0.0
        grouping.keep(numbers)
        for some in batched(sorted(numbers - grouping.numbers), self._at_once):
            await asyncio.to_thread(grouping.add, await reviews.numbered(some))
            if len(some) == self._at_once and monotonic() - told > _SHOWN_EVERY:
                kept.shown, told = grouping.groups(), monotonic()
        kept.older = max(0, await reviews.count(kind) - len(grouping)) if len(numbers) == self._most else 0

    def _over(self, reading: asyncio.Task[None]) -> None:
        self._reading.discard(reading)
        if not reading.cancelled() and (error := reading.exception()):
            log.warning("The questions could not be grouped yet: %s", type(error).__name__)


def batched(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """A few at a time."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
