"""The matcher: recall by similarity, judge among rivals, say how sure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from math import log
from sys import intern
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.core.knowledge import Knowledge, Matter, Words
from bot.core.matching import rivals
from bot.core.matching.confidence import Signs, probability
from bot.core.matching.features import SAME, Features, Vector
from bot.core.matching.reading import Reader, Reading, plain
from bot.core.matching.spelling import Spelling
from bot.core.personal_data import without_marks
from bot.core.text import has_accents

RECALLED = 20
"""Entries the judge hears; the right one is among the 20 most similar in 99.7 % of the development questions."""
SHOWN = 5
LIKENESS_WEIGHT = 0.75
"""Of the nearest phrasing against the judge; 0.4 to 1.2 measure the same."""


SHARPNESS = 0.35
"""Temperature at which candidates share one certainty; 0.2 to 0.6 measure the same."""
MOST_COMPARED = 400_000
"""Features of phrasings a message is compared with; the shipped base has about 100,000 for a message."""
RECOGNISED = 0.46
"""Likeness to a matter outside the base from which the bot names it; below, it would name funerals for a thank-you."""
USUAL_FOREIGN = 0.25
"""What a message is usually like the nearest thing outside; stands in for a base that names nothing outside."""
LEANING = 0.4
"""What an entry next to the one talked about gains when the message leans on the talk."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may be what was asked."""

    entry: str
    """Its id."""
    score: float
    """The probability that it is, 0 to 1."""
    phrasing: str
    """The known wording that came closest."""
    likeness: float
    """Similarity to it: 1 for the same words; a little more when their marks are the same too."""
    signs: Signs
    """Why."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the matcher makes of a message."""

    matches: tuple[Match, ...]
    """The best candidates, best first, at most SHOWN; empty for a message without a known word."""
    reading: Reading
    matter: str = ""
    """The matter outside the base that is closer than any entry, if one is."""

    @property
    def best(self) -> Match | None:
        """The first candidate."""
        return self.matches[0] if self.matches else None


def _shares(totals: npt.NDArray[np.floating[Any]]) -> list[float]:
    """How candidates share one certainty (a softmax)."""
    powers = np.exp((totals - totals.max(initial=-np.inf)) / SHARPNESS)
    return [float(power) for power in powers / powers.sum()]


@dataclass(frozen=True)
class _Learned:
    """All of a base that a matcher learns from."""

    entries: tuple[tuple[str, tuple[str, ...]], ...]
    outside: tuple[Matter, ...]
    words: Words
    names: tuple[str, ...]
    """Of localities: words that are no slips."""

    @classmethod
    def of(cls, knowledge: Knowledge) -> "_Learned":
        entries = tuple((entry.id, (*entry.questions, *entry.keywords)) for entry in knowledge.entries.values())
        names = tuple(name for place in knowledge.localities.values() for name in place.called())
        return cls(entries, knowledge.outside, knowledge.words, names)


class Matcher:
    """Built once for a base (about two seconds for 342 entries), then asked; holds no state of a conversation."""

    def __init__(self, knowledge: Knowledge, *, before: "Matcher | None" = None) -> None:
        """Learn a base.

        From a matcher of the base `before` a change, what did not change is taken over: twenty times quicker, but words
        that are new to the base tell nothing yet.
        """
        self._learned = _Learned.of(knowledge)
        self.entries = tuple(entry for entry, _ in self._learned.entries)
        self._numbers = {entry: i for i, entry in enumerate(self.entries)}
        self.phrasings = [text for _, texts in self._learned.entries for text in texts]
        written = {*self.phrasings, *(entry.label for entry in knowledge.entries.values())}
        self._said: dict[str, str] = {text: said for text, said in before._said.items() if text in written} if before else {}
        self._texts = [*self.phrasings, *(text for matter in knowledge.outside for text in matter.questions)]
        self._matters = [matter.title if matter.named else "" for matter in knowledge.outside for _ in matter.questions]
        sizes = [len(texts) for _, texts in self._learned.entries]
        self._starts = np.cumsum([0, *sizes[:-1]])
        labels = np.repeat(np.array([*range(len(sizes)), -1], np.int32), [*sizes, len(self._matters)])
        same = self._same(before) if before else {}
        rows = self._take_over(before, same) if before else self._learn(knowledge.words)
        self._columns = rows.T.tocsr()
        self._judge: rivals.Judge = rivals.fit(rows, labels, len(sizes), before=before._judge if before else None, same=same)

    def _learn(self, known: Words) -> sparse.csr_array:
        """Read everything; the texts as vectors."""
        self.reader = Reader(known)
        self.reader.learn(self.phrasings)
        typed = [list(map(intern, self.reader.typed(text))) for text in self._texts]
        readings = [self.reader.understood(w, marked=has_accents(t)) for t, w in zip(self._texts, typed, strict=True)]
        written = [*typed, *map(self.reader.typed, self._learned.names)]
        self._spelling = Spelling((tuple(map(plain, words)) for words in written), self.reader.short_forms)
        said = iter(readings)
        self._vocabularies = [{w for r in islice(said, len(texts)) for w in r.folded} for _, texts in self._learned.entries]
        self._features, rows = Features.learn(readings)
        return rows

    def _take_over(self, before: "Matcher", same: Mapping[int, int]) -> sparse.csr_array:
        """Read only what is new; the texts as vectors of the features before."""
        self.reader, self._spelling, self._features = before.reader, before._spelling, before._features
        self._vocabularies = [
            before._vocabularies[same[i]] if i in same else {w for text in texts for w in self.reader.read(text).folded}
            for i, (_, texts) in enumerate(self._learned.entries)
        ]
        place = {text: i for i, text in enumerate(before._texts)}
        new = [text for text in dict.fromkeys(self._texts) if text not in place]
        place |= {text: len(before._texts) + i for i, text in enumerate(new)}
        rows = before._columns.T.tocsr()
        if new:
            rows = sparse.vstack([rows, self._features.rows([self.reader.read(text) for text in new])], format="csr")
        return rows[[place[text] for text in self._texts]]

    def _same(self, before: "Matcher") -> dict[int, int]:
        """Entries whose phrasings did not change: number now -> number before."""
        known = dict(before._learned.entries)
        return {i: before._numbers[e] for i, (e, texts) in enumerate(self._learned.entries) if known.get(e) == texts}

    def knows(self, knowledge: Knowledge) -> bool:
        """Whether it has learned all there is to learn from a base, because only answers were changed since."""
        return self._learned == _Learned.of(knowledge)

    def rank(self, text: str, *, leave: Collection[str] = (), near: Mapping[str, float] | None = None) -> Ranking:
        """The candidates for a masked message.

        `leave` out entries; `near` says how much the conversation leans towards some (0 to 1).
        """
        reading = self.read(text)
        columns, values = self._features.row(reading)
        if not len(columns):
            return Ranking((), reading)
        likeness = self._likeness(columns, values)
        own = likeness[: len(self.phrasings)]
        nearest = np.maximum.reduceat(own, self._starts)
        heard = self._judge.hear(columns, values)
        judged, outside = heard[:-1], heard[-1]
        total = judged + LIKENESS_WEIGHT * nearest
        for entry, leaning in (near or {}).items():
            if entry in self._numbers:
                total[self._numbers[entry]] += LEANING * leaning
        recalled = np.argsort(-nearest, kind="stable")[:RECALLED]
        left = {self._numbers[entry] for entry in leave if entry in self._numbers}
        order = sorted((int(i) for i in recalled if i not in left and nearest[i] > 0), key=lambda i: (-total[i], i))
        foreign, matter = self._foreign(likeness)
        matches = []
        shares = _shares(total[order[:SHOWN]])
        for i, share in zip(order[:SHOWN], shares, strict=True):
            signs = Signs(
                judged=float(judged[i]),
                outside=float(outside),
                share=log(share + 0.001),
                foreign=foreign,
                covered=self._share(reading, self._vocabularies[i]),
                length=log(1 + len(reading.folded)),
            )
            start = self._starts[i]
            stop = self._starts[i + 1] if i + 1 < len(self._starts) else len(own)
            phrasing = self.phrasings[start + int(np.argmax(own[start:stop]))]
            likely = probability(signs, leaning=(near or {}).get(self.entries[i], 0.0))
            matches.append(Match(self.entries[i], likely, phrasing, float(nearest[i]), signs))
        matches.sort(key=lambda match: -match.score)
        closer = matter if foreign >= RECOGNISED and (not matches or foreign > matches[0].likeness) else ""
        return Ranking(tuple(matches), reading, closer)

    def weight(self, word: str) -> float:
        """How telling a word of a reading is."""
        return self._features.word_weight(word)

    def said(self, text: str) -> str:
        """The words of a text that officers wrote; remembered, for matchers of changed bases too."""
        if text not in self._said:
            self._said[text] = str(self.read(text))
        return self._said[text]

    def read(self, text: str) -> Reading:
        """The words of a masked message, slips put right."""
        text = without_marks(text)
        typed = self.reader.typed(text)
        mended = self._spelling.corrected([plain(word) for word in typed])
        return self.reader.understood([word if i is None else typed[i] for word, i in mended], marked=has_accents(text))

    def _likeness(self, columns: npt.NDArray[np.int32], values: Vector) -> Vector:
        """Similarity of a row to every phrasing; 1 for the same words."""
        sizes = self._columns.indptr[columns + 1] - self._columns.indptr[columns]
        if sizes.sum() > MOST_COMPARED:  # a large base: the features that most phrasings have tell the least
            order = np.argsort(sizes, kind="stable")
            kept = order[: max(1, int(np.searchsorted(np.cumsum(sizes[order]), MOST_COMPARED)))]
            columns, values = columns[kept], values[kept]
        rows = self._columns[columns]
        result = np.zeros(rows.shape[1], np.float32)
        np.add.at(result, rows.indices, np.repeat(values / SAME, np.diff(rows.indptr)) * rows.data)
        return result

    def _foreign(self, likeness: Vector) -> tuple[float, str]:
        outside = likeness[len(self.phrasings) :]
        if not len(outside):
            return USUAL_FOREIGN, ""
        nearest = int(np.argmax(outside))
        return float(outside[nearest]), self._matters[nearest]

    def _share(self, reading: Reading, vocabulary: set[str]) -> float:
        told = [word for word in reading.folded if not self._spelling.is_garbled(word)]
        weights = [(self._features.word_weight(word), word in vocabulary) for word in told]
        total = sum(weight for weight, _ in weights)
        return sum(weight for weight, known in weights if known) / total if total else 0.0
