import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.channels import Fate, Happening, Unsent
from bot.store.outbox import State
from bot.store.sql import SqlStore
from tests.delivery.desk import at_work
from tests.fakes.channel import FakeChannel

ANSWER = "Trong 60 ngày."
PIECES = ["Trong", " 60 n", "gày."]


@pytest.fixture
def asked(desk):
    """Somebody asks, and the provider fails as told."""

    async def asks(*failures, cuts=0):
        desk.channel.failures, desk.channel.cuts = list(failures), cuts
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
        await desk.rests()
        return desk

    return asks


async def test_the_parts_of_a_long_answer_arrive_in_their_order(asked):
    desk = await asked(cuts=5)

    assert desk.channel.heard() == PIECES


async def test_what_did_not_arrive_is_sent_again_and_the_rest_keeps_its_turn(asked):
    desk = await asked(Unsent(Fate.RETRY, "bận"), Unsent(Fate.RETRY, "bận", wait=0.05), cuts=5)

    assert desk.channel.heard() == PIECES
    assert [text for _, text in desk.channel.tried] == ["Trong"] * 3 + PIECES[1:]


async def test_what_never_arrives_is_parked_with_the_reason_and_the_rest_is_sent(asked, caplog):
    desk = await asked(*[Unsent(Fate.RETRY, "bận")] * 3, cuts=5)

    assert desk.channel.heard() == PIECES[1:]
    assert [(stuck.state, stuck.reason) for stuck in await desk.store.outbox.stuck()] == [(State.PARKED, "bận")]
    assert "given up after 3 tries" in caplog.text


async def test_the_wait_a_provider_asks_for_is_kept(asked):
    began = asyncio.get_running_loop().time()
    await asked(Unsent(Fate.RETRY, "chậm lại", wait=0.4))

    assert asyncio.get_running_loop().time() - began > 0.4


async def test_a_wait_the_provider_asks_for_is_no_failed_try(asked):
    desk = await asked(*[Unsent(Fate.RETRY, "chậm lại", wait=0.01)] * 10)

    assert desk.channel.heard() == [ANSWER]
    assert [row.tries for row in await desk.outbox()] == [1]


async def test_what_waits_for_its_turn_is_in_no_doubt(store, parrot):
    channel = FakeChannel(per_second=4)
    async with at_work(store, parrot, channel=channel) as desk:
        await channel.deliver(*(channel.said("làm khai sinh", chat=f"c{n}") for n in range(8)))
        await desk.until(lambda: len(channel.arrived) >= 5)
        meanwhile = Counter(await desk.states())
        began = asyncio.get_running_loop().time()
        await desk.rests()

        assert meanwhile["pending"] >= 2
        assert meanwhile["sending"] <= 1
        assert len(channel.arrived) == 8
        assert asyncio.get_running_loop().time() - began > 0.4


async def test_what_may_have_arrived_is_never_sent_again_and_holds_up_nothing(asked):
    desk = await asked("lost", cuts=5)

    assert desk.channel.heard() == PIECES
    assert await desk.states() == ["unknown", "sent", "sent"]
    assert (await desk.store.outbox.counts())["fake", State.UNKNOWN] == 1


async def test_a_provider_that_can_tell_is_asked_what_arrived(asked, desk):
    desk.channel.can_tell = True
    await asked("lost", Unsent(Fate.UNKNOWN, "mất"), cuts=5)

    assert desk.channel.heard() == PIECES
    assert [text for _, text in desk.channel.tried] == ["Trong", " 60 n", " 60 n", "gày."]
    assert await desk.states() == ["sent"] * 3


async def test_a_channel_that_hangs_is_cut_off_and_the_end_is_unknown(working):
    async with working(send_timeout=0.1) as desk:
        desk.channel.failures = ["hang"]
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
        await desk.until(lambda: len(desk.channel.tried) == 1)
        await desk.channel.deliver(desk.channel.said("làm căn cước", chat="minh"))
        await desk.rests()

        assert desk.channel.arrived == [("to-minh", "Tại công an xã.")]
        assert sorted(await desk.states()) == ["sent", "unknown"]


async def test_a_fault_of_the_channel_is_no_reason_to_send_twice(asked, caplog):
    desk = await asked(KeyError("oops"))

    assert len(desk.channel.tried) == 1
    assert (await desk.outbox())[0].reason == "Lỗi khi gửi: KeyError."


async def test_outside_the_window_an_answer_waits_until_the_resident_writes_again(asked):
    desk = await asked(Unsent(Fate.WAIT, "quá 48 giờ"), cuts=5)
    before = await desk.states()
    desk.channel.cuts = 0
    await desk.channel.deliver(desk.channel.said("làm căn cước"))
    await desk.rests()

    assert before == ["waiting"] * 3
    assert desk.channel.heard() == [*PIECES, "Tại công an xã."]


async def test_following_again_opens_the_window_too(asked):
    desk = await asked(Unsent(Fate.WAIT, "quá 48 giờ"))
    await desk.channel.deliver(desk.channel.happens(Happening.FOLLOWED))
    await desk.rests()

    assert desk.channel.heard() == [ANSWER]


async def test_after_a_week_of_silence_an_answer_is_not_sent_any_more(asked):
    desk = await asked(Unsent(Fate.WAIT, "quá 48 giờ"))
    desk.clock.ahead = timedelta(days=8)
    await desk.channel.deliver(desk.channel.said("làm căn cước"))
    await desk.rests()

    assert desk.channel.heard() == ["Tại công an xã."]
    assert await desk.states() == ["parked", "sent"]


async def test_who_cannot_be_reached_is_sent_nothing_more(asked):
    desk = await asked(Unsent(Fate.GONE, "đã chặn"), cuts=5)

    assert desk.channel.arrived == []
    assert [(row.state, row.part) for row in await desk.outbox()] == [("gone", None)] * 3
    assert (await desk.store.chat(desk.store.database.lane("fake", "oa-1", "lan"))).left


async def test_who_leaves_is_sent_nothing_more_and_who_comes_back_is_answered(desk):
    desk.channel.failures = [Unsent(Fate.WAIT, "quá 48 giờ")]
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()
    await desk.channel.deliver(desk.channel.happens(Happening.LEFT))
    await desk.rests()
    left = await desk.store.chat(desk.store.database.lane("fake", "oa-1", "lan"))
    await desk.channel.deliver(desk.channel.said("làm căn cước"))
    await desk.rests()

    assert left.left
    assert desk.channel.heard() == ["Tại công an xã."]
    assert await desk.states() == ["gone", "sent"]
    assert not (await desk.store.chat(desk.store.database.lane("fake", "oa-1", "lan"))).left


async def test_a_refused_part_is_parked_and_the_others_are_sent(asked):
    desk = await asked(Unsent(Fate.PARK, "tin quá dài"), cuts=5)

    assert desk.channel.heard() == PIECES[1:]
    assert [stuck.reason for stuck in await desk.store.outbox.stuck()] == ["tin quá dài"]


async def test_an_account_that_cannot_send_keeps_everything_and_raises_one_alarm(working, caplog):
    async with working(halt=0.3) as desk:
        desk.channel.failures = [Unsent(Fate.HALT, "hết hạn mức")] * 6
        await desk.channel.deliver(*(desk.channel.said("làm khai sinh", chat=f"c{n}") for n in range(5)))
        await desk.until(lambda: len(desk.channel.tried) >= 5)
        await asyncio.sleep(0.1)
        meanwhile = len(desk.channel.tried)
        await desk.rests()

        assert meanwhile <= 6  # what was in hand, then nothing
        assert len(desk.channel.arrived) == 5
        assert caplog.text.count("the account cannot send") == 1
        assert {row.tries for row in await desk.outbox()} == {1}


async def test_an_answer_that_could_not_be_sent_in_time_is_not_sent_out_of_the_blue(working):
    async with working() as desk:
        await desk.delivery._sending["fake"].crew.stop(1)
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
        await asyncio.sleep(0.3)

    async with working() as later:
        later.clock.ahead = timedelta(hours=13)
        await later.rests()
        assert later.channel.arrived == []
        assert await later.states() == ["parked"]


async def test_what_was_being_sent_when_the_process_died_becomes_unknown(store, parrot):
    async with at_work(store, parrot, lease=0.3) as dead:
        await dead.delivery._sending["fake"].crew.stop(1)
        await dead.channel.deliver(dead.channel.said("làm khai sinh"), dead.channel.said("làm căn cước"))
        await asyncio.sleep(0.3)
        assert len(await dead.delivery._sending["fake"]._claim(10)) == 1  # committed, and then it is killed

        async with at_work(store, parrot, lease=0.3) as alive:
            await alive.rests()

            assert alive.channel.heard() == ["Tại công an xã."]
            assert await alive.states() == ["unknown", "sent"]


async def test_a_provider_that_can_tell_settles_what_a_dead_process_was_sending(store, parrot):
    async with at_work(store, parrot, lease=0.3) as dead:
        await dead.delivery._sending["fake"].crew.stop(1)
        await dead.channel.deliver(dead.channel.said("làm khai sinh"))
        await asyncio.sleep(0.3)
        assert len(await dead.delivery._sending["fake"]._claim(10)) == 1

        async with at_work(store, parrot, channel=FakeChannel(can_tell=True), lease=0.3) as alive:
            await alive.hears(ANSWER)
            await alive.rests()
            assert await alive.states() == ["sent"]


async def test_a_provider_that_cannot_be_asked_is_asked_again(desk):
    asked = []

    async def has_arrived(address, part, *, since):
        asked.append(since)
        if len(asked) < 3:
            raise ConnectionError
        return True

    desk.channel.has_arrived = has_arrived
    desk.channel.failures = ["lost"]
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.until(lambda: len(asked) == 3)
    await asyncio.sleep(0.5)

    assert await desk.states() == ["sent"]
    assert len(desk.channel.tried) == 1


async def test_an_echo_settles_what_was_unknown(desk):
    desk.channel.failures = ["lost"]
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()
    before = await desk.states()
    await desk.channel.deliver(desk.channel.happens(Happening.ECHOED, echo="mid-77"))
    await desk.rests()

    assert before == ["unknown"]
    assert await desk.states() == ["sent"]


async def test_an_echo_that_says_something_else_settles_nothing(desk):
    desk.channel.failures = ["lost"]
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()
    await desk.channel.deliver(desk.channel.happens(Happening.ECHOED, echo="mid-77", said="Chào bà con"))
    await desk.rests()

    assert await desk.states() == ["unknown"]


async def test_an_echo_of_what_is_known_to_be_sent_settles_nothing_else(desk):
    desk.channel.failures = ["lost"]
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()
    await desk.channel.deliver(desk.channel.said("làm căn cước"))
    await desk.rests()
    await desk.channel.deliver(desk.channel.happens(Happening.ECHOED, echo="msg-1"))
    await desk.rests()

    assert await desk.states() == ["unknown", "sent"]


async def test_a_chat_that_moved_is_written_to_at_its_new_address(desk):
    desk.channel.failures = [Unsent(Fate.WAIT, "chờ")]
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()
    await desk.channel.deliver(desk.channel.happens(Happening.MOVED, address="to-new"), desk.channel.said("làm căn cước"))
    await desk.rests()

    assert desk.channel.heard("new") == [ANSWER, "Tại công an xã."]


async def test_two_processes_send_every_part_once_and_in_order(store, database_url, parrot):
    shared: list[tuple[str, str]] = []
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as second:
        one_channel, other_channel = (FakeChannel(cuts=4, slowness=0.005, arrived=shared) for _ in range(2))
        async with at_work(store, parrot, channel=one_channel) as one, at_work(second, parrot, channel=other_channel):
            for n in range(4):
                await one_channel.deliver(*(one_channel.said(f"câu {n}", chat=f"c{chat}") for chat in range(5)))
            await one.rests()

    assert one_channel.tried
    for chat in range(5):
        heard = "".join(text for address, text in shared if address == f"to-c{chat}")
        assert heard == "".join(f"Chưa biết (câu {n})." for n in range(4))
    assert len(one_channel.tried) + len(other_channel.tried) == len(shared)


async def test_a_chat_whose_part_waits_for_its_turn_holds_up_no_other(working):
    async with working(retry_first=5, retry_most=5) as desk:
        desk.channel.failures = [Unsent(Fate.RETRY, "bận")]
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
        await desk.until(lambda: len(desk.channel.tried) == 1)
        await desk.channel.deliver(desk.channel.said("làm căn cước", chat="minh"))

        await desk.hears("Tại công an xã.", chat="minh")


async def test_stopping_finishes_what_is_being_sent(store, parrot):
    async with at_work(store, parrot, channel=FakeChannel(slowness=0.2)) as desk:
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
        await desk.until(lambda: len(desk.channel.tried) == 1)

    assert desk.channel.heard() == [ANSWER]
    assert await desk.states() == ["sent"]


async def test_stopping_does_not_wait_for_ever(store, parrot):
    async with at_work(store, parrot, channel=FakeChannel(failures=["hang"]), grace=0.2) as desk:
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
        await desk.until(lambda: len(desk.channel.tried) == 1)

    assert await desk.states() == ["unknown"]
