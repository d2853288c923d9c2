from datetime import UTC, datetime

import pytest

from bot.channels import Happening, Part
from bot.channels.splitting import units
from bot.channels.zalo_bot.payloads import CUT, MAX_TEXT, parts, read, unwrapped, without_name
from bot.core.message import Choice, Kind, Message, Reply
from tests.fakes.zalo_bot import ZaloBotApi

NAMES = ("Bot Xã Thử", "bot.xathu")
A, B = Choice("Khai sinh", "#a:khai-sinh"), Choice("Khai tử", "#a:khai-tu")


def update(event="message.text.received", **fields):
    return ZaloBotApi().update(event, **fields)


def taken(update):
    return read(unwrapped(update), account="1", names=NAMES)


def test_a_text_is_delivered_with_everything_that_is_needed_to_answer_it():
    found = taken(update(text="làm khai sinh", message_id="a1b2"))

    assert found.message == Message("zalo-bot", "u1", "u1|a1b2", "làm khai sinh")
    assert (found.channel, found.account, found.key, found.chat) == ("zalo-bot", "1", "u1|a1b2", "u1")
    assert (found.happening, found.address) == (Happening.SAID, "u1")


def test_the_documented_shape_and_the_one_seen_are_the_same():
    flat = update(text="chào")

    assert taken({"ok": True, "result": flat}) == taken(flat)


@pytest.mark.parametrize("date", [1790000000123, 1790000000, "1790000000", 1790000000.0])
def test_a_date_may_be_in_seconds_or_milliseconds(date):
    assert taken(update(text="chào", date=date)).at.replace(microsecond=0) == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("date", [None, "hôm qua", True, [], 10**30, float("inf")])
def test_a_date_that_is_none_hurts_nobody(date):
    assert taken(update(text="chào", date=date)).at is None


@pytest.mark.parametrize(
    ("event", "fields", "kind", "text"),
    [
        ("message.image.received", {"photo_url": "https://x/a.jpg", "caption": "giấy này là gì"}, Kind.IMAGE, "giấy này là gì"),
        ("message.image.received", {"photo": "https://x/a.jpg"}, Kind.IMAGE, ""),
        ("message.sticker.received", {"sticker": "s1", "url": "https://x"}, Kind.STICKER, ""),
        ("message.voice.received", {"voice_url": "https://v.zdn.vn/a.aac"}, Kind.VOICE, ""),
        ("message.unsupported.received", {}, Kind.OTHER, ""),
    ],
)
def test_what_is_no_text_has_its_kind(event, fields, kind, text):
    message = taken(update(event, **fields)).message

    assert (message.kind, message.text) == (kind, text)


def test_a_voice_has_its_address_and_nothing_else_has_one():
    voice = taken(update("message.voice.received", voice_url="https://v.zdn.vn/a.aac")).message
    odd = taken(update("message.voice.received", voice_url={"x": 1})).message
    picture = taken(update("message.image.received", voice_url="https://v.zdn.vn/a.aac")).message

    assert (voice.media, odd.media, picture.media) == ("https://v.zdn.vn/a.aac", "", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"event_name": "message.reaction.received"},
        {"event_name": 7},
        {"message": None},
        {"message": {"chat": {}}},
        {"message": {"chat": {"id": True}}},
        {"message": {"chat": {"id": "x" * 300}}},
        {"message": {"chat": {"id": "u1"}, "from": {"is_bot": True}, "text": "tôi là máy"}},
    ],
)
def test_what_no_resident_said_is_passed_over(changes):
    assert taken(update(text="chào") | changes) is None


def test_a_group_is_answered_in_the_group():
    found = taken(update(chat="g1", group=True, sender="u9", text="@Bot Xã Thử làm khai sinh"))

    assert (found.chat, found.address, found.message.text) == ("g1", "g1", "làm khai sinh")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@Bot Xã Thử làm khai sinh", "làm khai sinh"),
        ("Bot Xã Thử: làm khai sinh", "làm khai sinh"),
        (" @bot xã thử, làm khai sinh ", "làm khai sinh"),
        ("@bot.xathu làm khai sinh", "làm khai sinh"),
        ("@Bot Xa\u0303 Thử làm khai sinh", "làm khai sinh"),
        ("Bot Xã Thửa ruộng", "Bot Xã Thửa ruộng"),
        ("làm khai sinh", "làm khai sinh"),
        ("@Bot Xã Thử", ""),
    ],
)
def test_the_bots_name_in_front_is_taken_off(text, said):
    assert without_name(text, NAMES) == said


def test_in_a_private_chat_the_name_stays():
    assert taken(update(text="Bot Xã Thử là ai")).message.text == "Bot Xã Thử là ai"


def test_a_message_without_an_id_stays_one_and_differs_from_others():
    one, other = update(text="chào", message_id=""), update(text="tạm biệt", message_id=None)

    assert taken(one).key == taken(one).key != taken(other).key


def test_what_no_database_takes_is_left_out():
    found = taken(update(text="a\0\ud800b", chat="u\ud8001"))

    assert f"{found}".encode()


def test_choices_are_numbers_in_the_text_and_actions_are_left_out():
    reply = Reply("Bà con hỏi việc nào?", (A, B), (Choice("👍", "#up:X"),), urgent=True)

    assert parts(reply) == [Part("🚨 Bà con hỏi việc nào?\n\n1. Khai sinh\n2. Khai tử", choices=(A, B))]


def test_a_long_answer_becomes_parts_within_the_limit_with_the_choices_on_the_last():
    made = parts(Reply("Câu này dài. 👍 " * 400, (A,), image="https://xa.example.vn/a.jpg"))

    assert len(made) > 2
    assert all(units(part.text) <= CUT < MAX_TEXT for part in made)
    assert [part.choices for part in made] == [()] * (len(made) - 1) + [(A,)]
    assert [bool(part.image) for part in made] == [True] + [False] * (len(made) - 1)


def test_a_picture_goes_with_its_text_as_one_message():
    assert parts(Reply("Mẫu tờ khai", image="https://x/a.jpg")) == [Part("Mẫu tờ khai", image="https://x/a.jpg")]


def test_an_empty_reply_is_no_message():
    assert parts(Reply(" ")) == []
