import asyncio

import pytest

from bot.channels import Part, leaving
from bot.delivery.departures import Departures
from bot.store.lane import Lane
from bot.store.outbox import HandedOver, ToSend
from tests.conftest import NOW
from tests.delivery.desk import at_work
from tests.fakes.channel import FakeChannel

ANSWER = "Trong 60 ngày."


def part(number, tries=1):
    return ToSend(number, Lane("fake", "oa-1", "p"), "to-lan", {}, tries, NOW, fleeting=False)


def of(holder, *numbers, tries=1):
    return [HandedOver(number, tries, holder) for number in numbers]


@pytest.fixture
def dead(tmp_path):
    """A process that noted one part and was killed."""
    departures = Departures(tmp_path, "dead")
    departures.open()
    departures.note(part(1))
    return departures


@pytest.fixture
def alive(tmp_path, dead):
    departures = Departures(tmp_path, "alive")
    departures.open()
    return departures


def test_what_was_not_noted_never_left(alive):
    assert alive.never_left(of("dead", 1, 2)) == [2]


def test_an_earlier_try_says_nothing_of_the_next(alive):
    assert alive.never_left(of("dead", 1, tries=2)) == [1]


def test_of_a_process_that_left_no_file_nothing_is_known(alive):
    assert alive.never_left(of("elsewhere", 1, 2)) == []
    assert alive.never_left(of("../dead", 1, 2)) == []


def test_after_the_machine_was_started_anew_nothing_is_known(alive, tmp_path):
    noted = (tmp_path / "dead").read_text().split("\n")
    (tmp_path / "dead").write_text("\n".join(["another boot", *noted[1:]]))

    assert alive.never_left(of("dead", 1, 2)) == []


def test_who_stops_in_good_order_leaves_no_file(dead, tmp_path):
    dead.close()

    assert list(tmp_path.iterdir()) == []


def test_without_a_place_to_write_everything_stays_in_doubt(tmp_path):
    (tmp_path / "file").write_text("")
    departures = Departures(tmp_path / "file" / "folder", "dead")
    departures.open()
    departures.note(part(1))

    assert departures.never_left(of("dead", 1, 2)) == []


def test_a_file_does_not_grow_for_ever(monkeypatch, alive, tmp_path):
    monkeypatch.setattr("bot.delivery.departures._MOST", 1500)
    for number in range(10_000):
        alive.note(part(number))

    assert len((tmp_path / "alive").read_text().split("\n")) <= 1502
    assert alive.never_left(of("alive", 9_999, 10_000)) == [10_000]


class Courier(FakeChannel):
    """Says when something leaves, as the real ones do; `held`: waits before that, for a connection."""

    def __init__(self, **how):
        super().__init__(**how)
        self.tells_leaving = True
        self.held = asyncio.Event()

    async def send(self, address: str, part: Part) -> str:
        await self.held.wait()
        leaving.leaves()
        return await super().send(address, part)


async def _is_being_sent(desk):
    async with asyncio.timeout(5):
        while await desk.states() != ["sending"]:  # noqa: ASYNC110 - what is waited for is in a database
            await asyncio.sleep(0.01)


async def test_what_a_dead_process_never_sent_is_sent(store, parrot, tmp_path):
    async with at_work(store, parrot, channel=Courier(), leaving=tmp_path, lease=0.3, poll=10, grace=0.1) as dead:
        await dead.channel.deliver(dead.channel.said("làm khai sinh"))
        await _is_being_sent(dead)

        async with at_work(store, parrot, leaving=tmp_path, lease=0.3) as alive:
            await alive.hears(ANSWER)
            await alive.rests()
            assert [(row.state, row.tries) for row in await alive.outbox()] == [("sent", 1)]


async def test_a_process_that_was_too_slow_leaves_the_part_to_another(store, parrot, tmp_path):
    slow = Courier()
    async with at_work(store, parrot, channel=slow, leaving=tmp_path, lease=0.3, poll=10, send_timeout=5) as late:
        await slow.deliver(slow.said("làm khai sinh"))
        await _is_being_sent(late)
        await asyncio.sleep(0.4)
        async with at_work(store, parrot, leaving=tmp_path, lease=0.3) as alive:
            await alive.hears(ANSWER)
            await alive.rests()
            slow.held.set()
            await asyncio.sleep(0.1)

            assert slow.arrived == []
            assert await late.states() == ["sent"]
