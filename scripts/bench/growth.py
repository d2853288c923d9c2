"""The base made smaller or larger, for measuring speed against size.

Larger: entries of another world, in which each entry stands again with two words in five consistently replaced by
others. So entries keep as many phrasings as officers write, phrasings their length, and words their company.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from random import Random

from bot.core.knowledge import Entry, Knowledge

REPLACED = 0.4
"""Share of the words that are others in another world."""


def sized(base: Knowledge, phrasings: int) -> Knowledge:
    """The base with so many phrasings of its own; what is outside shrinks with it, but does not grow."""
    own = sum(len(entry.questions) for entry in base.entries.values())
    entries = _fewer(base, phrasings) if phrasings <= own else _more(base, phrasings)
    outside = base.outside[: round(len(base.outside) * min(1.0, phrasings / own))]
    topic = replace(base.topics[0], entries=tuple(entries))
    return replace(base, topics=(topic,), outside=outside, national={})


def _fewer(base: Knowledge, phrasings: int) -> list[Entry]:
    """Every entry keeps its first phrasings, about as many as any other."""
    kept = dict.fromkeys(base.entries, 0)
    while sum(kept.values()) < phrasings:
        for entry in base.entries.values():
            if kept[entry.id] < len(entry.questions) and sum(kept.values()) < phrasings:
                kept[entry.id] += 1
    return [base.entries[id_].model_copy(update={"questions": base.entries[id_].questions[:n]}) for id_, n in kept.items() if n]


def _more(base: Knowledge, phrasings: int) -> list[Entry]:
    entries: list[Entry] = []
    left = phrasings
    for entry in _worlds(base):
        entries.append(entry.model_copy(update={"questions": entry.questions[:left]}))
        left -= len(entries[-1].questions)
        if left <= 0:
            break
    return entries


def _worlds(base: Knowledge) -> Iterator[Entry]:
    """The entries, and then again and again with other words."""
    words = sorted({word for entry in base.entries.values() for question in entry.questions for word in question.lower().split()})
    yield from base.entries.values()
    for number in count(1):
        random = Random(number)
        others = {word: random.choice(words) for word in words if random.random() < REPLACED}
        for entry in base.entries.values():
            questions = tuple(
                " ".join(others.get(word, word) for word in question.lower().split()) for question in entry.questions
            )
            yield entry.model_copy(update={"id": f"{entry.id}-{number}", "questions": questions, "related": (), "follow_ups": {}})
