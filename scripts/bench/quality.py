"""Guesses -> figures. All are compared at the same rate of false answers, each with the limit that gives it that rate."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.data import Question

RATES = (0.02, 0.10)
"""Shares of false answers at which all are compared."""
CURVE = tuple(rate / 100 for rate in range(31))


@dataclass(frozen=True, slots=True)
class Guess:
    """What somebody makes of a message."""

    entries: tuple[str, ...]
    """The best four, best first."""
    sure: tuple[float, ...]
    """How sure of the first, in one or several ways."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Questions of one set and the guesses made."""

    questions: Sequence[Question]
    guesses: Sequence[Guess]

    def top(self, most: int) -> float:
        """Share of the questions with the right entry among the first so many."""
        hits = [bool(set(q.wanted) & set(g.entries[:most])) for q, g in zip(self.questions, self.guesses, strict=True)]
        return float(np.mean(hits))

    def by(self) -> dict[str, "Heard"]:
        """Who writes like that -> their part."""
        parts: dict[str, list[tuple[Question, Guess]]] = defaultdict(list)
        for question, guess in zip(self.questions, self.guesses, strict=True):
            parts[question.by].append((question, guess))
        return {name: Heard([q for q, _ in part], [g for _, g in part]) for name, part in parts.items()}

    def answered(self, limit: float, way: int) -> float:
        """Share that is answered at all."""
        return float(np.mean([guess.sure[way] > limit for guess in self.guesses]))

    def right(self, limit: float, way: int) -> float:
        """Share that is answered and right."""
        pairs = zip(self.questions, self.guesses, strict=True)
        return float(np.mean([guess.sure[way] > limit and _is_right(question, guess) for question, guess in pairs]))


def limit(negatives: Heard, rate: float, way: int) -> float:
    """The lowest limit above which at most this share of the negatives is answered."""
    sure = sorted((guess.sure[way] for guess in negatives.guesses), reverse=True)
    allowed = int(rate * len(sure) + 1e-9)
    return sure[allowed] if allowed < len(sure) else -np.inf


def right_at(heard: Heard, negatives: Heard, rate: float, way: int) -> float:
    """Share answered and right when at most this share of the negatives is answered."""
    return heard.right(limit(negatives, rate, way), way)


def best_way(heard: Heard, negatives: Heard) -> int:
    """The way of being sure that serves somebody best."""
    ways = range(len(heard.guesses[0].sure))
    return max(ways, key=lambda way: sum(right_at(heard, negatives, rate, way) for rate in RATES))


def figures(sets: dict[str, Heard], negatives: Heard) -> dict[str, object]:
    """Everything the tables say of one contestant on one task."""
    first = next(iter(sets.values()))
    way = best_way(first, negatives)
    strict, lenient = (limit(negatives, rate, way) for rate in RATES)
    return {
        "way": way,
        "top1": {name: heard.top(1) for name, heard in sets.items()},
        "top4": {name: heard.top(4) for name, heard in sets.items()},
        "right_at_2": {name: heard.right(strict, way) for name, heard in sets.items()},
        "wrong_at_2": {name: heard.answered(strict, way) - heard.right(strict, way) for name, heard in sets.items()},
        "right_at_10": {name: heard.right(lenient, way) for name, heard in sets.items()},
        "by": {name: {"top1": part.top(1), "right_at_10": part.right(lenient, way)} for name, part in first.by().items()},
        "false_at_10": {name: part.answered(lenient, way) for name, part in negatives.by().items()},
        "curve": [right_at(first, negatives, rate, way) for rate in CURVE],
    }


def mean(values: Iterable[float]) -> float:
    """The average, every set counting the same."""
    return float(np.mean(list(values)))


def _is_right(question: Question, guess: Guess) -> bool:
    return bool(guess.entries) and guess.entries[0] in question.wanted
