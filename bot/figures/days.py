"""Days: every day of a period, and the bars of its chart."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.core.totals import DayCount
from bot.figures.periods import Period, day_text
from bot.figures.suppression import Shown, together

_BY_DAY, _BY_WEEK = 45, 200
"""Days up to which a chart has a bar for each day, each week; else for each month."""


def every_day(days: Iterable[DayCount], counted: Period) -> tuple[tuple[date, Shown], ...]:
    """Also those on which nobody asked."""
    counts = {day.day: day.asked for day in days}
    every = [counted.first + timedelta(days=n) for n in range(counted.days)]
    return tuple(zip(every, together([counts.get(day, 0) for day in every]), strict=True))


def bar_kind(counted: Period) -> str:
    """ngày, tuần or tháng: whatever is legible."""
    return "ngày" if counted.days <= _BY_DAY else "tuần" if counted.days <= _BY_WEEK else "tháng"


def bars(days: Iterable[DayCount], counted: Period) -> tuple[tuple[str, Shown], ...]:
    """The bars of the chart."""
    kind = bar_kind(counted)
    counts: dict[str, int] = {}
    for n in range(counted.days):
        counts.setdefault(_bar(counted.first + timedelta(days=n), kind), 0)
    for day in days:
        counts[_bar(day.day, kind)] += day.asked
    return tuple(zip(counts, together(list(counts.values())), strict=True))


def _bar(day: date, kind: str) -> str:
    if kind == "tháng":
        return f"{day.month}/{day.year}"
    return day_text(day - timedelta(days=day.weekday()) if kind == "tuần" else day).rsplit("/", 1)[0]
