"""How long the inbox and the outbox keep what."""

from datetime import timedelta

import pytest

from bot.channels import Fate, Unsent
from tests.delivery.desk import Desk

KEEP = timedelta(days=365)


@pytest.fixture
async def after(desk: Desk):
    """The states of both, so many days after a message was sent, one waits, one was refused and one is in doubt."""
    desk.channel.failures = [Unsent(Fate.WAIT, "chờ"), Unsent(Fate.PARK, "từ chối"), "lost"]
    for chat in ("lan", "minh", "hoa", "nam"):
        await desk.channel.deliver(desk.channel.said("làm khai sinh", chat=chat))
        await desk.rests()

    async def later(days):
        await desk.store.expire(now=desk.clock() + timedelta(days=days), keep=KEEP)
        return len(await desk.inbox()), sorted(await desk.states())

    return later


async def test_keys_are_kept_as_long_as_a_provider_may_deliver_again(after):
    assert await after(days=6.9) == (4, ["parked", "sent", "unknown", "waiting"])


async def test_what_is_through_is_forgotten_after_a_week_and_what_waited_is_given_up(after):
    assert await after(days=8) == (0, ["parked", "parked", "unknown"])


async def test_what_was_given_up_is_shown_for_a_month(after):
    assert await after(days=31) == (0, [])


async def test_what_was_given_up_says_why(after, desk):
    await after(days=8)

    assert [stuck.reason for stuck in await desk.store.outbox.stuck()] == [
        "mất câu trả lời",
        "từ chối",
        "Bà con không viết lại trong bảy ngày nên không gửi được nữa.",
    ]
