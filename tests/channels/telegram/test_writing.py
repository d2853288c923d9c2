"""How a reply is written; the real library, nothing sent."""

import pytest

from bot.channels import Part
from bot.channels.splitting import units
from bot.channels.telegram.writing import keyboard, write
from bot.core.message import Choice, Reply

URL = "https://xa.vn/mau.png"


def rows(part):
    return [[(button.text, button.callback_data) for button in row] for row in keyboard(part).inline_keyboard]


def test_a_plain_reply_is_one_message():
    assert write(Reply("Xin chào")) == [Part("Xin chào")]


def test_choices_are_numbered_in_the_text_and_one_to_a_row():
    [part] = write(Reply("Ý bạn là?", (Choice("Khai sinh", "#a:1"), Choice("Khai tử", "#a:2"))))

    assert part.text == "Ý bạn là?\n\n1. Khai sinh\n2. Khai tử"
    assert rows(part) == [[("Khai sinh", "#a:1")], [("Khai tử", "#a:2")]]


def test_actions_stand_side_by_side_and_not_in_the_text():
    [part] = write(Reply("Đây.", (Choice("Khai sinh", "#a:1"),), (Choice("👍", "#up:1"), Choice("👎", "#down:1"))))

    assert "👍" not in part.text
    assert rows(part)[1:] == [[("👍", "#up:1"), ("👎", "#down:1")]]


def test_a_long_label_is_cut_at_a_word_and_whole_in_the_text():
    label = "Đăng ký khai sinh kết hợp nhận cha, mẹ, con cho trẻ em sinh ra tại Việt Nam"
    [part] = write(Reply("Chọn:", (Choice(label, "#a:1"),)))

    [[(shown, _)]] = rows(part)
    assert shown == "Đăng ký khai sinh kết hợp nhận cha, mẹ, con cho trẻ em sinh…"
    assert f"1. {label}" in part.text


def test_a_label_without_spaces_is_cut_all_the_same():
    [part] = write(Reply("Chọn:", (Choice("x" * 80, "#a:1"),)))

    assert rows(part)[0][0][0] == "x" * 59 + "…"


def test_a_code_too_long_is_no_button_but_still_a_number():
    [part] = write(Reply("Chọn:", (Choice("Dài", "#a:" + "ệ" * 21), Choice("Ngắn", "#a:1"))))

    assert part.text.endswith("1. Dài\n2. Ngắn")
    assert rows(part) == [[("Ngắn", "#a:1")]]


@pytest.mark.parametrize("text", ["Đừng chuyển tiền!", "🚨 Đừng chuyển tiền!"])
def test_an_urgent_reply_begins_with_one_alarm(text):
    assert write(Reply(text, urgent=True)) == [Part("🚨 Đừng chuyển tiền!")]


def test_a_long_reply_is_split_and_has_its_buttons_at_the_end():
    parts = write(Reply("Đoạn văn. 🙂\n\n" * 900, (Choice("Khai sinh", "#a:1"),)))

    assert len(parts) > 2
    assert all(units(part.text) <= 4096 for part in parts)
    assert [bool(part.choices) for part in parts] == [False] * (len(parts) - 1) + [True]


def test_an_empty_reply_is_no_message():
    assert write(Reply(" \n")) == []


def test_a_picture_carries_a_short_text_and_the_buttons():
    [part] = write(Reply("Mẫu tờ khai:", (Choice("Khai sinh", "#a:1"),), image=URL))

    assert part == Part("Mẫu tờ khai:\n\n1. Khai sinh", (Choice("Khai sinh", "#a:1"),), image=URL)


@pytest.mark.parametrize(("length", "images"), [(1024, [URL]), (1025, ["", URL])])
def test_a_text_too_long_for_a_caption_comes_before_the_picture(length, images):
    parts = write(Reply("x" * length, (), (Choice("👍", "#up:1"),), image=URL))

    assert [part.image for part in parts] == images
    assert parts[0].actions == (Choice("👍", "#up:1"),)


def test_a_picture_needs_no_text():
    assert write(Reply("", image=URL)) == [Part("", image=URL)]


def test_no_more_buttons_than_telegram_takes():
    choices = tuple(Choice(f"Mục {number}", f"#{number}") for number in range(150))

    assert len(rows(write(Reply("Chọn:", choices))[0])) == 100
