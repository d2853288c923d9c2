import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from bot.channels import Happening
from bot.core.conversation import Outcome, Turn
from bot.core.message import Reply
from bot.delivery.delivery import utcnow
from bot.store.sql import SqlStore
from bot.store.tables import MessageRow
from tests.delivery.desk import at_work, rows
from tests.store.test_store import dump

UNREADABLE = "Không mở được nội dung đã niêm phong: PEPPER đã đổi."


async def questions(store):
    """What was logged as not answered."""
    logged = await store.to_review(since=utcnow() - timedelta(days=30), everything=True)
    return [question.text for question in reversed(logged)]


async def test_what_is_delivered_is_answered_and_logged(desk):
    await desk.channel.deliver(desk.channel.said("làm khai sinh"), desk.channel.said("nuôi voi", chat="minh"))

    await desk.hears("Trong 60 ngày.")
    await desk.hears("Chưa biết (nuôi voi).", chat="minh")
    assert await questions(desk.store) == ["nuôi voi"]


async def test_the_same_delivery_at_the_same_moment_and_later_is_answered_once(desk, parrot):
    said = desk.channel.said("làm khai sinh")
    await asyncio.gather(*(desk.channel.deliver(said) for _ in range(8)))
    await desk.rests()
    await desk.channel.deliver(said, said)
    await desk.rests()

    assert desk.channel.heard() == ["Trong 60 ngày."]
    assert parrot.asked == ["làm khai sinh"]


async def test_the_same_key_of_another_account_is_another_message(desk):
    said = desk.channel.said("làm khai sinh", key="k")
    desk.channel.account = "oa-2"
    await desk.channel.deliver(said, desk.channel.said("làm căn cước", key="k"))

    await desk.hears("Tại công an xã.")
    assert len(await desk.inbox()) == 2


async def test_messages_of_a_chat_are_handled_in_their_order(desk):
    talk = [f"câu {n}" for n in range(12)]
    for said in talk:
        await desk.channel.deliver(desk.channel.said(said), desk.channel.said(said, chat="minh"))

    await desk.hears(*(f"Chưa biết ({said})." for said in talk))
    chat = await desk.store.chat(desk.store.database.lane("fake", "oa-1", "lan"))
    assert chat.talk.told == tuple(talk)


async def test_thinking_does_not_hold_up_the_service(desk, parrot):
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()

    assert all(name.startswith("thinking") for name in parrot.threads)


async def test_a_message_that_fails_twice_is_answered_the_third_time(desk, parrot, caplog):
    parrot.bombs = 2

    await desk.channel.deliver(desk.channel.said("bom khai sinh"))

    await desk.hears("Trong 60 ngày.")
    assert "bom" not in caplog.text


async def test_a_message_that_always_fails_is_parked_and_the_next_one_is_answered(desk, parrot):
    parrot.bombs = 3
    await desk.channel.deliver(desk.channel.said("bom"), desk.channel.said("làm khai sinh"))

    await desk.hears(parrot.speech.say("trouble"), "Trong 60 ngày.")
    parked = (await desk.inbox())[0]
    assert (parked.state, parked.reason) == ("parked", "Lỗi khi xử lý: ZeroDivisionError.")


async def test_a_message_that_not_even_trouble_can_be_told_about_is_parked(desk):
    def parts(reply):
        raise ValueError

    desk.channel.parts = parts
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()

    assert [(row.state, row.reason) for row in await desk.inbox()] == [("parked", "Lỗi khi xử lý: ValueError.")]


async def test_a_code_that_is_taken_is_replaced(store, working):
    async with working() as desk:
        codes = iter(["AAAAAA", "AAAAAA", "AAAAAA", "BBBBBB"])
        desk.delivery._answering._tools = replace(desk.delivery._answering._tools, refs=codes.__next__)
        for chat in ("lan", "minh"):
            await desk.channel.deliver(desk.channel.said("nuôi voi", chat=chat))
            await desk.rests()

        assert {question.ref for question in await store.to_review(since=utcnow() - timedelta(days=1))} == {"AAAAAA", "BBBBBB"}


async def test_a_message_that_ends_the_process_every_time_is_given_up(working, parrot):
    async with working(channel=None) as desk:
        await desk.freeze()
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    async with desk.store.database.session(writes=True) as session:
        await session.execute(text("UPDATE message SET tries = 20"))

    async with working() as again:
        await again.hears(parrot.speech.say("trouble"))
        assert (await again.inbox())[0].state == "parked"


async def test_what_waits_in_the_store_gives_neither_text_nor_address_away(store, working):
    async with working() as desk:
        await desk.freeze()
        await desk.channel.deliver(desk.channel.said("số của tôi 0912345678", chat="987654321"))
        in_the_inbox = await dump(store)

    for secret in ("0912345678", "987654321", "to-987", "số của tôi"):
        assert secret not in in_the_inbox
        assert secret.encode().hex() not in in_the_inbox


async def test_what_is_handled_and_sent_is_unsealed_no_more(desk):
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.hears("Trong 60 ngày.")
    await desk.rests()

    assert [row.payload for row in await desk.inbox()] == [None]
    assert [(row.state, row.address, row.part) for row in await desk.outbox()] == [("sent", None, None)]


async def test_with_another_pepper_what_waits_is_parked_with_a_reason(working, parrot, database_url):
    async with working() as desk:
        await desk.freeze()
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))

    async with SqlStore(database_url, locality="nam-sach", pepper="q") as other, at_work(other, parrot) as again:
        await again.rests()
        assert [(row.state, row.reason) for row in await again.inbox()] == [("parked", UNREADABLE)]


async def test_the_wish_to_be_forgotten_is_granted_and_leaves_nothing(desk):
    await desk.channel.deliver(desk.channel.said("nuôi voi"), desk.channel.said("/dulieu"))
    await desk.until(lambda: len(desk.channel.heard()) == 2)  # what is not sent yet would be forgotten as well
    await desk.channel.deliver(desk.channel.said("/xoa"))
    await desk.until(lambda: len(desk.channel.heard()) == 3)
    await desk.rests()

    assert "nuôi voi" in desk.channel.heard()[1]
    assert "(1 mục)" in desk.channel.heard()[2]
    assert desk.store.pseudonym("fake", "lan") not in await dump(desk.store)
    assert await desk.outbox() == []


async def test_a_wish_delivered_twice_is_granted_once(desk):
    wish = desk.channel.said("/xoa")
    await desk.channel.deliver(wish)
    await desk.rests()
    await desk.channel.deliver(wish)
    await desk.rests()

    assert len(desk.channel.heard()) == 1


async def test_who_withdraws_through_the_provider_is_forgotten(desk):
    await desk.channel.deliver(desk.channel.said("nuôi voi"), desk.channel.happens(Happening.WITHDRAWN))
    await desk.rests()

    assert desk.store.pseudonym("fake", "lan") not in await dump(desk.store)
    assert await questions(desk.store) == []


async def test_a_gate_answers_instead_and_what_it_says_is_recorded(working, parrot):
    async def closed(talk, message, *, now, ref):
        return Turn(talk, (Reply("Đang bảo trì."),), Outcome.NOT_ANSWERED, text=message.text, is_question=True)

    async with working(gate=closed, bundle=2) as desk:
        await desk.channel.deliver(desk.channel.said("làm khai sinh"))

        await desk.hears("Đang bảo trì.")
        assert await questions(desk.store) == ["làm khai sinh"]
        assert parrot.asked == []


async def test_a_chat_an_officer_has_taken_over_is_quiet_but_its_questions_are_logged(desk):
    await desk.channel.deliver(desk.channel.happens(Happening.TAKEN_OVER), desk.channel.said("nuôi voi"))
    await desk.rests()
    heard_meanwhile = desk.channel.heard()
    desk.clock.ahead = timedelta(hours=13)
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.rests()

    assert heard_meanwhile == []
    assert desk.channel.heard() == ["Trong 60 ngày."]
    assert await questions(desk.store) == ["nuôi voi"]


async def test_what_was_still_to_be_said_is_not_when_an_officer_takes_over(desk):
    desk.channel.slowness, desk.channel.cuts = 0.2, 5
    await desk.channel.deliver(desk.channel.said("làm khai sinh"))
    await desk.until(lambda: len(desk.channel.tried) == 1)
    await desk.channel.deliver(desk.channel.happens(Happening.TAKEN_OVER))
    await desk.rests()

    assert desk.channel.heard() == ["Trong"]
    assert await desk.states() == ["sent", "gone", "gone"]


async def test_a_chat_that_forgets_stays_quiet_while_an_officer_is_there(desk):
    await desk.channel.deliver(
        desk.channel.happens(Happening.TAKEN_OVER), desk.channel.said("/xoa"), desk.channel.said("làm khai sinh")
    )
    await desk.rests()

    assert len(desk.channel.heard()) == 1  # that nothing is kept


async def test_two_processes_handle_every_message_once_and_in_order(store, working, parrot, database_url):
    async with (
        SqlStore(database_url, locality="nam-sach", pepper="p") as second,
        working() as one,
        at_work(second, parrot) as other,
    ):
        both = one.channel, other.channel
        for n in range(8):
            await both[n % 2].deliver(*(one.channel.said(f"câu {n}", chat=f"c{chat}") for chat in range(5)))
        await one.rests()

    for chat in range(5):
        talk = (await store.chat(store.database.lane("fake", "oa-1", f"c{chat}"))).talk
        assert talk.told == tuple(f"câu {n}" for n in range(8))
    assert len(one.channel.arrived + other.channel.arrived) == len(parrot.asked) == 40


async def test_what_a_dead_process_held_is_taken_over(store, working):
    async with working(lease=0.3) as dead:
        await dead.freeze()
        await dead.channel.deliver(dead.channel.said("làm khai sinh"))
        taken = await dead.delivery._answering._claim(10)  # and then it is killed

        async with working(lease=0.3) as alive:
            await alive.hears("Trong 60 ngày.")

        for row in taken:
            await dead.delivery._answering._do(row)
        assert [row.state for row in await rows(store, MessageRow)] == ["done"]
        assert await dead.states() == ["sent"]
