"""Sentences of two answers that say the same with other numbers.

Numbers masked, sentences are compared word by word; they are taken to speak of one thing only when they share several
words that few other sentences use, so that "không quá 7 ngày làm việc" is not held against every other time limit.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.text import folded_words
from bot.linter.finding import Base, Finding, Spot, shortened, spoken

RULE = "lech-so"

_NUMBER = re.compile(r"(?<![\w/.-])\d[\d.,]*(?:/\d+)*(?![\w/])")
_END = re.compile(r"(?<=\D)[.\n]\s*|(?<=\d)\.\s+(?=[^\W\d_])|;")
_LEAST = 6
"""Words below which a sentence says too little."""
_ALIKE = 75
"""token_sort_ratio of two masked sentences."""
_RARE, _SHARED = 12, 3
"""They share so many words that no more sentences than this use."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence with a number in it."""

    spot: Spot
    words: tuple[str, ...]
    """Without marks, numbers left out."""
    numbers: frozenset[str]

    def contradicts(self, other: "_Statement") -> bool:
        """Each says a number that the other does not; within one entry, they have none in common."""
        if self.spot.entry == other.spot.entry:
            return self.spot.path != other.spot.path and not self.numbers & other.numbers
        return bool(self.numbers - other.numbers and other.numbers - self.numbers)


def statements(base: Base) -> Iterator[Finding]:
    """Every pair of sentences that say the same with other numbers."""
    said = [statement for entry in base.entries for path, text in spoken(entry) for statement in _read(entry.id, path, text)]
    if not said:
        return
    spread = Counter(word for statement in said for word in set(statement.words))
    masked = [" ".join(statement.words) for statement in said]
    alike = process.cdist(masked, masked, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, dtype=np.uint8)
    for i, j in zip(*np.nonzero(np.triu(alike, 1)), strict=True):
        there, here = said[i], said[j]
        shared = [word for word in {*there.words} & {*here.words} if spread[word] <= _RARE]
        if len(shared) >= _SHARED and here.contradicts(there):
            message = (
                f'"{shortened(here.spot.text)}" giống lời ở {base.place(there.spot)} (câu "{there.spot.entry}") nhưng số khác '
                f"({_listed(here.numbers)} và {_listed(there.numbers)}); đối chiếu nguồn rồi sửa, hoặc nói rõ vì sao khác"
            )
            yield Finding(RULE, here.spot, message)


def _read(entry: str, path: tuple[str | int, ...], text: str) -> Iterator[_Statement]:
    for sentence in filter(None, (part.strip() for part in _END.split(text))):
        words = tuple(folded_words(_NUMBER.sub(" ", sentence)))
        numbers = frozenset(number.rstrip(".,") for number in _NUMBER.findall(sentence))
        if numbers and len(words) >= _LEAST:
            yield _Statement(Spot(entry, path, sentence), words, numbers)


def _listed(numbers: frozenset[str]) -> str:
    return ", ".join(sorted(numbers))
