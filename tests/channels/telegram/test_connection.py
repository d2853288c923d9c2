"""When something is delivered twice, or Telegram is not there, or the bot stops."""

import asyncio
import logging

from aiohttp.test_utils import unused_port

from bot.channels.telegram import Telegram, Timing
from tests.channels.telegram.desk import QUICK, SECRET, Desk, running
from tests.fakes.telegram_api import TOKEN, Failure


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
