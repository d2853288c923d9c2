"""Spelling: a slip of the keyboard is put right when the words beside it say which word was meant.

A word the base does not know may as well be a word of something the base does not answer ("visa", "gas"), so a known
neighbourhood is asked for; a word that is known is only doubted when it stands nowhere beside its neighbours and
another one does on both sides.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.keyboard import is_syllable

_EDGE = ""
SHORTEST = 2


class Spelling:
    """The words and word pairs of a base."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            self._words.update(text)
            self._pairs.update(zip([_EDGE, *text], [*text, _EDGE], strict=True))
        self._known = [word for word in self._words if word.isalpha()]
        self._close = lru_cache(maxsize=20_000)(self._neighbours)

    def corrected(self, words: Sequence[str]) -> list[str]:
        """The words with slips put right."""
        result = list(words)
        for i, word in enumerate(words):
            before = result[i - 1] if i else _EDGE
            after = words[i + 1] if i + 1 < len(words) else _EDGE
            if len(word) < SHORTEST or not word.isalpha() or self._stands(before, word, after):
                continue
            result[i] = self._meant(before, word, after) or word
        return result

    def is_garbled(self, word: str) -> bool:
        """Whether a word is most likely a slip of some known word: it tells nothing, neither for an entry nor against."""
        return (
            len(word) >= SHORTEST
            and word.isalpha()
            and word not in self._words
            and not is_syllable(word)
            and bool(self._close(word))
        )

    def _stands(self, before: str, word: str, after: str) -> bool:
        return word in self._words and ((before, word) in self._pairs or (word, after) in self._pairs)

    def _meant(self, before: str, word: str, after: str) -> str:
        doubtful = word not in self._words and not is_syllable(word)
        best, best_score = "", 0.0
        for other in self._close(word):
            left, right = self._pairs[before, other], self._pairs[other, after]
            sides = (left > 0) + (right > 0)
            if sides == 2 or (doubtful and (sides or self._words[other] >= 20)):
                score = min(left, 20) * 2 + min(right, 20) * 2 + min(self._words[other], 50) / 50
                if score > best_score:
                    best, best_score = other, score
        return best

    def _neighbours(self, word: str) -> tuple[str, ...]:
        """Known words one insertion, deletion, change or swap away."""
        found = process.extract(word, self._known, scorer=OSA.distance, score_cutoff=1, limit=None)
        return tuple(other for other, distance, _ in found if distance == 1 and len(other) >= SHORTEST)
