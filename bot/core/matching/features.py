"""Features: a reading as a sparse vector of words, word pairs, pieces of words and, when typed, accented words.

Pieces of words forgive slips of the keyboard; word pairs tell "cấp đổi" from "cấp lại"; accented words count only when
the writer types marks, so a text without marks is compared with what everybody has.
"""

from array import array
from collections.abc import Iterator, Sequence
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
_LENGTHS = np.array([1.0, 1.0, 0.2], np.float32)
"""Length of each block in a vector."""


class Features:
    """Knows the features of a base and how telling each is (inverse document frequency)."""

    def __init__(self, readings: Sequence[Reading]) -> None:
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
        self._columns = {name: i for i, name in enumerate(compress(names, kept))}
        self._block = np.array([_block(name) for name in self._columns], np.int32)
        marked = sum(bool(reading.accented) for reading in readings)
        total = np.array([len(readings), len(readings), marked])[self._block]
        self._telling = (np.log((1 + total) / (1 + seen[kept])) + 1).astype(np.float32)
        self.unknown = float(np.log(1 + len(readings)) + 1)
        """The weight of a word nobody has written before."""
        self.matrix = self._weighed(counts[:, np.flatnonzero(kept)])
        """One row a reading, in the order given."""

    def row(self, reading: Reading) -> tuple[Columns, Vector]:
        """Columns and values of one reading; each block has length 1 times its weight."""
        names = chain(_names(reading), *map(_pieces, reading.folded))
        found = [column for name in names if (column := self._columns.get(name)) is not None]
        row = self._weighed(_counted(np.array(found, np.int32), [len(found)], len(self._columns)))
        return row.indices, row.data

    def knows(self, word: str) -> bool:
        """Whether a folded word was in the readings."""
        return word in self._columns

    def word_weight(self, word: str) -> float:
        """How telling a folded word is."""
        column = self._columns.get(word)
        return self.unknown if column is None else float(self._telling[column])

    def _weighed(self, counts: sparse.csr_array) -> sparse.csr_array:
        values = (1 + np.log(counts.data)) * self._telling[counts.indices]
        block = self._block[counts.indices]
        place = np.repeat(np.arange(counts.shape[0], dtype=np.int32) * len(_BLOCKS), np.diff(counts.indptr)) + block
        lengths = np.sqrt(np.bincount(place, values * values)).astype(np.float32)
        return sparse.csr_array((values / lengths[place] * _LENGTHS[block], counts.indices, counts.indptr), shape=counts.shape)


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
