"""What the bot sends, and what becomes of it when Zalo does not take it."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.channels import Fate, Part, Unsent
from tests.channels.zalo_bot.scene import running
from tests.fakes.journal import Tally
from tests.fakes.provider import Failure
from tests.fakes.zalo_bot import OVER_QUOTA, TOKEN, TOO_FAST, UNAUTHORIZED, refusal

TEXT = Part("Chào bà con")
PICTURE = Part("Mẫu tờ khai", image="https://xa.example.vn/a.jpg")


@pytest.fixture
def tally():
    return Tally()


@pytest.fixture
async def bot(api, journal, tally):
    async with running(api, journal, counter=tally) as bot:
        await api.until(lambda: bot.connected)
        yield bot


async def test_a_text_arrives(api, bot):
    sent = await bot.send("u1", TEXT)

    assert [(s.id, s.chat, s.text) for s in api.sent] == [(sent, "u1", "Chào bà con")]


async def test_a_picture_and_its_text_are_one_message(api, bot):
    await bot.send("u1", PICTURE)

    assert [(s.text, s.photo) for s in api.sent] == [("Mẫu tờ khai", "https://xa.example.vn/a.jpg")]
    assert await bot.quota_left() == 2999


async def test_a_picture_zalo_cannot_fetch_becomes_its_link(api, bot):
    api.pictures_refused.add(PICTURE.image)

    await bot.send("u1", PICTURE)

    assert [(s.text, s.photo) for s in api.sent] == [("Mẫu tờ khai\nhttps://xa.example.vn/a.jpg", "")]
    assert await bot.quota_left() == 2999


async def test_a_success_is_a_success_whatever_stands_beside_it(api, bot):
    api.fail(
        "sendMessage",
        Failure(200, {"ok": True, "error_code": 0, "result": {"message_id": "c3"}}),
        Failure(200, {"message_id": "c4", "error_code": 0}),
    )

    assert [await bot.send("u1", TEXT), await bot.send("u1", TEXT)] == ["c3", "c4"]


@pytest.mark.parametrize(
    ("failure", "fate"),
    [
        (OVER_QUOTA, Fate.HALT),
        (TOO_FAST, Fate.RETRY),
        (UNAUTHORIZED, Fate.HALT),
        (Failure(200, {"ok": False, "error_code": 401, "description": "Unauthorized"}), Fate.HALT),
        (refusal(403, "Forbidden"), Fate.PARK),
        (refusal(404, "Chat not found"), Fate.PARK),
        (refusal(400, "Bad Request"), Fate.PARK),
        (Failure(413, {}), Fate.PARK),
        (Failure(200, {"ok": False}), Fate.PARK),
        (Failure(500, {"ok": False, "error_code": 500}), Fate.RETRY),
        (Failure(503, "<html>"), Fate.RETRY),
        (Failure(302, "", headers={"Location": "https://evil.example"}), Fate.HALT),
        (refusal(408, "Request timeout"), Fate.UNKNOWN),
        (Failure(200, "<html>", carried_out=True), Fate.UNKNOWN),
        (Failure(hangs=True, carried_out=True), Fate.UNKNOWN),
        (Failure(drops=True, carried_out=True), Fate.UNKNOWN),
        (Failure(drops=True), Fate.UNKNOWN),
    ],
)
async def test_what_becomes_of_a_part_that_was_not_taken(api, bot, failure, fate):
    api.fail("sendMessage", failure)

    with pytest.raises(Unsent) as unsent:
        await bot.send("u1", TEXT)

    assert unsent.value.fate is fate
    assert len(api.called("sendMessage")) == 1


async def test_a_403_from_a_token_nobody_knows_any_more_halts(api, bot):
    api.fail("sendMessage", refusal(403, "Forbidden"))
    api.fail("getMe", refusal(403, "Forbidden"))

    with pytest.raises(Unsent) as unsent:
        await bot.send("u1", TEXT)

    assert unsent.value.fate is Fate.HALT


async def test_what_never_left_may_be_sent_again(api, bot):
    await api.stop()
    await asyncio.sleep(0.01)  # until the connection's end is heard of

    with pytest.raises(Unsent) as unsent:
        await bot.send("u1", TEXT)

    assert unsent.value.fate is Fate.RETRY
    assert await bot.quota_left() == 3000


async def test_a_used_up_quota_waits_for_hours_and_too_fast_for_a_moment(api, bot):
    waits = []
    api.fail("sendMessage", OVER_QUOTA, TOO_FAST)
    for _ in range(2):
        with pytest.raises(Unsent) as unsent:
            await bot.send("u1", TEXT)
        waits.append(unsent.value.wait)

    assert waits == [6 * 3600, 0.05]


async def test_a_reason_is_for_officers_and_tells_no_secret(api, bot, caplog):
    api.fail(
        "sendMessage", refusal(400, f"cannot send to 123456789 with /bot{TOKEN}"), refusal(400, "không gửi được Chào bà con")
    )
    for _ in range(2):
        with pytest.raises(Unsent) as unsent:
            await bot.send("123456789", TEXT)

        told = unsent.value.reason + caplog.text
        assert told.startswith("Zalo từ chối tin này (400")
        assert not any(secret in told for secret in ("123456789", TOKEN, TOKEN.partition(":")[2], "Chào"))


async def test_nobody_can_say_whether_a_part_has_arrived(bot):
    assert await bot.has_arrived("u1", TEXT, since=datetime.now(UTC)) is None


async def test_what_is_sent_and_what_may_have_been_is_counted(api, bot, tally):
    api.fail("sendMessage", Failure(drops=True), Failure(500, {}), refusal(400, "no"))
    for _ in range(3):
        with pytest.raises(Unsent):
            await bot.send("u1", TEXT)
    await bot.send("u1", TEXT)

    assert await bot.quota_left() == 2998
    assert tally.count == 2


async def test_a_message_that_cannot_be_counted_was_sent_all_the_same_and_is_counted_later(api, bot, tally):
    tally.down = True
    assert await bot.send("u1", TEXT)
    assert await bot.quota_left() == 2999

    tally.down = False
    assert await bot.send("u1", TEXT)
    assert await bot.quota_left() == 2998
    assert tally.count == 2


async def test_counting_does_not_hold_up_the_sending(api, journal):
    tally, gate = Tally(), asyncio.Event()

    class Slow:
        async def add(self, name, many, *, now):
            await gate.wait()
            return await tally.add(name, many, now=now)

        read = tally.read

    async with running(api, journal, counter=Slow()) as bot:
        await asyncio.gather(*(bot.send("u1", TEXT) for _ in range(5)))
        assert tally.count == 0
        gate.set()

    assert tally.count == 5


async def test_a_quota_that_runs_low_is_said_once_at_80_and_once_at_95_per_cent(api, journal, caplog):
    async with running(api, journal, counter=Tally(14), quota=20) as bot:
        for _ in range(8):
            await bot.send("u1", TEXT)
        assert await bot.quota_left() == 0

    said = [record.getMessage() for record in caplog.records if "%" in record.getMessage()]
    assert [line.rpartition("are used ")[2] for line in said] == ["(80 %)", "(95 %)"]


async def test_what_is_in_hand_is_still_sent_when_the_channel_stops(api, bot):
    in_hand = asyncio.create_task(bot.send("u1", TEXT))
    await bot.stop()
    await bot.send("u1", Part("Lời cuối"))
    await in_hand

    assert api.texts() == ["Chào bà con", "Lời cuối"]
