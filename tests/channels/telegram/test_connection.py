"""When something is delivered twice, or Telegram is not there, or the bot stops."""

import asyncio
import logging

import pytest
from aiohttp.test_utils import unused_port

from bot.channels import Fate, Part, Unsent
from bot.channels.telegram import Telegram, Timing
from tests.channels.telegram.desk import QUICK, SECRET, Inbox, running
from tests.channels.telegram.test_channel import ADDRESS
from tests.fakes.telegram_api import TOKEN, Failure


async def test_what_is_delivered_again_has_the_same_key(api, inbox):
    api.unheard = 2
    async with running(api, inbox, "webhook"):
        number = api.says("hỏi")
        await api.until(lambda: len(api.deliveries) == 3)

    assert inbox.calls == [[str(number)]] * 3
    assert inbox.texts == ["hỏi"]


async def test_what_is_not_taken_is_delivered_again_before_what_came_later(api, inbox):
    port = unused_port()
    api.webhook = {"url": f"http://127.0.0.1:{port}/telegram", "secret_token": SECRET}
    await api.go_down()
    async with running(api, inbox, "webhook", port=port, connects=False):
        api.says("một")
        await api.until(lambda: (1, 503) in api.deliveries)
        api.says("hai")
        await api.come_up()
        await api.until(lambda: len(inbox.kept) == 2)

    assert inbox.texts == ["một", "hai"]


async def test_what_was_stored_but_not_confirmed_before_a_crash_comes_again_under_its_key(api, inbox):
    async with running(api, inbox):
        number = api.says("hỏi")
        again = api.pending[number]
        await api.until(lambda: inbox.kept)
    api.pending[number] = again

    async with running(api, inbox):
        api.says("tiếp")
        await api.until(lambda: len(inbox.kept) == 2)

    assert sum(call.count(str(number)) for call in inbox.calls) == 2
    assert inbox.texts == ["hỏi", "tiếp"]


async def test_what_is_being_stored_when_the_bot_stops_is_stored_and_confirmed(api, inbox, mode):
    inbox.takes = 0.15
    async with running(api, inbox, mode):
        number = api.says("hỏi")
        await api.until(lambda: inbox.calls)

    assert inbox.texts == ["hỏi"]
    assert number not in api.pending


async def test_what_cannot_be_stored_before_the_bot_stops_is_not_confirmed(api, inbox, mode):
    inbox.full = 1000
    async with running(api, inbox, mode):
        number = api.says("hỏi")
        await api.until(lambda: inbox.calls)

    assert number in api.pending


async def test_telegram_may_be_down_at_the_start(api, inbox, mode, caplog):
    caplog.set_level(logging.INFO, "bot")
    await api.go_down()
    async with running(api, inbox, mode, connects=False) as telegram:
        await asyncio.sleep(0.3)
        assert not telegram.connected
        await api.come_up()
        api.says("hỏi")
        await api.until(lambda: inbox.kept)
        await api.until(lambda: telegram.connected)

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert TOKEN not in caplog.text


async def test_while_telegram_was_never_reached_nothing_is_sent_and_that_costs_nothing(api, inbox):
    await api.go_down()
    async with running(api, inbox, connects=False) as telegram:
        await api.until(lambda: telegram._connection.trouble)
        with pytest.raises(Unsent) as caught:
            await asyncio.wait_for(telegram.send(ADDRESS, Part("đáp")), 0.05)

    assert (caught.value.fate, caught.value.wait) == (Fate.HALT, QUICK.away)


async def test_what_is_sent_before_telegram_was_tried_is_wanted_a_moment_later(api, inbox):
    api.fail("getMe", Failure(hangs=True))
    async with running(api, inbox, connects=False) as telegram:
        with pytest.raises(Unsent) as caught:
            await telegram.send(ADDRESS, Part("đáp"))

    assert (caught.value.fate, caught.value.wait) == (Fate.RETRY, QUICK.retry_first)


async def test_what_is_in_hand_is_still_sent_after_the_bot_stopped_listening(api, inbox, mode):
    async with running(api, inbox, mode) as telegram:
        pass

    await asyncio.gather(*(telegram.send(ADDRESS, Part(text)) for text in ("một", "hai")))
    await telegram.send(ADDRESS, Part("ba"))
    assert sorted(api.texts()) == ["ba", "hai", "một"]


async def test_telegram_may_go_away_and_come_back(api, inbox):
    async with running(api, inbox):
        api.says("một")
        await api.until(lambda: inbox.kept)
        await api.go_down()
        await asyncio.sleep(0.2)
        await api.come_up()
        api.says("hai")
        await api.until(lambda: len(inbox.kept) == 2)

    assert inbox.texts == ["một", "hai"]


async def test_a_telegram_that_never_answers_does_not_stop_the_service_from_stopping(api, inbox):
    api.fail("getMe", *[Failure(hangs=True)] * 9)
    async with running(api, inbox, timing=Timing(request=30), connects=False) as telegram:
        await api.until(lambda: api.called("getMe"))

        assert not telegram.connected


async def test_stopping_what_was_never_started_is_no_trouble():
    await Telegram(TOKEN, Inbox()).stop()


async def test_a_wrong_token_is_reported_once_without_the_token(api, inbox, caplog):
    wrong = "123456789:AAF-some-other-token_of_the_tests000"
    telegram = Telegram(wrong, inbox, base_url=api.base_url, timing=QUICK)
    await telegram.start()
    await asyncio.sleep(0.3)
    with pytest.raises(Unsent) as caught:
        await telegram.send(ADDRESS, Part("đáp"))
    await telegram.stop()

    assert caught.value.fate is Fate.HALT
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "InvalidToken" in caplog.text
    assert "some-other-token" not in caplog.text + caught.value.reason


async def test_nothing_logged_names_the_token_or_what_was_said(api, inbox, caplog):
    caplog.set_level(logging.DEBUG)
    failures = [Failure(hangs=True), Failure(500), Failure(429, "Too Many", {"retry_after": 1}), Failure(400, "Bad Request: bad")]
    api.fail("sendMessage", *failures, *failures[-1:])
    told = ""

    async def broken(query):
        raise ValueError(query)

    async with running(api, inbox, inline=broken) as telegram:
        api.says("bí mật", chat=70001)
        api.happens(message=api.message(70001, text=["bí mật"]))
        api.asks_inline("bí mật", user=70001)
        await api.until(lambda: not api.pending)
        for _ in range(4):
            with pytest.raises(Unsent) as caught:
                await telegram.send(ADDRESS.replace("7", "70001"), Part("bí mật"))
            told += caught.value.reason
        await api.until(lambda: "errand" in caplog.text)

    told += "\n".join(record.getMessage() for record in caplog.records if record.name != "aiohttp.access")
    assert "odd field" in told
    assert "ValueError" in told
    assert not [secret for secret in (TOKEN, TOKEN.partition(":")[2], "bí mật", "70001") if secret in told]


async def test_another_poller_is_reported_and_outlived(api, inbox, caplog):
    api.fail("getUpdates", *[Failure(409, "Conflict: terminated by other getUpdates request")] * 2)
    async with running(api, inbox):
        api.says("hỏi")
        await api.until(lambda: inbox.kept)

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "Conflict" in caplog.text


async def test_what_telegram_asks_to_wait_is_waited(api, inbox):
    api.fail("getUpdates", Failure(429, "Too Many Requests: retry after 1", {"retry_after": 1}))
    async with running(api, inbox):
        await api.until(lambda: api.called("getUpdates"))
        refused = asyncio.get_running_loop().time()
        api.says("hỏi")
        await api.until(lambda: inbox.kept)

        assert asyncio.get_running_loop().time() - refused >= 0.9


async def test_a_webhook_set_by_somebody_else_is_removed_before_polling(api, inbox):
    api.webhook = {"url": "http://127.0.0.1:9/elsewhere"}
    async with running(api, inbox):
        api.says("hỏi")
        await api.until(lambda: inbox.kept)

    assert not api.webhook


async def test_the_menu_of_commands_may_fail(api, inbox):
    api.fail("setMyCommands", Failure(400, "Bad Request: nope"))
    async with running(api, inbox, connects=False):
        api.says("hỏi")
        await api.until(lambda: inbox.kept)

    assert not api.commands
