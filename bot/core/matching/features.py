"""Features: a reading as a sparse vector of words, word pairs, pieces of words and, when typed, accented words.

Pieces of words forgive slips of the keyboard; word pairs tell "cấp đổi" from "cấp lại"; accented words count only when
the writer types marks, so a text without marks is compared with what everybody has.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress, pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.matching.reading import Reading

Vector = npt.NDArray[np.float32]
Columns = npt.NDArray[np.int32]

PIECE = 3
"""Letters in a piece of a word, the blank before and after it included."""
_BLOCKS = ("", "#", "'")
"""What names of features begin with: words and their pairs, pieces, accented words and their pairs."""
_LENGTHS = np.array([1.0, 0.5, 0.2], np.float32)
"""Length of each block in a vector; 0.35 to 0.7 and 0.2 to 0.4 measure the same; more marks cost those who type none."""
SAME = float((_LENGTHS[:2] ** 2).sum())
"""The product of a text without marks with itself: likeness is told as a share of it."""


class Features:
    """Knows the features of a base and how telling each is (inverse document frequency)."""

    def __init__(self, names: Iterable[str], seen: npt.NDArray[np.intp], readings: int, marked: int) -> None:
        """Features by name and how many readings have each, of so many readings and so many with marks."""
        self._columns = {name: i for i, name in enumerate(names)}
        self._block = np.array([_block(name) for name in self._columns], np.int8)
        total = np.array([readings, readings, marked])[self._block]
        self._telling = (np.log((1 + total) / (1 + seen)) + 1).astype(np.float32)
        self.unknown = float(np.log(1 + readings) + 1)
        """The weight of a word nobody has written before."""

    @classmethod
    def learn(cls, readings: Sequence[Reading]) -> tuple["Features", sparse.csr_array]:
        """The features of readings, and the readings as vectors, one a row."""
        names: dict[str, int] = {}
        pieces: dict[str, array[int]] = {}
        # One flat array of numbers: a list of lists of them would be the largest thing in memory.
        numbered, lengths = array("i"), []
        for reading in readings:
            before = len(numbered)
            numbered.extend([names.setdefault(name, len(names)) for name in _names(reading)])
            for token in reading.folded:
                if token not in pieces:
                    pieces[token] = array("i", [names.setdefault(piece, len(names)) for piece in _pieces(token)])
                numbered.extend(pieces[token])
            lengths.append(len(numbered) - before)
        counts = _counted(np.frombuffer(numbered, np.int32), lengths, len(names))
        seen = np.bincount(counts.indices, minlength=len(names))
        # A pair of words that was written once tells nothing that its words do not, and there are 45,000 of them.
        kept = np.array([n > 1 or " " not in name for name, n in zip(names, seen.tolist(), strict=True)], bool)
        marked = sum(bool(reading.accented) for reading in readings)
        features = cls(compress(names, kept), seen[kept], len(readings), marked)
        del names, pieces, numbered  # 20 MB that would be held beside what follows
        counts = counts[:, np.flatnonzero(kept)]
        return features, features._weighed(counts)

    def row(self, reading: Reading) -> tuple[Columns, Vector]:
        """Columns and values of one reading; each block has length 1 times its weight."""
        row = self.rows([reading])
        return row.indices, row.data

    def rows(self, readings: Sequence[Reading]) -> sparse.csr_array:
        """Readings as vectors, one a row; what nobody wrote before tells nothing."""
        found: list[int] = []
        lengths: list[int] = []
        for reading in readings:
            names = chain(_names(reading), *map(_pieces, reading.folded))
            known = [column for name in names if (column := self._columns.get(name)) is not None]
            found.extend(known)
            lengths.append(len(known))
        return self._weighed(_counted(np.array(found, np.int32), lengths, len(self._columns)))

    def knows(self, word: str) -> bool:
        """Whether a folded word was in the readings."""
        return word in self._columns

    def word_weight(self, word: str) -> float:
        """How telling a folded word is."""
        column = self._columns.get(word)
        return self.unknown if column is None else float(self._telling[column])

    def _weighed(self, counts: sparse.csr_array) -> sparse.csr_array:
        """Counts made weights, in place: for a whole base every copy is another ten megabytes."""
        values, block = counts.data, self._block[counts.indices]
        np.log(values, out=values)
        values += 1
        values *= self._telling[counts.indices]
        place = np.repeat(np.arange(0, counts.shape[0] * len(_BLOCKS), len(_BLOCKS), dtype=np.int32), np.diff(counts.indptr))
        place += block
        lengths = np.sqrt(np.bincount(place, values * values)).astype(np.float32)
        values /= lengths[place]
        values *= _LENGTHS[block]
        return counts


def _names(reading: Reading) -> Iterator[str]:
    folded, accented = reading.folded, reading.accented
    yield from folded
    yield from (f"{a} {b}" for a, b in pairwise(folded))
    yield from (f"'{a}" for a in accented)
    yield from (f"'{a} {b}" for a, b in pairwise(accented))


def _pieces(token: str) -> Iterator[str]:
    padded = f"_{token}_"
    return (f"#{padded[i : i + PIECE]}" for i in range(max(1, len(padded) - PIECE + 1)))


def _block(name: str) -> int:
    return _BLOCKS.index(name[0]) if name[0] in _BLOCKS else 0


def _counted(columns: Columns, lengths: Sequence[int], width: int) -> sparse.csr_array:
    """How often each column stands in each run of columns, a row a run."""
    pointers = np.cumsum([0, *lengths], dtype=np.int32)
    counts = sparse.csr_array((np.ones(len(columns), np.float32), columns, pointers), shape=(len(lengths), width), copy=True)
    counts.sum_duplicates()
    return counts
