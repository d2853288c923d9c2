from datetime import UTC, datetime

import pytest

from bot.channels.foreign import MAX_ID, at, id_at, moment, objects, text_at


def test_what_is_missing_or_of_another_type_is_nothing():
    data = {"a": {"b": "c"}, "list": [1, {"x": 1}, None]}

    assert at(data, "a", "b") == "c"
    assert [at(data, "a", "b", "d"), at(data, "x"), at(None, "a"), at([], "a")] == [None] * 4
    assert objects(at(data, "list")) == [{"x": 1}]
    assert objects({"x": 1}) == []
    assert [text_at(data, "a"), text_at(data, "list"), text_at({"n": 7}, "n")] == [""] * 3


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("u1", "u1"),
        (246845883529197922, "246845883529197922"),
        (True, ""),
        (None, ""),
        (1.5, ""),
        ("", ""),
        ("x" * (MAX_ID + 1), ""),
    ],
)
def test_an_id_is_a_short_text_or_a_whole_number(value, found):
    assert id_at({"id": value}, "id") == found


def test_a_longer_id_is_one_where_it_may_be():
    assert id_at({"mid": "m" * 130}, "mid", longest=200) == "m" * 130


def test_what_no_database_takes_is_left_out():
    assert text_at({"t": "a\0b"}, "t") == "ab"
    assert id_at({"i": "a\ud800"}, "i").encode()


@pytest.mark.parametrize("value", [1790000000, "1790000000", 1790000000000, "1790000000000", 1790000000.0])
def test_a_moment_is_in_seconds_or_milliseconds(value):
    assert moment(value) == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, True, "", "x", "nan", float("inf"), -(10**30), 10**400, [], {}])
def test_what_is_no_moment_is_none(value):
    assert moment(value) is None
