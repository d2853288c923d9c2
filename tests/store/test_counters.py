import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.errors import Unavailable
from bot.store.counters import Counters
from bot.store.database import Database

NOVEMBER = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
DECEMBER = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
"""Midnight in Vietnam."""


@asynccontextmanager
async def opened(url, locality=""):
    async with Database(url, locality=locality, pepper="p") as database:
        yield Counters(database)


async def test_what_is_counted_survives_a_restart(database_url):
    for _ in range(2):
        async with opened(database_url) as counters:
            await counters.add("zalo-bot|1", now=NOVEMBER)

    async with opened(database_url) as counters:
        assert await counters.read("zalo-bot|1", now=NOVEMBER) == 2


async def test_several_can_be_counted_at_once(database_url):
    async with opened(database_url) as counters:
        assert [await counters.add("zalo-bot|1", many, now=NOVEMBER) for many in (3, 4)] == [3, 7]


async def test_counts_are_each_bots_and_each_communes_own(database_url):
    async with opened(database_url, "nam-sach") as ours, opened(database_url, "an-phu") as theirs:
        await ours.add("zalo-bot|1", now=NOVEMBER)

        assert await ours.read("zalo-bot|2", now=NOVEMBER) == 0
        assert await theirs.read("zalo-bot|1", now=NOVEMBER) == 0


async def test_at_midnight_in_vietnam_a_new_month_begins(database_url):
    async with opened(database_url) as counters:
        await counters.add("zalo-bot|1", now=NOVEMBER)

        assert await counters.add("zalo-bot|1", now=DECEMBER) == 1
        assert await counters.read("zalo-bot|1", now=NOVEMBER) == 1


async def test_no_two_at_the_same_moment_get_the_same_number(database_url):
    async with opened(database_url) as one, opened(database_url) as other:
        numbers = await asyncio.gather(*(counters.add("zalo-bot|1", now=NOVEMBER) for counters in (one, other) * 10))

    assert sorted(numbers) == [*range(1, 21)]


async def test_a_database_that_cannot_be_asked_is_no_foreign_error(tmp_path):
    counters = Counters(Database(f"sqlite+aiosqlite:///{tmp_path}/empty.sqlite3", pepper="p"))

    with pytest.raises(Unavailable):
        await counters.add("zalo-bot|1", now=NOVEMBER)
    with pytest.raises(Unavailable):
        await counters.read("zalo-bot|1", now=NOVEMBER)
