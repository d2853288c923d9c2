"""Features: a reading as a sparse vector of words, word pairs, pieces of words and, when typed, accented words.

Pieces of words forgive slips of the keyboard; word pairs tell "cấp đổi" from "cấp lại"; accented words count only when
the writer types marks, so a text without marks is compared with what everybody has.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log, sqrt

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.matching.reading import Reading

Vector = npt.NDArray[np.float32]

PIECE = 3
"""Letters in a piece of a word, the blank before and after it included."""
_BLOCKS = ("w", "c", "a")
_WEIGHT = {"w": 1.0, "c": 1.0, "a": 0.2}


def _pairs(tokens: Sequence[str]) -> Iterator[str]:
    yield from tokens
    yield from (f"{a} {b}" for a, b in pairwise(tokens))


def _pieces(tokens: Iterable[str]) -> Iterator[str]:
    for token in tokens:
        padded = f" {token} "
        yield from (padded[i : i + PIECE] for i in range(max(1, len(padded) - PIECE + 1)))


def blocks(reading: Reading) -> dict[str, Counter[str]]:
    """The counted features of a reading, by block."""
    return {
        "w": Counter(_pairs(reading.folded)),
        "c": Counter(_pieces(reading.folded)),
        "a": Counter(_pairs(reading.accented)),
    }


class Features:
    """Knows the features of a base and how telling each is (inverse document frequency)."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        seen: Counter[tuple[str, str]] = Counter()
        marked = 0
        for reading in readings:
            marked += bool(reading.accented)
            seen.update((block, name) for block, counts in blocks(reading).items() for name in counts)
        total = {"w": len(readings), "c": len(readings), "a": marked}
        # A pair of words that was written once tells nothing that its words do not, and there are 45,000 of them.
        kept = [(feature, n) for feature, n in seen.items() if n > 1 or " " not in feature[1].strip()]
        self.columns = {feature: i for i, (feature, _) in enumerate(kept)}
        """(block, name) -> column."""
        self.weights = np.array([log((1 + total[b]) / (1 + n)) + 1 for (b, _), n in kept], np.float32)
        self._listed: list[float] = self.weights.tolist()
        """The same, quicker to look up one by one."""
        self.unknown = log(1 + len(readings)) + 1
        """The weight of a word nobody has written before."""

    def row(self, reading: Reading) -> tuple[npt.NDArray[np.int32], Vector]:
        """Columns and values of one reading; each block has length 1 times its weight."""
        return self._row(blocks(reading))

    def _row(self, counted: dict[str, Counter[str]]) -> tuple[npt.NDArray[np.int32], Vector]:
        columns: list[int] = []
        values: list[float] = []
        for block, counts in counted.items():
            known = [(column, n) for name, n in counts.items() if (column := self.columns.get((block, name))) is not None]
            weighed = [(1 + log(n)) * self._listed[column] for column, n in known]
            length = sqrt(sum(value * value for value in weighed)) / _WEIGHT[block] or 1.0
            columns.extend(column for column, _ in known)
            values.extend(value / length for value in weighed)
        return np.array(columns, np.int32), np.array(values, np.float32)

    def matrix(self, readings: Iterable[Reading]) -> sparse.csr_array:
        """One row a reading."""
        rows = [self.row(reading) for reading in readings]
        pointers = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        shape = (len(rows), len(self.columns))
        if not rows:
            return sparse.csr_array(shape, dtype=np.float32)
        return sparse.csr_array(
            (np.concatenate([v for _, v in rows]), np.concatenate([c for c, _ in rows]), pointers), shape=shape
        )

    def word_weight(self, word: str) -> float:
        """How telling a folded word is."""
        column = self.columns.get(("w", word))
        return self.unknown if column is None else float(self.weights[column])
