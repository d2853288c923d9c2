"""A half year of a small commune, and the report of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.locality import Leads, Locality, Plan, Report, Target
from bot.core.totals import Closed, DayCount, EntryCount, Missed, PlaceCount, Sums
from bot.figures.compute import Material, figures
from bot.figures.periods import parse_period

TODAY = date(2026, 11, 21)
MISSED = (Missed("xin visa ⟦đi⟧ Mỹ <b>\x07", 9, 7),)
PLACE = Locality(
    id="an-phu",
    level="xa",
    name="xã An Phú",
    province="tỉnh Nghệ An",
    plan=Plan(title="Kế hoạch tuyên truyền của Ủy ban nhân dân xã An Phú", number="12/KH-UBND", date=date(2026, 2, 3)),
    leads=Leads(standing="Phòng Văn hóa - Xã hội xã An Phú", signed_by="Phó Chủ tịch Trần Thị Lan ký thay Chủ tịch"),
    targets=(Target(when="2026", goals=("100% thôn được tuyên truyền",)), Target(when="2027", goals=("Duy trì",))),
    reports=(Report(due="trước ngày 05/12 hằng năm", receiver="UBND xã, để báo cáo Sở Khoa học và Công nghệ"),),
)


def half_year() -> Sums:
    days = tuple(DayCount(date(2026, 6, 1) + timedelta(days=n), 2 + n % 5) for n in range(174))
    asked = sum(day.asked for day in days)
    return Sums(
        days=days,
        places=(
            PlaceCount("zalo", "Thôn Hạ", "answered", asked - 160, 300, 60, 20),
            PlaceCount("web", "", "asked_back", 40, 30, 0, 0),
            PlaceCount("web", "Thôn Mới", "not_answered", 3, 3, 0, 0),
            PlaceCount("web", "", "not_answered", 117, 80, 0, 0),
        ),
        entries=(
            EntryCount("khai-sinh", "answered", 400, 45, 15),
            EntryCount("ho-chieu", "answered", asked - 560, 15, 5),
            EntryCount("khai-tu", "asked_back", 40, 0, 0),
            EntryCount("khai-tu", "not_answered", 120, 0, 0),
        ),
        closed=(Closed("khai-sinh", 2, 12, 30, date(2026, 8, 1)),),
        replies=((4, 10), (24, 30)),
    )


@pytest.fixture
def made(town):
    def make(sums=None, *, text="05-12", today=TODAY, missed=MISSED):
        period = parse_period(text, today=today)
        counted = period.until(today)
        asked = half_year() if sums is None else sums
        asked = replace(asked, days=tuple(day for day in asked.days if counted.first <= day.day <= counted.last))
        material = Material(asked, Sums(places=half_year().places), missed)
        return figures(town, material, period=period, counted=counted, compared=period.before(counted))

    return make
