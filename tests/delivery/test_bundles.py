import asyncio

import pytest

from bot.channels import Happening

PIECES = ("a ơi", "cho hỏi", "làm căn cước ở đâu")


@pytest.fixture
async def patient(working):
    """A desk that waits a moment for the rest."""
    async with working(bundle=0.25) as desk:
        yield desk


async def test_a_question_in_three_messages_is_answered_once(patient):
    for piece in PIECES:
        await patient.channel.deliver(patient.channel.said(piece))
        await asyncio.sleep(0.05)
    await patient.rests()

    assert patient.channel.heard() == ["Tại công an xã."]
    assert [row.state for row in await patient.inbox()] == ["done"] * 3


async def test_what_is_no_answer_together_is_handled_one_by_one(patient):
    await patient.channel.deliver(patient.channel.said("nuôi voi"), patient.channel.said("nuôi cọp"))
    await patient.rests()

    assert patient.channel.heard() == ["Chưa biết (nuôi voi).", "Chưa biết (nuôi cọp)."]


async def test_a_clear_question_waits_for_nothing(working):
    async with working(bundle=5) as desk:
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))

        await desk.hears("Trong 60 ngày.")


async def test_danger_waits_for_nothing(working):
    async with working(bundle=5) as desk:
        await desk.channel.deliver(desk.channel.said("cháy"))

        await desk.hears("Gọi 114.")


async def test_the_first_of_two_clear_questions_does_not_swallow_the_second(patient):
    await patient.channel.deliver(patient.channel.said("làm khai sinh"), patient.channel.said("làm căn cước"))
    await patient.rests()

    assert patient.channel.heard() == ["Trong 60 ngày.", "Tại công an xã."]


async def test_a_tap_ends_the_waiting_and_is_no_piece_of_a_question(working):
    async with working(bundle=5) as desk:
        await desk.channel.deliver(desk.channel.said("a ơi"), desk.channel.said("khai sinh", choice="#a:khai-sinh"))

        await desk.hears("Chưa biết (a ơi).", "Trong 60 ngày.")


async def test_pieces_of_different_chats_are_not_joined(patient):
    await patient.channel.deliver(patient.channel.said("a ơi"), patient.channel.said("làm căn cước", chat="minh"))
    await patient.rests()

    assert patient.channel.heard() == ["Chưa biết (a ơi)."]
    assert patient.channel.heard("minh") == ["Tại công an xã."]


async def test_who_never_stops_writing_is_answered_all_the_same(patient):
    began = asyncio.get_running_loop().time()
    for n in range(12):
        await patient.channel.deliver(patient.channel.said(f"ờ {n}"))
        await asyncio.sleep(0.1)
    await patient.until(lambda: bool(patient.channel.heard()))

    assert asyncio.get_running_loop().time() - began < 3


async def test_pieces_cut_off_by_a_crash_are_joined_by_the_next_process(working):
    async with working(bundle=0.2) as desk:
        await desk.freeze()
        for piece in PIECES:
            await desk.channel.deliver(desk.channel.said(piece))

    async with working(bundle=0.2) as later:
        await later.hears("Tại công an xã.")
        await later.rests()
        assert later.channel.heard() == ["Tại công an xã."]


async def test_something_else_between_the_pieces_keeps_them_apart(patient):
    await patient.channel.deliver(
        patient.channel.said("a ơi"), patient.channel.happens(Happening.FOLLOWED), patient.channel.said("làm căn cước")
    )
    await patient.rests()

    assert patient.channel.heard() == ["Chưa biết (a ơi).", "Tại công an xã."]
