import pytest

from bot.channels.splitting import units
from bot.channels.wording import title, told, usable, worded
from bot.core.message import Choice, Reply


def test_choices_are_numbered_below_the_text_one_a_line():
    reply = Reply("Việc nào?", (Choice("Khai\n sinh", "#a:1"), Choice("Khai tử", "#a:2")))

    assert worded(reply) == "Việc nào?\n\n1. Khai sinh\n2. Khai tử"


def test_an_urgent_reply_has_one_alarm_light():
    assert worded(Reply("Gọi 114", urgent=True)) == worded(Reply("🚨 Gọi 114", urgent=True)) == "🚨 Gọi 114"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Khai tử", "Khai tử"),
        ("Đổi, cấp lại giấy phép lái xe", "Đổi, cấp lại giấy…"),
        ("1. Đăng ký khai sinh cho con", "1. Đăng ký khai…"),
        ("Ông A. Còn B và C thì sao", "Ông A. Còn B và C…"),
        ("Nộp tại xã, phường, đặc khu", "Nộp tại xã, phường…"),
        ("1. Dichvucong.gov.vn/tracuu", "1. Dichvucong.gov.v…"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦…"),
    ],
)
def test_a_label_too_long_for_a_button_is_cut_at_a_word(label, shown):
    assert title(label, 20) == shown
    assert units(shown) <= 20


def test_a_button_needs_a_label_and_a_code_that_fits():
    assert usable(Choice("Một", "#a:1"), longest=64)
    assert not any(usable(choice, longest=4) for choice in (Choice(" ", "#a"), Choice("Một", ""), Choice("Một", "#a:12")))


@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("Bad Request:\n chat not found", "Bad Request: chat not found"),
        ("no user 246845883529197922", "no user …"),
        ("at /bot123:AAF-secret-of-a-bot/getMe", "at …"),
        ("cannot send Chào bà con", ""),
        (None, ""),
        ("x" * 10**6, "x" * 120),
    ],
)
def test_a_providers_words_are_shown_without_whom_what_and_secrets(description, shown):
    assert told(description) == shown
