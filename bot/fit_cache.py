"""What the matcher learned from a base, kept on disk: the next start of the same base need not learn it again."""

import logging
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.matching import rivals
from bot.core.matching.features import Vector

log = logging.getLogger(__name__)

KEPT = 3
"""Bases remembered; each takes about 60 MB."""
BESIDE_THE_CODE = Path(__file__).parents[1] / "var" / "cache"


class FitCache:
    """Stands in for rivals.fit. A cache that cannot be read or written is only slower."""

    def __init__(self, folder: Path = BESIDE_THE_CODE) -> None:
        self._folder = folder

    def __call__(self, matrix: sparse.csr_array, labels: npt.NDArray[np.int32], entries: int) -> tuple[Vector, Vector]:
        """As rivals.fit."""
        path = self._folder / f"{_key(matrix, labels)}.npz"
        try:
            with np.load(path, allow_pickle=False) as found:
                return found["weights"], found["biases"]
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:  # cut off or damaged
            log.warning("%s cannot be read (%s); learning again", path.name, type(error).__name__)
        weights, biases = rivals.fit(matrix, labels, entries)
        self._write(path, weights, biases)
        return weights, biases

    def _write(self, path: Path, weights: Vector, biases: Vector) -> None:
        new = path.with_suffix(f".{os.getpid()}.new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with new.open("wb") as file:
                np.savez(file, weights=weights, biases=biases)
            new.replace(path)
            for old in sorted(self._folder.glob("*.npz"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
                old.unlink(missing_ok=True)
        except OSError as error:
            with suppress(OSError):
                new.unlink()
            log.info("what was learned is not kept (%s)", error.strerror)


def _key(matrix: sparse.csr_array, labels: npt.NDArray[np.int32]) -> str:
    """Another base, or another way to learn, has another key."""
    digest = blake2b(Path(rivals.__file__).read_bytes(), digest_size=16)
    for part in (matrix.data, matrix.indices, matrix.indptr, labels):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()
