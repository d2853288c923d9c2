import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.core.matching import Matcher


@pytest.fixture(scope="module")
def matcher(town):
    return Matcher(town)


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("làm giấy khai sinh cho con", "khai-sinh"),
        ("lam giay khai sinh", "khai-sinh"),
        ("ông mất rồi khai tử ở đâu", "khai-tu"),
        ("làm passport", "ho-chieu"),
        ("dang chay nha", "chay-nha"),
    ],
)
def test_a_question_finds_its_entry(matcher, asked, entry):
    assert matcher.rank(asked).best.entry == entry


def test_scores_are_probabilities_and_fall(matcher):
    scores = [match.score for match in matcher.rank("khai sinh cho bé").matches]

    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", ["", "🙂", "?", "xyzzy", "漢字"])
def test_what_has_no_known_word_has_no_candidate(matcher, text):
    assert matcher.rank(text).matches == ()


def test_a_left_out_entry_is_no_candidate(matcher):
    assert "khai-sinh" not in [match.entry for match in matcher.rank("khai sinh", leave={"khai-sinh"}).matches]


def test_the_talk_so_far_tips_the_balance(matcher):
    alone = {m.entry: m.score for m in matcher.rank("cần giấy tờ gì").matches}
    near = {m.entry: m.score for m in matcher.rank("cần giấy tờ gì", near={"khai-tu": 1.0}).matches}

    assert near["khai-tu"] > alone["khai-tu"]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: unicodedata.normalize("NFD", s),
        str.upper,
        lambda s: s.replace(" ", "   "),
        lambda s: s.replace("khai", "kh\u200bai"),
        lambda s: s.replace("hoà", "hòa"),
    ],
)
def test_the_same_words_in_another_guise_mean_the_same(matcher, change):
    asked = "làm khai sinh cho con ở xã hoà bình"

    assert [m.entry for m in matcher.rank(change(asked)).matches] == [m.entry for m in matcher.rank(asked).matches]


@hypothesis(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_ranking(matcher, text):
    assert all(match.score >= 0 for match in matcher.rank(text).matches)


def test_a_changed_answer_needs_no_learning_and_a_new_phrasing_does(matcher, town):
    def changed(**update):
        topic = town.topics[0]
        entries = (topic.entries[0].model_copy(update=update), *topic.entries[1:])
        return replace(town, topics=(replace(topic, entries=entries), *town.topics[1:]))

    assert matcher.knows(changed(answer="Nay miễn phí."))
    assert not matcher.knows(changed(questions=("khai sinh cho cháu",)))


def test_what_changed_is_understood_at_once_on_top_of_what_was_learned_before(matcher, town):
    topic = town.topics[0]
    first = topic.entries[0].model_copy(update={"questions": (*topic.entries[0].questions, "con vừa ra đời")})
    new = topic.entries[0].model_copy(update={"id": "ket-hon", "questions": ("làm giấy cưới ở đâu",)})
    changed = replace(town, topics=(replace(topic, entries=(new, first, *topic.entries[2:])), *town.topics[1:]))

    quick = Matcher(changed, before=matcher)

    assert quick.rank("con vừa ra đời").best.entry == first.id
    assert quick.rank("giấy cưới làm ở đâu").best.entry == "ket-hon"
    assert quick.rank("dang chay nha").best.entry == "chay-nha"
    assert topic.entries[1].id not in {match.entry for match in quick.rank(topic.entries[1].questions[0]).matches}
