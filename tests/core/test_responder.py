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
    turn = say("xin giấy phép nuôi voi rừng ở đâu")

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

    said = text_of(turn)
    assert said.index("Đúng hạn thì miễn phí.") < said.index("Bà con đăng ký khai sinh trong 60 ngày") < said.index("Bước 1")


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


def test_a_detail_of_what_is_law_no_more_is_not_certain_either(say):
    before = say("hộ nghèo được phát điện thoại không")

    turn = say("mất bao nhiêu tiền", before)

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert "Không mất tiền" not in text_of(turn)


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


def test_the_greeting_offers_where_to_begin(say):
    welcome = say("/start")

    assert "chủ đề nào" in text_of(say("1", after=welcome))
    assert "gặp cán bộ ở đây" in text_of(say("x", after=welcome, choice=welcome.replies[0].choices[1].code))


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


def test_a_title_typed_as_shown_is_answered_at_once(say):
    for typed in ("Hỗ trợ mua điện thoại", "lam ho chieu", "LÀM HỘ CHIẾU!", "Cháy nhà gọi 114."):
        assert len(say(typed).entries) == 1


def test_every_shipped_title_leads_to_its_entry(shipped, shipped_responder):
    lost = []
    for entry in shipped.entries.values():
        shown = shipped_responder.speech.title(entry.id)
        turn = shipped_responder.respond(Conversation(), Message("test", "a", "1", f"{shown}."), now=NOW, ref="R")
        if entry.id not in turn.entries and not entry.locality:
            lost.append(shown)

    assert lost == []


def test_a_number_beyond_the_list_is_told_the_range(say):
    assert "từ 1 đến" in text_of(say("99", after=say("/chude")))
    assert "chưa đưa ra danh sách" in text_of(say("99"))


def test_a_number_that_titles_speak_of_is_a_question(shipped_responder):
    turn = shipped_responder.respond(Conversation(), Message("test", "a", "1", "57"), now=NOW, ref="R")

    assert turn.outcome is Outcome.ASKED_BACK
    assert all("57" in choice.label for choice in turn.replies[0].choices)


def test_a_slash_before_a_sentence_is_a_slip(say):
    assert say("/làm giấy khai sinh cho con cần gì").entries == ("khai-sinh",)
    assert "/chude" in text_of(say("/chudee"))


def test_what_a_phone_writes_around_a_forwarded_question_is_not_read_and_not_kept(say):
    turn = say("[12:30, 21/11/2026] Bác Tư: làm giấy khai sinh cho con cần gì")

    assert turn.entries == ("khai-sinh",)
    assert "Tư" not in turn.text


def test_a_follow_up_in_teencode_is_about_the_answer_before(say):
    turn = say("lệ phí bn", after=say("làm giấy khai sinh cho con cần gì"))

    assert turn.entries == ("khai-sinh",)
    assert "Đúng hạn thì miễn phí." in text_of(turn)


def test_a_follow_up_to_a_list_is_asked_of_the_list_and_answered_first_after_the_choice(say):
    listed = say("khai giấy")
    fee = say("lệ phí bn", after=listed)
    chosen = say("Đăng ký khai sinh", after=fee)

    assert fee.replies[-1].choices == listed.replies[-1].choices
    assert "lệ phí" in text_of(fee)
    assert text_of(chosen).startswith("Đúng hạn thì miễn phí.")


def test_a_follow_up_to_nothing_asks_what_it_is_about_and_remembers(say):
    fee = say("lệ phí bn")

    assert "Về lệ phí, bà con hỏi cho việc gì" in text_of(fee)
    assert "Đúng hạn thì miễn phí." in text_of(say("đăng ký khai sinh", after=fee))


def test_a_case_nobody_wrote_about_is_said_to_be_a_case_of_the_answer_before(say):
    turn = say("bố bé không có tên thì sao", after=say("làm giấy khai sinh cho con cần gì"))

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert 'Trường hợp này của việc "Đăng ký khai sinh"' in text_of(turn)


@pytest.mark.parametrize("typed", ["hát cho tôi nghe đi", "asdf qwer zxcv", "trời gì mà nóng như đổ lửa"])
def test_chatter_is_told_what_the_bot_can_do_and_not_logged(say, typed):
    turn = say(typed)

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert not turn.is_question
    assert "MADO01" not in text_of(turn)
    assert "/chude" in text_of(turn)


def test_a_matter_outside_is_named_as_where_it_was_filed_and_not_as_a_question(shipped_responder):
    turn = shipped_responder.respond(
        Conversation(), Message("t", "a", "1", "xin visa đi Mỹ mất bao nhiêu"), now=NOW, ref="MADO01"
    )

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert "MADO01" in text_of(turn)
    assert "phải không ạ" not in text_of(turn)


def test_a_question_beside_a_certain_one_is_asked_back_last(say):
    turn = say("làm giấy khai sinh cho con cần gì? giấy báo tử lấy sao?")

    assert turn.outcome is Outcome.ASKED_BACK
    assert turn.entries[0] == "khai-sinh"
    assert "Còn ý “giấy báo tử lấy sao?”" in turn.replies[-1].text
    assert [choice.code for choice in turn.replies[-1].choices] == ["#a:khai-tu"]


def test_a_question_beside_a_certain_one_that_nothing_answers_is_logged(say):
    turn = say("làm giấy khai sinh cho con cần gì? xe buýt Hải Phòng Hà Nội chạy mấy chuyến?")

    assert turn.outcome is Outcome.NOT_ANSWERED
    assert turn.entries == ("khai-sinh",)
    assert "Còn ý “xe buýt Hải Phòng Hà Nội chạy mấy chuyến?” thì trợ lý chưa có câu trả lời" in text_of(turn)


def test_the_note_on_personal_data_comes_before_the_list(say):
    turn = say("làm giấy khai sinh cho con, căn cước tôi 030215000000")

    assert "đã che" in turn.replies[0].text
    assert turn.replies[-1].choices


def test_the_note_on_personal_data_never_stands_before_what_is_urgent(say):
    turn = say("nhà bị cháy 030215000000")

    assert turn.replies[0].text.startswith("KHẨN")
    assert "đã che" in text_of(turn)


@hypothesis(deadline=None, max_examples=200)
@given(st.text(max_size=300), st.text(max_size=40))
def test_any_message_gets_a_reply(responder, text, choice):
    turn = responder.respond(Conversation(), Message("test", "a", "1", text, choice), now=NOW, ref="R")

    assert turn.wish or any(reply.text for reply in turn.replies)


@hypothesis(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            "khai giấy|khai sinh cho bé|1|số 2|99|còn lệ phí?|bn tiền|/chude|không phải|đúng rồi|ừ|không được|còn cái kia"
            "|cảm ơn|👍|👎|nói ngắn thôi|nhà bị cháy|hát đi|làm hộ chiếu ở đâu? giấy báo tử lấy sao?".split("|")
        )
    )
)
def test_any_walk_through_a_talk_gets_replies_and_survives_storing(responder, texts):
    talk = Conversation()
    for text in texts:
        turn = responder.respond(talk, Message("test", "a", "1", text), now=NOW, ref="R")
        talk = Conversation.from_json(turn.conversation.to_json())

        assert talk == turn.conversation
        assert turn.replies
