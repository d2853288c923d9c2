"""When sending goes wrong: what may have arrived is not sent again, what never left is."""

import asyncio
import logging

from bot.channels.telegram import Timing
from bot.core.message import Choice, Reply
from tests.channels.telegram.desk import GROUP, running
from tests.fakes.telegram_api import Failure, flood


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
