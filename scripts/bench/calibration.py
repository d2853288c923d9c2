"""Are our probabilities true, and who is taken for whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.quality import Heard

BINS = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the matcher said how likely it was, against how often it was right."""

    said: list[float]
    """Mean probability in each bin that was used."""
    came_true: list[float]
    counts: list[int]
    brier: float
    """Mean squared error of the probability; 0 is perfect."""
    ece: float
    """Expected calibration error: how far a probability is off, on average."""


def calibration(heard: Iterable[Heard]) -> Calibration:
    """Over questions and negatives alike; for a negative no candidate is right."""
    pairs = [(q, g) for part in heard for q, g in zip(part.questions, part.guesses, strict=True)]
    said = np.array([guess.sure[0] for _, guess in pairs])
    right = np.array([bool(set(question.wanted) & set(guess.entries[:1])) for question, guess in pairs], float)
    bins = np.minimum((said * BINS).astype(int), BINS - 1)
    used = [bin_ for bin_ in range(BINS) if (bins == bin_).any()]
    means = [float(said[bins == bin_].mean()) for bin_ in used]
    true = [float(right[bins == bin_].mean()) for bin_ in used]
    counts = [int((bins == bin_).sum()) for bin_ in used]
    gaps: npt.NDArray[np.float64] = np.abs(np.array(means) - np.array(true))
    return Calibration(means, true, counts, float(((said - right) ** 2).mean()), float((gaps * counts).sum() / len(pairs)))


@dataclass(frozen=True, slots=True)
class Confusion:
    """An entry that was taken for another one."""

    wanted: str
    taken: str
    harm: float
    """The probabilities with which it was, added up."""
    messages: tuple[str, ...]
    """The surest mistake first."""


def confusions(heard: Iterable[Heard]) -> list[Confusion]:
    """Worst first: what is often or surely mistaken."""
    found: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for part in heard:
        for question, guess in zip(part.questions, part.guesses, strict=True):
            if guess.entries and guess.entries[0] not in question.wanted:
                wanted = question.wanted[0] if question.wanted else f"({question.by})"
                found[wanted, guess.entries[0]].append((guess.sure[0], question.text))
    result = [
        Confusion(wanted, taken, sum(sure for sure, _ in rows), tuple(text for _, text in sorted(rows, reverse=True)))
        for (wanted, taken), rows in found.items()
    ]
    return sorted(result, key=lambda confusion: -confusion.harm)
