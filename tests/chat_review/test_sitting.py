"""What is remembered between two messages."""

from datetime import timedelta

import pytest

from bot.chat_review.sitting import LIVES, Sitting, Stage
from tests.conftest import NOW

SITTING = Sitting(
    ("A1", "B2"), 1, Stage.AGREE, "ab12cd", ("khai-sinh",), entry="khai-sinh", undo="u", begun="k", added=("x",), used=NOW
)


def test_a_sitting_is_kept_as_plain_values():
    assert Sitting.from_json(SITTING.to_json()) == SITTING
    assert Sitting.from_json(Sitting().to_json()) == Sitting()


@pytest.mark.parametrize("values", [{"khac": 1}, SITTING.to_json() | {"khac": 1}, SITTING.to_json() | {"stage": "khac"}])
def test_what_another_version_kept_is_over(values):
    assert Sitting.from_json(values) == Sitting()


def test_it_lives_some_hours_from_its_last_word():
    assert SITTING.is_alive(NOW + LIVES)
    assert not SITTING.is_alive(NOW + LIVES + timedelta(seconds=1))
    assert not Sitting().is_alive(NOW)


def test_at_another_question_nothing_is_begun_but_the_last_deed_may_be_undone():
    assert SITTING.at(0) == Sitting(("A1", "B2"), 0, undo="u", used=NOW)
    assert (SITTING.at(0).ref, SITTING.at(2).ref) == ("A1", "")
