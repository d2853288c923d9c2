"""In which hamlet somebody lives: said of their own will, remembered until they take it back, and in nobody's way."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.core.conversation import CONTEXT_LIFE, MENU_LIFE, Conversation, Outcome, Wish
from bot.core.knowledge import Entry
from bot.core.locality import Hamlet
from bot.core.matching import Matcher
from bot.core.message import Kind, Message
from bot.core.responder import Responder
from bot.core.text import fold
from tests.conftest import NOW
from tests.hamlets_scene import COMMUNE, NAMES, responder_over, with_hamlets

KEPT = "Trợ lý đã nhớ bà con ở {}; muốn bỏ, bà con gõ /bothon."


@pytest.fixture(scope="module")
def commune(town):
    return responder_over(town, Matcher(town))


@pytest.fixture
def tell(commune):
    """One resident, message after message."""
    talk = SimpleNamespace(memory=Conversation(), now=NOW, responder=commune)

    def told(text, *, choice="", hamlet="", kind=Kind.TEXT):
        message = Message("web", "lan", "1", text, choice, kind, hamlet=hamlet)
        turn = talk.responder.respond(talk.memory, message, now=talk.now, ref="MADO01")
        talk.memory = turn.conversation
        return turn

    told.talk = talk
    return told


@pytest.mark.parametrize(
    "said",
    [
        "tôi ở thôn Đông Khê",
        "toi o thon dong khe a",
        "thon dong khe",
        "Nhà em ở thôn Đông Khê, xã Nam Sách",
        "dạ cháu là người thôn Đông Khê ạ",
        "/thon đông khê",
        "/thon thôn Đông Khê",
        "/thon thon-dong-khe",
        "/start thon_thon-dong-khe",
    ],
)
def test_who_says_where_they_live_is_told_at_once_that_it_is_remembered_and_how_to_undo_it(tell, said):
    turn = tell(said)

    assert turn.replies[0].text.endswith(KEPT.format("thôn Đông Khê"))
    assert turn.conversation.hamlet == turn.hamlet == "thôn Đông Khê"
    assert not turn.is_question


def test_a_number_of_the_list_chooses_and_the_list_goes_on(tell):
    first = tell("/thon")
    assert [choice.label for choice in first.replies[0].choices] == [*NAMES[:8], "Xem tiếp"]

    tell("9")
    turn = tell("2")

    assert turn.conversation.hamlet == NAMES[9]


@pytest.mark.parametrize("said", ["/thon", "thôn", "thon", "danh sách thôn"])
def test_the_list_is_shown_to_who_asks_for_it(tell, said):
    assert tell(said).replies[0].choices[0].label == NAMES[0]


def test_it_can_be_changed_and_taken_back(tell):
    tell("tôi ở thôn Đông Khê")
    assert "đang nhớ bà con ở thôn Đông Khê" in tell("/thon").replies[0].text

    assert tell("nhà em ở tổ 3").conversation.hamlet == "tổ dân phố số 3"
    assert tell("/thon xoá").conversation.hamlet == ""
    tell("tôi ở xóm Bãi")
    assert tell("/bothon").conversation.hamlet == ""
    assert tell("bỏ thôn").replies[0].text == "Trợ lý không nhớ thôn, tổ nào của bà con."


def test_an_unknown_name_is_said_to_be_unknown_with_those_that_come_near(tell):
    near, strange = tell("/thon đông kê"), tell("/thon Mường Tè")

    assert "không có “đông kê”" in near.replies[0].text
    assert [choice.label for choice in near.replies[0].choices] == ["thôn Đông Khê", "thôn Đông"]
    assert len(strange.replies[0].choices) > 5
    assert strange.conversation.hamlet == ""


def test_a_name_that_several_have_is_asked_back(tell):
    turn = tell("/thon 3")

    assert {choice.label for choice in turn.replies[0].choices} == {"tổ dân phố số 3", "thôn 3"}
    assert turn.conversation.hamlet == ""


@pytest.mark.parametrize("said", ["/start thon_khong-co", "/start thon_", "/start thon_thon-dong-khe-xa"])
def test_an_unknown_link_is_a_greeting_and_nothing_more(tell, said):
    turn = tell(said)

    assert turn.conversation.hamlet == ""
    assert turn.replies[0].text == tell("/start").replies[0].text


@pytest.mark.parametrize("pause", [CONTEXT_LIFE, MENU_LIFE, timedelta(days=200)])
def test_it_outlives_the_talk(tell, pause):
    tell("tôi ở thôn Đông Khê")
    tell.talk.now += pause + timedelta(minutes=1)

    assert tell("đăng ký khai tử").hamlet == "thôn Đông Khê"


def test_the_memory_is_the_same_after_it_was_stored():
    talk = Conversation(hamlet="thôn Đông Khê", at=NOW)

    assert Conversation.from_json(talk.to_json()) == talk
    assert Conversation.from_json({"entry": "khai-sinh"}).hamlet == ""


def test_erasing_everything_erases_it(tell):
    tell("tôi ở thôn Đông Khê")

    assert (tell("/xoa").wish, tell.talk.memory.hamlet) == (Wish.ERASE, "")


# --- questions


@pytest.mark.parametrize(
    "question",
    [
        "{} làm giấy khai sinh cho con cần gì",
        "làm giấy khai sinh cho con cần gì {}",
        "nhà em {}, đăng ký khai sinh ở đâu?",
        "tôi {} hỏi làm passport đi nước ngoài",
    ],
)
@pytest.mark.parametrize("marks", [True, False])
def test_a_question_that_names_a_hamlet_is_answered_as_without_it_and_counts_for_it(tell, question, marks):
    plain = question.replace("nhà em {}, ", "").replace("tôi {} hỏi ", "").replace("{}", "").strip()
    asked = question.format("ở thôn Đông Khê")

    turn = tell(asked if marks else fold(asked))

    assert turn.hamlet == "thôn Đông Khê"
    assert turn.entries == tell(plain).entries != ()
    assert turn.outcome is Outcome.ANSWERED
    assert tell.talk.memory.hamlet == ""


def test_a_question_about_another_hamlet_counts_for_that_one_and_changes_nothing(tell):
    tell("tôi ở thôn Đông Khê")

    assert tell("ở tổ dân phố 3 đăng ký khai tử ở đâu").hamlet == "tổ dân phố số 3"
    assert tell("làm hộ chiếu ở đâu").hamlet == "thôn Đông Khê"


def test_a_question_that_names_two_counts_for_where_one_lives(tell):
    tell("tôi ở thôn Đông Khê")

    assert tell("thôn Đông với xóm Bãi đăng ký khai tử ở đâu").hamlet == "thôn Đông Khê"


def test_what_a_program_says_counts_for_its_message_only(tell):
    assert tell("đăng ký khai tử", hamlet="thon-dong-khe").hamlet == "thôn Đông Khê"
    assert tell("đăng ký khai tử", hamlet="khong-co").hamlet == ""
    assert tell("đăng ký khai tử").hamlet == ""


@pytest.mark.parametrize("text", ["nhà mới làm khai sinh thế nào", "khai sinh bán đồ", "đông khê"])
def test_everyday_words_are_no_hamlet(tell, text):
    assert tell(text).hamlet == ""


def test_a_hamlet_of_another_commune_is_not_ours(town):
    base = with_hamlets(with_hamlets(town, "thôn Đông"), "thôn Khác", commune="cam-giang")
    places = {**base.localities, "cam-giang": base.localities["cam-giang"].model_copy(update={"name": "xã Cẩm Giàng"})}
    responder = Responder(replace(base, localities=places), Matcher(town), locality=COMMUNE)

    def heard(text):
        return responder.respond(Conversation(), Message("t", "c", "1", text), now=NOW, ref="R")

    assert heard("ở thôn Đông đăng ký khai tử ở đâu").hamlet == "thôn Đông"
    assert heard("ở thôn Đông xã Cẩm Giàng đăng ký khai tử ở đâu").hamlet == ""
    assert heard("tôi ở thôn Đông xã Cẩm Giàng").conversation.hamlet == ""


def test_the_talk_goes_on_after_somebody_said_where_they_live(tell):
    tell("đăng ký khai sinh ở đâu")
    tell("nhà em ở tổ 3")

    assert "miễn phí" in tell("lệ phí thế nào").replies[0].text


def test_nobody_is_asked(tell):
    said = " ".join(reply.text for text in ("/start", "khai sinh cho bé", "chào bạn") for reply in tell(text).replies)

    assert "thôn" not in said


def test_an_alarm_is_an_alarm_wherever(tell):
    turn = tell("cháy nhà ở thôn Đông Khê")

    assert turn.urgent
    assert turn.hamlet == "thôn Đông Khê"


def test_where_a_communes_own_entry_speaks_of_a_hamlet_its_name_tells_entries_apart(town):
    questions = ("lịch tiêm ở thôn Đông Khê", "thôn Đông Khê tiêm ngày nào")
    tiem = Entry(id="tiem", questions=questions, answer="Thứ Ba.", locality=COMMUNE)
    topic = town.topics[0]
    base = type(town)(
        (type(topic)(topic.id, topic.title, topic.intro, (*topic.entries, tiem)),), town.phrases, town.words, town.localities
    )
    base = with_hamlets(base)
    responder = Responder(base, Matcher(base), locality=COMMUNE)

    turn = responder.respond(Conversation(), Message("t", "c", "1", "lịch tiêm ở thôn Đông Khê"), now=NOW, ref="R")

    assert (turn.entries, turn.hamlet) == (("tiem",), "thôn Đông Khê")


def test_a_hamlet_that_changed_its_name_is_counted_by_the_new_one_and_one_that_is_gone_by_none(town):
    matcher = Matcher(town)
    renamed = responder_over(town, matcher, Hamlet(name="thôn Đông Khê Mới", names=("thôn Đông Khê",)))
    gone = responder_over(town, matcher, "thôn Khác")
    talk = Conversation(hamlet="thôn Đông Khê", at=NOW)
    message = Message("t", "c", "1", "đăng ký khai tử")

    assert renamed.respond(talk, message, now=NOW, ref="R").hamlet == "thôn Đông Khê Mới"
    assert gone.respond(talk, message, now=NOW, ref="R").hamlet == ""


def test_a_commune_without_a_list_says_so_and_goes_on_as_ever(responder):
    def said(text):
        return responder.respond(Conversation(), Message("t", "c", "1", text), now=NOW, ref="R")

    assert "chưa có danh sách" in said("/thon").replies[0].text
    assert said("tôi ở thôn Đông Khê, đăng ký khai tử").hamlet == ""
    assert "/thon" not in said("/trogiup").replies[0].text


def test_the_help_speaks_of_it_where_there_is_a_list(tell):
    assert "/thon" in tell("/trogiup").replies[0].text


def test_what_was_masked_is_not_said_back(tell):
    assert "0912" not in tell("/thon 0912345678").replies[0].text


def test_no_answer_of_the_base_changes_because_the_commune_has_hamlets(shipped, shipped_responder):
    """Every fortieth phrasing, and every one in which a hamlet is found."""
    base = with_hamlets(shipped)
    there = Responder(base, shipped_responder.matcher, locality=COMMUNE)
    without = Responder(shipped, shipped_responder.matcher, locality=COMMUNE)
    phrasings = [text for entry in shipped.entries.values() for text in entry.questions]
    named = [text for text in phrasings if there.dwelling.hamlets.found(text)]

    changed = []
    for text in {*phrasings[::40], *named}:
        one, two = (r.respond(Conversation(), Message("t", "c", "1", text), now=NOW, ref="R") for r in (without, there))
        if (one.outcome, one.entries) != (two.outcome, two.entries):
            changed.append((text, one.entries, two.entries))

    assert changed == []
    assert len(named) < len(phrasings) / 1000
