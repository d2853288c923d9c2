import pytest

from bot.core.matching.spelling import Spelling

KNOWN = [
    tuple(text.split())
    for text in (
        "dang ki khai sinh cho con",
        "dang ki ket hon",
        "khai tu cho ong",
        "xin visa di my",
        "lam ho chieu",
        "phai lam gi",
        "co quan nao ra nghi quyet 57",
        "co quan nao ra nghi quyet nay",
    )
]


def corrected(typed: str) -> str:
    return " ".join(word for word, _ in Spelling(KNOWN, ["bhyt"]).corrected(typed.split()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang ki khai sihn cho con", "dang ki khai sinh cho con"),
        ("dang kki ket hon", "dang ki ket hon"),
        ("dang ki khai dinh cho con", "dang ki khai sinh cho con"),
    ],
)
def test_a_slip_between_known_neighbours_is_put_right(typed, meant):
    assert corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("co quan naora nghi quyet 57", "co quan nao ra nghi quyet 57"),
        ("co quan naoyra nghi quyet 57", "co quan nao ra nghi quyet 57"),
        ("co quan n ao ra nghi quyet 57", "co quan nao ra nghi quyet 57"),
        ("co qua nnao ra nghi quyet 57", "co quan nao ra nghi quyet 57"),
    ],
)
def test_a_blank_that_was_missed_hit_twice_or_moved_is_put_right(typed, meant):
    assert corrected(typed) == meant


@pytest.mark.parametrize("typed", ["xin visa di my", "ban gas o dau", "khai tu cho ong", "bhyt 2026", "57", ""])
def test_known_words_numbers_and_words_of_other_matters_stay(typed):
    assert corrected(typed) == typed


def test_every_word_remembers_where_it_was_typed():
    assert Spelling(KNOWN).corrected("lam hoo chieu".split()) == [("lam", 0), ("ho", None), ("chieu", 2)]


def test_a_garbled_word_tells_nothing_but_a_foreign_one_does():
    spelling = Spelling(KNOWN)

    assert spelling.is_garbled("sihnn") is False
    assert spelling.is_garbled("khhai")
    assert not spelling.is_garbled("bitcoin")
