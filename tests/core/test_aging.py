"""Which answers grow old."""

from datetime import date

from bot.core.aging import aging
from bot.core.knowledge import Entry

TODAY = date(2026, 11, 21)


def entry(name, **more):
    return Entry(id=name, questions=["x"], answer="x", **more)


def test_the_last_day_of_a_law_still_counts_and_the_day_after_it_is_over():
    ends = [entry("hom-qua", in_force={"until": "2026-11-20"}), entry("hom-nay", in_force={"until": "2026-11-21"})]

    found = aging(ends, TODAY)

    assert [e.id for e in found.over] == ["hom-qua"]
    assert [e.id for e in found.ending] == ["hom-nay"]


def test_what_ends_within_thirty_days_is_named_the_nearest_first():
    ends = [entry("xa", in_force={"until": "2026-12-22"}), entry("b", in_force={"until": "2026-12-21"})]

    found = aging([*ends, entry("a", in_force={"until": "2026-12-01"}), entry("mai-mai")], TODAY)

    assert [e.id for e in found.ending] == ["a", "b"]


def test_what_should_have_been_checked_by_now_is_due():
    found = aging(
        [entry("nay", recheck="2026-11-21"), entry("qua", recheck="2026-11-20"), entry("cu", recheck="2026-01-01")], TODAY
    )

    assert [e.id for e in found.due] == ["cu", "qua"]
