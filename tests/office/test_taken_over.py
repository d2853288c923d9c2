"""What is taken over from the base before a change is as if it were made anew."""

from datetime import date

import pytest

from bot.core.conversation import Conversation
from bot.core.knowledge import Entry
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder
from bot.linter import hotlines
from bot.linter.finding import Base
from bot.office.knowledge.checking import check
from bot.office.knowledge.entries import exchanged, values
from bot.office.knowledge.search import Index
from tests.conftest import NOW

TODAY = date(2026, 11, 21)
ASKED = ("xin chào", "cảm ơn nhé", "khai sinh", "làm giấy cho cháu mới đẻ", "giấy tờ", "cần giấy gì", "cháy rồi", "trời mưa")


@pytest.fixture
def changed(town):
    old = town.entries["khai-sinh"]
    new = old.model_copy(update={"questions": (*old.questions, "làm giấy cho cháu mới đẻ"), "title": "Giấy của trẻ mới đẻ"})
    return exchanged(town, town.topic_of("khai-sinh").id, new)


def test_a_responder_of_a_changed_base_says_what_a_new_one_says(responder, changed):
    matcher = Matcher(changed, before=responder.matcher)
    taken, anew = Responder(changed, matcher, before=responder), Responder(changed, matcher)

    def told(one):
        return [one.respond(Conversation(), Message("web", "a", "1", text), now=NOW, ref="ABC234").replies for text in ASKED]

    assert told(taken) == told(anew)


def test_what_officers_wrote_is_remembered_as_it_is_read(responder, changed):
    matcher = Matcher(changed, before=responder.matcher)
    written = [text for entry in changed.entries.values() for text in (entry.label, *entry.questions, *entry.keywords)]

    assert [matcher.said(text) for text in written] == [str(matcher.read(text)) for text in written]
    assert [matcher.said(text) for text in written] == [str(matcher.read(text)) for text in written]


@pytest.mark.parametrize("typed", ["khai sinh", "cháu mới đẻ", "chau moi de", "giay", "thôn"])
def test_an_index_of_a_changed_base_finds_what_a_new_one_finds(town, changed, typed):
    assert Index(changed, before=Index(town)).find(typed) == Index(changed).find(typed)


@pytest.mark.parametrize("answer", ["Gọi tổng đài bảo hiểm xã hội 1900 9068.", "Ra xã ạ."])
def test_a_number_that_contradicts_another_entry_is_told_of_a_draft(town, answer):
    other = Entry(id="bao-hiem", questions=("bảo hiểm",), answer="Gọi tổng đài bảo hiểm xã hội 1900 9069.")
    base = exchanged(town, town.topics[0].id, other)
    draft = Entry(id="the-bao-hiem", questions=("thẻ bảo hiểm",), answer=answer)
    whole = exchanged(base, town.topics[0].id, draft)
    everything = Base(whole, tuple(whole.entries.values()), TODAY, lambda spot: f"“{spot.entry}”")

    found = check(base, town.topics[0].id, values(draft, Entry.model_fields), today=TODAY)

    contradicted = [one for one in hotlines.hotlines(everything) if one.spot.entry == draft.id]
    assert len([fault for fault in found.faults if "1900" in fault.message]) == len(contradicted)
    assert bool(contradicted) == ("1900" in answer)
