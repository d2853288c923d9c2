"""What officers type: with marks or without, as commands; and what only looks like one."""

import unicodedata

import pytest

from bot.chat_review.commands import Command, Verb, button, link_code, read
from bot.core.message import Message


def typed(text, choice=""):
    return Message("zalo", "lan", "1", text, choice)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("viec", Command(Verb.WORK)),
        ("Việc", Command(Verb.WORK)),
        ("/viec", Command(Verb.WORK)),
        ("VIỆC HÔM NAY", Command(Verb.WORK)),
        ("3", Command(Verb.TAKE, 3, is_bare=True)),
        ("3.", Command(Verb.TAKE, 3, is_bare=True)),
        ("gop 3", Command(Verb.TAKE, 3)),
        ("Gộp 12", Command(Verb.TAKE, 12)),
        ("gop2", Command(Verb.TAKE, 2)),
        ("moi", Command(Verb.NEW)),
        ("Mới: Bác ra xã.\nMang sổ.", Command(Verb.NEW, text="Bác ra xã.\nMang sổ.")),
        ("tra loi Bác gọi thú y", Command(Verb.REPLY, text="Bác gọi thú y")),
        ("Trả lời:\nBác gọi thú y", Command(Verb.REPLY, text="Bác gọi thú y")),
        ("bo qua", Command(Verb.SKIP)),
        ("bỏ qua 2", Command(Verb.SKIP, text="2")),
        ("bo qua cau dua", Command(Verb.SKIP, text="cau dua")),
        ("tim hộ chiếu", Command(Verb.FIND, text="hộ chiếu")),
        ("sau", Command(Verb.LATER)),
        ("để sau", Command(Verb.LATER)),
        ("thôi", Command(Verb.STOP)),
        ("dong y", Command(Verb.AGREE)),
        ("Gửi", Command(Verb.SEND)),
        ("dang", Command(Verb.PUBLISH)),
        ("hoàn tác", Command(Verb.UNDO)),
        ("hoan  tac", Command(Verb.UNDO)),
        ("/ngat", Command(Verb.UNLINK)),
        ("ngắt kết nối", Command(Verb.UNLINK)),
    ],
)
def test_a_command_is_read_with_or_without_marks(text, command):
    assert read(typed(text)) == command
    assert read(typed(unicodedata.normalize("NFD", text))) == command


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký khai sinh ở đâu",
        "gửi hồ sơ qua mạng được không",
        "sau sinh cần làm gì",
        "việc làm cho thanh niên",
        "mỗi tháng được bao nhiêu tiền",
        "mời bác sĩ ở đâu",
        "ngất",
        "ngat",
        "đồng ý kiến với ai",
        "gộp 3 sổ bảo hiểm",
        "123",
        "",
        "?",
    ],
)
def test_what_a_resident_would_say_is_no_command(text):
    assert read(typed(text)) is None


def test_a_button_says_what_it_stood_under():
    assert read(typed("", button("ab12cd", Verb.TAKE, 2))) == Command(Verb.TAKE, 2, screen="ab12cd")
    assert read(typed("Để sau", button("ab12cd", Verb.LATER))) == Command(Verb.LATER, screen="ab12cd")


@pytest.mark.parametrize("code", ["#a:khai-sinh", "#viec:ab12cd:khong-co", "#viec:", "#viec:xyz:gop:1", "#none"])
def test_other_buttons_are_none_of_ours(code):
    assert read(typed("", code)) is None


@pytest.mark.parametrize("text", ["/noi 1234 5678", "noi 12345678", "Nối 1234-5678", "nối: 1234.5678", " /NOI12345678 "])
def test_a_code_is_read_however_it_is_typed(text):
    assert link_code(typed(text)) == "12345678"


@pytest.mark.parametrize("text", ["/noi", "/noi 1234", "/noi 123456789", "noi 1234567a", "12345678", "nối mạng 12345678"])
def test_other_numbers_are_no_code(text):
    assert link_code(typed(text)) == ""
