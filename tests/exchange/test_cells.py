"""Cells: what is shown is read back as the same value, and what officers type is understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.core.knowledge import Source
from bot.exchange import cells
from bot.exchange.cells import CellError, tidy

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=12)
PHRASES = st.lists(
    st.one_of(WORDS, st.sampled_from(["-", "•", "1.", "|", ":", "Bước 2:", "số:", "\\|", "https://a.vn"])), min_size=1, max_size=5
)
TEXTS = PHRASES.map(" ".join).map(tidy).filter(lambda text: text and cells.BREAK not in text and not text.endswith("\\"))


@hypothesis(max_examples=50, deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_a_list_survives_a_cell(items):
    assert cells.LINES.meant(cells.LINES.shown(items)) == items
    assert cells.STEPS.meant(cells.STEPS.shown(items)) == items


@hypothesis(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(TEXTS, st.one_of(st.just(""), TEXTS), st.one_of(st.none(), st.dates()), st.one_of(st.just(""), TEXTS)),
        max_size=4,
    )
)
def test_sources_survive_a_cell(rows):
    sources = [Source(title=title, document=document, date=day, url=url) for title, document, day, url in rows]

    meant = cells.SOURCES.meant(cells.SOURCES.shown(sources))

    assert [Source(**source) for source in meant] == sources


@hypothesis(max_examples=50, deadline=None)
@given(st.dictionaries(TEXTS, TEXTS, max_size=4))
def test_follow_ups_survive_a_cell(follow_ups):
    assert cells.FOLLOW_UPS.meant(cells.FOLLOW_UPS.shown(follow_ups)) == follow_ups


def test_a_line_break_within_an_item_stays_within_it():
    assert cells.LINES.meant(cells.LINES.shown(["a\nb", "c"])) == ["a\nb", "c"]


def test_bullets_and_numbers_that_officers_type_are_no_words():
    assert cells.LINES.meant("• một\n- hai\n\n  ba  ") == ["một", "hai", "ba"]
    assert cells.STEPS.meant("1. Một\nBước 2: Hai\n3) Ba\n4.000 đồng") == ["Một", "Hai", "Ba", "4.000 đồng"]


def test_a_source_is_told_by_the_look_of_its_parts():
    assert cells.SOURCES.meant("Luật Hộ tịch | 60/2014/QH13 | 20/11/2014 | https://x.vn\nCổng | www.y.vn") == [
        {"title": "Luật Hộ tịch", "document": "60/2014/QH13", "date": date(2014, 11, 20), "url": "https://x.vn"},
        {"title": "Cổng", "url": "www.y.vn"},
    ]


@pytest.mark.parametrize("said", ["21/11/2026", "2026-11-21", "21.11.2026", "21-11-2026"])
def test_days_are_read_as_officers_write_them(said):
    assert cells.DAY.meant(said) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("form", "cell", "said"),
    [
        (cells.DAY, "30/2/2026", "31/12/2026"),
        (cells.DAY, "tháng sau", "tháng sau"),
        (cells.YES, "chắc thế", "viết có"),
        (cells.AUDIENCE, "trẻ em", "doanh nghiệp"),
        (cells.SOURCES, "| 60/2014", "chưa có tên"),
        (cells.SOURCES, "Luật | 1/2026 | 2/2026", "mỗi nguồn một dòng"),
        (cells.FOLLOW_UPS, "le-phi không mất tiền", "dấu hai chấm"),
        (cells.FOLLOW_UPS, "le-phi: a\nle-phi: b", "hai dòng"),
    ],
)
def test_a_cell_that_means_nothing_says_how_to_mend_it(form, cell, said):
    with pytest.raises(CellError, match=said):
        form.meant(cell)


def test_what_spreadsheets_add_is_taken_off():
    assert tidy("  Luật\u00a0Hộ ti\u0323ch \r\nhai\r ") == "Luật Hộ tịch\nhai"
