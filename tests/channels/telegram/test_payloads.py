"""What is read of an update, and how a reply is written; the real library, nothing sent."""

import pytest
from telegram import Update, User

from bot.channels.splitting import units
from bot.channels.telegram.payloads import Outgoing, read, write
from bot.core.message import Choice, Message, Reply
from tests.channels.telegram.desk import GROUP

ME = User(42, "Xã thử", is_bot=True, username="XaThuBot")

# Reading


def private(update_id=9, **fields):
    return update("message", update_id, {"id": 7, "type": "private", "first_name": "Lan"}, **fields)


def group(**fields):
    return update("message", 9, {"id": GROUP, "type": "supergroup", "title": "Tổ dân phố 3"}, **fields)


def update(kind, update_id, chat, **fields):
    sender = {"id": 7, "is_bot": False, "first_name": "Lan"}
    return Update.de_json(
        {"update_id": update_id, kind: {"message_id": 5, "date": 1, "chat": chat, "from": sender, **fields}}, None
    )


def mention(text, name="@XaThuBot"):
    return {"type": "mention", "offset": units(text[: text.index(name)]), "length": len(name)}


BOTS_MESSAGE = {
    "message_id": 4,
    "date": 1,
    "chat": {"id": GROUP, "type": "supergroup", "title": "Tổ"},
    "from": {"id": 42, "is_bot": True, "first_name": "Xã thử", "username": "XaThuBot"},
    "text": "Mời bạn hỏi.",
}
PHOTO = [{"file_id": "F", "file_unique_id": "Q", "width": 9, "height": 9}]


def test_a_text_in_a_private_chat_is_read():
    assert read(private(text="Làm khai sinh ở đâu?"), me=ME) == Message("telegram", "7", "9", "Làm khai sinh ở đâu?")


def test_what_is_said_under_a_photo_is_the_text():
    assert read(private(photo=PHOTO, caption="Giấy này là gì?"), me=ME).text == "Giấy này là gì?"


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "F", "file_unique_id": "Q", "duration": 3}},
        {"photo": PHOTO},
        {
            "sticker": {
                "file_id": "F",
                "file_unique_id": "Q",
                "type": "regular",
                "width": 9,
                "height": 9,
                "is_animated": False,
                "is_video": False,
            }
        },
        {"location": {"latitude": 16.4, "longitude": 107.6}},
        {"document": {"file_id": "F", "file_unique_id": "Q"}},
        {"video_note": {"file_id": "F", "file_unique_id": "Q", "length": 9, "duration": 3}},
        {"contact": {"phone_number": "0900000000", "first_name": "A"}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_a_message_without_text_is_an_empty_message(content):
    assert read(private(**content), me=ME).text == ""


@pytest.mark.parametrize(
    "ignored",
    [
        private(new_chat_title="Tên mới"),
        private(pinned_message=BOTS_MESSAGE),
        private(text="x", **{"from": {"id": 8, "is_bot": True, "first_name": "B"}}),
        group(text="Tin của kênh", is_automatic_forward=True, reply_to_message=BOTS_MESSAGE),
        update("edited_message", 9, {"id": 7, "type": "private"}, text="sửa"),
        update("channel_post", 9, {"id": -5, "type": "channel", "title": "Kênh"}, text="tin"),
        Update(9),
    ],
    ids=["title", "pinned", "bot", "channel in its group", "edit", "channel", "unknown"],
)
def test_what_no_resident_said_is_ignored(ignored):
    assert read(ignored, me=ME) is None


def test_a_forwarded_message_is_its_text():
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "B"}

    assert read(private(text="Mức phạt mới?", forward_origin=origin), me=ME).text == "Mức phạt mới?"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("/start qr_lop10a", "/start qr_lop10a"),
        ("/chude", "/chude"),
        ("/chude@XaThuBot", "/chude"),
        ("/start@xathubot qr_1", "/start qr_1"),
    ],
)
def test_a_command_keeps_its_payload_and_loses_the_name_of_the_bot(typed, text):
    assert read(private(text=typed), me=ME).text == text


@pytest.mark.parametrize(
    "chatter", ["Chào cả nhà", "/chude", "/chude@BotKhac", "xem @XaThuBotKhac nhé", "thư@XaThuBot.vn", "bot ơi"]
)
def test_in_a_group_the_talk_of_others_is_not_read(chatter):
    assert read(group(text=chatter), me=ME) is None


def test_in_a_group_a_command_with_the_name_of_the_bot_is_read():
    assert read(group(text="/chude@XaThuBot"), me=ME).text == "/chude"


def test_in_a_group_a_command_for_another_bot_is_not_read_even_as_a_reply():
    assert read(group(text="/xoa@BotKhac", reply_to_message=BOTS_MESSAGE), me=ME) is None


def test_in_a_group_a_reply_to_the_bot_is_read():
    assert read(group(text="còn lệ phí?", reply_to_message=BOTS_MESSAGE), me=ME).text == "còn lệ phí?"


def test_in_a_group_a_reply_to_a_neighbour_is_not_read():
    neighbour = BOTS_MESSAGE | {"from": {"id": 8, "is_bot": False, "first_name": "Minh"}}

    assert read(group(text="đúng rồi", reply_to_message=neighbour), me=ME) is None


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("@XaThuBot, làm khai sinh ở đâu?", "làm khai sinh ở đâu?"),
        ("👋🏽 hỏi @xathubot giờ làm việc", "👋🏽 hỏi giờ làm việc"),
        ("@XaThuBot", ""),
    ],
)
def test_in_a_group_a_mention_is_read_without_the_name(said, text):
    name = "@xathubot" if "@xathubot" in said else "@XaThuBot"

    assert read(group(text=said, entities=[mention(said, name)]), me=ME).text == text


def test_in_a_group_a_mention_under_a_photo_is_read():
    caption = "@XaThuBot giấy này là gì?"

    assert read(group(photo=PHOTO, caption=caption, caption_entities=[mention(caption)]), me=ME).text == "giấy này là gì?"


def test_in_a_group_an_admin_may_ask_in_the_name_of_the_group():
    anonymous = {
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
        "sender_chat": {"id": GROUP, "type": "supergroup"},
    }

    assert read(group(text="/chude@XaThuBot", **anonymous), me=ME).text == "/chude"


def test_half_a_surrogate_pair_is_replaced():
    assert read(private(text="a\ud83d"), me=ME).text == "a\ufffd"


def test_what_no_database_takes_is_dropped_from_a_text():
    assert read(private(text="a\0b"), me=ME).text == "ab"


@pytest.mark.parametrize(("before", "kept"), [("\0\0", ""), ("\ud83d", "\ufffd")], ids=["NULs", "half a pair"])
def test_in_a_group_the_name_is_found_behind_what_no_database_takes(before, kept):
    said = f"{before}@XaThuBot lệ phí?"

    assert read(group(text=said, entities=[mention(said)]), me=ME).text == f"{kept} lệ phí?".replace("  ", " ")


def tap(**message):
    query = {"id": "9", "chat_instance": "1", "data": "#a:khai-sinh", "from": {"id": 7, "is_bot": False, "first_name": "Lan"}}
    return Update.de_json({"update_id": 3, "callback_query": {**query, **message}}, None)


def test_a_tap_is_its_code_and_the_label_of_the_button():
    buttons = [[{"text": "Khai tử", "callback_data": "#a:khai-tu"}], [{"text": "Khai sinh", "callback_data": "#a:khai-sinh"}]]
    under = BOTS_MESSAGE | {"reply_markup": {"inline_keyboard": buttons}}

    assert read(tap(message=under), me=ME) == Message("telegram", str(GROUP), "3", "Khai sinh", choice="#a:khai-sinh")


def test_a_tap_under_a_message_too_old_to_be_shown_has_no_label():
    old = {"message_id": 4, "date": 0, "chat": {"id": 7, "type": "private"}}

    assert read(tap(message=old), me=ME) == Message("telegram", "7", "3", "", choice="#a:khai-sinh")


def test_a_tap_without_a_chat_is_ignored():
    assert read(tap(inline_message_id="x"), me=ME) is None


# Writing


def rows(outgoing):
    return [[(button.text, button.callback_data) for button in row] for row in outgoing.keyboard.inline_keyboard]


def test_a_plain_reply_is_one_message():
    assert write(Reply("Xin chào")) == [Outgoing("Xin chào")]


def test_choices_are_numbered_in_the_text_and_one_to_a_row():
    [outgoing] = write(Reply("Ý bạn là?", (Choice("Khai sinh", "#a:1"), Choice("Khai tử", "#a:2"))))

    assert outgoing.text == "Ý bạn là?\n\n1. Khai sinh\n2. Khai tử"
    assert rows(outgoing) == [[("Khai sinh", "#a:1")], [("Khai tử", "#a:2")]]


def test_actions_stand_side_by_side_and_not_in_the_text():
    [outgoing] = write(Reply("Đây.", (Choice("Khai sinh", "#a:1"),), (Choice("👍", "#up:1"), Choice("👎", "#down:1"))))

    assert "👍" not in outgoing.text
    assert rows(outgoing)[1:] == [[("👍", "#up:1"), ("👎", "#down:1")]]


def test_a_long_label_is_cut_at_a_word_and_whole_in_the_text():
    label = "Đăng ký khai sinh kết hợp nhận cha, mẹ, con cho trẻ em sinh ra tại Việt Nam"
    [outgoing] = write(Reply("Chọn:", (Choice(label, "#a:1"),)))

    [[(shown, _)]] = rows(outgoing)
    assert shown == "Đăng ký khai sinh kết hợp nhận cha, mẹ, con cho trẻ em sinh…"
    assert f"1. {label}" in outgoing.text


def test_a_label_without_spaces_is_cut_all_the_same():
    [outgoing] = write(Reply("Chọn:", (Choice("x" * 80, "#a:1"),)))

    assert rows(outgoing)[0][0][0] == "x" * 59 + "…"


def test_a_code_too_long_is_no_button_but_still_a_number():
    [outgoing] = write(Reply("Chọn:", (Choice("Dài", "#a:" + "ệ" * 21), Choice("Ngắn", "#a:1"))))

    assert outgoing.text.endswith("1. Dài\n2. Ngắn")
    assert rows(outgoing) == [[("Ngắn", "#a:1")]]


@pytest.mark.parametrize("text", ["Đừng chuyển tiền!", "🚨 Đừng chuyển tiền!"])
def test_an_urgent_reply_begins_with_one_alarm(text):
    assert write(Reply(text, urgent=True)) == [Outgoing("🚨 Đừng chuyển tiền!")]


def test_a_long_reply_is_split_and_has_its_buttons_at_the_end():
    outgoings = write(Reply("Đoạn văn. 🙂\n\n" * 900, (Choice("Khai sinh", "#a:1"),)))

    assert len(outgoings) > 2
    assert all(units(outgoing.text) <= 4096 for outgoing in outgoings)
    assert [outgoing.keyboard is not None for outgoing in outgoings] == [False] * (len(outgoings) - 1) + [True]


def test_an_empty_reply_is_no_message():
    assert write(Reply(" \n")) == []
