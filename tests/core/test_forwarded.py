import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.forwarded import unwrapped
from bot.core.text import clean

ASKED = "làm khai sinh cần gì"


@pytest.mark.parametrize(
    "passed_on",
    [
        f"Fwd: {ASKED}",
        f"FW: Re: {ASKED}",
        f"---------- Tin nhắn chuyển tiếp ----------\n{ASKED}",
        f"----- Forwarded message -----\nTừ: Bác Tư <tu@gmail.com>\nNgày: 21/11/2026\nChủ đề: {ASKED}",
        f"Tin nhắn được chuyển tiếp từ Bác Tư\n{ASKED}",
        f"[12:30, 21/11/2026] Bác Tư: {ASKED}",
        f"[21/11/2026 12:30] Nguyễn Văn A: {ASKED}",
        f"21/11/2026, 12:30 - Bác Tư: {ASKED}",
        f"Bác Tư, [21/11/2026 12:30]\n{ASKED}",
        f"Nguyễn Văn A đã chuyển tiếp\n{ASKED}",
        f"Nguyễn Văn A đã chuyển tiếp một tin nhắn\n{ASKED}",
        f"Bác Tư hỏi: {ASKED}",
        f"Mẹ em nhờ hỏi: {ASKED}",
        f"Bác Tư: {ASKED}",
        f"> {ASKED}",
        f">> {ASKED}",
        f"> Bà con xem lịch phun thuốc ở xóm\n{ASKED}",
        f"{ASKED}\nĐã gửi từ iPhone của tôi",
    ],
)
def test_only_what_is_asked_is_left_of_a_forwarded_message(passed_on):
    assert unwrapped(clean(passed_on)) == ASKED


@pytest.mark.parametrize(
    "written",
    [
        "con tôi sinh ngày 21/11/2026, làm khai sinh ở đâu",
        "Hồ sơ: cần những gì",
        "nộp lúc 7:30 được không",
        "con: 2 tuổi, mẹ: 30 tuổi, làm thẻ thế nào",
        "chuyển tiếp cuộc gọi là gì",
        "bà con cho hỏi giấy tờ: khai sinh, kết hôn nộp ở đâu",
        "-----",
        "Fwd:",
    ],
)
def test_what_a_resident_wrote_stays(written):
    assert unwrapped(clean(written)) == clean(written)


def test_a_quotation_counts_when_little_is_added():
    assert unwrapped(f"> {ASKED}\nlà sao ạ") == f"{ASKED}\nlà sao ạ"


@given(st.text(max_size=200))
def test_some_text_is_always_left(text):
    text = clean(text)

    assert bool(unwrapped(text)) == bool(text)
