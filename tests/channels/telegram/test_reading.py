"""What is read of an update; the real library, nothing sent."""

import json
from datetime import UTC, datetime

import pytest
from telegram import Update, User

from bot.channels import Happening
from bot.channels.splitting import units
from bot.channels.telegram.reading import read
from bot.core.message import Kind, Message
from tests.channels.telegram.desk import GROUP

ME = User(42, "Xã thử", is_bot=True, username="XaThuBot")


def said(update):
    """The message that is read of an update, None for none."""
    delivered = read(update, me=ME)
    return delivered and delivered.message


def address(update):
    return json.loads(read(update, me=ME).address)


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
    assert said(private(text="Làm khai sinh ở đâu?")) == Message("telegram", "7", "9", "Làm khai sinh ở đâu?")


def test_what_is_said_has_the_time_of_telegram():
    assert read(private(text="x"), me=ME).at == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_what_is_said_under_a_photo_is_the_text():
    assert said(private(photo=PHOTO, caption="Giấy này là gì?")).text == "Giấy này là gì?"


FILE = {"file_id": "F", "file_unique_id": "Q"}
STICKER = {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False, "emoji": "👍"}
MOVING = {**FILE, "width": 9, "height": 9, "duration": 3}
PLACE = {"latitude": 16.4, "longitude": 107.6}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {**FILE, "duration": 3}}, Kind.VOICE),
        ({"audio": {**FILE, "duration": 3}}, Kind.VOICE),
        ({"photo": PHOTO}, Kind.IMAGE),
        ({"sticker": STICKER}, Kind.STICKER),
        ({"location": PLACE}, Kind.LOCATION),
        ({"location": PLACE, "venue": {"location": PLACE, "title": "UBND", "address": "Thôn 3"}}, Kind.LOCATION),
        ({"document": FILE}, Kind.FILE),
        ({"video": MOVING}, Kind.VIDEO),
        ({"video_note": {**FILE, "length": 9, "duration": 3}}, Kind.VIDEO),
        ({"animation": MOVING, "document": FILE}, Kind.VIDEO),
        ({"contact": {"phone_number": "0900000000", "first_name": "A"}}, Kind.CONTACT),
        ({"dice": {"value": 3, "emoji": "🎲"}}, Kind.OTHER),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else str(value),
)
def test_what_is_not_text_has_its_kind(content, kind):
    assert (said(private(**content)).text, said(private(**content)).kind) == ("", kind)


@pytest.mark.parametrize("content", [{"voice": {**FILE, "duration": 3}}, {"audio": {**FILE, "duration": 3}}])
def test_a_voice_has_what_it_can_be_fetched_with(content):
    assert said(private(**content)).media == "F"


def test_nothing_else_is_ever_fetched():
    assert said(private(document=FILE)).media == ""


def test_a_text_is_of_the_kind_text():
    assert said(private(text="hỏi")).kind is Kind.TEXT


def test_a_caption_keeps_the_kind_of_what_it_stands_under():
    assert said(private(document=FILE, caption="Mẫu này à?")).kind is Kind.FILE


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


MY_ANSWER = "Bà con đăng ký khai sinh trong 60 ngày."
NEIGHBOUR = {"id": 8, "is_bot": False, "first_name": "Minh"}
ANOTHER_BOT = {"id": 9, "is_bot": True, "first_name": "Tin nhanh"}
ITSELF = {"id": 42, "is_bot": True, "first_name": "Xã thử"}


@pytest.mark.parametrize(
    "origin",
    [
        {"type": "hidden_user", "date": 1, "sender_user_name": "B"},
        {"type": "user", "date": 1, "sender_user": NEIGHBOUR},
        {"type": "user", "date": 1, "sender_user": ANOTHER_BOT},
        {"type": "chat", "date": 1, "sender_chat": {"id": -9, "type": "supergroup", "title": "Tổ"}},
        {"type": "channel", "date": 1, "chat": {"id": -9, "type": "channel", "title": "Báo"}, "message_id": 3},
    ],
    ids=["hidden", "neighbour", "another bot", "group", "channel"],
)
def test_a_forwarded_message_is_its_text_unchanged(origin):
    assert said(private(text="Bác Tư hỏi: Mức phạt mới?", forward_origin=origin)).text == "Bác Tư hỏi: Mức phạt mới?"


@pytest.mark.parametrize("write_in", [private, group], ids=["private", "group"])
@pytest.mark.parametrize(
    "whence",
    [
        {"forward_origin": {"type": "user", "date": 1, "sender_user": ITSELF}},
        {"via_bot": ITSELF},
        {"via_bot": ITSELF, "forward_origin": {"type": "user", "date": 1, "sender_user": NEIGHBOUR}},
    ],
    ids=["forwarded", "inline", "inline, forwarded"],
)
def test_the_bots_own_words_are_no_question(write_in, whence):
    assert read(write_in(text=MY_ANSWER, reply_to_message=BOTS_MESSAGE, **whence), me=ME) is None


def test_what_was_picked_of_another_bot_is_read():
    assert said(private(text="Thời tiết hôm nay?", via_bot=ANOTHER_BOT)).text == "Thời tiết hôm nay?"


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
    assert said(private(text=typed)).text == text


@pytest.mark.parametrize(
    "chatter", ["Chào cả nhà", "/chude", "/chude@BotKhac", "xem @XaThuBotKhac nhé", "thư@XaThuBot.vn", "bot ơi"]
)
def test_in_a_group_the_talk_of_others_is_not_read(chatter):
    assert read(group(text=chatter), me=ME) is None


def test_in_a_group_a_command_with_the_name_of_the_bot_is_read():
    assert said(group(text="/chude@XaThuBot")).text == "/chude"


def test_in_a_group_a_command_for_another_bot_is_not_read_even_as_a_reply():
    assert read(group(text="/xoa@BotKhac", reply_to_message=BOTS_MESSAGE), me=ME) is None


def test_in_a_group_a_reply_to_the_bot_is_read():
    assert said(group(text="còn lệ phí?", reply_to_message=BOTS_MESSAGE)).text == "còn lệ phí?"


def test_in_a_group_a_reply_to_a_neighbour_is_not_read():
    neighbour = BOTS_MESSAGE | {"from": NEIGHBOUR}

    assert read(group(text="đúng rồi", reply_to_message=neighbour), me=ME) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@XaThuBot, làm khai sinh ở đâu?", "làm khai sinh ở đâu?"),
        ("👋🏽 hỏi @xathubot giờ làm việc", "👋🏽 hỏi giờ làm việc"),
        ("@XaThuBot", ""),
    ],
)
def test_in_a_group_a_mention_is_read_without_the_name(typed, text):
    name = "@xathubot" if "@xathubot" in typed else "@XaThuBot"

    assert said(group(text=typed, entities=[mention(typed, name)])).text == text


def test_in_a_group_a_mention_under_a_photo_is_read():
    caption = "@XaThuBot giấy này là gì?"

    assert said(group(photo=PHOTO, caption=caption, caption_entities=[mention(caption)])).text == "giấy này là gì?"


def test_in_a_group_an_admin_may_ask_in_the_name_of_the_group():
    anonymous = {
        "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
        "sender_chat": {"id": GROUP, "type": "supergroup"},
    }

    assert said(group(text="/chude@XaThuBot", **anonymous)).text == "/chude"


def test_half_a_surrogate_pair_is_replaced():
    assert said(private(text="a\ud83d")).text == "a\ufffd"


def test_what_no_database_takes_is_dropped_from_a_text():
    assert said(private(text="a\0b")).text == "ab"


@pytest.mark.parametrize(("before", "kept"), [("\0\0", ""), ("\ud83d", "\ufffd")], ids=["NULs", "half a pair"])
def test_in_a_group_the_name_is_found_behind_what_no_database_takes(before, kept):
    typed = f"{before}@XaThuBot lệ phí?"

    assert said(group(text=typed, entities=[mention(typed)])).text == f"{kept} lệ phí?".replace("  ", " ")


def tap(**message):
    query = {"id": "9", "chat_instance": "1", "data": "#a:khai-sinh", "from": {"id": 7, "is_bot": False, "first_name": "Lan"}}
    return Update.de_json({"update_id": 3, "callback_query": {**query, **message}}, None)


def test_a_tap_is_its_code_and_the_label_of_the_button():
    buttons = [[{"text": "Khai tử", "callback_data": "#a:khai-tu"}], [{"text": "Khai sinh", "callback_data": "#a:khai-sinh"}]]
    under = BOTS_MESSAGE | {"reply_markup": {"inline_keyboard": buttons}}

    assert said(tap(message=under)) == Message("telegram", str(GROUP), "3", "Khai sinh", choice="#a:khai-sinh")


def test_a_tap_under_a_message_too_old_to_be_shown_has_no_label():
    old = {"message_id": 4, "date": 0, "chat": {"id": 7, "type": "private"}}

    assert said(tap(message=old)) == Message("telegram", "7", "3", "", choice="#a:khai-sinh")


def test_a_tap_without_a_chat_is_ignored():
    assert read(tap(inline_message_id="x"), me=ME) is None


# Where the answer goes


def test_in_a_private_chat_nothing_is_quoted():
    assert address(private(text="hỏi")) == {"chat": 7, "thread": None, "asked": None}


def test_in_a_group_the_question_is_quoted():
    assert address(group(text="/chude@XaThuBot")) == {"chat": GROUP, "thread": None, "asked": 5}


def test_a_question_in_a_topic_is_answered_in_the_topic():
    assert address(private(text="hỏi", message_thread_id=3, is_topic_message=True))["thread"] == 3


def test_a_reply_that_only_makes_a_thread_is_no_topic():
    assert address(group(text="/chude@XaThuBot", message_thread_id=3))["thread"] is None


def test_a_tap_in_a_group_is_answered_under_the_buttons():
    assert address(tap(message=BOTS_MESSAGE)) == {"chat": GROUP, "thread": None, "asked": 4}


# Coming and going


def membership(before, after, *, chat=7, kind="private", **fields):
    member = {"user": ITSELF, "status": before, "until_date": 0, **fields}
    change = {
        "chat": {"id": chat, "type": kind, "title": "Tổ"},
        "from": NEIGHBOUR,
        "date": 1,
        "old_chat_member": member,
        "new_chat_member": member | {"status": after},
    }
    return Update.de_json({"update_id": 9, "my_chat_member": change}, None)


@pytest.mark.parametrize("after", ["kicked", "left"])
@pytest.mark.parametrize(("chat", "kind"), [(7, "private"), (GROUP, "supergroup")])
def test_who_throws_the_bot_out_has_left(after, chat, kind):
    assert read(membership("member", after, chat=chat, kind=kind), me=ME).happening is Happening.LEFT


@pytest.mark.parametrize("before", ["kicked", "left"])
def test_who_takes_the_bot_back_follows(before):
    assert read(membership(before, "member"), me=ME).happening is Happening.FOLLOWED


RIGHTS = (
    "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories is_anonymous"
)


def test_a_promotion_is_nothing_that_happened_to_the_chat():
    promotion = membership("member", "administrator", chat=GROUP, kind="supergroup", **dict.fromkeys(RIGHTS.split(), False))

    assert read(promotion, me=ME) is None


PERMISSIONS = (
    "can_change_info can_invite_users can_pin_messages can_send_messages can_send_polls can_send_other_messages "
    "can_add_web_page_previews can_manage_topics can_send_audios can_send_documents can_send_photos can_send_videos "
    "can_send_video_notes can_send_voice_notes can_edit_tag can_react_to_messages"
)


@pytest.mark.parametrize(("is_member", "happening"), [(False, Happening.LEFT), (True, None)])
def test_a_restricted_bot_has_left_only_if_it_is_no_member(is_member, happening):
    fields = dict.fromkeys(PERMISSIONS.split(), True) | {"is_member": is_member}
    restricted = read(membership("member", "restricted", chat=GROUP, kind="supergroup", **fields), me=ME)

    assert (restricted and restricted.happening) is happening


def test_a_channel_is_nobody_to_talk_to():
    assert read(membership("kicked", "member", chat=-5, kind="channel"), me=ME) is None


def test_the_first_words_of_a_supergroup_are_not_those_of_a_resident():
    assert read(group(migrate_from_chat_id=-1), me=ME) is None
