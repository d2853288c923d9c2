"""Short messages are read together with what the talk is about."""

from bot.core.conversation import Outcome
from tests.conftest import NOW


def text_of(turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


def test_a_short_answer_to_a_question_back_is_read_with_what_was_asked(say):
    asked = say("khai giấy")

    assert asked.outcome is Outcome.ASKED_BACK
    assert say("cho bé mới sinh", after=asked).entries == ("khai-sinh",)


def test_a_clear_question_after_a_question_back_changes_the_subject(say):
    assert say("xin cấp hộ chiếu online", after=say("khai giấy")).entries == ("ho-chieu",)


def test_danger_after_a_question_back_is_heard(say):
    assert say("nhà bị cháy", after=say("khai giấy")).entries == ("chay-nha",)


def test_a_guess_that_was_not_taken_is_not_what_a_detail_is_told_of(say):
    guess = say("giấy báo tử lấy sao")
    fee = say("lệ phí bao nhiêu", after=guess)

    assert guess.outcome is Outcome.ASKED_BACK
    assert fee.outcome is Outcome.ASKED_BACK
    assert "có phải bà con hỏi cho việc này không" in text_of(fee)


def test_a_detail_after_what_nobody_knows_is_not_told_of_the_answer_before(say):
    unknown = say("xin giấy phép nuôi voi rừng ở đâu", after=say("làm giấy khai sinh cho con cần gì"))
    fee = say("lệ phí bao nhiêu", after=unknown)

    assert unknown.outcome is Outcome.NOT_ANSWERED
    assert "cho việc gì" in text_of(fee)


def test_chatter_does_not_end_the_matter(say):
    chatter = say("hát cho tôi nghe đi", after=say("làm giấy khai sinh cho con cần gì"))

    assert say("lệ phí bao nhiêu", after=chatter).entries == ("khai-sinh",)


def test_until_when_is_answered_with_the_deadline(say):
    turn = say("phải làm trong bao lâu", after=say("làm giấy khai sinh cho con cần gì"))

    assert turn.entries == ("khai-sinh",)
    assert text_of(turn).startswith("Bà con đăng ký khai sinh trong 60 ngày")


def test_what_was_masked_is_not_remembered_as_the_subject(say):
    turn = say("khai giấy 030215000000")

    assert turn.conversation.subject == ""


def test_the_subject_is_forgotten_with_the_talk(say):
    talk = say("khai giấy").conversation

    assert talk.subject
    assert talk.forgetting(NOW.replace(hour=NOW.hour + 2)).subject == ""
