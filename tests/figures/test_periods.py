from datetime import date

import pytest

from bot.core.locality import Locality, Report
from bot.figures.periods import PeriodError, dues, parse_period

TODAY = date(2026, 11, 21)


def parsed(text, today=TODAY, locality=None):
    return parse_period(text, today=today, locality=locality)


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("2026-11-21", "2026-11-21", "2026-11-21", "ngày 21/11/2026"),
        ("2026-W01", "2025-12-29", "2026-01-04", "tuần 1 năm 2026"),
        ("2028-02", "2028-02-01", "2028-02-29", "tháng 2 năm 2028"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "quý IV năm 2026"),
        ("2026-h1", "2026-01-01", "2026-06-30", "6 tháng đầu năm 2026"),
        ("2026", "2026-01-01", "2026-12-31", "năm 2026"),
        ("2026-02-03 .. 2026-01-05", "2026-01-05", "2026-02-03", "từ ngày 05/01/2026 đến ngày 03/02/2026"),
        ("05-6", "2026-12-01", "2027-05-31", "6 tháng đầu năm 2027"),
        ("05/6/2026", "2025-12-01", "2026-05-31", "6 tháng đầu năm 2026"),
        ("05-12", "2026-06-01", "2026-11-30", "6 tháng cuối năm 2026"),
        ("10-12", "2025-12-01", "2026-11-30", "năm 2026"),
        ("10-12-2025", "2024-12-01", "2025-11-30", "năm 2025"),
    ],
)
def test_a_period_is_understood_as_officers_write_it(text, first, last, name):
    period = parsed(text)

    assert (str(period.first), str(period.last), period.name) == (first, last, name)


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-W60", "2026-02-30", "31-2", "tháng này", "2026-Q5", "2026-01-01..", "29-2"]
)
def test_what_is_no_period_is_refused_with_examples(text):
    with pytest.raises(PeriodError, match="2026-Q4"):
        parsed(text)


def test_a_report_may_be_two_months_late():
    assert parsed("05-12", date(2027, 1, 20)).due == date(2026, 12, 5)
    assert parsed("05-12", date(2027, 3, 1)).due == date(2027, 12, 5)


def test_the_days_of_reports_come_from_the_locality_itself():
    plan = Locality(id="x", reports=[Report(due="trước ngày 15/3 và 15/9 hằng năm"), Report(due="đột xuất khi có yêu cầu")])

    assert dues(plan) == ((15, 3), (15, 9))
    assert parsed("15-3-2027", locality=plan).span() == "từ ngày 01/9/2026 đến ngày 28/02/2027"
    assert parsed("15-9-2026", locality=plan).span() == "từ ngày 01/3/2026 đến ngày 31/8/2026"


def test_the_shipped_plans_name_the_days_they_name(shipped):
    found = {place.id: dues(place) for place in shipped.localities.values() if dues(place)}

    assert found == {"hoang-van-thu": ((5, 6), (5, 12)), "cam-giang": ((10, 12),)}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03", "2026-02-01", "2026-02-28"),
        ("2026-Q1", "2025-10-01", "2025-12-31"),
        ("2026-W30", "2026-07-13", "2026-07-19"),
        ("2026-01-11..2026-01-20", "2026-01-01", "2026-01-10"),
        ("05-6-2026", "2025-06-01", "2025-11-30"),
        ("10-12-2025", "2023-12-01", "2024-11-30"),
    ],
)
def test_a_period_is_compared_with_the_one_before_it(text, first, last):
    period = parsed(text)
    before = period.before(period.until(TODAY))

    assert (str(before.first), str(before.last)) == (first, last)


def test_a_period_that_is_not_over_is_compared_with_as_many_days():
    period = parsed("2026-11")
    counted = period.until(TODAY)

    assert (counted.days, period.before(counted).days) == (21, 21)
    assert str(period.before(counted).last) == "2026-10-21"


def test_a_period_to_come_has_one_day_without_figures():
    assert parsed("2027").until(TODAY).days == 1
