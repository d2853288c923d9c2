"""The tokens: refreshed in time, by one process at a time, saved before they are used, and never lost by us."""

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import Part
from bot.channels.zalo import NotConnected, Timing, trouble
from bot.channels.zalo.address import Address
from bot.store.database import Database
from bot.store.sealing import Unreadable
from bot.store.tokens import ZaloTokens
from tests.channels.zalo.scene import HASTY, QUICK, Clock, connected, running
from tests.fakes.zalo_oa import OA_ID, RESIDENT, Failure

LATER = timedelta(hours=13)
OUT = timedelta(hours=25)


@pytest.fixture
def url(database_url):
    """Of both kinds of database."""
    return database_url


@pytest.fixture
def clock():
    return Clock()


def asked(oa):
    """How often Zalo was asked for tokens."""
    return sum(path.endswith("/access_token") for path, _ in oa.calls)


async def test_twice_a_day_the_pair_is_refreshed(oa, tokens, clock, keeper):
    await connected(oa, tokens)
    keeping = keeper(clock=clock)
    before = await tokens.load()
    await keeping.keep()
    early = asked(oa)
    clock.ahead = LATER
    await keeping.keep()
    await keeping.keep()
    after = await tokens.load()

    assert (early, asked(oa)) == (0, 1)
    assert after.access in oa.access_tokens
    assert after.refresh == oa.refresh_token != before.refresh
    assert after.generation == before.generation + 1
    assert after.access_until - after.refreshed_at == timedelta(seconds=90000)


async def test_a_running_channel_refreshes_by_itself(oa, tokens, inbox, clock):
    await connected(oa, tokens)
    async with running(oa, tokens, inbox, clock=clock):
        clock.ahead = LATER
        await oa.until(lambda: oa.refreshes)

    assert (await tokens.load()).access in oa.access_tokens


async def test_a_consent_given_while_the_channel_runs_is_noticed(oa, tokens, inbox):
    async with running(oa, tokens, inbox) as zalo:
        await connected(oa, tokens)
        await oa.until(lambda: zalo.account)

        assert await zalo.send(str(Address(user=RESIDENT)), Part("trả lời"))


async def test_two_processes_at_the_same_moment_fifty_times_never_lose_the_account(oa, url, tokens, keeper):
    await connected(oa, tokens)
    async with AsyncExitStack() as stack:
        others = [ZaloTokens(await stack.enter_async_context(Database(url, locality="nam-sach", pepper="p"))) for _ in range(2)]
        keepers = [keeper(ledger, timing=Timing(lease_poll=0.005)) for ledger in others]
        for _ in range(50):
            refused = (await tokens.load()).access
            one, other = await asyncio.gather(*(keeping.renewed(refused) for keeping in keepers))

            assert one == other != refused

    assert (oa.refreshes, oa.lost) == (50, False)
    assert one in oa.access_tokens


async def test_many_messages_that_find_the_token_refused_refresh_it_once(oa, zalo):
    oa.revoke_access()
    await asyncio.gather(*(zalo.send(str(Address(user=str(n))), Part("x")) for n in range(20)))

    assert (oa.refreshes, len(oa.sent)) == (1, 20)


async def test_a_new_pair_is_used_only_when_it_is_saved(oa, tokens, keeper):
    class Flaky(ZaloTokens):
        failures, saved = 2, ""

        async def save(self, oa_id, access, refresh, **times):
            if self.failures:
                self.failures -= 1
                raise ConnectionError("the database is away")
            self.saved = access
            return await super().save(oa_id, access, refresh, **times)

    await connected(oa, tokens)
    flaky = Flaky(tokens._database)
    renewed = await keeper(flaky).renewed((await tokens.load()).access)

    assert renewed == flaky.saved == (await tokens.load()).access
    assert asked(oa) == 1


async def test_a_message_given_up_does_not_take_the_new_pair_with_it(oa, tokens, keeper):
    await connected(oa, tokens)
    oa.latency = 0.1
    keeping = keeper()
    sending = asyncio.create_task(keeping.renewed((await tokens.load()).access))
    await oa.until(lambda: oa.refreshes)
    sending.cancel()
    await keeping.close()

    assert (await tokens.load()).refresh == oa.refresh_token


# When the answer is lost


async def test_a_lost_answer_sounds_the_alarm_and_the_old_access_token_serves_on(oa, tokens, clock, caplog, keeper):
    await connected(oa, tokens)
    keeping, before = keeper(clock=clock, timing=HASTY), await tokens.load()
    clock.ahead = LATER
    oa.fail_token(Failure(hangs=True, carried_out=True))
    await keeping.keep()
    clock.ahead = LATER + timedelta(hours=10)
    await keeping.keep()
    kept = await tokens.load()

    assert asked(oa) == 1, "asking again may cost the access token that still works"
    assert kept.access == before.access in oa.access_tokens
    assert "zalo connect" in trouble(kept, now=clock())
    assert "ERROR" in {record.levelname for record in caplog.records}


async def test_the_old_refresh_token_is_tried_again_when_there_is_nothing_left_to_lose(oa, tokens, clock, keeper):
    await connected(oa, tokens)
    keeping = keeper(clock=clock, timing=HASTY)
    clock.ahead = LATER
    oa.fail_token(Failure(hangs=True))
    await keeping.keep()
    clock.ahead = OUT
    await keeping.keep()
    kept = await tokens.load()

    assert kept.access in oa.access_tokens, "it was not used up after all"
    assert trouble(kept, now=clock()) == ""


async def test_a_pair_that_is_really_lost_is_the_officers_to_mend(oa, tokens, clock, keeper):
    await connected(oa, tokens)
    keeping = keeper(clock=clock)
    clock.ahead = LATER
    oa.fail_token(Failure(drops=True, carried_out=True))
    await keeping.keep()
    clock.ahead = OUT
    await keeping.keep()

    assert "zalo connect" in trouble(await tokens.load(), now=clock())
    await connected(oa, tokens, clock=clock)
    assert trouble(await tokens.load(), now=clock()) == ""
    assert (await keeping.read()).access in oa.access_tokens


async def test_a_process_killed_in_the_middle_leaves_word_of_it(oa, tokens, clock, keeper):
    await connected(oa, tokens)
    now = datetime.now(UTC)
    await tokens.lease(OA_ID, "killed", now=now, until=now + timedelta(seconds=60))
    await tokens.begin(OA_ID, "killed", now=now, until=now)
    clock.ahead = LATER
    await keeper(clock=clock).keep()

    assert asked(oa) == 0
    assert "zalo connect" in trouble(await tokens.load(), now=clock())


async def test_who_lost_the_lease_while_asleep_does_not_touch_the_refresh_token(tokens, oa):
    await connected(oa, tokens)
    now = datetime.now(UTC)
    await tokens.lease(OA_ID, "sleeper", now=now, until=now + timedelta(seconds=60))
    taken = await tokens.lease(OA_ID, "other", now=now + timedelta(seconds=61), until=now + timedelta(seconds=121))

    assert taken
    assert not await tokens.begin(OA_ID, "sleeper", now=now, until=now + timedelta(seconds=15))
    assert not await tokens.begin(OA_ID, "other", now=now, until=now + timedelta(seconds=121)), "too late to be sure"


async def test_what_never_left_costs_nothing_and_is_tried_again(oa, tokens, clock, keeper):
    await connected(oa, tokens)
    keeping = keeper(clock=clock, timing=QUICK)
    clock.ahead = LATER
    await oa.stop()
    await keeping.keep()
    failed = await tokens.load()
    await oa.start()
    await keeping.keep()
    too_early = asked(oa)
    clock.ahead += timedelta(minutes=11)
    await keeping.keep()

    assert (failed.tried_at, bool(failed.failure)) == (None, True)
    assert (too_early, asked(oa)) == (0, 1)
    assert (await tokens.load()).failure == ""


async def test_a_refusal_is_an_alarm_and_changes_no_token(oa, tokens, clock, caplog, keeper):
    await connected(oa, tokens)
    before, keeping = await tokens.load(), keeper(clock=clock)
    clock.ahead = LATER
    oa.fail_token(Failure(-14014))
    await keeping.keep()
    kept = await tokens.load()

    assert (kept.access, kept.refresh, kept.generation) == (before.access, before.refresh, before.generation)
    assert "-14014" in kept.failure
    assert "-14014" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b'{"access_token":"new","expires_in":"90000"}',
        b'{"access_token":"new","refresh_token":"","expires_in":"90000"}',
        b'{"access_token":null,"refresh_token":"new"}',
        b"{}",
        b"<html>",
    ],
)
async def test_a_pair_is_replaced_only_by_a_whole_pair(oa, tokens, body, keeper):
    await connected(oa, tokens)
    before = await tokens.load()
    oa.fail_token(Failure(body=body))
    with pytest.raises(NotConnected):
        await keeper().renewed(before.access)
    kept = await tokens.load()

    assert (kept.access, kept.refresh) == (before.access, before.refresh)
    assert kept.tried_at is not None, "nobody can say what became of the refresh token"


async def test_a_consent_given_meanwhile_wins_over_a_refreshed_pair(oa, tokens, keeper):
    await connected(oa, tokens)
    before = await tokens.load()
    oa.latency = 0.1
    refreshing = asyncio.create_task(keeper().renewed(before.access))
    await oa.until(lambda: oa.refreshes)
    await connected(oa, tokens)
    consented = await tokens.load()

    assert await refreshing == consented.access
    assert (await tokens.load()).refresh == consented.refresh


@pytest.mark.parametrize(
    ("said", "seconds"), [('"90000"', 90000), ("3600", 3600), ('"soon"', 3600), ("null", 3600), ('"-1"', 3600)]
)
async def test_the_life_of_a_token_is_a_string_and_may_be_nonsense(oa, tokens, said, seconds, keeper):
    await connected(oa, tokens)
    oa.fail_token(Failure(body=f'{{"access_token":"a2","refresh_token":"r2","expires_in":{said}}}'.encode()))
    await keeper().renewed((await tokens.load()).access)
    kept = await tokens.load()

    assert (kept.access_until - kept.refreshed_at).total_seconds() == seconds


# What officers and thieves see


async def test_an_old_refresh_token_is_an_alarm(oa, tokens, clock, caplog, keeper):
    await connected(oa, tokens)
    clock.ahead = timedelta(days=61)
    same = (await tokens.load()).refresh
    oa.fail_token(Failure(body=f'{{"access_token":"a2","refresh_token":"{same}","expires_in":"90000"}}'.encode()))
    await keeper(clock=clock).keep()

    assert "61 ngày" in trouble(await tokens.load(), now=clock())
    assert "61 ngày" in caplog.text


async def test_an_alarm_is_told_once_not_every_minute(oa, tokens, clock, caplog, keeper):
    caplog.set_level(logging.ERROR)
    await connected(oa, tokens)
    clock.ahead = LATER
    oa.fail_token(Failure(-14014))
    keeping = keeper(clock=clock, timing=replace(QUICK, again=timedelta(hours=1)))
    for _ in range(5):
        await keeping.keep()

    assert len(caplog.records) == 1


async def test_a_copy_of_the_database_does_not_give_the_account_away(oa, tokens, database):
    await connected(oa, tokens)
    kept = await tokens.load()
    async with database.engine.connect() as connection:
        [row] = (await connection.exec_driver_sql("SELECT access, refresh FROM zalo_token")).all()
    stored = b"".join(map(bytes, row))

    assert len(stored) > len(kept.access + kept.refresh)
    assert not any(secret.encode() in stored or secret in repr(kept) for secret in (kept.access, kept.refresh))


async def test_another_pepper_does_not_open_the_tokens(oa, tokens, url):
    await connected(oa, tokens)
    async with Database(url, locality="nam-sach", pepper="another") as database:
        with pytest.raises(Unreadable):
            await ZaloTokens(database).load()


async def test_with_two_accounts_the_setting_says_which(oa, tokens):
    await connected(oa, tokens)
    now = datetime.now(UTC)
    await tokens.connect("2", "a", "r", until=now, now=now)

    assert await tokens.load() is None
    assert (await tokens.load("2")).access == "a"


def test_a_lease_must_outlast_a_request():
    with pytest.raises(ValueError, match="lease"):
        Timing(request=30)
    assert QUICK.lease > 2 * QUICK.request
