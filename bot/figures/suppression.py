"""Small counts are not shown: in a small hamlet "2 people asked about X" may name them.

1. Counts from 1 to 4 are shown as "dưới 5". Nought is nought.
2. Where a total stands beside the rows, one hidden number could be found by subtraction. Rows are hidden besides ("không nêu"),
   the smallest that suffice, until each hidden small count may still be anything from 1 to 4.
3. A percentage is shown only of numbers that are shown.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum

SMALL = 5
"""The least count that is shown."""


class Hidden(StrEnum):
    """What is shown instead of a number."""

    FEW = "dưới 5"
    KEPT_BACK = "không nêu"
    """It would give away another one."""


Shown = int | Hidden


def alone(count: int) -> Shown:
    """A count beside which no others stand."""
    return Hidden.FEW if 0 < count < SMALL else count


def together(counts: Sequence[int], *, dear: Collection[int] = ()) -> tuple[Shown, ...]:
    """Counts of which the total is known; `dear`: places of those that are kept back only when no others suffice."""
    few = {at for at, count in enumerate(counts) if 0 < count < SMALL}
    kept: set[int] = set()
    candidates = sorted((at for at, count in enumerate(counts) if count >= SMALL), key=lambda at: (at in dear, _use(counts[at])))
    for at in candidates:
        if _is_safe([counts[i] for i in few], [counts[i] for i in kept]):
            break
        kept.add(at)
    return tuple(Hidden.FEW if at in few else Hidden.KEPT_BACK if at in kept else count for at, count in enumerate(counts))


def _use(count: int) -> tuple[bool, int]:
    """The smallest that suffices alone comes first; those too small to suffice only when there is no other."""
    return count < SMALL + 3, count


def _is_safe(few: Sequence[int], kept: Sequence[int]) -> bool:
    """Whether every small count may still be anything from 1 to 4 to somebody who knows the sum of all hidden ones."""
    if not few:
        return True
    total, others, most = sum(few) + sum(kept), len(few) - 1, SMALL - 1
    reaches_most = total - others - SMALL * len(kept) >= most
    reaches_one = bool(kept) or total - most * others <= 1
    return reaches_most and reaches_one


def share(part: Shown, whole: Shown) -> float | None:
    """A part of a whole; None where one of them is hidden or there is nothing."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden) or not whole:
        return None
    return part / whole


def change(now: Shown, before: Shown) -> float | None:
    """How much more or less it became; None where one of them is hidden or there was nothing."""
    if isinstance(now, Hidden) or isinstance(before, Hidden) or not before:
        return None
    return now / before - 1
