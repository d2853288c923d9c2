"""How sure is sure, on rankings made by hand."""

import pytest

from bot.core.bands import Bands
from bot.core.matching import Match, Ranking
from bot.core.matching.confidence import Signs
from bot.core.matching.reading import Reading

URGENT = {"chay-nha", "bi-lua"}
LONG = "tôi không biết làm sao khi cái này nó xảy ra"


def ranking(text: str, *, likeness: float = 0.55, **scores: float) -> Ranking:
    signs = Signs(judged=0.0, outside=0.0, share=0.0, foreign=0.0, covered=1.0, length=1.0)
    matches = tuple(Match(entry.replace("_", "-"), score, "", likeness, signs) for entry, score in scores.items())
    words = tuple(text.split())
    return Ranking(matches, Reading(words, (), words))


@pytest.mark.parametrize(
    "scores",
    [
        {"chay_nha": 0.45, "khai_sinh": 0.1},
        {"chay_nha": 0.45, "bi_lua": 0.44},
        {"chay_nha": 0.7, "bi_lua": 0.69, "khai_sinh": 0.1},
    ],
)
def test_danger_is_answered_before_it_is_certain(scores):
    assert Bands().is_sure(ranking(LONG, **scores), urgent=URGENT)


@pytest.mark.parametrize("scores", [{"chay_nha": 0.45, "khai_sinh": 0.2}, {"chay_nha": 0.2}, {"khai_sinh": 0.35}])
def test_no_alarm_is_raised_when_something_that_can_wait_may_be_meant(scores):
    assert not Bands().is_sure(ranking(LONG, **scores), urgent=URGENT)


def test_who_tells_a_long_story_is_asked_back_as_usual():
    assert not Bands().is_sure(ranking(f"{LONG} {LONG}", chay_nha=0.45, khai_sinh=0.01), urgent=URGENT)


def test_a_cry_of_two_words_is_heard():
    assert Bands().is_sure(ranking("mat tien", bi_lua=0.17, khai_sinh=0.001), urgent=URGENT)
    assert Bands().is_sure(ranking("chay nha", chay_nha=0.85, khai_sinh=0.001), urgent=URGENT)


def test_a_word_in_common_is_no_cry_for_help():
    assert not Bands().is_sure(ranking("vneid", bi_lua=0.28), urgent=URGENT)
    assert not Bands().is_sure(ranking(LONG, likeness=0.25, bi_lua=0.45), urgent=URGENT)


def test_a_cry_that_may_mean_two_things_is_asked_back():
    assert not Bands().is_sure(ranking("cap cuu", chay_nha=0.27, bi_lua=0.06), urgent=URGENT)


def test_a_subject_named_in_few_words_is_answered_only_when_nothing_else_is_worth_offering():
    assert Bands().is_sure(ranking("mat so do", so_do=0.95, sang_ten=0.001))
    assert not Bands().is_sure(ranking("so do", so_do=0.8, sang_ten=0.1))
    assert not Bands().is_sure(ranking("so do", so_do=0.95, sang_ten=0.5))


def test_of_two_about_as_likely_the_urgent_one_is_offered_first():
    offered = Bands().offered(ranking(LONG, ho_tro=0.3, bi_lua=0.25, khai_sinh=0.2), urgent=URGENT)

    assert [match.entry for match in offered] == ["bi-lua", "ho-tro", "khai-sinh"]


def test_words_like_small_talk_amid_a_talk_are_not_small_talk_at_once():
    nothing = ranking(LONG, khai_sinh=0.01)

    assert Bands().is_small_talk(0.65, nothing, nothing)
    assert not Bands().is_small_talk(0.65, nothing, ranking(LONG, khai_sinh=0.4), in_talk=True)
    assert Bands().is_small_talk(0.65, nothing, nothing, in_talk=True)
