"""What is said when a resident asks for a telephone, an address or hours that the commune has not filled in."""

import pytest

from bot.core.contacts import Contacts
from bot.core.locality import Locality, Place
from bot.core.speech import Speech

ANSWER = "Bà con gọi {hotline}. Trực tiếp thì đến {office}, {hours}."
EMPTY = Contacts.of(Locality(id="trong"))


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("số điện thoại ủy ban xã", "phone"),
        ("sdt ubnd", "phone"),
        ("gọi số nào", "phone"),
        ("địa chỉ ở đâu", "address"),
        ("may gio lam viec", "hours"),
        ("nộp hồ sơ cần gì", ""),
    ],
)
def test_a_detail_nobody_filled_in_is_noticed_when_it_is_asked_for(asked, missing):
    assert EMPTY.missing(asked, (ANSWER,)) == missing


def test_a_detail_that_the_answer_does_not_tell_is_not_missed():
    assert EMPTY.missing("đổi số điện thoại vneid", ("Bà con vào mục Cài đặt.",)) == ""


def test_the_telephone_of_the_counter_is_a_telephone_too():
    contacts = Contacts.of(Locality(id="co-so", office=Place(phone="0220 123456")))

    assert contacts.missing("số điện thoại ủy ban xã", (ANSWER,)) == ""


def test_what_would_send_in_a_circle_is_left_out():
    assert EMPTY.without("phone", ANSWER) == "Trực tiếp thì đến {office}, {hours}."


def test_where_to_meet_an_officer_owns_up_to_the_missing_number(town):
    said = Speech.of(town).reach(town.phrases.says["contact"])

    assert "Điện thoại:" not in said
    assert "chưa ghi" in said


def test_a_number_that_is_known_is_said(town):
    speech = Speech(town, {"hotline": "0220 123456"}, Contacts.of(Locality(id="x", hotline="0220 123456")))

    assert speech.reach("Điện thoại: {hotline}") == "Điện thoại: 0220 123456"
