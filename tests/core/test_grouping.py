"""Which questions are one to an officer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from time import process_time

import pytest

from bot.core.grouping import Grouping


@dataclass(frozen=True)
class Asked:
    id: int
    reading: str
    context: str = ""
    candidates: tuple = ()
    text: str = ""
    ref: str = ""
    at: datetime = datetime(2026, 11, 21, tzinfo=UTC)


def grouped(*readings, weigh=None, **fields):
    grouping = Grouping(weigh) if weigh else Grouping()
    grouping.add(Asked(number, reading, text=reading, **fields) for number, reading in enumerate(readings, start=1))
    return grouping


def sizes(grouping):
    return [group.count for group in grouping.groups()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xe may dien cua con co phai dang ki khong", "xe may dien cua con co phai dang ki khong"),
        ("dang ki xe may dien cho con di hoc", "di hoc con dang ki xe may dien"),
        ("nuoi ong lay mat can giay phep gi", "nuoi ong lay mat can giay phep gi vay"),
        ("bao gio xa lam duong vao xom", "bao gio xa lam duong vao xom minh"),
    ],
)
def test_the_same_question_in_other_words_is_one(one, other):
    assert sizes(grouped(one, other)) == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nuoi ong lay mat can giay phep gi", "nuoi ca long be can giay phep gi"),
        ("bao gio xa lam duong vao xom", "cho meo bi mat tim o dau"),
    ],
)
def test_two_questions_are_two(one, other):
    assert sizes(grouped(one, other)) == [1, 1]


def test_telling_words_keep_questions_apart():
    def weigh(word):
        return 8.0 if word in ("ong", "vit") else 1.0

    assert sizes(grouped("nuoi ong o vuon nha co phai xin phep", "nuoi vit o vuon nha co phai xin phep", weigh=weigh)) == [1, 1]


def test_a_follow_up_means_something_else_in_every_talk():
    grouping = Grouping()
    grouping.add([Asked(1, "mat bao nhieu tien", "khai-sinh"), Asked(2, "mat bao nhieu tien", "ho-chieu")])
    grouping.add([Asked(3, "mat bao nhieu tien", "khai-sinh")])

    assert sizes(grouping) == [2, 1]


def test_the_largest_group_is_first_then_the_newest():
    grouping = grouped("nuoi ong lay mat", "lam duong vao xom", "cho meo bi mat tich", "nuoi ong lay mat")

    assert [group.newest.id for group in grouping.groups()] == [4, 3, 2]


def test_questions_that_are_gone_leave_their_groups():
    grouping = grouped("nuoi ong lay mat", "nuoi ong lay mat", "lam duong vao xom")

    grouping.keep({2})

    assert [[question.id for question in group.questions] for group in grouping.groups()] == [[2]]
    assert len(grouping) == 1


def test_a_group_that_was_skipped_stays_hidden_when_it_is_asked_again():
    grouping = grouped("may mua khong", "lam duong vao xom")

    grouping.add([Asked(3, "may mua khong")])

    assert [group.newest.id for group in grouping.groups(without={1})] == [2]


def test_what_comes_later_joins_its_group():
    grouping = grouped("nuoi ong lay mat can giay phep gi")
    grouping.add([Asked(2, "nuoi ong lay mat can giay phep gi vay")])

    assert grouping.of(2) is grouping.of(1)


def test_an_officer_is_shown_what_may_be_the_same_question():
    readings = ("thu hoi tin nhan zalo gui nham", "xoa tin nhan zalo ca hai ben", "gia lua hom nay bao nhieu")
    grouping = grouped(*readings)

    assert sizes(grouping) == [1, 1, 1]
    assert [group.newest.text for group in grouping.near(1)] == [readings[1]]
    assert grouping.near(1, without=[2]) == []
    assert grouping.near(99) == []


def test_what_may_be_the_same_is_shown_the_most_alike_first_and_not_without_end():
    grouping = grouped("xin cap lai so ho ngheo bi mat", *(f"so ho ngheo {n * 3} {n * 4}" for n in "abcdefgh"), "mat so ho ngheo")

    near = grouping.near(1, limit=3)

    assert len(near) == 3
    assert near[0].newest.text == "mat so ho ngheo"


def test_ten_thousand_questions_are_grouped_in_seconds_and_the_next_one_at_once():
    words = [f"chu{number}" for number in range(400)]
    readings = [" ".join(words[(number * step) % 400] for step in (3, 7, 11, 13, 17, 19)) for number in range(10_000)]
    grouping = grouped(*readings)

    began = process_time()
    grouping.add([Asked(10_001, readings[77])])
    grouping.groups()

    assert process_time() - began < 0.15
