"""The state of the base, topic by topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from bot.core.knowledge import Entry, Knowledge
from bot.linter.finding import spoken

AHEAD = timedelta(days=90)
_SOFT = re.compile(r"hỏi lại|mức hiện hành|hỏi thêm cho chắc|có thể khác", re.IGNORECASE)
"""How an answer says that a fact is not certain, or changes."""


@dataclass(frozen=True, slots=True)
class TopicState:
    """What one topic has, and what of it is not firm yet."""

    topic: str
    title: str
    entries: int
    phrasings: int
    sources: int
    unchecked: int
    """Entries without a source, or never compared with it."""
    due: int
    """Entries to be compared again, or that end, within 90 days (or earlier)."""
    undocumented: int
    """Entries none of whose sources has the number of an official document."""
    soft: int
    """Entries that tell residents to ask again, because a fact is not certain or changes."""


COUNTS = tuple(field.name for field in fields(TopicState))[2:]


def states(knowledge: Knowledge, today: date) -> list[TopicState]:
    """One state a topic, in the order residents see them."""
    return [_state(topic.id, topic.title, topic.entries, today) for topic in knowledge.topics]


def total(rows: Sequence[TopicState]) -> TopicState:
    """All topics together."""
    return TopicState("", "Tất cả", **{name: sum(getattr(row, name) for row in rows) for name in COUNTS})


def _state(topic: str, title: str, entries: Sequence[Entry], today: date) -> TopicState:
    return TopicState(
        topic,
        title,
        entries=len(entries),
        phrasings=sum(len(entry.questions) for entry in entries),
        sources=sum(len(entry.sources) for entry in entries),
        unchecked=sum(not (entry.sources and entry.checked) for entry in entries),
        due=sum(_due(entry, today) for entry in entries),
        undocumented=sum(not any(source.document for source in entry.sources) for entry in entries),
        soft=sum(any(_SOFT.search(text) for _, text in spoken(entry)) for entry in entries),
    )


def _due(entry: Entry, today: date) -> bool:
    return any(day is not None and day <= today + AHEAD for day in (entry.recheck, entry.in_force.until))
