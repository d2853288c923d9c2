"""Figures of a period: sums grouped by what officers ask about. Whatever stands in here may be shown: small counts are hidden."""

from dataclasses import dataclass
from datetime import date

from bot.core.totals import Missed
from bot.figures.periods import Period
from bot.figures.suppression import Shown


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grouping."""

    key: str
    name: str
    asked: Shown
    share: float | None
    """Of all rows together."""
    right: float | None = None
    """Of the opinions, those that found it helpful; None when there are few."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The main figures."""

    asked: Shown
    people: Shown
    """Chats, each counted once a day."""
    outcomes: tuple[Line, ...]
    answered: float | str | None
    """Part answered at once; where its number is hidden, what it is at least."""
    helpful: Shown
    unhelpful: Shown
    right: float | None

    def outcome(self, key: str) -> Line:
        """One of the outcomes."""
        return next(line for line in self.outcomes if line.key == key)


@dataclass(frozen=True, slots=True)
class Replies:
    """Answers by officers."""

    count: Shown
    within_day: float | None
    """Part of them within 24 hours."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the entries asked most."""

    entry: str
    title: str
    topic: str
    asked: Shown
    right: float | None


@dataclass(frozen=True, slots=True)
class Risen:
    """A topic that is asked more than before, and not by chance."""

    name: str
    asked: Shown
    before: Shown


@dataclass(frozen=True, slots=True)
class Mended:
    """What could not be answered before and is now."""

    title: str
    """Of the entry that answers it."""
    missed: Shown
    """How often it had been asked in vain."""
    answered: Shown
    """How often it has been answered since."""
    since: date


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything figures, charts and reports show."""

    period: Period
    """As it was asked for."""
    counted: Period
    """As much of it as has passed."""
    compared: Period
    """The period before."""
    summary: Summary
    before: Summary
    days: tuple[tuple[date, Shown], ...]
    """Every day, also those on which nobody asked."""
    bars: tuple[tuple[str, Shown], ...]
    """For charts: by day, week or month, whatever is legible."""
    bar_kind: str
    """ngày, tuần or tháng"""
    channels: tuple[Line, ...]
    hamlets: tuple[Line, ...]
    topics: tuple[Line, ...]
    """What was answered or offered."""
    audiences: tuple[Line, ...]
    near: tuple[Line, ...]
    """Topics beside which questions could not be answered."""
    rising: tuple[Risen, ...] | None
    """None when there is too little to compare with."""
    most_asked: tuple[Asked, ...]
    never_asked: tuple[tuple[str, str], ...]
    """Topic and title."""
    entries: int
    """How many entries there are."""
    mended: tuple[Mended, ...]
    questions_mended: int
    """How many different questions that were."""
    missed: tuple[Missed, ...]
    replies: Replies
    hamlet: str = ""
    """Of one hamlet only: what is known of entries and officers' answers is not told by hamlet."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody asked anything."""
        return self.summary.asked == 0

    @property
    def is_running(self) -> bool:
        """Whether the period is not over."""
        return self.counted.last < self.period.last
