import pytest

from bot.core.keyboard import decode, is_syllable


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ddawng kys khai sinh", "đăng ky1 khai sinh"),
        ("toor coong ngheej soos", "tô3 công nghê5 sô1"),
        ("d9a8ng ky1 ho65 tich", "đăng ky1 hô5 tich"),
        ("dduwowcj phepsp nhuwngx gif", "đươc5 phepsp nhưng4 gi2"),
    ],
)
def test_telex_and_vni_residue_is_decoded(typed, meant):
    assert decode(typed.split()) == meant.split()


def test_one_odd_word_is_left_alone_because_it_may_be_english():
    assert decode(["cua", "hang", "ban", "gas"]) == ["cua", "hang", "ban", "gas"]


def test_syllables_are_known_from_english_words():
    assert is_syllable("nghieng")
    assert is_syllable("quyet")
    assert not is_syllable("gas")
    assert not is_syllable("print")
