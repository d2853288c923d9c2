"""What residents write reaches the journal, whatever goes wrong on the way."""

import asyncio
import logging
from itertools import pairwise

import pytest

from bot.channels.zalo_bot import Timing, ZaloBot
from tests.channels.zalo_bot.scene import QUICK, running
from tests.fakes.journal import Journal, Tally
from tests.fakes.provider import Failure
from tests.fakes.zalo_bot import OVER_QUOTA, TOKEN, UNAUTHORIZED, ZaloBotApi, refusal


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("in_seconds", [True, False])
async def test_what_residents_write_is_kept_in_every_shape(mode, flat, in_seconds, journal):
    async with ZaloBotApi(flat=flat, in_seconds=in_seconds) as api, running(api, journal, mode):
        api.says("một")
        api.says("hai", chat="u2")
        await api.until(lambda: len(journal.kept) == 2)

    assert sorted(journal.texts) == ["hai", "một"]
    assert {one.account for one in journal.all} == {"9876543210"}
    assert {one.at.year for one in journal.all} == {2026}


async def test_an_update_replayed_by_every_poll_is_kept_once(journal):
    async with ZaloBotApi(replays=True) as api, running(api, journal):
        api.says("một")
        await api.until(lambda: len(api.answered) > 5)
        api.says("hai")
        await api.until(lambda: len(journal.kept) == 2)

    assert journal.texts == ["một", "hai"]


async def test_what_was_just_stored_is_not_stored_with_every_poll_again(journal):
    async with ZaloBotApi(replays=True) as api, running(api, journal):
        api.says("/xoa")
        await api.until(lambda: journal.kept)
        journal.kept.clear()  # erased, its own key too
        polls = len(api.answered)
        await api.until(lambda: len(api.answered) > polls + 3)

    assert journal.calls == 1


async def test_an_error_nobody_thought_of_does_not_end_the_polling(api, journal, caplog):
    broken = [ValueError("làm khai sinh ở đâu")]

    async def accept(delivered):
        if broken:
            raise broken.pop()
        await journal(delivered)

    async with running(api, accept):
        api.says("một")
        await api.until(lambda: not broken)
        api.says("hai")
        await api.until(lambda: journal.kept)

    assert "ValueError" in caplog.text
    assert "khai sinh" not in caplog.text


async def test_polls_keep_their_distance_even_when_the_same_update_comes_at_once(journal):
    timing = Timing(**{name: getattr(QUICK, name) for name in ("poll", "retry_first")}, poll_floor=0.1)
    async with ZaloBotApi(replays=True) as api, running(api, journal, timing=timing):
        api.says("một")
        await api.until(lambda: len(api.called("getUpdates")) >= 4)

    polls = [call.at for call in api.called("getUpdates")]
    assert min(later - sooner for sooner, later in pairwise(polls)) >= 0.09


async def test_408_is_no_trouble(api, journal, caplog):
    api.longest_poll = 0.01
    async with running(api, journal) as bot:
        await api.until(lambda: len(api.called("getUpdates")) >= 3)
        assert bot.connected

    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_update_is_kept_before_the_next_poll(api):
    polls_when_kept = []

    async def slow(delivered):
        await asyncio.sleep(0.05)
        polls_when_kept.append(len(api.called("getUpdates")))

    async with running(api, slow):
        await api.until(lambda: api.called("getUpdates"))
        polls = len(api.called("getUpdates"))
        api.says("một")
        await api.until(lambda: polls_when_kept)

    assert polls_when_kept == [polls]


async def test_while_the_store_is_down_an_update_is_kept_in_hand_and_nothing_else_fetched(api, journal):
    journal.down = 4
    async with running(api, journal):
        await api.until(lambda: api.called("getUpdates"))
        api.says("một")
        await api.until(lambda: journal.calls == 3)
        api.says("hai")
        assert len(api.answered) == 1
        await api.until(lambda: len(journal.kept) == 2)

    assert journal.texts == ["một", "hai"]


async def test_a_stop_waits_until_what_was_fetched_is_stored(api, journal):
    async with running(api, journal):
        await api.until(lambda: api.called("getUpdates"))
        journal.down = 2
        api.says("một")
        await api.until(lambda: journal.calls)

    assert journal.texts == ["một"]


async def test_a_stop_does_not_wait_for_ever_and_says_what_is_lost(api, journal, caplog):
    journal.down = 10**6
    async with running(api, journal):
        api.says("một")
        await api.until(lambda: journal.calls)

    assert "may be lost" in caplog.text


async def test_a_stop_while_nothing_happens_is_quick(api, journal):
    async with running(api, journal) as bot:
        await api.until(lambda: api.called("getUpdates"))
        async with asyncio.timeout(0.2):
            await bot.stop()


async def test_polling_takes_a_webhook_away_first(api, journal):
    api.webhook = {"url": "https://old.example.vn", "secret_token": "12345678"}
    async with running(api, journal):
        await api.until(lambda: api.called("getUpdates"))

    assert [call.method for call in api.calls][:3] == ["getMe", "deleteWebhook", "getUpdates"]
    assert not api.webhook


async def test_a_webhook_set_while_polling_is_taken_away_again(api, journal):
    async with running(api, journal):
        await api.until(lambda: api.called("getUpdates"))
        api.webhook = {"url": "https://other.example.vn", "secret_token": "12345678"}
        await api.until(lambda: not api.webhook)
        api.says("một")
        await api.until(lambda: journal.kept)


@pytest.mark.parametrize(
    "failure",
    [
        Failure(502, "<html>"),
        Failure(drops=True),
        Failure(hangs=True),
        refusal(429, "Too Many Requests"),
        OVER_QUOTA,
        Failure(200, "<html>"),
        Failure(200, {"ok": True}),
        Failure(200, {"ok": True, "result": [7, None, "x"]}),
        Failure(200, {"ok": True, "result": {"event_name": "message.text.received", "message": {"chat": []}}}),
    ],
)
async def test_a_poll_that_goes_wrong_is_not_the_last(api, journal, failure):
    api.fail("getUpdates", failure)
    timing = Timing(poll=0, poll_floor=0.01, request=0.2, retry_first=0.02, slow=0.02)
    async with running(api, journal, timing=timing):
        api.says("một")
        await api.until(lambda: journal.kept)


async def test_zalo_may_come_up_after_the_bot(api, journal):
    await api.stop()
    async with running(api, journal) as bot:
        await asyncio.sleep(0.05)
        assert not bot.connected
        await api.start()
        api.says("một")
        await api.until(lambda: journal.kept)
        await api.until(lambda: bot.connected)


async def test_a_wrong_token_is_an_alarm_and_tried_again(api, journal, caplog):
    api.fail("getMe", UNAUTHORIZED, UNAUTHORIZED)
    async with running(api, journal):
        api.says("một")
        await api.until(lambda: journal.kept)

    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
    assert "ZALO_BOT_TOKEN" in caplog.text


async def test_what_residents_write_and_secrets_are_not_logged(mode, journal, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    async with ZaloBotApi() as api:
        api.fail("getMe", Failure(500, {"ok": False, "description": f"at /bot{TOKEN}/getMe"}))
        async with running(api, journal, mode):
            api.says("số căn cước của tôi")
            api.happens("message.reaction.received", text="số căn cước của tôi")
            await api.until(lambda: journal.kept and "passed over" in caplog.text)

    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert "passed over message.reaction.received" in told
    assert "căn cước" not in told
    assert TOKEN.partition(":")[2] not in told


def test_the_account_is_known_before_zalo_is_reached_and_is_no_secret():
    bot = ZaloBot(TOKEN, Journal(), Tally())
    strange = ZaloBot("token-without-a-colon", Journal(), Tally())

    assert bot.account == "9876543210"
    assert "token" not in strange.account
