"""Spelling: slips of the keyboard are put right when the words beside them say which word was meant.

The likeliest sequence of words (Viterbi) under a word-pair model of the base: every word may stay or become a known word
one slip away, at a price. The price is high for a word the base knows, and an unknown word may also be a word of
something the base does not answer ("visa", "gas"), so it is only replaced when its neighbours ask for it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.keyboard import is_syllable

_EDGE = ""
SHORTEST = 2
MOST = 8
"""Known words considered in place of one."""
PRICE_KNOWN = 8.0
"""Log odds against a slip that made another known word; 7 mends more and breaks more."""
PRICE_UNKNOWN = 2.0
"""Against a slip that made a syllable nobody wrote; what cannot be a syllable is a slip for nothing."""
UNSEEN = log(1e-6)
PAIRS = 0.7
"""Share of the word pair in the probability of a word, the rest is its own frequency."""


class Spelling:
    """The words and word pairs of a base."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            self._words.update((_EDGE, *text))
            self._pairs.update(zip((_EDGE, *text), (*text, _EDGE), strict=True))
        self._total = sum(self._words.values())
        self._known = [word for word in self._words if word.isalpha()]
        self._close = lru_cache(maxsize=20_000)(self._neighbours)

    def corrected(self, words: Sequence[str]) -> list[str]:
        """The words with slips put right."""
        if all(pair in self._pairs for pair in zip((_EDGE, *words), words, strict=False)):
            return list(words)
        paths: dict[str, tuple[float, list[str]]] = {_EDGE: (0.0, [])}
        for before, word, after in zip((_EDGE, *words), words, (*words[1:], _EDGE), strict=False):
            doubted = (before, word) not in self._pairs or (word, after) not in self._pairs
            paths = {other: self._best(paths, other, price) for other, price in self._choices(word, doubted=doubted)}
        return max((score + self._likely(last, _EDGE), path) for last, (score, path) in paths.items())[1]

    def _best(self, paths: dict[str, tuple[float, list[str]]], word: str, price: float) -> tuple[float, list[str]]:
        score, last = max((score + self._likely(last, word), last) for last, (score, _) in paths.items())
        return score - price, [*paths[last][1], word]

    def _choices(self, word: str, *, doubted: bool) -> list[tuple[str, float]]:
        if not doubted or len(word) < SHORTEST or not word.isalpha():
            return [(word, 0.0)]
        price = PRICE_KNOWN if word in self._words else PRICE_UNKNOWN * is_syllable(word)
        return [(word, 0.0), *((other, price) for other in self._close(word))]

    def _likely(self, before: str, word: str) -> float:
        """Log P(word | the word before)."""
        count = self._words[word]
        if not count:
            return UNSEEN
        pair = self._pairs[before, word] / self._words[before] if self._words[before] else 0.0
        return log(PAIRS * pair + (1 - PAIRS) * count / self._total)

    def is_garbled(self, word: str) -> bool:
        """Whether a word is most likely a slip of some known word: it tells nothing, neither for an entry nor against."""
        return (
            len(word) >= SHORTEST
            and word.isalpha()
            and word not in self._words
            and not is_syllable(word)
            and bool(self._close(word))
        )

    def _neighbours(self, word: str) -> tuple[str, ...]:
        """Known words one insertion, deletion, change or swap away, the commonest first."""
        found = process.extract(word, self._known, scorer=OSA.distance, score_cutoff=1, limit=None)
        near = (other for other, distance, _ in found if distance == 1 and len(other) >= SHORTEST)
        return tuple(sorted(near, key=lambda other: -self._words[other])[:MOST])
