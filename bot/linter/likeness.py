"""Which phrasings are alike: one sparse product over all of them.

A cosine of words and word pairs weighed by how telling they are. Far simpler than the matcher, and independent of it: it
says how a phrasing compares with the *others*, as if it had not been written itself.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.knowledge import Knowledge
from bot.core.text import folded_words, words

LEAST = 0.3
"""Pairs below are not alike at all."""
COMMON = 250
"""A word in more phrasings than this tells little and would cost most of the time."""
_ROWS = 2000
"""Phrasings compared at once: bounds the memory."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One wording of an entry, or of a matter outside the base."""

    text: str
    owner: str
    """Id of the entry, or title of the matter."""
    number: int
    """Its place among the owner's questions."""
    outside: bool = False


class Likeness:
    """The phrasings of a base and their similarities."""

    def __init__(self, knowledge: Knowledge) -> None:
        own = [Phrasing(q, e.id, n) for e in knowledge.entries.values() for n, q in enumerate(e.questions)]
        outside = [Phrasing(q, m.title, n, outside=True) for m in knowledge.outside for n, q in enumerate(m.questions)]
        self.phrasings = [*own, *outside]
        short = {" ".join(folded_words(a)): folded_words(b) for a, b in knowledge.words.abbreviations.items()}
        self.words = [_words(phrasing.text, short) for phrasing in self.phrasings]
        """Of each phrasing, without marks, abbreviations spelled out."""
        self._own = len(own)
        self.rows, self.columns, self.values = self._alike()
        """Pairs that are alike: an entry's phrasing, any other phrasing, and how much (0 to 1)."""

    def _alike(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        matrix = _weighed(self.words)
        turned = matrix.T.tocsr()
        found = []
        for start in range(0, self._own, _ROWS):
            product = matrix[start : min(start + _ROWS, self._own)] @ turned
            product.data[product.data < LEAST] = 0
            product.eliminate_zeros()
            alike = product.tocoo()
            rows, columns = alike.row.astype(np.int64) + start, alike.col.astype(np.int64)
            others = rows != columns
            found.append((rows[others], columns[others], alike.data[others]))
        empty = (np.array([], np.int64), np.array([], np.int64), np.array([], np.float32))
        rows, columns, values = (np.concatenate(parts) for parts in zip(empty, *found, strict=True))
        return rows, columns, values

    def pairs(self, least: float) -> Iterator[tuple[int, int]]:
        """Numbers of phrasings of different owners that are at least so alike, each pair once."""
        for i in np.flatnonzero(self.values >= least):
            a, b = int(self.rows[i]), int(self.columns[i])
            one, other = self.phrasings[a], self.phrasings[b]
            if a < b and (one.outside, one.owner) != (other.outside, other.owner):
                yield a, b

    def nearest(self) -> Iterator[tuple[int, int, float, float]]:
        """Of each phrasing whose nearest neighbour belongs to another entry: both, how alike, and how alike its own are."""
        owners = np.unique([f"{p.outside}{p.owner}" for p in self.phrasings], return_inverse=True)[1]
        same = owners[self.rows] == owners[self.columns]
        kin = np.zeros(self._own, np.float32)
        np.maximum.at(kin, self.rows[same], self.values[same])
        inside = self.columns < self._own
        order = np.flatnonzero(~same & inside)
        order = order[np.argsort(self.values[order], kind="stable")]
        # Of several values written to one place the last stays: the highest.
        nearest = np.full(self._own, -1, np.int64)
        nearest[self.rows[order]] = order
        for pair in nearest[nearest >= 0]:
            row, likeness = int(self.rows[pair]), float(self.values[pair])
            if likeness > kin[row]:
                yield row, int(self.columns[pair]), likeness, float(kin[row])


def _words(text: str, short: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(part for word in words(text) for plain in _folded(word) for part in short.get(plain, (plain,)))


@cache
def _folded(word: str) -> tuple[str, ...]:
    """People use the same five thousand words."""
    return tuple(folded_words(word))


def _weighed(readings: Sequence[tuple[str, ...]]) -> sparse.csr_array:
    """One row of length 1 a reading; the commonest words count for the length only."""
    columns: dict[str, int] = {}
    indices: list[int] = []
    counts: list[int] = []
    pointers = [0]
    for reading in readings:
        seen = Counter([*reading, *(f"{a} {b}" for a, b in pairwise(reading))])
        indices.extend(columns.setdefault(name, len(columns)) for name in seen)
        counts.extend(seen.values())
        pointers.append(len(indices))
    at, size = np.array(indices, np.int32), np.diff(pointers)
    spread = np.bincount(at, minlength=len(columns))
    weights = np.log((1 + len(readings)) / (1 + spread)) + 1
    values = ((1 + np.log(np.array(counts, np.float64))) * weights[at]).astype(np.float32)
    rows = np.repeat(np.arange(len(readings)), size)
    length = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=len(readings)))
    values /= np.where(length, length, 1)[rows].astype(np.float32)
    told = (spread[at] > 1) & (spread[at] <= COMMON)
    shape = (len(readings), max(1, len(columns)))
    return sparse.csr_array(sparse.coo_array((values[told], (rows[told], at[told])), shape=shape))
