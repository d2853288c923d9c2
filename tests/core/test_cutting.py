import pytest

from bot.core.cutting import asks_plainly, first_sentence, ways_to_cut

JOINTS = ("với lại", "và")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("khai sinh cần gì? làm hộ chiếu ở đâu?", ["khai sinh cần gì?", "làm hộ chiếu ở đâu?"]),
        ("1. khai sinh cần gì 2. làm hộ chiếu ở đâu", ["khai sinh cần gì", "làm hộ chiếu ở đâu"]),
        ("khai sinh cần gì với lại làm hộ chiếu ở đâu", ["khai sinh cần gì", "làm hộ chiếu ở đâu"]),
        ("khai sinh cần gì? Với lại làm hộ chiếu ở đâu", ["khai sinh cần gì?", "làm hộ chiếu ở đâu"]),
    ],
)
def test_a_message_is_cut_where_people_join_two_questions(typed, parts):
    assert next(ways_to_cut(typed, JOINTS)) == parts


def test_one_question_is_not_cut():
    assert list(ways_to_cut("đăng ký khai sinh cho con cần gì", JOINTS)) == []


@pytest.mark.parametrize(
    "typed", ["làm hộ chiếu ở đâu ạ", "co mat tien ko", "Còn kịp chưa?", "bao giờ có thẻ", "can giay to j v"]
)
def test_a_question_asks_plainly(typed):
    assert asks_plainly(typed)


@pytest.mark.parametrize("typed", ["bố mẹ chưa đăng ký kết hôn", "nhà trường bảo giờ làm trên máy", "con em mới sinh."])
def test_a_circumstance_does_not(typed):
    assert not asks_plainly(typed)


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("Nộp trong 15 ngày. Quá hạn thì sao cũng được.", "Nộp trong 15 ngày."),
        ("Được. Bà con nộp ở xã. Mang theo căn cước.", "Được. Bà con nộp ở xã."),
        ("Gọi 1900.0368 để hỏi\nHoặc ra công an.", "Gọi 1900.0368 để hỏi"),
        ("", ""),
    ],
)
def test_the_first_sentence_says_something_alone(answer, first):
    assert first_sentence(answer) == first
