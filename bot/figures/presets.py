"""Presets: the periods officers choose by one tap; of reports those first that their own plan asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.locality import Locality
from bot.figures.periods import HALF_YEARLY, YEARLY, Period, day_text, due_period, dues, parse_period

_SENT = 14
"""Days after which a report that was due has been sent, most likely."""
_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Preset:
    """A period with a name of its own."""

    key: str
    """In an address; the same tomorrow."""
    name: str
    period: Period
    is_own: bool = False
    """A report that the locality's own plan asks for."""

    def left(self, today: date) -> int:
        """Days until its report must be there; negative when it is late."""
        return ((self.period.due or self.period.last) - today).days


def presets(today: date) -> tuple[Preset, ...]:
    """For a look at the figures."""
    last_month = today.replace(day=1) - timedelta(days=1)
    quarter = f"{today.year:04}-Q{(today.month + 2) // 3}"

    def named(text: str) -> Period:
        return parse_period(text, today=today)

    return (
        Preset("hom-nay", "Hôm nay", named(today.isoformat())),
        Preset("7-ngay", "7 ngày qua", Period(today - _WEEK, today, "7 ngày qua")),
        Preset("thang-nay", "Tháng này", named(today.isoformat()[:7])),
        Preset("thang-truoc", "Tháng trước", named(last_month.isoformat()[:7])),
        Preset("quy-nay", "Quý này", named(quarter)),
        Preset("nam-nay", "Năm nay", named(f"{today.year:04}")),
    )


def report_presets(today: date, locality: Locality | None) -> tuple[Preset, ...]:
    """For reports: the locality's own, then those most plans have; the next one due first, what is long due last."""
    own = dues(locality)
    others = tuple(due for due in (*HALF_YEARLY, *YEARLY) if due not in own)
    return (*_of(own, today, locality, is_own=True), *_of(others, today, locality, is_own=False))


def _of(days: Iterable[tuple[int, int]], today: date, locality: Locality | None, *, is_own: bool) -> list[Preset]:
    found = []
    for day, month in days:
        if period := due_period((day, month), today=today, locality=locality):
            told = day_text(date(today.year, month, day)).rsplit("/", 1)[0]
            found.append(Preset(f"{day:02}-{month:02}", f"Hạn {told}", period, is_own))
    return sorted(found, key=lambda preset: (preset.left(today) < -_SENT, preset.left(today)))
