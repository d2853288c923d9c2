from datetime import date

import pytest

from bot.core.totals import Closed, DayCount, EntryCount, Missed, PlaceCount, Sums
from bot.figures.compute import Material, figures
from bot.figures.names import cell, number, percent
from bot.figures.periods import parse_period
from bot.figures.suppression import Hidden
from bot.figures.tables import main, tables

TODAY = date(2026, 11, 21)


def place(asked, outcome="answered", *, channel="web", hamlet="", people=0, votes=(0, 0)):
    return PlaceCount(channel, hamlet, outcome, asked, people or asked, *votes)


def entry(name, asked, outcome="answered", votes=(0, 0)):
    return EntryCount(name, outcome, asked, *votes)


@pytest.fixture
def made(town):
    def make(sums, before=None, text="2026-11", missed=()):
        period = parse_period(text, today=TODAY)
        counted = period.until(TODAY)
        material = Material(sums, before or Sums(), missed)
        return figures(town, material, period=period, counted=counted, compared=period.before(counted))

    return make


def shown(lines):
    return {line.name: line.asked for line in lines}


def test_the_main_figures_stand_beside_those_of_the_period_before(made):
    now = Sums(places=(place(90, votes=(40, 10)), place(10, "not_answered")))
    before = Sums(places=(place(50),))

    rows = {row[0]: row[1:] for row in main(made(now, before)).rows}
    assert rows["Tổng số lượt hỏi"] == (100, 50, "tăng 100%")
    assert rows["– Trả lời được ngay"] == (90, 50, "tăng 80%")
    assert rows["– Hỏi lại để người dân chọn"] == (0, 0, None)
    assert rows["Tỷ lệ trả lời được ngay"] == (0.9, 1.0, None)
    assert rows["Tỷ lệ đánh giá hữu ích"] == (0.8, None, None)


def test_questions_are_grouped_by_channel_hamlet_topic_and_audience(made):
    places = (place(60, channel="zalo", hamlet="Thôn Hạ"), place(40))
    found = made(Sums(places=places, entries=(entry("khai-sinh", 80), entry("da-go", 20))))

    assert shown(found.channels) == {"Zalo OA": 60, "Trang thông tin điện tử": 40}
    assert shown(found.hamlets) == {"Thôn Hạ": 60, "Không rõ thôn, tổ dân phố": 40}
    assert list(shown(found.topics).values()) == [80, 20]
    assert shown(found.audiences) == {"Người dân": 80}


def test_a_small_hamlet_is_hidden_and_cannot_be_found_by_subtraction(made):
    found = made(Sums(places=(place(60, hamlet="Hạ"), place(40, hamlet="Thượng"), place(2, hamlet="Trung"))))

    assert shown(found.hamlets) == {"Hạ": 60, "Thượng": Hidden.KEPT_BACK, "Trung": Hidden.FEW}
    assert [line.share for line in found.hamlets][1:] == [None, None]


def test_a_rate_that_would_tell_a_small_number_is_not_shown(made):
    found = made(Sums(places=(place(300, votes=(97, 1)),)))

    assert (found.summary.helpful, found.summary.unhelpful, found.summary.right) == (97, Hidden.FEW, None)


def test_what_was_answered_is_told_as_a_bound_when_its_number_would_tell_a_small_one(made):
    found = made(Sums(places=(place(423), place(3, "not_answered"))))

    assert [line.asked for line in found.summary.outcomes] == [Hidden.KEPT_BACK, 0, Hidden.FEW]
    assert found.summary.answered == "từ 99% trở lên"


def test_with_very_few_questions_there_are_no_groupings(made):
    found = made(Sums(places=(place(7), place(3, "not_answered")), entries=(entry("khai-sinh", 7),)))

    assert found.summary.asked == 10
    assert (found.channels, found.topics, found.bars, found.most_asked) == ((), (), (), ())


def test_the_entries_asked_most_and_those_nobody_asked(made):
    found = made(Sums(places=(place(100),), entries=(entry("khai-sinh", 70, votes=(30, 10)), entry("ho-chieu", 25))))

    assert [(one.title, one.asked, one.right) for one in found.most_asked] == [
        ("Đăng ký khai sinh", 70, 0.75),
        ("Làm hộ chiếu", 25, None),
    ]
    assert [title for _, title in found.never_asked] == ["Đăng ký khai tử", "Cháy nhà gọi 114", "Hỗ trợ mua điện thoại"]


def test_the_rest_of_a_topic_cannot_be_found_by_subtraction(made):
    found = made(Sums(places=(place(103),), entries=(entry("khai-sinh", 70), entry("ho-chieu", 30), entry("chay-nha", 3))))

    assert shown(found.topics) == {found.topics[0].name: 103}
    assert [one.asked for one in found.most_asked] == [70, Hidden.KEPT_BACK]


def test_every_day_is_there_and_the_period_ends_today(made):
    found = made(Sums(places=(place(50),), days=(DayCount(date(2026, 11, 3), 30), DayCount(TODAY, 20))))

    assert len(found.days) == 21
    assert dict(found.days)[date(2026, 11, 3)] == 30
    assert dict(found.days)[date(2026, 11, 4)] == 0
    assert found.is_running


@pytest.mark.parametrize(("text", "bars"), [("2026-11", 21), ("05-12", 25), ("2026", 11)])
def test_a_chart_has_a_bar_for_each_day_week_or_month(made, text, bars):
    found = made(Sums(places=(place(50),), days=(DayCount(date(2026, 11, 3), 50),)), text=text)

    assert len(found.bars) == bars
    assert sum(count for _, count in found.bars) == 50


def test_a_rising_topic_is_named_only_when_there_is_something_to_compare_with(made):
    now = Sums(places=(place(200),), entries=(entry("khai-sinh", 100), entry("da-go", 100)))
    before = Sums(entries=(entry("khai-sinh", 20), entry("da-go", 180)))

    assert [(one.asked, one.before) for one in made(now, before).rising] == [(100, 20)]
    assert made(now).rising is None


def test_gaps_that_were_closed_and_the_time_to_answer(made):
    closed = (Closed("khai-sinh", 2, 12, 3, TODAY), Closed("da-go", 1, 6, 9, TODAY))
    found = made(Sums(places=(place(100),), closed=closed, replies=((4, 10), (24, 20), (72, 10))))

    assert [(one.title, one.missed, one.answered) for one in found.mended] == [
        ("Đăng ký khai sinh", 12, Hidden.FEW),
        ("câu đã gỡ (da-go)", 6, 9),
    ]
    assert (found.replies.count, found.replies.within_day) == (40, 0.75)


def test_every_table_has_as_many_cells_as_heads(made):
    sums = Sums(
        places=(place(100, votes=(20, 10)), place(30, "not_answered", hamlet="Hạ")),
        days=(DayCount(TODAY, 130),),
        entries=(entry("khai-sinh", 100), entry("khai-tu", 30, "not_answered")),
        closed=(Closed("khai-sinh", 2, 12, 3, TODAY),),
        replies=((4, 10),),
    )
    before = Sums(entries=(entry("khai-sinh", 2), entry("ho-chieu", 90)))

    every = tables(made(sums, before, missed=(Missed("giá vàng", 9, 7),)))
    assert {table.name for table in every} >= {
        "chung",
        "ngay",
        "kenh",
        "thon",
        "chu-de",
        "hoi-nhieu",
        "da-bo-sung",
        "hoi-chua-duoc",
    }
    assert all(len(row) == len(table.heads) for table in every for row in table.rows)


def test_numbers_are_written_as_in_vietnam():
    assert (number(1234567), percent(0.1234), percent(0.5)) == ("1.234.567", "12,3%", "50%")
    assert (percent(-0.125, signed=True), cell(Hidden.FEW), cell(None)) == ("giảm 12,5%", "dưới 5", "")
