"""How texts, times and numbers are shown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.office.rendering import ago, day, number, said, size, when
from tests.conftest import NOW
from tests.office.payloads import PAYLOADS


def test_what_a_resident_typed_is_escaped_with_its_lines_and_masks():
    shown = said('Tôi là [họ tên] <b>\nsố [số điện thoại] & "x"')

    assert shown == (
        'Tôi là <mark class="masked">họ tên</mark> &lt;b&gt;<br>số <mark class="masked">số điện thoại</mark> &amp; &#34;x&#34;'
    )


@pytest.mark.parametrize("payload", [*PAYLOADS, "]<i>[", "[[<b>]]", "[<][b][>]"])
def test_no_mask_is_a_way_out(payload):
    plain = said(payload).replace('<mark class="masked">', "").replace("</mark>", "")

    assert "<" not in plain
    assert ">" not in plain


def test_a_text_cannot_be_turned_round():
    assert said("abc\u202egnp.exe\u2066") == "abcgnp.exe"


def test_times_are_those_of_vietnam():
    assert when(datetime(2026, 11, 20, 18, 5, tzinfo=UTC)) == "01:05 21/11/2026"
    assert day(datetime(2026, 11, 20, 18, 5, tzinfo=UTC)) == day(date(2026, 11, 21)) == "21/11/2026"
    assert when(None) == day(None) == ""


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=20), "vừa xong"),
        (timedelta(minutes=5, seconds=50), "5 phút trước"),
        (timedelta(hours=23), "23 giờ trước"),
        (timedelta(days=3), "3 ngày trước"),
        (timedelta(hours=-2), "2 giờ nữa"),
    ],
)
def test_how_long_ago(since, words):
    assert ago(NOW - since, NOW) == words


def test_numbers_are_written_as_in_vietnam():
    assert (number(1234567), number(1234.56)) == ("1.234.567", "1.234,6")
    assert (size(0), size(1536), size(15 * 1024**3)) == ("0 byte", "1,5 KB", "15 GB")
