"""Periods: the spans of days that figures and reports are about, as officers write them.

The plans say on which day a report is due ("trước ngày 05/6 và 05/12 hằng năm", "trước ngày 10/12"), none says where its
figures end (2026-11). Ours end with the month before, and begin where the report before ended: the report due on 05/6 is about
1 December to 31 May, the one due on 05/12 about 1 June to 30 November, one due once a year (10/12) about twelve months. Whoever
needs other days writes a free range.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.core.locality import Locality
from bot.errors import BotError

Due = tuple[int, int]
"""Day and month on which a report is due."""
HALF_YEARLY: tuple[Due, ...] = ((5, 6), (5, 12))
YEARLY: tuple[Due, ...] = ((10, 12),)
_LATE = timedelta(days=60)
"""How long after its day a report is still the one that is meant."""
_ROMAN = ("I", "II", "III", "IV")
_DUE = re.compile(r"(?<!\d)(\d{1,2})\s*[/-]\s*(\d{1,2})(?!\d)")
_ONE_DAY = timedelta(days=1)


class PeriodError(BotError):
    """A period nobody understands."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date
    name: str
    """In a sentence: "quý IV năm 2026"."""
    due: date | None = None
    """Of a report: the day before which it must be there."""
    begins_before: date | None = None
    """When the period before this one began, where that is not simply as many days earlier."""

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def is_named(self) -> bool:
        """Whether its name is more than its days."""
        return self.name != self.span()

    def until(self, today: date) -> "Period":
        """As much of it as has passed."""
        return replace(self, last=max(self.first, min(self.last, today)))

    def before(self, counted: "Period") -> "Period":
        """What it is compared with: the period before it, as much of that as was counted of this one."""
        first = self.begins_before or self.first - timedelta(days=self.days)
        last = self.first - _ONE_DAY
        if counted.last < self.last:
            last = min(last, first + timedelta(days=counted.days - 1))
        return Period(first, last, "kỳ trước")

    def span(self) -> str:
        """Its days, in a sentence."""
        if self.first == self.last:
            return f"ngày {day_text(self.first)}"
        return f"từ ngày {day_text(self.first)} đến ngày {day_text(self.last)}"


def day_text(day: date) -> str:
    """As officers write it: 05/6/2026, two digits for days below ten and months one and two (Decree 30/2020, annex I)."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def parse_period(text: str, *, today: date, locality: Locality | None = None) -> Period:
    """The period an officer wrote.

    Raises:
        PeriodError: saying what can be written.
    """
    told = text.strip().replace(" ", "")
    for pattern, made in _FORMS:
        if match := re.fullmatch(pattern, told, re.IGNORECASE):
            try:
                return made(*match.groups())
            except ValueError:
                break
    if match := re.fullmatch(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}))?", told):
        day, month, year = match.groups()
        if period := due_period((int(day), int(month)), today=today, locality=locality, year=int(year) if year else None):
            return period
    raise PeriodError(
        f'Không hiểu kỳ "{text}". Viết được: 2026-11-21 (ngày), 2026-W47 (tuần), 2026-11 (tháng), 2026-Q4 (quý), '
        "2026-H2 (nửa năm), 2026 (năm), 2026-01-01..2026-06-30 (từ ngày đến ngày); hoặc kỳ báo cáo theo hạn gửi: "
        "05-6, 05-12, 10-12 (thêm năm nếu cần: 05-12-2026)."
    )


def dues(locality: Locality | None) -> tuple[Due, ...]:
    """The days on which a locality's own plan wants reports."""
    told = " ".join(report.due for report in locality.reports) if locality else ""
    return tuple(sorted({(int(d), int(m)) for d, m in _DUE.findall(told) if _is_day(int(d), int(m))}, key=lambda due: due[::-1]))


def due_period(due: Due, *, today: date, locality: Locality | None = None, year: int | None = None) -> Period | None:
    """The period of the report due on a day of the year; the next one due, or one at most two months late."""
    if not _is_day(*due):
        return None
    family = next((group for group in (dues(locality), HALF_YEARLY, YEARLY) if due in group), (due,))
    if year is None:
        year = next(y for y in (today.year - 1, today.year, today.year + 1) if date(y, *due[::-1]) + _LATE >= today)
    at = family.index(due)
    last = _cut(due, year)
    first = _cut(family[at - 1], year if at else year - 1) + _ONE_DAY
    begins = _cut(family[at - 2], year - (at < 2)) + _ONE_DAY if len(family) > 1 else _cut(due, year - 2) + _ONE_DAY
    half = "đầu" if first.month == 12 and last.month == 5 else "cuối" if first.month == 6 and last.month == 11 else ""
    name = f"6 tháng {half} năm {year}" if half else f"năm {year}" if len(family) == 1 else f"kỳ báo cáo tháng {due[1]}/{year}"
    return Period(first, last, name, due=date(year, *due[::-1]), begins_before=begins)


def _cut(due: Due, year: int) -> date:
    """Where the figures of a report end."""
    return date(year, due[1], 1) - _ONE_DAY


def _is_day(day: int, month: int) -> bool:
    try:
        date(2025, month, day)  # no leap year: the 29th of February is no day to report on
    except ValueError:
        return False
    return True


def _months(year: int, first: int, count: int, name: str) -> Period:
    end = date(year + (first + count - 1) // 12, (first + count - 1) % 12 + 1, 1)
    months = year * 12 + first - 1 - count
    return Period(date(year, first, 1), end - _ONE_DAY, name, begins_before=date(months // 12, months % 12 + 1, 1))


def _year(year: str) -> Period:
    return _months(int(year), 1, 12, f"năm {year}")


def _half(year: str, half: str) -> Period:
    return _months(int(year), 6 * int(half) - 5, 6, f"6 tháng {('đầu', 'cuối')[int(half) - 1]} năm {year}")


def _quarter(year: str, quarter: str) -> Period:
    return _months(int(year), 3 * int(quarter) - 2, 3, f"quý {_ROMAN[int(quarter) - 1]} năm {year}")


def _month(year: str, month: str) -> Period:
    return _months(int(year), int(month), 1, f"tháng {int(month)} năm {year}")


def _week(year: str, week: str) -> Period:
    first = date.fromisocalendar(int(year), int(week), 1)
    return Period(first, first + timedelta(days=6), f"tuần {int(week)} năm {year}")


def _day(text: str) -> Period:
    day = date.fromisoformat(text)
    return Period(day, day, f"ngày {day_text(day)}")


def _range(first: str, last: str) -> Period:
    begin, end = sorted((date.fromisoformat(first), date.fromisoformat(last)))
    period = Period(begin, end, "")
    return replace(period, name=period.span())


_FORMS: Sequence[tuple[str, Callable[..., Period]]] = (
    (r"(\d{4})", _year),
    (r"(\d{4})-?H([12])", _half),
    (r"(\d{4})-?Q([1-4])", _quarter),
    (r"(\d{4})-(\d{2})", _month),
    (r"(\d{4})-?W(\d{1,2})", _week),
    (r"(\d{4}-\d{2}-\d{2})", _day),
    (r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", _range),
)
