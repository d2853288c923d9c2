"""Which chats are private: there, and only there, an officer may work."""

import pytest
from telegram import Update, User

from bot.channels.messenger import payloads as messenger
from bot.channels.telegram import reading as telegram
from bot.channels.zalo import events as zalo
from bot.channels.zalo_bot import payloads as zalo_bot

ME = User(1, "Xã", is_bot=True, username="XaThuBot")
SENDER = {"id": 7, "is_bot": False, "first_name": "A"}


def on_telegram(chat, kind):
    said = {"message_id": 5, "date": 1790000000, "chat": {"id": chat, "type": kind}, "from": SENDER, "text": "/noi@XaThuBot 1"}
    return telegram.read(Update.de_json({"update_id": 1, "message": said}), me=ME)


def on_zalo(**event):
    common = {"app_id": "1", "timestamp": "1790000000123", "sender": {"id": "U"}}
    return zalo.read(common | event)


def on_zalo_bot(**chat):
    message = {"message_id": "a", "date": 1790000000123, "from": {"id": "u"}, "chat": {"id": "c"} | chat, "text": "chào"}
    return zalo_bot.read({"event_name": "message.text.received", "message": message}, account="bot")


@pytest.mark.parametrize(
    "delivered",
    [
        on_telegram(7, "private"),
        on_zalo(event_name="user_send_text", recipient={"id": "OA"}, message={"msg_id": "m", "text": "chào"}),
        on_zalo_bot(chat_type="PRIVATE"),
    ],
)
def test_one_person_alone_with_us_is_private(delivered):
    assert delivered.private


@pytest.mark.parametrize(
    "delivered",
    [
        on_telegram(-1007, "supergroup"),
        on_zalo(event_name="user_send_group_text", oa_id="OA", recipient={"id": "G"}, message={"msg_id": "m", "text": "[@OA] x"}),
        on_zalo(
            event_name="anonymous_send_text", recipient={"id": "OA"}, message={"msg_id": "m", "text": "x", "conversation_id": "c"}
        ),
        on_zalo_bot(chat_type="GROUP"),
        on_zalo_bot(),
    ],
)
def test_groups_visitors_without_an_account_and_what_nobody_knows_are_not(delivered):
    assert not delivered.private


def test_a_page_of_messenger_has_no_groups():
    said = {"sender": {"id": "2"}, "recipient": {"id": "1"}, "timestamp": 1790000000123, "message": {"mid": "m", "text": "chào"}}
    [delivered] = messenger.read({"object": "page", "entry": [{"id": "1", "messaging": [said]}]}, app_id="9")

    assert delivered.private
