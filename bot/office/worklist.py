"""The worklist: the questions of a list in groups, kept between visits; a visit adds what came since the last one."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.grouping import Group, Grouping, Weigh
from bot.store.database import Database
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Kind, Reviews

Asked = Group[LoggedQuestion]
AT_ONCE = 500
"""Questions read, and grouped, in one go: residents are answered in between."""


@dataclass(slots=True)
class _Kept:
    """One list, as far as it was read."""

    grouping: Grouping[LoggedQuestion]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Worklist:
    """The lists of one service, for all officers; a leader has lists of their own."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Kind, str], _Kept] = {}

    async def groups(self, database: Database, kind: Kind, *, hamlet: str, weigh: Weigh) -> list[Asked]:
        """What is to be dealt with, the largest first, then the newest."""
        reviews = Reviews(database, hamlet=hamlet)
        kept = self._kept.setdefault((kind, hamlet), _Kept(Grouping(weigh)))
        async with kept.lock:
            await _catch_up(kept.grouping, reviews, kind)
        skipped = await reviews.skipped() if kind is Kind.MISSED else set()
        return kept.grouping.groups(without=skipped)

    def of(self, kind: Kind, hamlet: str, number: int) -> list[LoggedQuestion]:
        """Everything that is one with a question of a list, as far as it was read; empty when it is not there."""
        kept = self._kept.get((kind, hamlet))
        found = kept.grouping.of(number) if kept else None
        return list(found.questions) if found else []


async def _catch_up(grouping: Grouping[LoggedQuestion], reviews: Reviews, kind: Kind) -> None:
    """Questions not answered come in order; judged ones, and those put back into their list, anywhere: the numbers tell."""
    last = grouping.last
    while new := await reviews.after(kind, last, limit=AT_ONCE):
        await asyncio.to_thread(grouping.add, new)
        last = new[-1].id
    if await reviews.count(kind) == len(grouping) and kind is Kind.MISSED:
        return
    numbers = await reviews.numbers(kind)
    grouping.keep(numbers)
    for some in batched(sorted(numbers - grouping.numbers), AT_ONCE):
        grouping.add(await reviews.numbered(some))


def batched(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """A few at a time."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
