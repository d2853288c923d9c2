"""The judge: for each entry, what tells its phrasings from those of its rivals.

One small support vector machine an entry (squared hinge loss; +1 its own phrasings, -1 the nearest phrasings of others
and of what the base does not answer). The nearest thousand are enough, because the judge only hears entries that were
recalled by similarity.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.matching.features import Vector

NEAREST, RIVALS = 450, 1000
"""Phrasings of others an entry is told apart from, first and in the end; with 700 it is a little worse, with 1500 the same."""
SMOOTHING = 0.7
"""0.3 to 1 measure the same."""
STEPS = 8
"""Of the solver in each of two rounds; a third round and 10 steps measure the same."""
_USUAL_NORM, _USUAL_PRODUCT = 1.2, 1.05
"""What a row times itself and times another one usually is, the bias included: they help the solver on its way."""
NEGLIGIBLE = 0.03
"""Weights below are left out: half of them, and no answer changes."""
_EXACT = 1e-6
"""Nothing worth another step is left."""


class Judge(NamedTuple):
    """What tells entries apart."""

    weights: sparse.csr_array
    """Features x entries; the last column is what tells all that is outside from all entries."""
    biases: Vector
    """One a column."""

    def hear(self, columns: npt.NDArray[np.int32], values: Vector) -> Vector:
        """What it says of each entry: about +1 for the entry, -1 for a rival; the last one of what is outside."""
        heard = self.weights[columns]
        said = np.bincount(heard.indices, np.repeat(values, np.diff(heard.indptr)) * heard.data, len(self.biases))
        result: Vector = said.astype(np.float32) + self.biases
        return result


def fit(
    matrix: sparse.csr_array,
    labels: npt.NDArray[np.int32],
    entries: int,
    *,
    before: Judge | None = None,
    same: Mapping[int, int] = MappingProxyType({}),
) -> Judge:
    """The judge of a base; labels are entry numbers, -1 for what is outside.

    What `before` learned of the entries that are the `same` (number now -> number then) is taken over.
    """
    kept: list[npt.NDArray[np.int32]] = []
    weights: list[Vector] = []
    biases = np.zeros(entries + 1, np.float32)
    known = before.weights.tocsc() if before else None
    for entry in range(entries):
        if before is not None and known is not None and entry in same:
            start, stop = known.indptr[same[entry] : same[entry] + 2]
            kept.append(known.indices[start:stop])
            weights.append(known.data[start:stop])
            biases[entry] = before.biases[same[entry]]
            continue
        own = np.flatnonzero(labels == entry)
        chosen = np.concatenate([own, _rivals(matrix, own)])
        is_own = np.arange(len(chosen)) < len(own)
        learned, biases[entry] = _judge(matrix[chosen], is_own, first=len(own) + NEAREST)
        kept.append(np.flatnonzero(np.abs(learned) > NEGLIGIBLE).astype(np.int32))
        weights.append(learned[kept[-1]])
    learned, biases[entries] = _judge(matrix, labels < 0, first=len(labels))
    kept.append(np.flatnonzero(np.abs(learned) > NEGLIGIBLE).astype(np.int32))
    weights.append(learned[kept[-1]])
    pointers = np.cumsum([0, *map(len, kept)], dtype=np.int32)
    shape = (matrix.shape[1], entries + 1)
    return Judge(sparse.csc_array((np.concatenate(weights), np.concatenate(kept), pointers), shape=shape).tocsr(), biases)


def _rivals(matrix: sparse.csr_array, own: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The phrasings of others that are most like an entry as a whole; the first NEAREST are the most like it."""
    likeness = matrix @ matrix[own].sum(axis=0)
    likeness[own] = -1
    count = min(RIVALS, len(likeness) - len(own))
    if count <= 0:
        return np.array([], np.intp)
    return np.argpartition(-likeness, [min(NEAREST, count) - 1, count - 1])[:count]


def _judge(rows: sparse.csr_array, is_own: npt.NDArray[np.bool_], *, first: int) -> tuple[Vector, float]:
    """The machine that tells what is its own from the other rows.

    A ridge regression over the `first` rows; then, as rows beyond the margin cost nothing, one over all that it left inside.
    """
    target = np.where(is_own, 1.0, -1.0).astype(np.float32)
    shares = np.zeros_like(target)
    # Only a slice is a copy: of the whole base it would be another ten megabytes.
    nearest = rows if first >= len(target) else rows[:first]
    shares[:first] = _solved(nearest, target[:first], shares[:first])
    said = rows @ (rows.T @ shares) + shares.sum()
    inside = np.flatnonzero(target * said < 1)
    rows, target = rows[inside], target[inside]
    shares = _solved(rows, target, np.where(shares[inside] * target > 0, shares[inside], 0))
    weights: Vector = rows.T @ shares
    return weights, float(shares.sum())


def _solved(rows: sparse.csr_array, target: Vector, shares: Vector) -> Vector:
    """Shares of the rows in a ridge regression, from some shares on.

    Conjugate gradients on the dual, which never needs the products of all rows with all rows: twenty times quicker than
    solving it. The preconditioner is the same system with every product a usual one.
    """
    columns = rows.T

    def moved(by: Vector) -> Vector:
        result: Vector = rows @ (columns @ by) + by.sum() + SMOOTHING * by
        return result

    usual = SMOOTHING + _USUAL_NORM
    common = _USUAL_PRODUCT / (usual + _USUAL_PRODUCT * len(target))
    left = target - moved(shares) if shares.any() else target.copy()
    step = better = left - common * left.sum()
    gain = left @ better
    for _ in range(STEPS):
        if gain < _EXACT:
            break
        ahead = moved(step)
        length = gain / (step @ ahead)
        shares = shares + length * step
        left = left - length * ahead
        better = left - common * left.sum()
        before, gain = gain, left @ better
        step = better + (gain / before) * step
    return shares
