"""What is asked more than before, told from noise.

Given that a topic was asked n times in both periods together, the part that falls into this period would be binomial if the
topic had kept its share of all questions. The lower end of Wilson's interval of that part says by how much its share grew at
least. Dozens of topics are looked at together, so the interval is wide (three standard deviations: one false alarm in 700);
people ask in bursts, so the growth must be a fifth at least; and ten questions must there be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

_DEVIATIONS = 3.0
_GROWTH = 1.2
_FEWEST = 10
_FEWEST_BEFORE = 50
"""Questions of the period before; with fewer there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A topic that is asked more."""

    key: str
    now: int
    before: int
    growth: float
    """Its share of all questions became so many times as large, at least."""


def rising(now: Mapping[str, int], before: Mapping[str, int]) -> tuple[Rise, ...] | None:
    """What rose, the surest growth first; None when there is too little to compare with."""
    total, total_before = sum(now.values()), sum(before.values())
    if total_before < _FEWEST_BEFORE or not total:
        return None
    found = []
    for key, count in now.items():
        part = _lower(count, count + before.get(key, 0))
        growth = part / (1 - part) * total_before / total if part < 1 else 0.0
        if count >= _FEWEST and growth >= _GROWTH:
            found.append(Rise(key, count, before.get(key, 0), growth))
    return tuple(sorted(found, key=lambda rise: -rise.growth))


def _lower(hits: int, tries: int) -> float:
    """The lower end of Wilson's interval."""
    if not tries:
        return 0.0
    z, part = _DEVIATIONS, hits / tries
    middle = part + z * z / (2 * tries)
    width = z * sqrt(part * (1 - part) / tries + z * z / (4 * tries * tries))
    return (middle - width) / (1 + z * z / tries)
