"""Subjects: what people most often want when they type no more than "vneid" or "sổ đỏ".

Nobody counts questions for us, but officers know what is asked: many entries point to it, and it stands early in its file.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from bot.core.knowledge import Entry, Knowledge
from bot.core.matching.reading import Reading

MOSTLY = 0.6
"""Share of an entry's phrasings that must name a subject which its title does not name."""
HALF = 0.5
"""The share for an entry outside the topic that has most about the subject, if its title does; also what such an entry
counts."""

NAMED = 0.5
"""What a title that names the subject adds to the share."""
EARLY = 3
"""How gently the place in the file counts: the first of a topic is worth twice the fourth."""
LATE = 6
"""Place from which it makes no difference."""

Read = Callable[[str], Reading | str]
"""A text -> its words as the matcher reads them."""


class Subjects:
    """The subjects of one base."""

    def __init__(self, knowledge: Knowledge, read: Read) -> None:
        self._knowledge = knowledge
        self._pointed_at = Counter(other for entry in knowledge.entries.values() for other in _points_at(entry))
        self._places = {entry.id: place for topic in knowledge.topics for place, entry in enumerate(topic.entries)}
        self._names = {e.id: [_padded(read(text)) for text in (e.label, *e.keywords)] for e in knowledge.entries.values()}
        self._phrasings = {e.id: [_padded(read(text)) for text in e.questions] for e in knowledge.entries.values()}
        self._everything = {entry: "\n".join((*self._names[entry], *self._phrasings[entry])) for entry in self._names}

    def about(self, core: Sequence[str]) -> list[str]:
        """The entries about a subject, the most asked first; `core` are its words as the matcher reads them."""
        if not core:
            return []
        words = f" {' '.join(core)} "
        shares = {entry: self._share(entry, words) for entry, said in self._everything.items() if words in said}
        found = {entry: share for entry, share in shares.items() if share}
        topics: dict[str, float] = defaultdict(float)
        for entry, share in found.items():
            topics[self._knowledge.topic_of(entry).id] += share
        home = max(topics, key=lambda topic: topics[topic], default="")
        if topics[home] < HALF * sum(topics.values()):  # "quên mật khẩu": of many things, so none of them is home
            return sorted(found, key=lambda entry: -found[entry] * self._weight(entry, self._knowledge.topic_of(entry).id))
        fit = [entry for entry, share in found.items() if share >= NAMED + HALF or self._knowledge.topic_of(entry).id == home]
        return sorted(fit, key=lambda entry: -found[entry] * self._weight(entry, home))

    def _share(self, entry: str, words: str) -> float:
        """How much an entry is about a subject, 0 to 1 and NAMED."""
        phrasings = self._phrasings[entry]
        share = sum(words in phrasing for phrasing in phrasings) / len(phrasings)
        named = any(words in name for name in self._names[entry])
        return share + NAMED if named else share if share >= MOSTLY else 0.0

    def _weight(self, entry: str, home: str) -> float:
        near = 1.0 if self._knowledge.topic_of(entry).id == home else HALF
        return near * (1 + self._pointed_at[entry]) / (EARLY + min(self._places[entry], LATE))


def _points_at(entry: Entry) -> set[str]:
    return {*entry.related, *entry.follow_ups.values()}


def _padded(reading: Reading | str) -> str:
    return f" {reading} "
