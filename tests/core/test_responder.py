"""Whole conversations with the small town's knowledge."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.core.conversation import Conversation, Outcome, Wish
from bot.core.message import Message
from tests.conftest import NOW


def text_of(turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def test_a_sure_question_is_answered_with_steps_and_source(say):
    turn = say("làm giấy khai sinh cho con cần gì")

    assert turn.outcome is Outcome.ANSWERED
    assert turn.entries == ("khai-sinh",)
    assert "Bước 1: Mang giấy chứng sinh." in text_of(turn)
    assert "Nguồn: Luật Hộ tịch (60/2014/QH13). Kiểm tra ngày 1/11/2026." in text_of(turn)


def test_a_blank_placeholder_reads_as_a_general_office(say):
    assert "Trung tâm Phục vụ hành chính công xã, phường" in text_of(say("làm giấy khai sinh cho con cần gì"))


def test_an_answer_offers_thumbs_and_what_is_needed_next(say):
    turn = say("làm giấy khai sinh cho con cần gì")

    assert [choice.label for choice in turn.replies[0].choices] == ["Đăng ký khai tử"]
    assert [choice.code for choice in turn.replies[0].actions] == ["#up:MADO01", "#down:MADO01"]


def test_an_unknown_matter_is_honestly_declined_with_a_code(say):
    turn = say("giá vàng hôm nay bao nhiêu một chỉ")

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert "MADO01" in text_of(turn)


def test_an_urgent_answer_is_loud(say):
    turn = say("nhà bị cháy")

    assert turn.urgent
    assert turn.replies[0].urgent
    assert turn.replies[0].text.startswith("KHẨN")


def test_a_bare_subject_of_several_entries_is_asked_back(say):
    turn = say("đăng ký")

    assert turn.outcome is not Outcome.ANSWERED


@pytest.mark.parametrize(
    "typed", ["2", "số 2", "so 2", "2.", "chọn câu số hai ạ", "ý thứ 2", "Đăng ký khai tử", "dang ki khai tu"]
)
def test_a_choice_is_taken_by_number_or_title(say, typed):
    listed = say("x", choice="#t0:ho-tich")

    turn = say(typed, after=listed)

    assert turn.entries == ("khai-tu",)


def test_a_number_without_a_list_is_kindly_explained(say):
    assert "chưa đưa ra danh sách" in text_of(say("2"))


def test_a_number_outside_the_list_is_kindly_explained(say):
    assert "từ 1 đến" in text_of(say("9", after=say("/chude")))


def test_a_short_follow_up_is_about_the_answer_before(say):
    turn = say("mất bao nhiêu tiền vậy", after=say("làm giấy khai sinh cho con cần gì"))

    assert turn.outcome is Outcome.ANSWERED
    assert turn.entries == ("khai-sinh",)
    assert "Đúng hạn thì miễn phí." in text_of(turn)


def test_a_detail_asked_in_the_question_comes_first(say):
    turn = say("làm giấy khai sinh cho con mất bao nhiêu tiền")

    assert text_of(turn).startswith("Đúng hạn thì miễn phí.")
    assert "Bước 1" in text_of(turn)


def test_a_follow_up_may_name_another_entry(say):
    turn = say("ai làm hộ được không", after=say("làm giấy khai sinh cho con cần gì"))

    assert turn.entries == ("khai-tu",)


def test_a_follow_up_nobody_wrote_is_declined_not_invented(say):
    turn = say("mấy tuổi được làm", after=say("xin cấp hộ chiếu online"))

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert "điều kiện" in text_of(turn)


def test_a_follow_up_of_yesterday_is_forgotten(say):
    turn = say("mất bao nhiêu tiền", after=say("làm giấy khai sinh cho con cần gì"), now=NOW + timedelta(hours=3))

    assert turn.entries != ("khai-sinh",)


def test_a_correction_never_repeats_the_answer_before(say):
    turn = say("không phải, ý tôi là khai tử cho ông", after=say("làm giấy khai sinh cho con cần gì"))

    assert turn.entries[:1] == ("khai-tu",)


def test_two_questions_in_one_message_are_both_answered(say):
    turn = say("làm giấy khai sinh cho con cần gì và xin cấp hộ chiếu online thế nào")

    assert set(turn.entries) == {"khai-sinh", "ho-chieu"}
    assert "Bà con hỏi 2 việc" in text_of(turn)


def test_an_answer_out_of_force_is_not_given(say):
    turn = say("hộ nghèo được phát điện thoại không")

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert "Chương trình phát điện thoại" not in text_of(turn)


def test_personal_data_is_masked_and_the_resident_told(say):
    turn = say("làm giấy khai sinh cho con, căn cước tôi 030215000000")

    assert "030215000000" not in turn.text
    assert turn.masked == ("số căn cước",)
    assert "đã che" in text_of(turn)


def test_a_thumbs_down_asks_why_and_takes_the_next_words(say):
    down = say("", after=say("làm giấy khai sinh cho con cần gì"), choice="#down:MADO01")
    why = say("thiếu giờ làm việc", after=down)

    assert down.feedback.helpful is False
    assert why.feedback.why == "thiếu giờ làm việc"


def test_after_a_thumbs_down_a_new_question_is_still_a_question(say):
    down = say("", after=say("làm giấy khai sinh cho con cần gì"), choice="#down:MADO01")

    assert say("xin cấp hộ chiếu online", after=down).entries == ("ho-chieu",)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("xin chào", "trợ lý chào bà con"), ("cảm ơn nhé", "không có gì"), ("tạm biệt", "chào bà con"), ("bot tên gì", "phần mềm")],
)
def test_small_talk_is_friendly(say, typed, answer):
    turn = say(typed)

    assert turn.outcome is Outcome.SMALL_TALK
    assert answer in text_of(turn)


@pytest.mark.parametrize(
    ("typed", "shown"), [("/start", "Kính chào"), ("/trogiup", "/chude"), ("/gapcanbo", "gặp cán bộ"), ("menu", "chủ đề nào")]
)
def test_commands_and_their_words(say, typed, shown):
    assert shown in text_of(say(typed))


def test_a_deep_link_opens_its_entry(say):
    assert say("/start ho-chieu").entries == ("ho-chieu",)


def test_topics_lead_to_entries_and_entries_to_answers(say):
    topics = say("/chude")
    topic = say("1", after=topics)

    assert [c.label for c in topic.replies[0].choices][:2] == ["Đăng ký khai sinh", "Đăng ký khai tử"]
    assert say("3", after=topic).entries == ("ho-chieu",)


def test_erasing_is_a_wish_for_the_store(say):
    assert say("/xoa").wish is Wish.ERASE


@pytest.mark.parametrize("code", ["#m²", "#t²:ho-tich", "#m99", "#t99:ho-tich", "#up:", "#", "#a:"])
def test_a_forged_button_is_answered_kindly(say, code):
    assert say("x", choice=code).replies[0].text


def test_an_old_button_of_an_entry_that_is_gone_is_explained(say):
    assert "không còn nữa" in text_of(say("x", choice="#a:khong-con"))


def test_a_very_long_message_is_read_in_part(say):
    assert "dài quá" in text_of(say("làm giấy khai sinh cho con cần gì " * 200))


@hypothesis(deadline=None, max_examples=200)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_message_gets_a_reply(responder, text, choice):
    turn = responder.respond(Conversation(), Message("test", "a", "1", text, choice), now=NOW, ref="R")

    assert turn.wish or any(reply.text for reply in turn.replies)


@hypothesis(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["khai sinh cho bé", "1", "số 2", "còn lệ phí?", "/chude", "không phải", "cảm ơn", "👍", "nhà bị cháy"])
    )
)
def test_any_walk_through_a_talk_gets_replies_and_survives_storing(responder, texts):
    talk = Conversation()
    for text in texts:
        turn = responder.respond(talk, Message("test", "a", "1", text), now=NOW, ref="R")
        talk = Conversation.from_json(turn.conversation.to_json())

        assert talk == turn.conversation
        assert turn.replies
