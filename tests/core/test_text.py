import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import accented, clean, fold, folded_words, has_accents


def test_folding_removes_every_mark_and_the_bar_of_d():
    assert fold("Đăng ký Hộ tịch ở ĐÂU") == "dang ky ho tich o dau"


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("thuý", "thúy"), ("kỹ", "kĩ"), ("lý", "lí"), ("quý", "quí")])
def test_two_spellings_of_one_word_are_the_same(one, other):
    assert accented(one) == accented(other)
    assert folded_words(one) == folded_words(other)


def test_a_tone_is_kept_apart_from_another_tone():
    assert accented("mất") != accented("mắt") != accented("mặt")


def test_decomposed_text_is_composed():
    assert clean(unicodedata.normalize("NFD", "đăng ký")) == "đăng ký"


def test_invisible_and_control_characters_are_dropped():
    assert clean("khai\u200b sinh\x00\ufeff \u202econ\t\tem") == "khai sinh con em"


def test_line_breaks_survive_because_they_separate_questions():
    assert clean("một\r\n\r\nhai") == "một\nhai"


def test_digits_of_other_scripts_become_ascii():
    assert clean("１２３ ٤٥") == "123 45"


def test_marks_are_only_evidence_for_those_who_type_them():
    assert has_accents("căn cước")
    assert not has_accents("can cuoc")


@given(st.text(max_size=300))
def test_any_text_can_be_cleaned_and_cleaning_twice_changes_nothing(text):
    once = clean(text)

    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(max_size=100))
def test_folding_drops_exactly_what_unicode_calls_marks(text):
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))

    assert fold(text) == (text.lower() if text.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c)))
