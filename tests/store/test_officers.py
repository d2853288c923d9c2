"""Accounts, sessions and failures, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import AccountError
from bot.store.audit import Audit, Deed
from bot.store.database import Database
from bot.store.login_attempts import LoginAttempts, Patience, TooMany
from bot.store.officers import ADMIN, Officer, Officers
from bot.store.sessions import Sessions
from tests.conftest import NOW

HALF_AN_HOUR, TWELVE = timedelta(minutes=30), timedelta(hours=12)
SLOW = Patience(free=2, first=timedelta(seconds=10), most=timedelta(seconds=60))


@pytest.fixture
async def database(database_url):
    async with Database(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.fixture
async def hoa(database):
    return await Officers(database).add(Officer(0, "hoa", "Hoa", ADMIN), "hash", now=NOW)


async def test_a_login_is_unique_in_its_commune_only(database, database_url, hoa):
    with pytest.raises(AccountError):
        await Officers(database).add(Officer(0, "hoa", "Hoa khác", "xem"), "hash", now=NOW)
    async with Database(database_url, locality="an-phu", pepper="p") as elsewhere:
        other = await Officers(elsewhere).add(Officer(0, "hoa", "Hoa", "xem"), "hash", now=NOW)

        assert await Officers(database).get(other.id) is None
        assert await Officers(elsewhere).password("hoa") == "hash"


async def test_two_admins_cannot_unseat_each_other_at_the_same_moment(database, hoa):
    officers = Officers(database)
    lan = await officers.add(Officer(0, "lan", "Lan", ADMIN), "hash", now=NOW)

    done = await asyncio.gather(*(officers.disable(one.id, disabled=True) for one in (hoa, lan)), return_exceptions=True)

    assert sum(isinstance(one, AccountError) for one in done) == 1
    assert await officers.are_any()


async def test_the_database_does_not_hold_what_the_cookie_holds(database, hoa):
    session = await Sessions(database).open(hoa, now=NOW, lasts=TWELVE)

    async with database.engine.connect() as connection:
        from sqlalchemy import text

        assert session.id not in str((await connection.execute(text("SELECT * FROM office_session"))).all())
    assert session.id not in repr(session)


async def test_a_session_lives_as_long_as_it_is_used_and_no_longer_than_it_may(database, hoa):
    sessions = Sessions(database)
    session = await sessions.open(hoa, now=NOW, lasts=timedelta(hours=1))

    async def lives(minutes):
        return await sessions.find(session.id, now=NOW + timedelta(minutes=minutes), idle=HALF_AN_HOUR) is not None

    assert [await lives(minutes) for minutes in (0, 29, 58, 59.9, 60)] == [True, True, True, True, False]


async def test_a_session_of_another_commune_opens_nothing(database, database_url, hoa):
    session = await Sessions(database).open(hoa, now=NOW, lasts=TWELVE)

    async with Database(database_url, locality="an-phu", pepper="p") as elsewhere:
        assert await Sessions(elsewhere).find(session.id, now=NOW, idle=HALF_AN_HOUR) is None
        await Sessions(elsewhere).close(session.id)

    assert await Sessions(database).find(session.id, now=NOW, idle=HALF_AN_HOUR)


async def test_what_has_ended_is_swept_out_with_the_next_log_in(database, hoa):
    sessions = Sessions(database)
    await sessions.open(hoa, now=NOW, lasts=TWELVE)

    await sessions.open(hoa, now=NOW + timedelta(days=1), lasts=TWELVE)

    assert await sessions.open_for(now=NOW, idle=HALF_AN_HOUR) == {hoa.id: 1}


async def test_failures_slow_down_and_are_forgotten_after_a_day(database):
    attempts = LoginAttempts(database)
    for _ in range(3):
        await attempts.begin({"k": SLOW}, now=NOW)

    with pytest.raises(TooMany) as wait:
        await attempts.begin({"k": SLOW}, now=NOW + timedelta(seconds=9))
    await attempts.begin({"k": SLOW}, now=NOW + timedelta(seconds=10))
    with pytest.raises(TooMany):
        await attempts.begin({"k": SLOW}, now=NOW + timedelta(seconds=29))
    later = NOW + timedelta(days=1, minutes=1)
    for _ in range(3):
        await attempts.begin({"k": SLOW}, now=later)

    assert wait.value.until == NOW + timedelta(seconds=10)


def test_waits_double_up_to_a_limit():
    assert [SLOW.wait(count).total_seconds() for count in (1, 2, 3, 4, 5, 6, 99)] == [0, 0, 10, 20, 40, 60, 60]


async def test_one_key_that_must_wait_counts_nothing_for_the_others(database):
    attempts = LoginAttempts(database)
    for _ in range(3):
        await attempts.begin({"address": SLOW}, now=NOW)

    for _ in range(5):
        with pytest.raises(TooMany):
            await attempts.begin({"a login": SLOW, "address": SLOW}, now=NOW)

    for _ in range(3):
        await attempts.begin({"a login": SLOW}, now=NOW)


async def test_tries_at_the_same_moment_are_all_counted(database):
    attempts = LoginAttempts(database)

    tries = (attempts.begin({"login": SLOW, f"address {n}": SLOW}, now=NOW) for n in range(12))
    done = await asyncio.gather(*tries, return_exceptions=True)

    assert [one for one in done if one is not None and not isinstance(one, TooMany)] == []
    assert sum(one is None for one in done) == 3


async def test_success_clears_its_own_failures_and_makes_the_place_known(database):
    attempts = LoginAttempts(database)
    for _ in range(3):
        await attempts.begin({"login": SLOW, "address": SLOW}, now=NOW)
    await attempts.succeeded("login", address="address", place="place", now=NOW)

    assert await attempts.is_known("place")
    for _ in range(2):
        await attempts.begin({"login": SLOW}, now=NOW)
    await attempts.begin({"address": SLOW}, now=NOW)
    with pytest.raises(TooMany):
        await attempts.begin({"address": SLOW}, now=NOW)


async def test_the_audit_log_is_each_communes_own(database, database_url):
    await Audit(database).note(Deed(NOW, "hoa", "sửa", "khai-sinh", "Sửa câu trả lời"))

    async with Database(database_url, locality="an-phu", pepper="p") as elsewhere:
        assert await Audit(elsewhere).read(limit=9) == []
    assert await Audit(database).officers() == ["hoa"]
