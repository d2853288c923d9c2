"""What a recogniser heard in a voice message is shown first, trusted little, and masked like everything else."""

from dataclasses import replace

import pytest

from bot.core.bands import Bands
from bot.core.conversation import Conversation, Outcome, Wish
from bot.core.matching import Matcher
from bot.core.message import Kind, Message
from bot.core.responder import Responder
from bot.core.spoken import SURE, in_figures, is_doubtful
from tests.conftest import NOW


@pytest.fixture
def speak(responder):
    """Say something that the recogniser hears so."""

    def spoken(text, *, talk=None, kind=Kind.SPOKEN):
        return responder.respond(talk or Conversation(), Message("test", "lan", "1", text, kind=kind), now=NOW, ref="MADO01")

    return spoken


def test_what_was_heard_is_said_before_the_answer(speak):
    turn = speak("làm giấy khai sinh cho con cần gì")

    assert turn.replies[0].text == ("Trợ lý nghe được: “làm giấy khai sinh cho con cần gì”. Nếu chưa đúng, bà con gõ lại giúp.")
    assert (turn.outcome, turn.entries) == (Outcome.ANSWERED, ("khai-sinh",))
    assert "60 ngày" in turn.replies[1].text


def test_officers_see_that_it_came_by_voice(speak):
    assert speak("làm giấy khai sinh cho con cần gì").text == "(tin thoại) làm giấy khai sinh cho con cần gì"


def test_what_would_be_answered_when_typed_but_is_not_sure_by_far_is_offered(town):
    eager = Responder(town, Matcher(town), bands=Bands(answer=0.2, lone=0.2))
    message = Message("test", "lan", "1", "làm hộ chiếu khai sinh cho con")
    typed = eager.respond(Conversation(), message, now=NOW, ref="MADO01")
    spoken = eager.respond(Conversation(), replace(message, kind=Kind.SPOKEN), now=NOW, ref="MADO01")

    assert (typed.outcome, is_doubtful(typed)) == (Outcome.ANSWERED, True)
    assert (spoken.outcome, spoken.entries[0]) == (Outcome.ASKED_BACK, typed.entries[0])
    assert spoken.replies[-1].choices[0].code == f"#a:{typed.entries[0]}"
    assert spoken.conversation.asks_back


def test_the_offer_may_be_taken_by_typing_its_number(speak):
    asked = speak("khai giấy")
    chosen = speak("1", talk=asked.conversation, kind=Kind.TEXT)

    assert asked.outcome is Outcome.ASKED_BACK
    assert (chosen.outcome, chosen.entries) == (Outcome.ANSWERED, asked.entries[:1])


@pytest.mark.parametrize("said", ["xoá dữ liệu của tôi", "xem dữ liệu của tôi"])
def test_nothing_is_erased_or_shown_by_voice(responder, speak, said):
    typed = speak(said, kind=Kind.TEXT)
    spoken = speak(said, talk=Conversation(entry="khai-sinh", at=NOW))

    assert typed.wish is not Wish.NONE
    assert spoken.wish is Wish.NONE
    assert spoken.conversation.entry == "khai-sinh"
    assert "/xoa" in spoken.replies[-1].text


def test_a_number_of_ones_own_is_masked_though_it_was_read_aloud(speak):
    turn = speak("số căn cước của tôi là không ba không hai một năm không không bốn năm sáu bảy làm giấy khai sinh")

    said = "\n".join(reply.text for reply in turn.replies)
    assert "[số căn cước]" in turn.text
    assert "[số căn cước]" in said
    assert "đã che" in said
    assert "không ba không" not in said + turn.text


@pytest.mark.parametrize(
    ("heard", "read"),
    [
        ("gọi số không chín một hai ba bốn năm sáu bảy tám nhé", "gọi số 0912345678 nhé"),
        ("mã là Một hai, ba bốn.", "mã là 1234."),
        ("một trăm hai mươi ba nghìn", "một trăm hai mươi ba nghìn"),
        ("hai ba người hỏi một hai câu", "hai ba người hỏi một hai câu"),
        ("đi làm ba năm sau mới về", "đi làm ba năm sau mới về"),
        ("", ""),
    ],
)
def test_digits_read_one_by_one_become_a_number_and_words_stay(heard, read):
    assert in_figures(heard) == read


def test_a_typed_number_in_words_stays_as_it_was_written(speak):
    assert "không ba không hai" in speak("nuôi voi không ba không hai", kind=Kind.TEXT).text


def test_nothing_sensible_heard_is_told_kindly_and_counted(speak):
    turn = speak("")

    assert "chưa nghe rõ" in turn.replies[0].text
    assert len(turn.replies) == 1
    assert (turn.outcome, turn.text, turn.is_question) == (Outcome.UNREAD, "(tin thoại)", True)


def test_what_nobody_can_answer_is_logged_as_it_was_heard(speak):
    turn = speak("xin giấy phép nuôi voi rừng ở đâu")

    assert (turn.outcome, turn.text) == (Outcome.NOT_ANSWERED, "(tin thoại) xin giấy phép nuôi voi rừng ở đâu")
    assert "nghe được" in turn.replies[0].text


def test_an_alarm_that_is_sure_is_given(speak):
    turn = speak("cháy nhà gọi số nào")

    assert (turn.urgent, turn.score >= SURE) == (True, True)
    assert any(reply.urgent for reply in turn.replies)
