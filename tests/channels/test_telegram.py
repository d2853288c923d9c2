"""The Telegram channel against a Telegram of our own: the real library, real HTTP, both ways of receiving."""

import asyncio
import gzip
import json
import logging
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update, User

from bot.channels import Answered
from bot.channels.splitting import units
from bot.channels.telegram import MAX_BODY, SECRET_HEADER, Outgoing, Telegram, Timing, read, write
from bot.core.message import Choice, Message, Reply
from bot.errors import SettingsError
from tests.fakes.telegram_api import TOKEN, Failure, TelegramApi, flood

SECRET = "s3cret_of-the-tests"
QUICK = Timing(pace=0.02, request=0.4, typing_after=0.05, typing_every=0.05, resend=(0.02, 0.05), retry_first=0.05, grace=0.3)
ME = User(42, "Xã thử", is_bot=True, username="XaThuBot")
GROUP = -1007


class Desk:
    """Answers as told, remembers what it was asked, and answers a second delivery as the real one does."""

    def __init__(self):
        self.asked, self.answered, self._before = [], [], {}
        self.replies = {}
        self.takes = {}
        self.breaks_at = ""

    async def __call__(self, message):
        self.asked.append(message)
        if message.id in self._before:
            return Answered(self._before[message.id], repeated=True)
        await asyncio.sleep(self.takes.get(message.text, 0))
        if message.text and message.text == self.breaks_at:
            raise ValueError(f"cannot understand {message.text}")
        replies = self.replies.get(message.text, (Reply(f"Trả lời: {message.text}"),))
        self._before[message.id] = replies
        self.answered.append(message.text)
        return Answered(replies)


@pytest.fixture
async def api():
    async with TelegramApi() as api:
        yield api


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture(params=["polling", "webhook"])
def mode(request):
    return request.param


@asynccontextmanager
async def running(api, answer, mode="polling", timing=QUICK, port=0):
    port = port or unused_port()
    webhook = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "secret": SECRET} if mode == "webhook" else {}
    telegram = Telegram(api.token, answer, base_url=api.base_url, timing=timing, **webhook)
    app = web.Application()
    app.add_routes(telegram.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()
        await runner.cleanup()


@asynccontextmanager
async def posting(api, desk):
    """A webhook in service, and a way to post anything to it."""
    async with running(api, desk, "webhook") as telegram, aiohttp.ClientSession() as session:
        await api.until(lambda: telegram.connected and api.commands)

        async def post(body, secret=SECRET, **headers):
            async with session.post(
                api.webhook["url"], data=BytesIO(body), headers={SECRET_HEADER: secret, **headers}
            ) as response:
                return response.status

        yield post


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


# Talking, both ways of receiving


async def test_a_question_is_answered(api, desk, mode):
    async with running(api, desk, mode):
        api.says("Làm khai sinh ở đâu?")
        await api.until_sent()

    assert api.texts() == ["Trả lời: Làm khai sinh ở đâu?"]


async def test_everything_asked_is_confirmed_at_the_end(api, desk, mode):
    async with running(api, desk, mode):
        for number in range(5):
            api.says(str(number), chat=number + 1)
        await api.until_sent(5)

    assert not api.pending
    assert len(desk.asked) == 5


async def test_the_menu_of_commands_is_vietnamese(api, desk):
    async with running(api, desk):
        await api.until(lambda: api.commands)

    assert [command["command"] for command in api.commands] == ["start", "chude", "trogiup", "gapcanbo", "dulieu", "xoa"]
    assert api.commands[1]["description"] == "Xem các chủ đề có thể hỏi"


async def test_a_tap_is_acknowledged_and_answered(api, desk, mode):
    desk.replies["giấy khai"] = (Reply("Ý bạn là?", (Choice("Khai sinh", "#a:ks"), Choice("Khai tử", "#a:kt"))),)
    async with running(api, desk, mode):
        api.says("giấy khai")
        await api.until_sent()
        api.taps(api.sent[0], "#a:kt")
        await api.until_sent(2)
        await api.until(lambda: api.called("answerCallbackQuery"))

    assert (desk.asked[1].text, desk.asked[1].choice) == ("Khai tử", "#a:kt")
    assert api.called("answerCallbackQuery")[0].status == 200


async def test_a_tap_is_acknowledged_while_an_earlier_message_is_in_hand(api, desk):
    desk.takes["lâu"] = 0.3
    desk.replies["chọn"] = (Reply("?", (Choice("Một", "#1"),)),)
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()
        api.says("lâu")
        api.taps(api.sent[0], "#1")
        await api.until(lambda: api.called("answerCallbackQuery"))

        assert "lâu" not in desk.answered


async def test_a_tap_too_old_to_acknowledge_is_answered_all_the_same(api, desk, caplog):
    desk.replies["chọn"] = (Reply("?", (Choice("Một", "#1"),)),)
    bad = Failure(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    api.fail("answerCallbackQuery", bad)
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()
        api.taps(api.sent[0], "#1")
        await api.until_sent(2)

    assert api.texts()[1] == "Trả lời: Một"
    assert not caplog.records


async def test_one_chat_is_answered_in_order_though_the_first_takes_longest(api, desk, mode):
    desk.takes["một"] = 0.2
    async with running(api, desk, mode):
        for text in ("một", "hai", "ba"):
            api.says(text)
        await api.until_sent(3)

    assert api.texts() == ["Trả lời: một", "Trả lời: hai", "Trả lời: ba"]


async def test_a_slow_chat_does_not_hold_up_another(api, desk, mode):
    desk.takes["chậm"] = 0.3
    async with running(api, desk, mode, timing=Timing(pace=0.02, grace=2)):
        api.says("chậm", chat=7)
        await api.until(lambda: desk.asked)
        api.says("nhanh", chat=8)
        await api.until_sent()
        assert api.texts(8) == ["Trả lời: nhanh"]
        await api.until_sent(2)

    assert len(desk.asked) == 2


async def test_an_error_while_answering_is_logged_and_the_next_message_is_answered(api, desk, mode, caplog):
    desk.breaks_at = "Nguyễn Văn A 0912345678"
    async with running(api, desk, mode):
        api.says("Nguyễn Văn A 0912345678")
        api.says("tiếp")
        await api.until_sent()

    assert api.texts() == ["Trả lời: tiếp"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "ValueError > telegram.py" in caplog.text
    assert "0912345678" not in caplog.text


async def test_a_slow_answer_shows_typing_and_a_quick_one_does_not(api, desk):
    desk.takes["lâu"] = 0.4
    async with running(api, desk):
        api.says("nhanh")
        await api.until_sent()
        assert not api.called("sendChatAction")
        api.says("lâu")
        await api.until_sent(2)
        typed = len(api.called("sendChatAction"))
        await asyncio.sleep(0.1)

    assert 2 <= typed == len(api.called("sendChatAction"))
    assert api.called("sendChatAction")[0].values == {"chat_id": 7, "action": "typing"}


async def test_in_a_group_the_reply_quotes_the_question(api, desk):
    async with running(api, desk):
        api.says("chuyện riêng", chat=GROUP)
        api.says("/chude@XaThuBot", chat=GROUP)
        await api.until_sent()

    assert [message.text for message in desk.asked] == ["/chude"]
    assert api.sent[0]["reply_parameters"]["message_id"] > 0


async def test_in_a_private_chat_nothing_is_quoted(api, desk):
    async with running(api, desk):
        api.says("hỏi")
        await api.until_sent()

    assert "reply_parameters" not in api.sent[0].values


async def test_a_question_in_a_topic_is_answered_in_the_topic(api, desk):
    async with running(api, desk):
        api.says("hỏi", message_thread_id=3, is_topic_message=True)
        await api.until_sent()

    assert api.sent[0]["message_thread_id"] == 3


async def test_no_link_is_previewed(api, desk):
    async with running(api, desk):
        api.says("hỏi")
        await api.until_sent()

    assert api.sent[0]["link_preview_options"] == {"is_disabled": True}


async def test_a_long_reply_arrives_in_parts(api, desk):
    desk.replies["dài"] = (Reply("Câu văn dài. " * 700, (Choice("Một", "#1"),)),)
    async with running(api, desk):
        api.says("dài")
        await api.until_sent(3)

    assert len(api.sent) == 3
    assert ["reply_markup" in call.values for call in api.sent] == [False, False, True]


async def test_a_button_with_too_long_a_code_does_not_cost_the_answer(api, desk, caplog):
    desk.replies["chọn"] = (Reply("Chọn:", (Choice("Dài", "x" * 65),)),)
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()

    assert api.texts() == ["Chọn:\n\n1. Dài"]
    assert "left out a button" in caplog.text


# When sending goes wrong


async def test_a_flood_limit_is_obeyed(api, desk):
    api.fail("sendMessage", flood(1))
    async with running(api, desk):
        api.says("hỏi")
        await api.until(lambda: api.called("sendMessage"))
        refused = asyncio.get_running_loop().time()
        await api.until_sent()
        waited = asyncio.get_running_loop().time() - refused

    assert waited >= 1
    assert api.texts() == ["Trả lời: hỏi"]


async def test_a_resident_who_blocked_the_bot_is_left_alone(api, desk, caplog):
    caplog.set_level(logging.INFO, "bot")
    api.blocked.add(7)
    desk.replies["hỏi"] = (Reply("một"), Reply("hai"))
    async with running(api, desk):
        api.says("hỏi", chat=7)
        api.says("hỏi", chat=8)
        await api.until_sent(2)

    assert [call.status for call in api.called("sendMessage") if call["chat_id"] == 7] == [403]
    assert [record.levelname for record in caplog.records] == ["INFO"]


async def test_a_group_that_moved_is_answered_where_it_is_now(api, desk):
    api.moved[GROUP] = -200
    desk.replies["/chude"] = (Reply("một"), Reply("hai"))
    async with running(api, desk):
        api.says("/chude@XaThuBot", chat=GROUP)
        await api.until_sent(2)

    assert api.texts(-200) == ["một", "hai"]


async def test_a_reply_that_may_have_arrived_is_not_sent_again(api, desk, caplog):
    api.fail("sendMessage", Failure(hangs=True, carried_out=True))
    async with running(api, desk):
        api.says("một")
        api.says("hai")
        await api.until_sent(2)

    assert api.texts() == ["Trả lời: một", "Trả lời: hai"]
    assert "may not have arrived" in caplog.text


async def test_a_reply_whose_connection_broke_is_not_sent_again(api, desk):
    api.fail("sendMessage", Failure(drops=True, carried_out=True))
    async with running(api, desk):
        api.says("một")
        api.says("hai")
        await api.until_sent(2)

    assert api.texts() == ["Trả lời: một", "Trả lời: hai"]


async def test_a_reply_that_never_left_is_sent_again(api, desk):
    desk.takes["hỏi"] = 0.3
    async with running(api, desk, timing=Timing(resend=(0.1,) * 20, request=2, retry_first=0.05)):
        api.says("hỏi")
        await api.until(lambda: desk.asked)
        await api.go_down()
        await api.until(lambda: desk.answered)
        await asyncio.sleep(0.1)
        await api.come_up()
        await api.until_sent()

    assert api.texts() == ["Trả lời: hỏi"]


async def test_a_form_telegram_refuses_is_sent_once_more_in_the_simplest(api, desk):
    desk.replies["chọn"] = (Reply("Chọn:", (Choice("Một", "#1"),)),)
    api.fail("sendMessage", Failure(400, "Bad Request: BUTTON_DATA_INVALID"))
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()

    assert api.texts() == ["Chọn:\n\n1. Một"]
    assert "reply_markup" not in api.sent[0].values


async def test_a_text_telegram_refuses_twice_is_logged(api, desk, caplog):
    desk.replies["một"] = (Reply("Chọn:", (Choice("Một", "#1"),)),)
    api.fail("sendMessage", *[Failure(400, "Bad Request: chat not found")] * 2)
    async with running(api, desk):
        api.says("một")
        api.says("hai")
        await api.until_sent()

    assert api.texts() == ["Trả lời: hai"]
    assert "not answered: BadRequest: Chat not found" in caplog.text


# When something is delivered twice, or Telegram is not there


async def test_what_is_delivered_again_is_answered_once(api, desk):
    api.unheard = 2
    async with running(api, desk, "webhook"):
        api.says("hỏi")
        await api.until(lambda: len(api.deliveries) == 3)

    assert [message.text for message in desk.asked] == ["hỏi"] * 3
    assert api.texts() == ["Trả lời: hỏi"]


async def test_what_is_not_taken_is_delivered_again_before_what_came_later(api, desk):
    port = unused_port()
    api.webhook = {"url": f"http://127.0.0.1:{port}/telegram", "secret_token": SECRET}
    await api.go_down()
    async with running(api, desk, "webhook", port=port):
        api.says("một")
        await api.until(lambda: (1, 503) in api.deliveries)
        api.says("hai")
        await api.come_up()
        await api.until_sent(2)

    assert api.texts() == ["Trả lời: một", "Trả lời: hai"]


async def test_what_was_not_confirmed_before_a_crash_is_answered_once_after_it(api, desk):
    async with running(api, desk):
        number = api.says("hỏi")
        again = api.pending[number]
        await api.until_sent()
    api.pending[number] = again

    async with running(api, desk):
        api.says("tiếp")
        await api.until_sent(2)

    assert [message.text for message in desk.asked] == ["hỏi", "hỏi", "tiếp"]
    assert api.texts() == ["Trả lời: hỏi", "Trả lời: tiếp"]


async def test_what_is_not_finished_when_the_bot_stops_is_delivered_again(api, desk, mode, caplog):
    desk.takes["lâu"] = 5
    async with running(api, desk, mode):
        number = api.says("lâu")
        await api.until(lambda: desk.asked)

    assert number in api.pending
    assert "stopped with 1 unfinished" in caplog.text


async def test_what_is_in_hand_when_the_bot_stops_is_finished(api, desk, mode):
    desk.takes["lâu"] = 0.15
    async with running(api, desk, mode):
        number = api.says("lâu")
        await api.until(lambda: desk.asked)

    assert api.texts() == ["Trả lời: lâu"]
    await api.until(lambda: number not in api.pending)


async def test_telegram_may_be_down_at_the_start(api, desk, mode, caplog):
    caplog.set_level(logging.INFO, "bot")
    await api.go_down()
    async with running(api, desk, mode) as telegram:
        await asyncio.sleep(0.3)
        assert not telegram.connected
        await api.come_up()
        api.says("hỏi")
        await api.until_sent()
        assert telegram.connected

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert TOKEN not in caplog.text


async def test_telegram_may_go_away_and_come_back(api, desk):
    async with running(api, desk):
        api.says("một")
        await api.until_sent()
        await api.go_down()
        await asyncio.sleep(0.2)
        await api.come_up()
        api.says("hai")
        await api.until_sent(2)

    assert api.texts() == ["Trả lời: một", "Trả lời: hai"]


async def test_a_telegram_that_never_answers_does_not_stop_the_service_from_stopping(api, desk):
    api.fail("getMe", *[Failure(hangs=True)] * 9)
    async with running(api, desk, timing=Timing(request=30)) as telegram:
        await api.until(lambda: api.called("getMe"))

        assert not telegram.connected


async def test_stopping_what_was_never_started_is_no_trouble():
    await Telegram(TOKEN, Desk()).stop()


async def test_a_wrong_token_is_reported_once_without_the_token(api, desk, caplog):
    wrong = "123456789:AAF-some-other-token_of_the_tests000"
    telegram = Telegram(wrong, desk, base_url=api.base_url, timing=QUICK)
    await telegram.start()
    await asyncio.sleep(0.3)
    await telegram.stop()

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "InvalidToken" in caplog.text
    assert "some-other-token" not in caplog.text


async def test_nothing_logged_names_the_token_or_what_was_said(api, desk, caplog):
    caplog.set_level(logging.DEBUG)
    api.fail("sendMessage", Failure(hangs=True), Failure(500), Failure(429, "Too Many", {"retry_after": 1}))
    async with running(api, desk):
        for number in range(4):
            api.says(f"bí mật {number}", chat=70001)
        await api.until_sent(2)

    told = "\n".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.access")
    assert "may not have arrived" in told
    assert not [secret for secret in (TOKEN, TOKEN.partition(":")[2], "bí mật", "70001") if secret in told]


async def test_another_poller_is_reported_and_outlived(api, desk, caplog):
    api.fail("getUpdates", *[Failure(409, "Conflict: terminated by other getUpdates request")] * 2)
    async with running(api, desk):
        api.says("hỏi")
        await api.until_sent()

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "Conflict" in caplog.text


async def test_a_webhook_set_by_somebody_else_is_removed_before_polling(api, desk):
    api.webhook = {"url": "http://127.0.0.1:9/elsewhere"}
    async with running(api, desk):
        await api.until(lambda: api.commands)
        api.says("hỏi")
        await api.until_sent()

    assert not api.webhook


async def test_the_menu_of_commands_may_fail(api, desk):
    api.fail("setMyCommands", Failure(400, "Bad Request: nope"))
    async with running(api, desk):
        api.says("hỏi")
        await api.until_sent()

    assert not api.commands


async def test_an_update_the_library_cannot_read_does_not_hold_up_the_next(api, desk, mode):
    async with running(api, desk, mode):
        api.happens(message={"message_id": "?", "chat": 5, "text": []})
        api.happens(message=api.message(7, text="x", voice=5))
        api.happens(message=api.message(7, text="x") | {"chat": {"id": [], "type": "private"}})
        api.happens(something_new={"a": 1})
        api.says("hỏi")
        await api.until_sent()

    await api.until(lambda: not api.pending)
    assert [message.text for message in desk.asked] == ["hỏi"]


# The webhook


async def test_the_webhook_is_set_with_its_secret(api, desk):
    async with running(api, desk, "webhook"):
        await api.until(lambda: api.commands)

    assert api.webhook["secret_token"] == SECRET
    assert api.webhook["allowed_updates"] == ["message", "callback_query"]


@pytest.mark.parametrize("secret", ["", "có dấu", "a b", "x" * 257])
def test_a_webhook_without_a_proper_secret_is_no_setting(secret):
    with pytest.raises(SettingsError, match="secret"):
        Telegram(TOKEN, Desk(), webhook_url="https://example.vn/telegram", secret=secret)


def test_when_polling_there_is_no_route():
    assert Telegram(TOKEN, Desk()).routes() == []


UPDATE = json.dumps(TelegramApi().message(7, text="hỏi")).join(['{"update_id": 77, "message": ', "}"]).encode()


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "b\u00e9"])
async def test_a_delivery_with_a_wrong_secret_is_refused(api, desk, secret):
    async with posting(api, desk) as post:
        assert await post(UPDATE, secret) == 401

    assert not desk.asked


async def test_a_delivery_with_the_secret_is_taken(api, desk):
    async with posting(api, desk) as post:
        assert await post(UPDATE) == 200

    assert [message.text for message in desk.asked] == ["hỏi"]


async def test_a_delivery_is_taken_only_when_it_is_answered(api, desk):
    desk.takes["hỏi"] = 0.1
    async with posting(api, desk) as post:
        assert await post(UPDATE) == 200
        assert len(api.sent) == 1


async def test_the_same_delivery_twice_at_once_is_asked_once(api, desk):
    desk.takes["hỏi"] = 0.1
    async with posting(api, desk) as post:
        assert await asyncio.gather(post(UPDATE), post(UPDATE)) == [200, 200]

    assert len(desk.asked) == 1


async def test_a_delivery_before_telegram_was_reached_is_wanted_later(api, desk):
    await api.go_down()
    url = f"http://127.0.0.1:{unused_port()}/telegram"
    telegram = Telegram(TOKEN, desk, base_url=api.base_url, webhook_url=url, secret=SECRET, timing=QUICK)
    app = web.Application()
    app.add_routes(telegram.routes())
    async with TestClient(TestServer(app)) as client:
        await telegram.start()
        response = await client.post("/telegram", data=UPDATE, headers={SECRET_HEADER: SECRET})
        await telegram.stop()

    assert (response.status, response.headers["Retry-After"]) == (503, "1")


async def test_a_delivery_of_a_mebibyte_is_the_largest_read(api, desk):
    async with posting(api, desk) as post:
        assert await post(UPDATE + b" " * (MAX_BODY - len(UPDATE))) == 200
        assert await post(UPDATE + b" " * (MAX_BODY - len(UPDATE) + 1)) == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"update_id": 1, "message": ' * 2000,
        b"\xff\xfe\x00\xd8",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_a_malformed_delivery_is_refused(api, desk, body):
    async with posting(api, desk) as post:
        assert await post(body) == 400


async def test_a_delivery_that_unpacks_to_too_much_is_refused(api, desk):
    async with posting(api, desk) as post:
        assert await post(gzip.compress(b" " * 9 * MAX_BODY), **{"Content-Encoding": "gzip"}) == 413


async def test_a_delivery_that_does_not_unpack_is_refused(api, desk):
    async with posting(api, desk) as post:
        assert await post(b"no gzip at all", **{"Content-Encoding": "gzip"}) == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "text",
    "caption",
    "entities",
    "photo",
    "from",
    "chat",
    "date",
    "message_id",
    "reply_to_message",
    "reply_markup",
    "voice",
)
# Updates that look right, with anything in one field.
MESSAGES = st.builds(lambda field, value: TelegramApi().message(7, text="x") | {field: value}, st.sampled_from(FIELDS), JSON)
TAPS = st.fixed_dictionaries({"id": JSON, "from": JSON, "chat_instance": JSON, "data": JSON, "message": MESSAGES | JSON})
UPDATES = st.builds(
    lambda number, kind, content: {"update_id": number, kind: content},
    st.integers() | JSON,
    st.sampled_from(["message", "callback_query", "edited_message", "inline_query", "x"]),
    MESSAGES | TAPS | JSON,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arbitrary=st.lists(st.binary(max_size=60), max_size=12),
    values=st.lists(JSON, max_size=12),
    updates=st.lists(UPDATES, min_size=12, max_size=30),
)
def test_no_delivery_whatever_its_body_is_an_error_of_ours(arbitrary, values, updates):
    async def statuses():
        async with TelegramApi() as api, posting(api, Desk()) as post:
            bodies = arbitrary + [json.dumps(value).encode() for value in values + updates]
            answered = [await post(body) for body in bodies]
            return answered, await post(UPDATE.replace(b"77", b"1" * 18))

    answered, last = asyncio.run(statuses())

    assert set(answered) <= {200, 400}
    assert last == 200
