"""Fit bot/core/matching/confidence.json: how sure the matcher may be.

    python scripts/calibrate.py [--folds 5] [--knowledge knowledge] [--rows FILE.npz]

Asks the base its own phrasings, a fold of them left out of the base in turn, and what the base does not answer, whole
matters left out in turn, so that the matcher is judged on wordings and matters it has not seen.
"""

import argparse
import json
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from measure import slipped
from scipy.optimize import minimize

from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.matching.confidence import SIGNS
from bot.knowledge_files import SHIPPED, load_or_fail

TARGET = Path(__file__).parents[1] / "bot" / "core" / "matching" / "confidence.json"
PENALTY = 1.0
Array = npt.NDArray[np.float64]


def without(knowledge: Knowledge, fold: int, folds: int, seed: int) -> tuple[Knowledge, list[tuple[str, str]]]:
    """The base without one fold, and what was taken out as (text, entry id or "")."""
    random = np.random.default_rng(seed)
    asked: list[tuple[str, str]] = []
    topics = []
    for topic in knowledge.topics:
        entries = []
        for entry in topic.entries:
            out = random.permutation(len(entry.questions)) % folds == fold
            out &= np.arange(len(out)) > 0  # the canonical wording always stays
            asked += [(q, entry.id) for q, gone in zip(entry.questions, out, strict=True) if gone]
            kept = tuple(q for q, gone in zip(entry.questions, out, strict=True) if not gone)
            entries.append(entry.model_copy(update={"questions": kept}))
        topics.append(replace(topic, entries=tuple(entries)))
    gone = random.permutation(len(knowledge.outside)) % folds == fold
    asked += [(q, "") for matter, out in zip(knowledge.outside, gone, strict=True) if out for q in matter.questions]
    outside = tuple(m for m, out in zip(knowledge.outside, gone, strict=True) if not out)
    return replace(knowledge, topics=tuple(topics), outside=outside), asked


def evidence(knowledge: Knowledge, folds: int) -> tuple[Array, Array, Array, Array]:
    """Signs of the first candidates, whether each is right, its place, and whether the text was in scope."""
    signs, right, place, inside = [], [], [], []
    for fold in range(folds):
        base, asked = without(knowledge, fold, folds, seed=1)
        matcher = Matcher(base)
        # A third of what people type has slips of the keyboard in it.
        typed = [(slipped(text) if n % 3 == 0 else text, entry) for n, (text, entry) in enumerate(asked)]
        for text, entry in typed:
            # By share, not by score: the score is what is being fitted.
            for n, match in enumerate(sorted(matcher.rank(text).matches, key=lambda m: -m.signs.share)):
                signs.append(astuple(match.signs))
                right.append(match.entry == entry)
                place.append(n)
                inside.append(bool(entry))
    return np.array(signs), np.array(right, float), np.array(place), np.array(inside)


def fitted(signs: Array, right: Array, weights: Array) -> dict[str, float]:
    """Coefficients of a logistic regression."""
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    scaled = np.c_[np.ones(len(signs)), (signs - mean) / scale]

    def loss(w: Array) -> tuple[float, Array]:
        z = scaled @ w
        p = 1 / (1 + np.exp(-z))
        value = float((weights * (np.logaddexp(0, z) - right * z)).sum() + PENALTY * (w[1:] ** 2).sum() / 2)
        return value, scaled.T @ (weights * (p - right)) + PENALTY * np.r_[0, w[1:]]

    w = minimize(loss, np.zeros(scaled.shape[1]), jac=True).x
    slopes = w[1:] / scale
    return {"bias": float(w[0] - slopes @ mean)} | {name: float(s) for name, s in zip(SIGNS, slopes, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--knowledge", type=Path, default=SHIPPED)
    parser.add_argument("--rows", type=Path, help="also keep the evidence, for experiments")
    options = parser.parse_args()
    signs, right, place, inside = evidence(load_or_fail(options.knowledge), options.folds)
    if options.rows:
        np.savez(options.rows, signs=signs, right=right, place=place, inside=inside)
    first = place == 0
    found = fitted(signs[first], right[first], np.ones(int(first.sum())))
    TARGET.write_text(json.dumps({name: round(value, 4) for name, value in found.items()}) + "\n", encoding="utf-8")
    print(f"first candidate right: {right[first & inside].mean():.3f} of {int((first & inside).sum())} left-out phrasings")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
