import asyncio
from time import perf_counter

import pytest
from sqlalchemy import text

from bot.delivery.delivery import utcnow
from bot.delivery.receiving import Receiving
from bot.errors import Unavailable
from bot.store.inbox import Inbox
from bot.store.tables import MessageRow
from tests.delivery.desk import rows
from tests.fakes.channel import FakeChannel


class CountingInbox(Inbox):
    """Counts its transactions."""

    commits = 0

    async def keep(self, arrived):
        self.commits += 1
        await super().keep(arrived)


@pytest.fixture
async def receiving(store):
    inbox = CountingInbox(store.database)
    receiving = Receiving(inbox, clock=utcnow, stored=lambda: None)
    receiving.start()
    yield receiving
    await receiving.stop()


async def test_what_is_acknowledged_is_stored(receiving, store):
    channel = FakeChannel(receiving.accept)

    await channel.deliver(channel.said("một"), channel.said("hai"))

    assert [row.state for row in await stored(store)] == ["new", "new"]


async def stored(store):
    return await rows(store, MessageRow)


async def test_a_hundred_deliveries_at_once_take_a_few_transactions(receiving, store):
    channel = FakeChannel(receiving.accept)

    await asyncio.gather(*(channel.deliver(channel.said(f"câu {n}")) for n in range(100)))

    assert len(await stored(store)) == 100
    assert receiving._inbox.commits <= 5


async def test_duplicates_at_the_same_moment_are_stored_once(receiving, store):
    channel = FakeChannel(receiving.accept)
    said = channel.said("một")

    await asyncio.gather(*(channel.deliver(said, said) for _ in range(50)))

    assert len(await stored(store)) == 1


async def test_every_caller_learns_that_the_store_cannot(receiving, store):
    channel = FakeChannel(receiving.accept)
    async with store.database.session(writes=True) as session:
        await session.execute(text("DROP TABLE message"))

    results = await asyncio.gather(*(channel.deliver(channel.said("một")) for _ in range(5)), return_exceptions=True)

    assert {type(result) for result in results} == {Unavailable}


async def test_one_that_cannot_be_stored_does_not_take_the_others_with_it(receiving, store):
    channel = FakeChannel(receiving.accept)
    bad = FakeChannel(receiving.accept, name="x" * 17 if not store.database.is_sqlite else None)

    results = await asyncio.gather(
        channel.deliver(channel.said("một")),
        bad.deliver(bad.said("hai")),
        channel.deliver(channel.said("ba")),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [type(None), Unavailable, type(None)]
    assert len(await stored(store)) == 2


async def test_nothing_is_taken_in_before_the_start_and_after_the_stop(store):
    receiving = Receiving(store.inbox, clock=utcnow, stored=lambda: None)
    channel = FakeChannel(receiving.accept)

    with pytest.raises(Unavailable):
        await channel.deliver(channel.said("một"))
    receiving.start()
    await receiving.stop()
    with pytest.raises(Unavailable):
        await channel.deliver(channel.said("một"))


async def test_storing_together_is_far_quicker_than_one_by_one(receiving, store):
    channel = FakeChannel(receiving.accept)
    said = [channel.said(f"câu {n}") for n in range(400)]

    began = perf_counter()
    for one in said[:100]:
        await channel.deliver(one)
    one_by_one = (perf_counter() - began) / 100
    began = perf_counter()
    await asyncio.gather(*map(channel.deliver, said[100:]))
    together = (perf_counter() - began) / 300

    assert together < one_by_one / 2
