"""Sums -> figures. The one place where counts become what is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.conversation import Outcome
from bot.core.knowledge import Knowledge
from bot.core.totals import LATER, EntryCount, Missed, PlaceCount, Sums
from bot.figures.days import bar_kind, bars, every_day
from bot.figures.figures import Asked, Figures, Line, Mended, Replies, Risen, Summary
from bot.figures.grouping import biggest_first, by_audience, by_topic, count, lines, opinions_by_topic, rate, topic_of
from bot.figures.names import AUDIENCES, CHANNELS, NO_HAMLET, NO_TOPIC, OUTCOMES
from bot.figures.periods import Period
from bot.figures.rising import rising
from bot.figures.suppression import SMALL, Hidden, alone, share, together

MOST = 10
"""Entries in the list of those asked most."""
_DETAILED = 20
"""Questions from which groupings are shown; with fewer nearly every number would be hidden."""
_HOURS = {1: "trong 1 giờ", 4: "trong 4 giờ", 24: "trong 24 giờ", 72: "trong 3 ngày", 168: "trong 7 ngày", LATER: "sau 7 ngày"}
_A_DAY = 24
_ALWAYS = (Outcome.ANSWERED, Outcome.ASKED_BACK, Outcome.NOT_ANSWERED)
_DEAR = (Outcome.ANSWERED, Outcome.NOT_ANSWERED)
_REACHED = (Outcome.ANSWERED, Outcome.ASKED_BACK)


@dataclass(frozen=True, slots=True)
class Material:
    """What was counted, in the period and before it."""

    sums: Sums
    before: Sums
    missed: tuple[Missed, ...] = ()
    hamlet: str | None = None
    """Of one hamlet only: entries are not counted by hamlet."""


def figures(knowledge: Knowledge, material: Material, *, period: Period, counted: Period, compared: Period) -> Figures:
    """Everything about one period."""
    sums, now = material.sums, _summary(material.sums.places)
    enough = not isinstance(now.asked, Hidden) and now.asked >= _DETAILED
    detailed = sums if enough else Sums()
    topics, opinions = by_topic(knowledge, detailed.entries, _REACHED), opinions_by_topic(knowledge, detailed.entries)
    days = every_day(detailed.days, counted) if enough else ()
    titles = {topic.id: topic.title for topic in knowledge.topics} | {"": NO_TOPIC}
    shown_topics = lines(biggest_first(topics), titles, opinions)
    return Figures(
        period=period,
        counted=counted,
        compared=compared,
        summary=now,
        before=_summary(material.before.places),
        days=days,
        bars=bars(detailed.days, counted) if enough else (),
        bar_kind=bar_kind(counted),
        channels=lines(biggest_first(count(detailed.places, "channel")), CHANNELS),
        hamlets=lines(_unknown_last(biggest_first(count(detailed.places, "hamlet"))), {"": NO_HAMLET}),
        topics=shown_topics,
        audiences=lines(biggest_first(by_audience(knowledge, detailed.entries)), AUDIENCES),
        near=_near(knowledge, detailed.entries, now, titles),
        rising=_risen(knowledge, shown_topics, topics, material.before.entries if enough else ()),
        most_asked=_most_asked(knowledge, detailed.entries, topics),
        never_asked=_never_asked(knowledge, sums.entries) if material.hamlet is None else (),
        entries=len(knowledge.entries),
        mended=tuple(Mended(_title(knowledge, c.entry), alone(c.missed), alone(c.answered), c.since) for c in sums.closed),
        questions_mended=sum(closed.questions for closed in sums.closed),
        missed=material.missed,
        replies=_replies(sums.replies),
        hamlet=material.hamlet or "",
    )


# --- the main figures


def _summary(places: Sequence[PlaceCount]) -> Summary:
    asked = sum(place.asked for place in places)
    outcomes = count(places, "outcome")
    kinds = [outcome for outcome in OUTCOMES if outcome in outcomes or outcome in _ALWAYS]
    counts, names = {str(kind): outcomes.get(kind, 0) for kind in kinds}, {str(kind): OUTCOMES[kind] for kind in kinds}
    shown = lines(counts, names, dear=_DEAR)
    helpful, unhelpful = (alone(sum(getattr(place, name) for place in places)) for name in ("helpful", "unhelpful"))
    people = alone(sum(place.people for place in places))
    return Summary(alone(asked), people, shown, _answered(shown, asked), helpful, unhelpful, rate(helpful, unhelpful))


def _answered(outcomes: Sequence[Line], asked: int) -> float | str | None:
    """Where the number is kept back, what everybody can reckon from those that are not: few are four at most."""
    answered, *others = outcomes
    if answered.asked != Hidden.KEPT_BACK or any(line.asked == Hidden.KEPT_BACK for line in others):
        return answered.share
    most = sum(line.asked if isinstance(line.asked, int) else SMALL - 1 for line in others)
    return f"từ {(asked - most) * 100 // asked}% trở lên"


def _unknown_last(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: counts[key] for key in sorted(counts, key=lambda key: not key)}


def _replies(replies: Sequence[tuple[int, int]]) -> Replies:
    counts, total = dict(replies), sum(count for _, count in replies)
    took = lines({str(hours): counts.get(hours, 0) for hours in _HOURS}, {str(hours): name for hours, name in _HOURS.items()})
    hidden = any(isinstance(line.asked, Hidden) for line in took)
    within = None if hidden else share(sum(count for hours, count in replies if hours <= _A_DAY), total)
    return Replies(alone(total), within, took if total else ())


def _near(knowledge: Knowledge, entries: Iterable[EntryCount], now: Summary, titles: Mapping[str, str]) -> tuple[Line, ...]:
    """Their sum is the number of questions not answered: when that is hidden, so are they."""
    if isinstance(now.outcome(Outcome.NOT_ANSWERED).asked, Hidden):
        return ()
    return lines(biggest_first(by_topic(knowledge, entries, [Outcome.NOT_ANSWERED])), titles)


def _risen(
    knowledge: Knowledge, shown: Sequence[Line], topics: Mapping[str, int], before: Sequence[EntryCount]
) -> tuple[Risen, ...] | None:
    earlier = by_topic(knowledge, before, _REACHED)
    risen = rising(topics, earlier)
    if risen is None:
        return None
    now, then = {line.key: line for line in shown}, dict(zip(earlier, together(list(earlier.values())), strict=True))
    return tuple(Risen(now[rise.key].name, now[rise.key].asked, then.get(rise.key, 0)) for rise in risen if rise.key)


# --- entries


def _most_asked(knowledge: Knowledge, entries: Iterable[EntryCount], topics: Mapping[str, int]) -> tuple[Asked, ...]:
    """A number that would tell how few asked the rest of its topic is kept back."""
    answered = [entry for entry in entries if entry.outcome == Outcome.ANSWERED and entry.entry in knowledge.entries]
    top = sorted(answered, key=lambda entry: (-entry.asked, entry.entry))[:MOST]
    top = [entry for entry in top if entry.asked >= SMALL]
    rest = Counter(topics)
    last = {}
    for entry in top:
        rest[topic_of(knowledge, entry.entry)] -= entry.asked
        last[topic_of(knowledge, entry.entry)] = entry.entry
    telling = {last[topic] for topic in last if 0 < rest[topic] < SMALL}
    return tuple(
        Asked(
            entry.entry,
            _title(knowledge, entry.entry),
            knowledge.topic_of(entry.entry).title,
            Hidden.KEPT_BACK if entry.entry in telling else entry.asked,
            rate(alone(entry.helpful), alone(entry.unhelpful)),
        )
        for entry in top
    )


def _never_asked(knowledge: Knowledge, entries: Iterable[EntryCount]) -> tuple[tuple[str, str], ...]:
    met = {entry.entry for entry in entries if entry.outcome in _REACHED and entry.asked}
    return tuple((topic.title, entry.label) for topic in knowledge.topics for entry in topic.entries if entry.id not in met)


def _title(knowledge: Knowledge, entry: str) -> str:
    return knowledge.entries[entry].label if entry in knowledge.entries else f"câu đã gỡ ({entry})"
