"""Long texts: cut where a reader would, never inside a visible character, nothing lost."""

import unicodedata
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split, units

FAMILY = "👨‍👩‍👧‍👦"
WAVE = "👋🏽"
FLAG = "🇻🇳"
# What meets in such texts: marks on their own (NFD), blanks of all kinds, emoji with joiners, tones and flags.
PIECES = st.sampled_from(
    [
        FAMILY,
        WAVE,
        FLAG,
        "1️⃣",
        "ệ",
        unicodedata.normalize("NFD", "ệ"),
        "a",
        "Z",
        "1",
        ".",
        "!",
        "…",
        " ",
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "đ",
        "🙂",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=80))
WHOLE = st.lists(st.sampled_from([FAMILY, WAVE, FLAG, unicodedata.normalize("NFD", "ệ"), "a"]), min_size=1, max_size=30)


def seen(text):
    return "".join(text.split())


def test_a_short_text_stays_one_part():
    assert split("Xin chào!", 100) == ["Xin chào!"]


def test_nothing_is_nothing():
    assert split(" \n ", 100) == []


def test_a_text_as_long_as_the_limit_is_not_cut():
    assert split("a" * 10, 10) == ["a" * 10]


def test_a_blank_line_is_the_best_place_to_cut():
    assert split("Đoạn một. A\nB\n\nĐoạn hai. C D", 24) == ["Đoạn một. A\nB", "Đoạn hai. C D"]


def test_a_line_is_better_than_a_sentence():
    assert split("Dòng một. Câu hai\nDòng hai. Câu ba.", 26) == ["Dòng một. Câu hai", "Dòng hai. Câu ba."]


def test_a_sentence_is_better_than_a_space():
    assert split("Câu thứ nhất. Câu thứ hai dài hơn", 24) == ["Câu thứ nhất.", "Câu thứ hai dài hơn"]


def test_a_number_of_a_list_is_no_sentence():
    assert split("hồ sơ 1. khai 2. xong", 10) == ["hồ sơ 1.", "khai 2.", "xong"]


def test_a_word_is_cut_only_when_there_is_no_space():
    assert split("một hai " + "x" * 12, 8) == ["một hai", "x" * 8, "x" * 4]


def test_a_space_just_past_the_limit_is_a_place_to_cut():
    assert split("một hai ba", 7) == ["một hai", "ba"]


def test_astral_characters_count_two_units():
    assert split("🙂" * 5, 4) == ["🙂🙂", "🙂🙂", "🙂"]


def test_the_marks_of_a_letter_stay_with_it():
    letter = unicodedata.normalize("NFD", "ệ")

    assert split(letter * 3, 4) == [letter] * 3


def test_a_limit_no_character_fits_is_refused():
    with pytest.raises(ValueError, match="1 units"):
        split("a", 1)


@given(TEXTS, st.integers(2, 40))
def test_every_part_fits_and_has_something_to_show(text, limit):
    parts = split(text, limit)

    assert all(part.strip() and units(part) <= limit for part in parts)


@given(TEXTS, st.integers(2, 40))
def test_no_visible_text_is_lost_or_moved(text, limit):
    assert seen("".join(split(text, limit))) == seen(text)


@given(WHOLE, st.integers(12, 40))
def test_no_visible_character_is_torn_apart(characters, limit):
    ends = set(accumulate(len(character) for character in characters))
    parts = split("".join(characters), limit)

    assert set(accumulate(len(part) for part in parts)) <= ends


@given(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=30), st.integers(8, 40))
def test_words_that_fit_are_never_cut(words, limit):
    assert " ".join(split(" ".join(words), limit)).split() == words


@pytest.mark.timeout(5)
def test_a_very_long_text_without_good_places_does_not_take_for_ever():
    assert len(split("ệ \t" * 20_000 + "👍" * 50_000, 4096)) > 24
