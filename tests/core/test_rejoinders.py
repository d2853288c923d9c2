"""What "đúng rồi", "không được", "còn cái kia" mean depends on what the bot said last."""

import pytest

from bot.core.conversation import Outcome


@pytest.fixture
def answer(say):
    return say("làm giấy khai sinh cho con cần gì")


@pytest.fixture
def offer(say):
    """Two entries to choose from."""
    return say("khai giấy")


@pytest.fixture
def chosen(say, offer):
    """The first of them, chosen."""
    return say("x", after=offer, choice="#a:khai-tu")


@pytest.mark.parametrize("typed", ["không được", "ko dc", "khong duoc", "làm rồi mà không được", "nó báo lỗi"])
def test_what_did_not_work_is_met_with_where_to_go_and_an_ear(say, answer, typed):
    stuck = say(typed, after=answer)
    why = say("nút gửi bị mờ", after=stuck)

    assert "Trung tâm Phục vụ hành chính công" in stuck.replies[0].text
    assert stuck.feedback.helpful is False
    assert (why.feedback.question, why.feedback.why) == ("MADO01", "nút gửi bị mờ")


def test_a_follow_up_after_what_did_not_work_is_no_complaint(say, answer):
    assert say("lệ phí bn", after=say("không được", after=answer)).entries == ("khai-sinh",)


def test_what_did_not_work_without_an_answer_before_is_asked_about(say):
    assert "vướng ở việc nào" in say("không được").replies[0].text


@pytest.mark.parametrize("typed", ["👍", "đúng rồi", "chính xác ạ"])
def test_praise_after_an_answer_is_feedback(say, answer, typed):
    turn = say(typed, after=answer)

    assert (turn.feedback.question, turn.feedback.helpful) == ("MADO01", True)


@pytest.mark.parametrize("typed", ["👎", "không phải", "sai rồi", "không đúng ý tôi"])
def test_blame_after_an_answer_is_feedback(say, answer, typed):
    turn = say(typed, after=answer)

    assert (turn.feedback.question, turn.feedback.helpful) == ("MADO01", False)


@pytest.mark.parametrize("typed", ["👍", "👎", "đúng rồi", "không phải", "ừ", "không", "còn cái kia", "nói ngắn gọn thôi"])
def test_out_of_the_blue_a_rejoinder_is_no_feedback(say, typed):
    turn = say(typed)

    assert turn.feedback is None
    assert turn.replies[0].text


def test_a_plain_yes_after_an_answer_is_no_praise(say, answer):
    assert say("vâng", after=answer).feedback is None


@pytest.mark.parametrize("typed", ["không phải", "không", "👎", "không có cái nào đúng"])
def test_no_to_what_was_offered_asks_for_other_words(say, offer, typed):
    turn = say(typed, after=offer)

    assert turn.feedback.why == "không phải các ý này"
    assert turn.conversation.menu == ()


def test_yes_to_several_offers_asks_which(say, offer):
    assert say("đúng rồi", after=offer).replies[-1].choices == offer.replies[-1].choices


@pytest.mark.parametrize("typed", ["đúng rồi", "ừ", "vâng ạ", "ok", "phải", "👍"])
def test_yes_to_the_only_offer_takes_it(say, typed):
    asked = say("làm giấy khai sinh cho con cần gì? giấy báo tử lấy sao?")

    turn = say(typed, after=asked)

    assert turn.outcome is Outcome.ANSWERED
    assert turn.entries == ("khai-tu",)


def test_the_other_one_is_what_was_offered_and_not_chosen(say, chosen):
    assert say("còn cái kia", after=chosen).entries == ("khai-sinh",)


def test_the_other_one_of_an_answer_is_among_what_is_needed_next(say, answer):
    assert say("còn cái kia thì sao", after=answer).replies[-1].choices == answer.replies[-1].choices


def test_a_shorter_answer_leaves_the_steps_out(say, answer):
    said = say("nói ngắn gọn thôi", after=answer).replies[0].text

    assert "60 ngày" in said
    assert "Bước 1" not in said


@pytest.mark.parametrize("typed", ["bão", "nó báo là căn cước hết hạn"])
def test_what_only_resembles_a_rejoinder_is_a_question(say, answer, typed):
    assert say(typed, after=answer).feedback is None


@pytest.mark.parametrize("typed", ["nói lại", "chưa hiểu", "noi lai cho de hieu", "bác không hiểu"])
def test_what_was_not_understood_is_said_again_in_a_sentence_with_who_explains_it(say, answer, typed):
    said = say(typed, after=answer).replies[0].text

    assert "60 ngày" in said
    assert "Bước 1" not in said
    assert "Trung tâm Phục vụ hành chính công" in said


def test_a_detail_said_last_is_what_is_said_again(say, answer):
    fee = say("lệ phí bn", after=answer)

    assert "miễn phí" in say("nói lại", after=fee).replies[0].text


def test_not_understood_out_of_the_blue_is_asked_about(say):
    assert say("chưa hiểu").replies[0].text


def test_none_of_these_after_an_answer_ends_its_matter(say, answer):
    rejected = say("không cái nào", after=answer)

    assert "cho việc gì" in say("lệ phí bao nhiêu", after=rejected).replies[0].text
