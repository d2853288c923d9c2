"""What holds for whatever people type, on the shipped base: property tests of the matcher and of the responder over it."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.core.conversation import Conversation, Outcome
from bot.core.knowledge import Entry
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder
from bot.core.text import fold

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
HELD_OUT = sorted((Path(__file__).parents[1] / "questions").glob("*.yaml"))
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
BLANKS = " \t\u00a0\u3000\n"
OLD_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỵ": "ụy"}
UNRELATED = Entry(
    id="che-do-bao-duong-kinh-thien-van",
    title="Bảo dưỡng kính thiên văn",
    questions=(
        "lau gương kính thiên văn bằng gì cho khỏi xước",
        "kinh thien van bi moc trong ong ngam",
        "chỉnh trục xích đạo của kính ngắm sao ra sao",
        "ống kính phản xạ lệch quang trục thì căn lại kiểu gì",
        "bao lâu phải tráng bạc lại gương cầu",
        "mua thị kính góc rộng để soi vành đai sao Thổ",
    ),
    answer="Lau bằng khăn mềm.",
)
# The time of one example says nothing here: others may use the machine.
quick = hypothesis(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
phrasing_numbers = st.integers(0, 10**6)
anything = st.text(max_size=300)
like_ours = st.lists(
    st.sampled_from("làm lam căn cước khai sinh vneid 57 :) cccd ddawng kys hoà ạ ? 🙏".split()) | anything, max_size=12
)


def asked(responder: Responder, text: str):
    return responder.respond(Conversation(), Message("test", "lan", "1", text), now=NOW, ref="MADO01")


def ranked(matcher: Matcher, text: str) -> list[tuple[str, float]]:
    return [(match.entry, pytest.approx(match.score)) for match in matcher.rank(text).matches]


def phrasing(matcher: Matcher, number: int) -> str:
    return matcher.phrasings[number % len(matcher.phrasings)]


@pytest.fixture(scope="module")
def matcher(shipped_responder):
    return shipped_responder.matcher


@pytest.fixture(scope="module")
def toned(matcher):
    return [text for text in matcher.phrasings if any(new in text or old in text for new, old in OLD_TONES.items())]


@quick
@given(text=anything | like_ours.map(" ".join))
@example(text="\ud800")
@example(text="\x00")
@example(text="đ" * 1500)
@example(text="a\u0301" * 700)
@example(text="/")
@example(text="9" * 400)
def test_whatever_is_typed_has_an_outcome(shipped_responder, text):
    turn = asked(shipped_responder, text)

    assert turn.outcome in Outcome
    assert turn.replies or turn.wish


@quick
@given(text=anything | like_ours.map(" ".join))
def test_scores_are_probabilities_and_no_entry_is_named_twice(matcher, text):
    matches = matcher.rank(text).matches

    assert all(0 <= match.score <= 1 for match in matches)
    assert len({match.entry for match in matches}) == len(matches)


@quick
@given(number=phrasing_numbers)
def test_letters_and_marks_may_come_apart(matcher, number):
    text = phrasing(matcher, number)

    assert ranked(matcher, unicodedata.normalize("NFD", text)) == ranked(matcher, unicodedata.normalize("NFC", text))


@quick
@given(number=phrasing_numbers)
def test_capitals_do_not_matter(matcher, number):
    text = phrasing(matcher, number)

    assert ranked(matcher, text.upper()) == ranked(matcher, text.lower()) == ranked(matcher, text)


@quick
@given(number=phrasing_numbers, blanks=st.lists(st.text(BLANKS, min_size=1, max_size=3), min_size=1))
def test_extra_blanks_do_not_matter(matcher, number, blanks):
    words = phrasing(matcher, number).split()
    spread = "".join(word + blanks[i % len(blanks)] for i, word in enumerate(words))

    assert ranked(matcher, blanks[-1] + spread) == ranked(matcher, " ".join(words))


@quick
@given(number=phrasing_numbers, places=st.lists(st.tuples(st.integers(0, 200), st.sampled_from(UNSEEN)), min_size=1, max_size=8))
def test_letters_of_no_width_do_not_matter(matcher, number, places):
    text = strewn = phrasing(matcher, number)
    for place, letter in places:
        at = place % (len(strewn) + 1)
        strewn = strewn[:at] + letter + strewn[at:]

    assert ranked(matcher, strewn) == ranked(matcher, text)


@quick
@given(number=phrasing_numbers)
def test_either_place_of_the_tone_will_do(matcher, toned, number):
    new = old = toned[number % len(toned)]
    for modern, traditional in OLD_TONES.items():
        new, old = new.replace(traditional, modern), old.replace(modern, traditional)

    assert ranked(matcher, new) == ranked(matcher, old)


def test_an_unrelated_entry_changes_few_other_outcomes(shipped, shipped_responder, record_property):
    topics = (replace(shipped.topics[0], entries=(*shipped.topics[0].entries, UNRELATED)), *shipped.topics[1:])
    larger = replace(shipped, topics=topics, national={})
    with_it = Responder(larger, Matcher(larger))
    texts = [item["text"] for path in HELD_OUT for item in yaml.safe_load(path.read_text(encoding="utf-8"))]

    before = [asked(shipped_responder, text) for text in texts]
    after = [asked(with_it, text) for text in texts]

    otherwise = [a for a, b in zip(before, after, strict=True) if (a.outcome, a.entries[:1]) != (b.outcome, b.entries[:1])]
    record_property("outcomes changed by an unrelated entry", f"{len(otherwise)} of {len(texts)}")
    assert len(otherwise) <= 0.03 * len(texts), f"{len(otherwise)} of {len(texts)} changed; 4 of 342 when this was written"
    assert asked(with_it, fold("gương kính thiên văn bị xước thì lau bằng gì")).entries == (UNRELATED.id,)
