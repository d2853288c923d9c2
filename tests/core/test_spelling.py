import pytest

from bot.core.matching.spelling import Spelling

KNOWN = [
    text.split() for text in ("dang ki khai sinh cho con", "dang ki ket hon", "khai tu cho ong", "xin visa di my", "lam ho chieu")
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang ki khai sihn cho con", "dang ki khai sinh cho con"),
        ("dang kki ket hon", "dang ki ket hon"),
        ("dang ki khai dinh cho con", "dang ki khai sinh cho con"),
    ],
)
def test_a_slip_between_known_neighbours_is_put_right(typed, meant):
    assert " ".join(Spelling(KNOWN).corrected(typed.split())) == meant


@pytest.mark.parametrize("typed", ["xin visa di my", "ban gas o dau", "khai tu cho ong"])
def test_known_words_and_words_of_other_matters_stay(typed):
    assert " ".join(Spelling(KNOWN).corrected(typed.split())) == typed


def test_a_garbled_word_tells_nothing_but_a_foreign_one_does():
    spelling = Spelling(KNOWN)

    assert spelling.is_garbled("sihnn") is False
    assert spelling.is_garbled("khhai")
    assert not spelling.is_garbled("bitcoin")
