"""The peers: what a user would reach for instead of our matcher.

All learn the same phrasings, and what is known to be outside as one more entry. All but the neural one read folded text
(lower case, no marks): half of the residents type no marks, and each of them measured better so.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import bm25s
import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from bench.peer import Matrix, Nearest, Peer
from bot.core.text import fold, folded_words

MOST_FOUND = 300
"""Phrasings SQLite lists for a message: enough for four entries."""


class Fuzzy(Nearest):
    """RapidFuzz with one of its scorers."""

    def __init__(self, name: str, scorer: Callable[..., float]) -> None:
        self.name = name
        self._scorer = scorer

    def index(self, texts: Sequence[str]) -> None:
        self._phrasings = [fold(text) for text in texts]

    def likeness(self, texts: Sequence[str]) -> Matrix:
        asked = [fold(text) for text in texts]
        found: Matrix = process.cdist(asked, self._phrasings, scorer=self._scorer, dtype=np.float32, workers=-1)
        return found

    def answer(self, text: str) -> object:
        return process.extract(fold(text), self._phrasings, scorer=self._scorer, limit=4)


class CharTfIdf(Nearest):
    """Cosine of pieces of two to five letters."""

    name = "char TF-IDF"

    def index(self, texts: Sequence[str]) -> None:
        self._pieces = TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self._rows: sparse.csr_array = sparse.csr_array(self._pieces.fit_transform(texts).astype(np.float32))

    def likeness(self, texts: Sequence[str]) -> Matrix:
        asked = sparse.csr_array(self._pieces.transform(texts).astype(np.float32))
        found: Matrix = (asked @ self._rows.T).toarray()
        return found


class Bm25(Nearest):
    """bm25s over words."""

    name = "BM25 (bm25s)"

    def index(self, texts: Sequence[str]) -> None:
        self._bm25 = bm25s.BM25()
        self._bm25.index([folded_words(text) for text in texts], show_progress=False)

    def likeness(self, texts: Sequence[str]) -> Matrix:
        # It cannot be asked nothing; a word nobody wrote finds nothing either.
        return np.array([self._bm25.get_scores(folded_words(text) or ["?"]) for text in texts], np.float32)


class Fts5(Nearest):
    """The full-text index of SQLite, any word may match; its own rank."""

    name = "SQLite FTS5"

    def index(self, texts: Sequence[str]) -> None:
        self._count = len(texts)
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE phrasing USING fts5(text)")
        self._base.executemany("INSERT INTO phrasing VALUES (?)", ((fold(text),) for text in texts))
        self._base.execute("INSERT INTO phrasing(phrasing) VALUES ('optimize')")

    def found(self, text: str, most: int = MOST_FOUND) -> list[tuple[int, float]]:
        """The best phrasings: number from 1 on, and rank (the lower the better)."""
        query = " OR ".join(f'"{word}"' for word in folded_words(text))
        command = "SELECT rowid, rank FROM phrasing WHERE phrasing MATCH ? ORDER BY rank LIMIT ?"
        return self._base.execute(command, (query, most)).fetchall() if query else []

    def likeness(self, texts: Sequence[str]) -> Matrix:
        result = np.zeros((len(texts), self._count), np.float32)
        for row, text in zip(result, texts, strict=True):
            for number, rank in self.found(text):
                row[number - 1] = -rank
        return result

    def answer(self, text: str) -> object:
        return self.found(text, 4)


class Linear(Peer):
    """A linear support vector machine over words, word pairs and pieces of words; C = 10 served it best."""

    name = "linear n-gram classifier"

    def learn(self, texts: Sequence[str], entries: Sequence[str]) -> None:
        words = TfidfVectorizer(preprocessor=fold, token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True)
        pieces = TfidfVectorizer(preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        self._features = FeatureUnion([("words", words), ("pieces", pieces)])
        self._machine: Any = LinearSVC(C=10.0, random_state=1)
        self._machine.fit(self._features.fit_transform(texts), np.array(entries, dtype=object).astype(str))
        self.entries = self._machine.classes_.tolist()

    def scores(self, texts: Sequence[str]) -> Matrix:
        found: Matrix = self._machine.decision_function(self._features.transform(texts)).astype(np.float32)
        return found


def all_but_neural() -> list[Peer]:
    """The peers that learn in seconds."""
    return [
        Fuzzy("RapidFuzz WRatio", fuzz.WRatio),
        Fuzzy("RapidFuzz token_set_ratio", fuzz.token_set_ratio),
        CharTfIdf(),
        Bm25(),
        Fts5(),
        Linear(),
    ]
