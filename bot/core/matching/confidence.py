"""How sure: the evidence for one candidate -> the probability that it is what was asked.

A logistic regression over a handful of signs. Its coefficients come from scripts/calibrate.py, which asks the shipped
base its own phrasings (each left out in turn) and what the base does not answer; they hold for other bases because
every sign is a similarity, a share or a difference, not a count.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from math import exp


@dataclass(frozen=True, slots=True)
class Signs:
    """The evidence for one candidate."""

    judged: float
    """What the judge says: about +1 for the entry, -1 for a rival."""
    outside: float
    """What the judge says of all that the base does not answer, taken together: about +1, or -1."""
    share: float
    """log(0.001 + its share of the certainty among the candidates): near 0 when it stands alone."""
    foreign: float
    """Similarity to the nearest thing the base does not answer."""
    covered: float
    """Share of the message's telling words that the entry's phrasings use."""
    length: float
    """log(1 + words)."""


LEANING = 1.5
"""Log odds an entry gains when the message leans on the talk before and the entry is next to it."""
SIGNS = tuple(field.name for field in fields(Signs))


@cache
def _shipped() -> Mapping[str, float]:
    found: dict[str, float] = json.loads(files(__package__).joinpath("confidence.json").read_text(encoding="utf-8"))
    return found


def probability(signs: Signs, *, leaning: float = 0.0) -> float:
    """The probability, 0 to 1, that the candidate is what was asked; `leaning` is what the talk so far says of it."""
    weights = _shipped()
    total = weights["bias"] + LEANING * leaning + sum(weights.get(name, 0.0) * getattr(signs, name) for name in SIGNS)
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
