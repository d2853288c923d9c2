"""The kill switch and the limits, over a real database."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.assistant import Assistant
from bot.core.conversation import Outcome
from bot.core.message import Kind, Message
from bot.delivery.gates import Gates, Limits
from bot.delivery.thinking import Thinking
from bot.store.counts import Counts
from bot.store.sql import SqlStore
from bot.store.switches import ALL, Off, Switches
from bot.store.tables import MessageRow
from tests.conftest import NOW
from tests.delivery.desk import at_work

QUESTION = "xin giấy phép nuôi voi rừng ở đâu"


class Desk:
    """Residents who write, and the hands of two clocks: the calendar's and the one the gates tick by."""

    def __init__(self, responder, store, **limits):
        self.now, self.tick, self._written = NOW, 0.0, 0
        self.database = store.database
        self.switches = Switches(store.database)
        gates = Gates(
            self.switches,
            Counts(store.database),
            Thinking(responder),
            limits=Limits(**limits),
            ticking=lambda: self.tick,
        )
        self.assistant = Assistant(responder, store, clock=lambda: self.now, gate=gates)

    def wait(self, **time):
        self.now += timedelta(**time)
        self.tick += timedelta(**time).total_seconds()

    async def say(self, text, *, chat="lan", channel="zalo", kind=Kind.TEXT):
        self._written += 1
        answered = await self.assistant.answer(Message(channel, chat, str(self._written), text, kind=kind))
        return "\n".join(reply.text for reply in answered.replies)

    async def off(self, channel=ALL, reason="đang bảo trì"):
        await self.switches.off(Off(channel, reason, self.now, "officer"))
        self.wait(seconds=2)


@pytest.fixture
async def opened(database_url):
    """Open the database once more, as another process would."""
    async with AsyncExitStack() as stack:

        async def opened(locality="nam-sach"):
            return await stack.enter_async_context(SqlStore(database_url, locality=locality, pepper="p"))

        yield opened


@pytest.fixture
async def desk(responder, opened):
    return Desk(responder, await opened())


@pytest.fixture
async def limited(responder, opened):
    """A desk with limits of its own."""

    async def limited(**limits):
        return Desk(responder, await opened(), **limits)

    return limited


# The kill switch


async def test_while_all_is_off_a_resident_reads_why_and_the_question_is_logged(desk, store):
    await desk.off(reason="đang sửa câu trả lời")

    said = await desk.say("làm giấy khai sinh cho con cần gì")

    assert "Trợ lý đang tạm nghỉ: đang sửa câu trả lời." in said
    assert "60 ngày" not in said
    logged = await store.to_review(since=NOW)
    assert [(q.text, q.outcome, q.entries) for q in logged] == [("làm giấy khai sinh cho con cần gì", Outcome.NOT_ANSWERED, ())]


async def test_one_channel_off_leaves_the_others_answering(desk):
    await desk.off("zalo")

    assert "tạm nghỉ" in await desk.say("làm giấy khai sinh cho con cần gì")
    assert "60 ngày" in await desk.say("làm giấy khai sinh cho con cần gì", channel="telegram")


async def test_the_notice_comes_once_in_ten_minutes(desk, store):
    await desk.off()

    said = []
    for minutes in (0, 5, 4, 2):
        desk.wait(minutes=minutes)
        said.append(bool(await desk.say(QUESTION)))

    assert said == [True, False, False, True]
    assert len(await store.to_review(since=NOW)) == 4


async def test_another_reason_is_told_at_once(desk):
    await desk.off(reason="bảo trì")
    await desk.say(QUESTION)
    await desk.off(reason="mất điện, 14 giờ có lại")

    assert "mất điện, 14 giờ có lại" in await desk.say(QUESTION)


async def test_the_page_is_told_every_time(desk):
    await desk.off()

    assert [bool(await desk.say(QUESTION, channel="web")) for _ in range(3)] == [True, True, True]


async def test_a_cry_for_help_always_gets_the_emergency_numbers(desk):
    await desk.off()
    await desk.say(QUESTION)

    assert "114" in await desk.say("nhà bị cháy")


async def test_what_is_stored_can_be_erased_while_all_is_off(desk):
    await desk.say(QUESTION)
    await desk.off()

    assert "Đã xoá hết" in await desk.say("/xoa")


async def test_a_greeting_while_all_is_off_is_no_question_for_officers(desk, store):
    await desk.off()

    assert "tạm nghỉ" in await desk.say("xin chào")
    assert await store.to_review(since=NOW) == []


async def test_a_picture_while_all_is_off_is_still_only_counted(desk, store):
    await desk.off()

    assert "tạm nghỉ" in await desk.say("", kind=Kind.IMAGE)
    assert await store.to_review(since=NOW) == []


async def test_the_list_offered_before_still_works_when_all_is_on_again(desk):
    await desk.say("khai giấy")
    await desk.off()
    await desk.say("1")
    await desk.switches.on(ALL)
    desk.wait(seconds=2)

    assert "đăng ký khai" in await desk.say("1")


async def test_off_reaches_another_process_on_the_same_database_within_five_seconds(desk, responder, opened):
    other = Desk(responder, await opened())
    assert "60 ngày" in await other.say("làm giấy khai sinh cho con cần gì", chat="minh")
    await desk.off()

    other.wait(seconds=4.9)

    assert "tạm nghỉ" in await other.say("làm giấy khai sinh cho con cần gì", chat="minh")


async def test_another_commune_on_the_same_database_goes_on(desk, responder, opened):
    await desk.off()

    assert "60 ngày" in await Desk(responder, await opened("cam-giang")).say("làm giấy khai sinh cho con cần gì")


async def test_the_switches_are_read_no_more_than_every_two_seconds(desk):
    await desk.say(QUESTION)
    await desk.switches.off(Off(ALL, "bảo trì", NOW, "officer"))
    desk.wait(seconds=1.9)
    assert "tạm nghỉ" not in await desk.say(QUESTION)

    desk.wait(seconds=0.1)

    assert "tạm nghỉ" in await desk.say(QUESTION)


# Limits


async def test_too_many_messages_in_a_minute_get_kind_words_once_and_then_silence(limited, store):
    desk = await limited(per_minute=3)

    said = [await desk.say("làm giấy khai sinh cho con cần gì") for _ in range(5)]

    assert ["60 ngày" in one for one in said] == [True, True, True, False, False]
    assert "đợi một phút" in said[3]
    assert said[4] == ""
    assert len(await store.to_review(since=NOW, everything=True)) == 0


async def test_after_the_minute_answers_come_again(limited):
    desk = await limited(per_minute=2)
    for _ in range(4):
        await desk.say(QUESTION)

    desk.wait(seconds=61)

    assert "60 ngày" in await desk.say("làm giấy khai sinh cho con cần gì")


async def test_one_resident_who_writes_too_much_takes_nothing_from_another(limited):
    desk = await limited(per_minute=2)
    for _ in range(4):
        await desk.say(QUESTION)

    assert "60 ngày" in await desk.say("làm giấy khai sinh cho con cần gì", chat="minh")


async def test_an_emergency_is_answered_beyond_the_limit(limited):
    desk = await limited(per_minute=2)
    for _ in range(4):
        await desk.say(QUESTION)

    assert "Gọi ngay 114" in await desk.say("nhà bị cháy")


async def test_a_flood_of_emergencies_is_no_emergency(limited):
    desk = await limited(per_minute=2)

    said = [await desk.say("nhà bị cháy") for _ in range(8)]

    assert ["Gọi ngay 114" in one for one in said] == [True] * 6 + [False] * 2


async def test_the_limit_of_a_day_says_tomorrow_and_lets_erase(limited):
    desk = await limited(per_minute=100, per_day=3)
    for _ in range(3):
        await desk.say(QUESTION)
        desk.wait(minutes=2)

    assert "ngày mai" in await desk.say(QUESTION)
    assert await desk.say(QUESTION) == ""
    assert "Đã xoá hết" in await desk.say("/xoa")


async def test_everybody_together_has_a_limit_too(limited):
    desk = await limited(overall_per_minute=3)

    said = [await desk.say("làm giấy khai sinh cho con cần gì", chat=str(n)) for n in range(5)]

    assert ["60 ngày" in one for one in said] == [True, True, True, False, False]
    assert all("rất nhiều người hỏi cùng lúc" in one for one in said[3:])


async def test_the_limit_holds_across_processes(limited):
    desk = await limited(per_minute=3)
    for _ in range(2):
        await desk.say(QUESTION)

    other = await limited(per_minute=3)
    other._written = 100
    said = [await other.say("làm giấy khai sinh cho con cần gì") for _ in range(2)]

    assert ["60 ngày" in one for one in said] == [True, False]


async def test_the_page_is_never_met_with_silence(limited):
    desk = await limited(per_minute=1)

    said = [await desk.say(QUESTION, channel="web") for _ in range(5)]

    assert all("đợi một phút" in one for one in said[1:])


async def test_who_erases_cannot_write_on_at_once(limited):
    desk = await limited(per_minute=2)
    for _ in range(2):
        await desk.say(QUESTION)

    assert "đợi một phút" in await desk.say("/xoa")
    assert "60 ngày" not in await desk.say("làm giấy khai sinh cho con cần gì")


async def test_what_a_provider_tells_of_a_chat_counts_for_nothing(limited):
    desk = await limited(per_minute=2)
    await desk.say(QUESTION)
    person = desk.database.pseudonym("zalo", "lan")
    async with desk.database.session(writes=True) as session:
        for n in range(5):  # echoes of what the bot itself said
            row = MessageRow(locality="nam-sach", channel="zalo", key=f"echo {n}", person=person, replies=[], at=NOW)
            session.add(row)

    assert "60 ngày" in await desk.say("làm giấy khai sinh cho con cần gì")


# In service, behind a provider


async def test_behind_a_provider_a_limit_is_said_once_and_an_emergency_still_answered(responder, opened):
    store = await opened()
    gates = Gates(Switches(store.database), Counts(store.database), Thinking(responder), limits=Limits(per_minute=2))
    async with at_work(store, responder, gate=gates) as provider:
        said = provider.channel.said
        await provider.channel.deliver(*(said("làm hộ chiếu ở đâu") for _ in range(5)), said("nhà bị cháy"))
        await provider.rests()

    heard = provider.channel.heard()
    assert ["Công an tỉnh" in text for text in heard] == [True, True, False, False]
    assert "đợi một phút" in heard[2]
    assert "Gọi ngay 114" in heard[3]


async def test_behind_a_provider_the_switch_is_said_once_and_nothing_is_lost(responder, opened):
    store = await opened()
    await Switches(store.database).off(Off("fake", "bảo trì", NOW, "officer"))
    gates = Gates(Switches(store.database), Counts(store.database), Thinking(responder))
    async with at_work(store, responder, gate=gates) as provider:
        said = provider.channel.said
        await provider.channel.deliver(said("làm hộ chiếu ở đâu"), said("làm giấy khai sinh cho con cần gì"))
        await provider.rests()

    assert len(provider.channel.heard()) == 1
    assert "tạm nghỉ: bảo trì" in provider.channel.heard()[0]
    logged = await store.to_review(since=NOW - timedelta(days=3650))
    assert {question.text for question in logged} == {"làm hộ chiếu ở đâu", "làm giấy khai sinh cho con cần gì"}
