from datetime import UTC, datetime

import pytest

from bot.channels import Happening, Part
from bot.channels.messenger.payloads import MAX_TEXT, body_of, parts, read, simplest
from bot.channels.splitting import units
from bot.core.message import Choice, Kind, Message, Reply
from tests.fakes.messenger import APP_ID, INBOX_APP, MessengerApi

API = MessengerApi(at=1790000000123)
A, B = Choice("Đăng ký khai sinh cho con", "#a:khai-sinh"), Choice("Khai tử", "#a:khai-tu")
UP = Choice("👍 Có ích", "#up:X")


def taken(*events, **batch):
    return read(API.batch(*events) | batch, app_id=APP_ID)


def test_a_text_is_delivered_with_everything_that_is_needed_to_answer_it():
    event = API.says("Xin chào")

    (found,) = taken(event)

    mid = event["message"]["mid"]
    assert found.message == Message("messenger", "2", mid, "Xin chào")
    assert (found.channel, found.account, found.key, found.chat, found.address) == ("messenger", "1", mid, "2", "2")
    assert found.at == datetime(2026, 9, 21, 14, 13, 20, 123000, tzinfo=UTC)


def test_a_batch_of_entries_and_events_is_taken_whole_and_in_order():
    batch = API.batch(API.says("một"), API.says("hai", chat="3"))
    batch["entry"] += API.batch(API.says("ba"))["entry"]

    assert [one.message.text for one in read(batch, app_id=APP_ID)] == ["một", "hai", "ba"]


def test_a_quick_reply_and_a_postback_are_choices():
    quick, postback = taken(API.chooses("1. Khai sinh", "#a:khai-sinh"), API.taps("Bắt đầu", "#m0"))

    assert (quick.message.text, quick.message.choice) == ("1. Khai sinh", "#a:khai-sinh")
    assert (postback.message.text, postback.message.choice) == ("Bắt đầu", "#m0")
    assert postback.key.startswith("m_")


def test_a_postback_without_mid_is_known_by_whom_when_and_what():
    first, again, other = taken(
        API.taps("Bắt đầu", "#m0", mid=None), API.taps("Bắt đầu", "#m0", mid=None), API.taps("Khác", "#m1", mid=None)
    )

    assert first.key == again.key == "2|1790000000123|#m0" != other.key


@pytest.mark.parametrize(
    ("kind", "payload", "expected"),
    [
        ("audio", {"url": "https://cdn/a.mp4"}, Kind.VOICE),
        ("image", {"url": "https://cdn/a.jpg"}, Kind.IMAGE),
        ("image", {"url": "https://cdn/like.png", "sticker_id": 369239263222822}, Kind.STICKER),
        ("video", {"url": "https://cdn/a.mp4"}, Kind.VIDEO),
        ("file", {"url": "https://cdn/a.pdf"}, Kind.FILE),
        ("location", {"coordinates": {"lat": 1, "long": 2}}, Kind.LOCATION),
        ("template", {}, Kind.OTHER),
        (7, {}, Kind.OTHER),
    ],
)
def test_what_is_attached_has_its_kind(kind, payload, expected):
    (found,) = taken(API.attaches(kind, **payload))

    assert found.message.kind is expected


def test_a_voice_has_its_address_and_a_picture_has_none():
    voice, picture, odd = taken(
        API.attaches("audio", url="https://cdn.fbsbx.com/a.mp4"),
        API.attaches("image", url="https://cdn.fbsbx.com/a.jpg"),
        API.says("", attachments=[7, {"type": "audio", "payload": "x"}]),
    )

    assert voice.message.media == "https://cdn.fbsbx.com/a.mp4"
    assert (picture.message.media, odd.message.media) == ("", "")


def test_a_text_beside_a_picture_is_its_caption_and_one_beside_a_shared_link_is_a_text():
    picture, link = taken(
        API.says("giấy gì đây", attachments=[{"type": "image", "payload": {"url": "https://x"}}]),
        API.says("https://xa.vn đúng không", attachments=[{"type": "fallback", "payload": {"url": "https://xa.vn"}}]),
    )

    assert (picture.message.kind, picture.message.text) == (Kind.IMAGE, "giấy gì đây")
    assert link.message.kind is Kind.TEXT


def test_what_messenger_does_not_show_to_apps_has_a_kind_too():
    (found,) = taken(API.says(is_unsupported=True))

    assert found.message.kind is Kind.OTHER


def test_our_own_message_told_back_is_an_echo():
    (found,) = taken(API.echo("Chào bà con", app_id=int(APP_ID), mid="m_9"))

    assert (found.happening, found.echo, found.key, found.chat, found.account) == (Happening.ECHOED, "m_9", "m_9", "2", "1")
    assert found.echo_text == "Chào bà con"
    assert found.message is None


@pytest.mark.parametrize("app_id", [None, int(INBOX_APP), INBOX_APP, [], "", True])
def test_what_somebody_else_sent_for_the_page_is_an_officer_by_hand(app_id):
    (found,) = taken(API.echo("Để tôi xem cho bác", app_id=app_id))

    assert (found.happening, found.chat, found.message) == (Happening.TAKEN_OVER, "2", None)


@pytest.mark.parametrize(
    "event",
    [
        API.event(delivery={"mids": ["m_1"], "watermark": 1}),
        API.event(read={"watermark": 1}),
        API.event(reaction={"mid": "m_1", "emoji": "👍"}),
        API.event(message={"text": "không có mid"}),
        API.event(message={"mid": "m_1", "is_deleted": True}),
        API.event(message="x"),
        API.event(postback=[]),
        API.event(chat=None, message={"mid": "m_1", "text": "ai đó"}),
        API.event(chat="1", message={"mid": "m_1", "text": "trang tự nói"}),
        {"message": {"mid": "m_1", "is_echo": True}},
    ],
)
def test_what_no_resident_said_is_passed_over(event):
    assert taken(event) == []


@pytest.mark.parametrize("batch", [{"object": "user"}, {"entry": None}, {"entry": [7, {}, {"messaging": {}}]}])
def test_a_batch_that_is_none_has_nothing(batch):
    assert taken(API.says("chào"), **batch) == []


def test_what_no_database_takes_is_left_out():
    event = API.event(message={"mid": "m\ud800", "text": "a\0\ud800b", "quick_reply": {"payload": "\udfff"}})

    (found,) = taken(event)

    assert f"{found}".encode()


def test_choices_are_numbered_in_the_text_and_can_be_tapped_and_so_can_actions():
    (part,) = parts(Reply("Bà con hỏi việc nào?", (A, B), (UP,)))

    message = body_of("2", part)["message"]
    assert message["text"] == "Bà con hỏi việc nào?\n\n1. Đăng ký khai sinh cho con\n2. Khai tử"
    assert [(quick["title"], quick["payload"]) for quick in message["quick_replies"]] == [
        ("1. Đăng ký khai…", "#a:khai-sinh"),
        ("2. Khai tử", "#a:khai-tu"),
        ("👍 Có ích", "#up:X"),
    ]


def test_there_is_room_for_13_and_choices_come_before_actions():
    (part,) = parts(Reply("Chọn đi", tuple(Choice(f"Ý {n}", f"#a:{n}") for n in range(1, 13)), (UP, Choice("👎", "#down:X"))))

    quick = body_of("2", part)["message"]["quick_replies"]
    assert [reply["payload"] for reply in quick] == [*(f"#a:{n}" for n in range(1, 13)), "#up:X"]


def test_a_button_that_would_cost_the_whole_message_is_left_out():
    part = Part("Chọn đi", (Choice("Không mã", ""), Choice("Dài", "#" * 1001)), (Choice(" ", "#x"),))

    assert "quick_replies" not in body_of("2", part)["message"]


def test_a_long_answer_becomes_parts_within_the_limit_with_the_choices_on_the_last():
    made = parts(Reply("Câu này dài. 👍 " * 400, (A,), (UP,)))

    assert len(made) > 2
    assert all(units(part.text) <= MAX_TEXT for part in made)
    assert [bool(part.choices or part.actions) for part in made] == [False] * (len(made) - 1) + [True]


def test_a_picture_goes_first_on_its_own():
    picture, text = parts(Reply("Mẫu tờ khai", (A,), image="https://x/a.jpg"))

    assert body_of("2", picture)["message"] == {"attachment": {"type": "image", "payload": {"url": "https://x/a.jpg"}}}
    assert text.text.startswith("Mẫu tờ khai")
    assert simplest(picture) == Part("https://x/a.jpg")


def test_an_empty_reply_is_no_message():
    assert parts(Reply(" ")) == []


def test_a_link_of_ours_says_the_same_as_telegrams_and_those_of_others_say_nothing():
    ours = {"ref": "thon_thon-dong-khe", "source": "SHORTLINK", "type": "OPEN_THREAD"}
    first, later = taken(API.taps("Bắt đầu", "batdau", referral=ours), API.event(referral=ours))
    (other,) = taken(API.taps("Bắt đầu", "#m0", referral={"ref": "quang-cao"}))

    assert first.message.text == later.message.text == "/start thon_thon-dong-khe"
    assert first.message.choice == later.message.choice == ""
    assert first.key != later.key
    assert other.message.choice == "#m0"
    assert taken(API.event(referral={"ref": "quang-cao"}), API.event(referral={"ref": ["x"]}), API.event(referral=7)) == []


def test_the_same_link_delivered_twice_has_the_same_key():
    event = API.event(referral={"ref": "thon_khu-5"})

    first, again = taken(event, event)

    assert first.key == again.key
