"""What comes in is text, and no longer than asked for."""

from datetime import date

import pytest
from multidict import MultiDict

from bot.office.forms import Form


def test_a_line_is_one_line_without_what_no_keyboard_types():
    assert Form({"a": " Nguyễn\x00 \r\nLan\u0007 "}).text("a") == "Nguyễn Lan"


def test_letters_made_of_parts_are_composed():
    assert Form({"a": "to\u0302\u0309"}).text("a") == "tổ"


def test_a_text_keeps_its_lines():
    assert Form({"a": "\r\n\r\n một  \r\nhai\r\n\r\n"}).lines("a") == " một\nhai"


def test_half_a_character_is_none():
    assert Form({"a": "x\ud83dy"}).text("a") == "xy"


def test_what_is_too_long_is_cut():
    assert Form({"a": "x" * 999}).text("a", most=10) == "x" * 10
    assert len(Form({"a": "x\n" * 99_999}).lines("a")) <= 20_000


def test_what_is_missing_is_empty():
    form = Form()

    assert (form.text("a"), form.lines("a"), form.number("a"), form.day("a"), form.chosen("a", {"x"}), form.all("a")) == (
        "",
        "",
        None,
        None,
        "",
        [],
    )


@pytest.mark.parametrize(("typed", "number"), [("7", 7), (" 7 ", 7), ("-1", None), ("1e3", None), ("٣", None), ("9" * 10, None)])
def test_a_number_is_a_whole_one_that_a_database_can_hold(typed, number):
    assert Form({"a": typed}).number("a") == number


def test_a_day_is_one_of_the_calendar():
    assert Form({"a": "2026-11-21"}).day("a") == date(2026, 11, 21)
    assert Form({"a": "2026-02-30"}).day("a") is None


def test_only_what_was_offered_can_be_chosen():
    assert Form({"a": "x"}).chosen("a", {"x"}) == "x"
    assert Form({"a": "y"}).chosen("a", {"x"}) == ""


def test_boxes_of_one_name_are_a_list():
    assert Form(MultiDict([("a", " một "), ("a", ""), ("a", "hai")])).all("a") == ["một", "hai"]


def test_a_password_keeps_its_blanks_and_is_never_cut_short():
    assert Form({"a": " có dấu cách "}).secret("a") == " có dấu cách "
    assert Form({"a": "x" * 501}).secret("a") == ""
