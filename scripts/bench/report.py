"""Figures -> aligned tables that are Markdown as well, and which claims are kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measure import KINDS

from bench.calibration import Calibration, Confusion
from bench.quality import mean
from bench.speed import OURS, Blocking, Sizes, Timing, exponent
from bot.core.conversation import Outcome

WORST = 12
"""Confusions printed; the JSON has all."""
_OUTCOMES = dict.fromkeys(map(str, Outcome))
Figures = Mapping[str, Mapping[str, Any]]
"""Contestant -> what quality.figures found."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the project says of itself."""

    text: str
    found: float
    target: float
    unit: str = "%"
    at_most: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the figure bears it out."""
        return self.found <= self.target if self.at_most else self.found >= self.target


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned in a terminal, a table in Markdown: words to the left, figures to the right."""
    body = [[str(cell).replace("|", "/").replace("\n", " ") for cell in row] for row in rows]
    columns = []
    for name, *cells in zip(header, *body, strict=True):
        width = max(map(len, (name, *cells)))
        if all(re.match(r"-?\d|$", cell) for cell in cells):
            columns.append([name.rjust(width), "-" * (width - 1) + ":", *(cell.rjust(width) for cell in cells)])
        else:
            columns.append([name.ljust(width), "-" * width, *(cell.ljust(width) for cell in cells)])
    return "\n".join(f"| {' | '.join(line)} |" for line in zip(*columns, strict=True))


def percent(share: float) -> str:
    """A share as the tables show it."""
    return f"{100 * share:.1f}"


def quality(figures: Figures) -> str:
    """Who finds the right entry, on the same data."""
    registers = list(next(iter(figures.values()))["by"])
    sets = list(next(iter(figures.values()))["top1"])
    header = ["dev questions, %", "top-1", "top-4", "right at 2 % false", "at 10 %", *registers, *sets[1:]]
    rows = []
    for name, found in figures.items():
        by = [found["by"][register]["top1"] for register in registers]
        shown = [found["top1"]["dev"], found["top4"]["dev"], found["right_at_2"]["dev"], found["right_at_10"]["dev"], *by]
        rows.append([name, *map(percent, [*shown, *(found["top1"][set_] for set_ in sets[1:])])])
    return table(header, rows)


def negatives(figures: Figures) -> str:
    """What slips through, by kind, when one negative in ten is answered."""
    kinds = list(next(iter(figures.values()))["false_at_10"])
    rows = [[name, *(percent(found["false_at_10"][kind]) for kind in kinds)] for name, found in figures.items()]
    return table(["answered at 10 % false, %", *kinds], rows)


def bands(shares: Mapping[str, Mapping[str, float]]) -> str:
    """What the whole bot does with questions, and with what nothing answers."""
    asked = {name: found for name, found in shares.items() if not found.keys() & _OUTCOMES}
    others = {name: found for name, found in shares.items() if name not in asked}
    return "\n\n".join(
        table([title, *kinds], [[name, *(percent(found.get(kind, 0.0)) for kind in kinds)] for name, found in part.items()])
        for title, kinds, part in (("the whole bot, %", KINDS, asked), ("what nothing answers, %", tuple(_OUTCOMES), others))
    )


def external(figures: Mapping[str, Figures]) -> str:
    """Intent sets other people wrote; the macro average counts each set the same."""
    header = ["external sets, top-1 %", *figures, "average", "right at 2 % false"]
    rows = []
    for name in next(iter(figures.values())):
        top = [found[name]["top1"]["test"] for found in figures.values()]
        strict = mean(found[name]["right_at_2"]["test"] for found in figures.values())
        rows.append([name, *map(percent, [*top, mean(top), strict])])
    return table(header, rows)


def calibrated(found: Calibration) -> str:
    """The reliability diagram in figures."""
    rows = zip(found.said, found.came_true, found.counts, strict=True)
    shown = [[percent(said), percent(true), str(count)] for said, true, count in rows]
    return f"{table(['said, %', 'came true, %', 'messages'], shown)}\n\nBrier score {found.brier:.4f}, ECE {found.ece:.4f}"


def confused(found: Sequence[Confusion]) -> str:
    """The worst of them, each with a message."""
    rows = [[c.wanted, c.taken, f"{c.harm:.2f}", str(len(c.messages)), c.messages[0][:70]] for c in found[:WORST]]
    return table(["wanted", "taken for", "sureness", "times", "for instance"], rows)


def timings(found: Mapping[str, Timing]) -> str:
    """How quick each is on the shipped base."""
    rows = [[name, f"{t.build_s:.1f}", f"{t.median_ms:.2f}", f"{t.p99_ms:.2f}"] for name, t in found.items()]
    return table(["shipped base", "build, s", "median, ms", "p99, ms"], rows)


def sizes(found: Sizes) -> str:
    """Median and p99 against the number of phrasings."""
    header = ["median / p99, ms", *(f"{size:,}" for size in found.top1), "grows at most with n to the"]
    rows = [
        [name, *(f"{t.median_ms:.2f} / {t.p99_ms:.2f}" for t in by_size.values()), f"{exponent(by_size):.2f}"]
        for name, by_size in found.timings.items()
    ]
    rows.append(["our build, s", *(f"{t.build_s:.1f}" for t in found.timings[OURS].values()), ""])
    rows.append(["our top-1, %", *map(percent, found.top1.values()), ""])
    return table(header, rows)


def blocking(found: Sequence[Blocking]) -> str:
    """The longest blocking of the event loop."""
    rows = [[b.kind, f"{b.cpu_ms:.1f}", f"{b.clock_ms:.1f}", b.message[:50]] for b in found]
    return table(["event loop blocked at most by one of", "cpu, ms", "clock, ms", "by"], rows)


def claims(found: Sequence[Claim]) -> str:
    """Which claims this run bears out."""
    rows = [
        [
            claim.text,
            f"{claim.found:.1f} {claim.unit}",
            f"{'≤' if claim.at_most else '≥'} {claim.target:g} {claim.unit}",
            _mark(claim),
        ]
        for claim in found
    ]
    return table(["claim", "measured", "target", "kept"], rows)


def _mark(claim: Claim) -> str:
    return "yes" if claim.is_kept else "NO"
