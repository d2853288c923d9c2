"""Groupings: counts by channel, hamlet, topic, audience, as lines that may be shown."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.core.conversation import Outcome
from bot.core.knowledge import Knowledge
from bot.core.totals import EntryCount, PlaceCount
from bot.figures.figures import Line
from bot.figures.suppression import Hidden, Shown, alone, share, together

_OPINIONS = 20
"""Opinions from which a rate says something."""


def rate(helpful: Shown, unhelpful: Shown) -> float | None:
    """Of few opinions, or beside a hidden number, none. In whole percents, which do not tell how many there were."""
    if isinstance(helpful, Hidden) or isinstance(unhelpful, Hidden) or helpful + unhelpful < _OPINIONS:
        return None
    return round(helpful / (helpful + unhelpful), 2)


def count(places: Iterable[PlaceCount], name: str) -> dict[str, int]:
    """By channel, hamlet or outcome."""
    counts: Counter[str] = Counter()
    for place in places:
        counts[getattr(place, name)] += place.asked
    return dict(counts)


def biggest_first(counts: Mapping[str, int]) -> dict[str, int]:
    """In the order of a list."""
    return {key: counts[key] for key in sorted(counts, key=lambda key: (-counts[key], key))}


def lines(
    counts: Mapping[str, int],
    names: Mapping[str, str],
    opinions: Mapping[str, tuple[int, int]] | None = None,
    *,
    dear: Collection[str] = (),
) -> tuple[Line, ...]:
    """As lines, in their order; `dear`: those whose numbers matter most."""
    keys = list(counts)
    total = alone(sum(counts.values()))
    shown_counts = together([counts[key] for key in keys], dear=[at for at, key in enumerate(keys) if key in dear])
    rates = {key: rate(*votes) for key, votes in (opinions or {}).items()}
    return tuple(
        Line(key, names.get(key, key), shown, share(shown, total), rates.get(key))
        for key, shown in zip(keys, shown_counts, strict=True)
    )


def by_topic(knowledge: Knowledge, entries: Iterable[EntryCount], outcomes: Sequence[str]) -> dict[str, int]:
    """By the topic the entry belongs to today."""
    counts: Counter[str] = Counter()
    for entry in entries:
        if entry.outcome in outcomes:
            counts[topic_of(knowledge, entry.entry)] += entry.asked
    return dict(counts)


def opinions_by_topic(knowledge: Knowledge, entries: Iterable[EntryCount]) -> dict[str, tuple[int, int]]:
    """Helpful and unhelpful."""
    votes: dict[str, tuple[int, int]] = {}
    for entry in entries:
        up, down = votes.get(topic := topic_of(knowledge, entry.entry), (0, 0))
        votes[topic] = (up + entry.helpful, down + entry.unhelpful)
    return votes


def by_audience(knowledge: Knowledge, entries: Iterable[EntryCount]) -> dict[str, int]:
    """By whom the answer is for first of all."""
    counts: Counter[str] = Counter()
    for entry in entries:
        known = knowledge.entries.get(entry.entry)
        if entry.outcome == Outcome.ANSWERED and known:
            counts[known.audience[0]] += entry.asked
    return dict(counts)


def topic_of(knowledge: Knowledge, entry: str) -> str:
    """The topic of an entry; empty when it is no more."""
    return knowledge.topic_of(entry).id if entry in knowledge.entries else ""
