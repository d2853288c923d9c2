"""Pictures, voice messages, stickers: the bot reads words only, and says so."""

import pytest

from bot.core.conversation import Conversation, Outcome, Wish
from bot.core.message import Kind, Message
from tests.conftest import NOW

WORDLESS = {
    Kind.VOICE: "chưa nghe được tin thoại",
    Kind.IMAGE: "đừng bấm vào đường dẫn",
    Kind.VIDEO: "không xem được video",
    Kind.STICKER: "chào bà con",
    Kind.LOCATION: "Trung tâm Phục vụ hành chính công",
    Kind.FILE: "Giấy tờ có thông tin cá nhân thì đừng gửi vào đây",
    Kind.CONTACT: "không lưu danh thiếp",
    Kind.OTHER: "chỉ đọc được chữ",
    Kind.SPOKEN: "chưa nghe rõ tin thoại",
}


@pytest.fixture
def send(responder):
    """Send something that is not only text."""

    def sent(kind, text="", *, talk=None, choice=""):
        return responder.respond(talk or Conversation(), Message("test", "lan", "1", text, choice, kind), now=NOW, ref="MADO01")

    return sent


@pytest.mark.parametrize("kind", WORDLESS)
def test_something_without_words_gets_a_useful_reply_of_its_own(send, kind):
    turn = send(kind)

    assert len(turn.replies) == 1
    assert WORDLESS[kind] in turn.replies[0].text
    assert "{" not in turn.replies[0].text


def test_every_kind_but_text_has_a_reply():
    assert set(WORDLESS) == set(Kind) - {Kind.TEXT}


@pytest.mark.parametrize("kind", [Kind.VOICE, Kind.SPOKEN, Kind.IMAGE, Kind.VIDEO, Kind.FILE])
def test_what_may_hold_a_question_is_counted_without_a_text_of_the_resident(send, kind):
    turn = send(kind)

    assert (turn.is_question, turn.outcome) == (True, Outcome.UNREAD)
    assert turn.text.startswith("(")


@pytest.mark.parametrize("kind", [Kind.STICKER, Kind.LOCATION, Kind.CONTACT, Kind.OTHER])
def test_what_holds_no_question_is_not_logged(send, kind):
    assert not send(kind).is_question


def test_a_caption_is_answered_and_the_picture_owned_up_to(send):
    turn = send(Kind.IMAGE, "làm giấy khai sinh cho con cần gì")

    assert (turn.outcome, turn.entries) == (Outcome.ANSWERED, ("khai-sinh",))
    assert turn.replies[0].text.startswith("Bà con đăng ký khai sinh")
    assert "không xem được ảnh bà con gửi kèm" in turn.replies[-1].text


def test_an_urgent_caption_comes_before_the_remark(send):
    turn = send(Kind.VIDEO, "nhà bị cháy")

    assert turn.replies[0].text.startswith("KHẨN")
    assert "không xem được video" in turn.replies[-1].text


def test_a_caption_nobody_can_answer_is_logged_as_it_was_written(send):
    turn = send(Kind.FILE, "xin giấy phép nuôi voi rừng ở đâu")

    assert (turn.outcome, turn.text) == (Outcome.NOT_ANSWERED, "xin giấy phép nuôi voi rừng ở đâu")


def test_a_picture_captioned_with_a_number_of_ones_own_is_not_kept_and_says_so(send):
    turn = send(Kind.IMAGE, "030215000000")

    assert "đã che" in turn.replies[0].text
    assert "không xem được ảnh" in turn.replies[1].text
    assert "030215000000" not in turn.text


def test_a_thumb_as_a_sticker_still_judges_the_answer(send):
    answered = send(Kind.TEXT, "làm giấy khai sinh cho con cần gì")

    turn = send(Kind.STICKER, "👍", talk=answered.conversation)

    assert turn.feedback.helpful is True


def test_a_picture_in_between_leaves_the_list_as_it_was(send):
    asked = send(Kind.TEXT, "khai giấy")

    picture = send(Kind.IMAGE, talk=asked.conversation)
    chosen = send(Kind.TEXT, "1", talk=picture.conversation)

    assert chosen.outcome is Outcome.ANSWERED


def test_a_command_under_a_picture_is_obeyed_without_remarks(send):
    assert send(Kind.IMAGE, "/xoa").wish is Wish.ERASE
