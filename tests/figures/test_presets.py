from datetime import date

import pytest

from bot.core.locality import Locality, Report
from bot.figures.presets import presets, report_presets

OWN = Locality(id="x", reports=(Report(due="trước ngày 05/6 và 05/12 hằng năm"),))


def told(found):
    return {preset.name: (preset.period.first, preset.period.last) for preset in found}


def test_a_look_at_the_figures_begins_with_today():
    found = told(presets(date(2026, 1, 31)))

    assert found == {
        "Hôm nay": (date(2026, 1, 31), date(2026, 1, 31)),
        "7 ngày qua": (date(2026, 1, 25), date(2026, 1, 31)),
        "Tháng này": (date(2026, 1, 1), date(2026, 1, 31)),
        "Tháng trước": (date(2025, 12, 1), date(2025, 12, 31)),
        "Quý này": (date(2026, 1, 1), date(2026, 3, 31)),
        "Năm nay": (date(2026, 1, 1), date(2026, 12, 31)),
    }


@pytest.mark.parametrize(
    ("day", "locality", "order"),
    [
        (date(2026, 11, 21), OWN, [("Hạn 05/12", 14), ("Hạn 05/6", 196), ("Hạn 10/12", 19)]),
        (date(2026, 11, 21), None, [("Hạn 05/12", 14), ("Hạn 10/12", 19), ("Hạn 05/6", 196)]),
        (date(2026, 12, 5), OWN, [("Hạn 05/12", 0), ("Hạn 05/6", 182), ("Hạn 10/12", 5)]),
        (date(2026, 12, 15), OWN, [("Hạn 05/12", -10), ("Hạn 05/6", 172), ("Hạn 10/12", -5)]),
        (date(2026, 12, 30), OWN, [("Hạn 05/6", 157), ("Hạn 05/12", -25), ("Hạn 10/12", -20)]),
    ],
)
def test_reports_of_the_communes_own_plan_come_first_and_the_next_one_due_before_others(day, locality, order):
    assert [(preset.name, preset.left(day)) for preset in report_presets(day, locality)] == order


def test_only_what_the_plan_asks_for_is_called_its_own():
    assert [preset.is_own for preset in report_presets(date(2026, 11, 21), OWN)] == [True, True, False]
