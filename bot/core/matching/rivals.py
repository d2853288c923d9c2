"""The judge: for each entry, what tells its phrasings from those of its rivals.

One small ridge regression an entry (+1 its own phrasings, -1 the nearest phrasings of others and of what the base does
not answer). The nearest few hundred are enough, because the judge only hears entries that were recalled by similarity.
"""

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits

from bot.core.matching.features import Vector

RIVALS = 300
"""Phrasings of others an entry is told apart from; below 200 the judge gets worse, above 400 only slower."""
SMOOTHING = 1.0
OWN_WEIGHT = 5.0
"""An entry has fifteen phrasings against hundreds: its own count more."""


def fit(matrix: sparse.csr_array, labels: npt.NDArray[np.int32], entries: int) -> tuple[Vector, Vector]:
    """Weights (features x entries) and biases (entries) of the judge; labels are entry numbers, -1 for outside."""
    weights = np.zeros((matrix.shape[1], entries), np.float32)
    biases = np.zeros(entries, np.float32)
    columns = matrix.T.tocsr()
    # Systems this small gain nothing from a second thread, and on a busy machine waiting for it takes minutes.
    with threadpool_limits(1, user_api="blas"):
        _fit_each(matrix, columns, labels, weights, biases)
    return weights, biases


def _fit_each(
    matrix: sparse.csr_array, columns: sparse.csr_array, labels: npt.NDArray[np.int32], weights: Vector, biases: Vector
) -> None:
    for entry in range(len(biases)):
        own = np.flatnonzero(labels == entry)
        chosen = np.concatenate([own, _rivals((matrix[own] @ columns).toarray(), own)])
        rows = matrix[chosen]
        target = np.where(np.arange(len(chosen)) < len(own), 1.0, -1.0).astype(np.float32)
        trust = np.where(target > 0, OWN_WEIGHT, 1.0).astype(np.float32)
        # The constant 1 added to every product is the bias.
        products = (rows @ rows.T).toarray() + 1
        products[np.diag_indices(len(chosen))] += SMOOTHING / trust
        shares = linalg.solve(products, target, assume_a="pos", overwrite_a=True, check_finite=False)
        weights[:, entry] = rows.T @ shares
        biases[entry] = shares.sum()


def _rivals(products: Vector, own: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The phrasings of others nearest to an entry's own, given the products of its own with all."""
    likeness = products.max(axis=0) + products.mean(axis=0)
    likeness[own] = -1
    count = min(RIVALS, products.shape[1] - len(own))
    return np.argpartition(-likeness, count - 1)[:count] if count > 0 else np.array([], np.intp)
