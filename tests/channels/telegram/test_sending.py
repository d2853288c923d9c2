"""Sending one part once, and the verdict when it goes wrong: real HTTP, the real library."""

import asyncio
import json
from datetime import UTC, datetime

import httpx
import pytest
from telegram.error import NetworkError

from bot.channels import Fate, Part, Unsent, leaving
from bot.channels.telegram import Timing, write
from bot.channels.telegram.fates import unsent
from bot.core.message import Choice, Reply
from tests.channels.telegram.desk import GROUP, QUICK, Inbox, running
from tests.fakes.telegram_api import Failure, flood

URL = "https://xa.vn/mau.png"
CHOICES = (Choice("Một", "#1"),)


@pytest.fixture
async def telegram(api):
    async with running(api, Inbox()) as telegram:
        yield telegram


def address(chat=7, thread=None, asked=None):
    return json.dumps({"chat": chat, "thread": thread, "asked": asked})


async def verdict(telegram, part=None, to=None):
    with pytest.raises(Unsent) as caught:
        await telegram.send(to or address(), part or Part("đáp"))
    return caught.value


async def test_what_is_sent_has_the_id_of_telegram(api, telegram):
    first, second = [await telegram.send(address(), Part(text)) for text in ("một", "hai")]

    assert api.texts() == ["một", "hai"]
    assert int(second) > int(first)


async def test_no_link_is_previewed_and_nothing_is_quoted(api, telegram):
    await telegram.send(address(), Part("đáp"))

    assert api.sent[0]["link_preview_options"] == {"is_disabled": True}
    assert not {"reply_parameters", "message_thread_id", "reply_markup"} & api.sent[0].values.keys()


async def test_in_a_group_the_question_is_quoted_and_its_topic_kept(api, telegram):
    await telegram.send(address(GROUP, thread=3, asked=5), Part("đáp"))

    assert api.sent[0]["message_thread_id"] == 3
    assert api.sent[0]["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}


async def test_a_long_reply_has_its_buttons_at_the_end(api, telegram):
    for part in telegram.parts(Reply("Câu văn dài. " * 700, CHOICES)):
        await telegram.send(address(), part)

    assert ["reply_markup" in call.values for call in api.sent] == [False, False, True]


async def test_a_button_with_too_long_a_code_does_not_cost_the_answer(api, telegram, caplog):
    await telegram.send(address(), write(Reply("Chọn:", (Choice("Dài", "x" * 65),)))[0])

    assert api.texts() == ["Chọn:\n\n1. Dài"]
    assert "left out a button" in caplog.text


async def test_a_picture_is_sent_with_its_caption_and_buttons(api, telegram):
    await telegram.send(address(), Part("Mẫu đây.", CHOICES, image=URL))

    [photo] = api.photos
    assert (photo["photo"], photo["caption"]) == (URL, "Mẫu đây.")
    assert photo["reply_markup"]["inline_keyboard"][0][0]["text"] == "Một"


async def test_a_picture_telegram_cannot_get_is_sent_as_its_address(api, telegram):
    api.fail("sendPhoto", Failure(400, "Bad Request: failed to get HTTP URL content"))
    await telegram.send(address(), Part("Mẫu đây.", image=URL))

    assert api.texts() == [f"Mẫu đây.\n\n{URL}"]


async def test_a_flood_limit_is_told_and_nothing_is_sent_again(api, telegram):
    api.fail("sendMessage", flood(33))
    refused = await verdict(telegram)

    assert (refused.fate, refused.wait) == (Fate.RETRY, 33)
    assert len(api.called("sendMessage")) == 1


async def test_a_flood_limit_without_a_time_is_one_too(api, telegram):
    api.fail("sendMessage", Failure(429, "Too Many Requests"))
    refused = await verdict(telegram)

    assert (refused.fate, refused.wait) == (Fate.RETRY, None)


@pytest.mark.parametrize("chat", [7, GROUP])
async def test_who_blocked_the_bot_or_threw_it_out_is_gone(api, telegram, chat):
    api.blocked.add(chat)
    refused = await verdict(telegram, to=address(chat))

    assert refused.fate is Fate.GONE
    assert len(api.called("sendMessage")) == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_taken_back_halts_everything(api, telegram, status):
    api.fail("sendMessage", Failure(status, "Unauthorized"))
    refused = await verdict(telegram)

    assert refused.fate is Fate.HALT
    assert "TELEGRAM_TOKEN" in refused.reason


async def test_a_token_taken_back_while_polling_halts_everything(api, telegram):
    api.token = "another"
    api.says("làm cho getUpdates trở về")
    await api.until(lambda: not telegram.connected)

    assert (await verdict(telegram)).fate is Fate.HALT


async def test_a_group_that_moved_is_answered_where_it_is_now(api, telegram):
    api.moved[GROUP] = -200
    await telegram.send(address(GROUP, thread=3, asked=5), Part("đáp", CHOICES))

    assert api.texts(-200) == ["đáp"]
    assert not {"reply_parameters", "message_thread_id"} & api.sent[0].values.keys()
    assert "reply_markup" in api.sent[0].values


@pytest.mark.parametrize(
    "failure",
    [
        Failure(hangs=True),
        Failure(hangs=True, carried_out=True),
        Failure(drops=True),
        Failure(drops=True, carried_out=True),
        Failure(500),
        Failure(502, "Bad Gateway"),
    ],
    ids=["hangs", "hangs, sent", "drops", "drops, sent", "500", "502"],
)
async def test_what_may_have_arrived_is_of_unknown_fate_and_not_sent_again(api, telegram, failure):
    api.fail("sendMessage", failure)
    refused = await verdict(telegram)

    assert refused.fate is Fate.UNKNOWN
    assert len(api.called("sendMessage")) == 1


async def test_an_answer_that_cannot_be_read_leaves_the_fate_unknown(api, telegram, caplog):
    async def odd(values):
        return {"message_id": 5}

    api._on_sendmessage = odd

    assert (await verdict(telegram)).fate is Fate.UNKNOWN


async def test_when_telegram_cannot_be_reached_all_is_kept_and_for_a_while_nobody_tries(api, telegram):
    await api.go_down()
    first, second = await verdict(telegram), await verdict(telegram)
    await api.come_up()
    third = await verdict(telegram)
    await asyncio.sleep(first.wait)
    await telegram.send(address(), Part("đáp"))

    assert {unsent.fate for unsent in (first, second, third)} == {Fate.HALT}
    assert first.wait == QUICK.retry_first >= second.wait >= third.wait
    assert api.texts() == ["đáp"]


async def test_the_longer_telegram_is_away_the_less_often_it_is_tried(api, telegram):
    await api.go_down()
    waits = []
    for _ in range(3):
        waits.append((await verdict(telegram)).wait)
        await asyncio.sleep(waits[-1])

    assert waits == [QUICK.retry_first, 2 * QUICK.retry_first, QUICK.away]


@pytest.mark.parametrize(
    ("cause", "fate"),
    [
        (httpx.PoolTimeout("x"), Fate.RETRY),
        (httpx.ReadTimeout("x"), Fate.UNKNOWN),
        (httpx.WriteTimeout("x"), Fate.UNKNOWN),
        (httpx.WriteError("x"), Fate.UNKNOWN),
        (httpx.RemoteProtocolError("x"), Fate.UNKNOWN),
    ],
    ids=repr,
)
def test_only_what_certainly_stayed_here_may_be_sent_again(cause, fate):
    error = NetworkError("x")
    error.__cause__ = cause

    assert unsent(error).fate is fate


async def test_a_form_telegram_refuses_is_sent_once_more_in_the_simplest(api, telegram):
    api.fail("sendMessage", Failure(400, "Bad Request: message thread not found"))
    await telegram.send(address(GROUP, thread=3, asked=5), Part("Chọn:\n\n1. Một", CHOICES))

    assert api.texts(GROUP) == ["Chọn:\n\n1. Một"]
    assert not {"reply_markup", "reply_parameters", "message_thread_id"} & api.sent[0].values.keys()


async def test_a_text_telegram_refuses_twice_is_parked_with_its_reason(api, telegram):
    api.fail("sendMessage", *[Failure(400, "Bad Request: chat not found")] * 2)
    refused = await verdict(telegram, Part("Chọn:", CHOICES))

    assert refused.fate is Fate.PARK
    assert "hat not found" in refused.reason
    assert len(api.called("sendMessage")) == 2


async def test_what_is_simple_already_is_not_tried_twice(api, telegram):
    api.fail("sendMessage", Failure(400, "Bad Request: chat not found"))

    assert (await verdict(telegram)).fate is Fate.PARK
    assert len(api.called("sendMessage")) == 1


async def test_a_busy_group_is_told_to_wait_and_holds_up_nobody(api):
    async with running(api, Inbox(), timing=Timing(poll=1)) as telegram:
        sends = await asyncio.gather(
            *(telegram.send(address(GROUP), Part(str(number))) for number in range(21)), return_exceptions=True
        )
        await telegram.send(address(7), Part("đáp"))

    refused = [result for result in sends if isinstance(result, Unsent)]
    assert [(unsent.fate, unsent.wait) for unsent in refused] == [(Fate.RETRY, 3)]
    assert len(api.texts(GROUP)) == 20
    assert api.texts(7) == ["đáp"]


async def test_telegram_cannot_tell_what_has_arrived(telegram):
    assert await telegram.has_arrived(address(), Part("đáp"), since=datetime(2026, 11, 21, tzinfo=UTC)) is None


async def test_it_is_told_when_a_part_leaves(api, telegram):
    told = []
    with leaving.noticed(lambda: told.append(len(api.sent))):
        await telegram.send(address(), Part("đáp"))

    assert told == [0]
