"""The judge: for each entry, what tells its phrasings from those of its rivals.

One small ridge regression an entry (+1 its own phrasings, -1 the nearest phrasings of others and of what the base does
not answer). The nearest few hundred are enough, because the judge only hears entries that were recalled by similarity.
"""

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits

from bot.core.matching.features import Vector

RIVALS = 450
"""Phrasings of others an entry is told apart from; below 200 the judge gets worse, above 400 only slower."""
SMOOTHING = 1.0
OWN_WEIGHT = 5.0
"""An entry has fifteen phrasings against hundreds: its own count more."""


def fit(matrix: sparse.csr_array, labels: npt.NDArray[np.int32], entries: int) -> tuple[Vector, Vector]:
    """Weights (features x entries) and biases (entries) of the judge; labels are entry numbers, -1 for outside."""
    weights = np.zeros((matrix.shape[1], entries), np.float32)
    biases = np.zeros(entries, np.float32)
    likeness = _likeness(matrix, labels, entries)
    # Systems this small gain nothing from a second thread, and on a busy machine waiting for it takes minutes.
    with threadpool_limits(1, user_api="blas"):
        for entry in range(entries):
            own = np.flatnonzero(labels == entry)
            chosen = np.concatenate([own, _rivals(likeness[entry], own)])
            weights[:, entry], biases[entry] = _judge(matrix[chosen], len(own))
    return weights, biases


def _likeness(matrix: sparse.csr_array, labels: npt.NDArray[np.int32], entries: int) -> Vector:
    """How like each phrasing is to each entry as a whole (entries x phrasings)."""
    own = np.flatnonzero(labels >= 0)
    members = sparse.csr_array((np.ones(len(own), np.float32), (labels[own], own)), shape=(entries, len(labels)))
    likeness: Vector = ((members @ matrix) @ matrix.T).toarray()
    return likeness


def _rivals(likeness: Vector, own: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The phrasings of others that are most like an entry."""
    likeness[own] = -1
    count = min(RIVALS, len(likeness) - len(own))
    return np.argpartition(-likeness, count - 1)[:count] if count > 0 else np.array([], np.intp)


def _judge(rows: sparse.csr_array, own: int) -> tuple[Vector, float]:
    """The regression of one entry; the first `own` rows are its own."""
    target = np.where(np.arange(rows.shape[0]) < own, 1.0, -1.0).astype(np.float32)
    trust = np.where(target > 0, OWN_WEIGHT, 1.0).astype(np.float32)
    # The constant 1 added to every product is the bias.
    products = (rows @ rows.T).toarray() + 1
    products[np.diag_indices(len(target))] += SMOOTHING / trust
    shares = linalg.solve(products, target, assume_a="pos", overwrite_a=True, check_finite=False)
    return rows.T @ shares, float(shares.sum())
