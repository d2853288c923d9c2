"""What a text of a resident loses before it is kept or sent, and what it never loses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.typed import storable

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b", "ab"),
        ("\0", ""),
        ("nửa \ud83d thôi", "nửa \ufffd thôi"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("cuối \ud83d", "cuối \ufffd"),
        ("\ud83d\0\ude00", "😀"),
    ],
)
def test_nuls_are_dropped_and_halves_of_pairs_replaced(typed, kept):
    assert storable(typed) == kept


def test_two_halves_that_belong_together_become_their_character():
    assert storable("\ud83d\ude00") == "😀"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30))
def test_what_can_be_stored_stays_as_it_is(text):
    assert storable(text) == text


@given(ANYTHING)
def test_whatever_is_typed_can_be_stored_and_sent(text):
    kept = storable(text)

    assert "\0" not in kept
    assert kept.encode().decode() == kept


@given(ANYTHING)
def test_a_second_time_changes_nothing(text):
    once = storable(text)

    assert storable(once) == once
