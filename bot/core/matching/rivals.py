"""The judge: for each entry, what tells its phrasings from those of its rivals.

One small ridge regression an entry (+1 its own phrasings, -1 the nearest phrasings of others and of what the base does
not answer). The nearest few hundred are enough, because the judge only hears entries that were recalled by similarity.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.matching.features import Vector

RIVALS = 450
"""Phrasings of others an entry is told apart from; below 200 the judge gets worse, above 400 only slower."""
SMOOTHING = 0.3
"""0.3 to 0.5 measure the same, 1 a little worse."""
STEPS = 10
"""Of the solver; 8 to 16 measure the same."""
_USUAL_NORM, _USUAL_PRODUCT = 2.0, 1.1
"""What a row times itself and times another one usually is, the bias included: they help the solver on its way."""
NEGLIGIBLE = 0.03
"""Weights below are left out: half of them, and no answer changes."""


class Judge(NamedTuple):
    """What tells entries apart."""

    weights: sparse.csr_array
    """Features x entries."""
    biases: Vector
    """One an entry."""

    def hear(self, columns: npt.NDArray[np.int32], values: Vector) -> Vector:
        """What it says of each entry: about +1 for the entry, -1 for a rival."""
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
    biases = np.zeros(entries, np.float32)
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
        learned, biases[entry] = _judge(matrix[chosen], len(own))
        kept.append(np.flatnonzero(np.abs(learned) > NEGLIGIBLE).astype(np.int32))
        weights.append(learned[kept[-1]])
    pointers = np.cumsum([0, *map(len, kept)], dtype=np.int32)
    shape = (matrix.shape[1], entries)
    return Judge(sparse.csc_array((np.concatenate(weights), np.concatenate(kept), pointers), shape=shape).tocsr(), biases)


def _rivals(matrix: sparse.csr_array, own: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The phrasings of others that are most like an entry as a whole."""
    likeness = matrix @ matrix[own].sum(axis=0)
    likeness[own] = -1
    count = min(RIVALS, len(likeness) - len(own))
    return np.argpartition(-likeness, count - 1)[:count] if count > 0 else np.array([], np.intp)


def _judge(rows: sparse.csr_array, own: int) -> tuple[Vector, float]:
    """The regression of one entry; the first `own` rows are its own.

    Conjugate gradients on the dual, which never needs the products of all rows with all rows: twenty times quicker than
    solving it. The preconditioner is the same system with every product a usual one.
    """
    target = np.where(np.arange(rows.shape[0]) < own, 1.0, -1.0).astype(np.float32)
    usual = SMOOTHING + _USUAL_NORM
    common = _USUAL_PRODUCT / (usual + _USUAL_PRODUCT * len(target))
    shares, left = np.zeros_like(target), target.copy()
    step = better = left - common * left.sum()
    gain = left @ better
    for _ in range(STEPS):
        moved = rows @ (rows.T @ step) + step.sum() + SMOOTHING * step
        length = gain / (step @ moved)
        shares += length * step
        left -= length * moved
        better = left - common * left.sum()
        before, gain = gain, left @ better
        step = better + (gain / before) * step
    weights: Vector = rows.T @ shares
    return weights, float(shares.sum())
