"""The morning digest: once, on working days, to whom there is something to tell, and never out of the blue."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.channels import Fate, Happening, Unsent
from bot.chat_review.digest import Digests
from bot.office.roles import Role
from bot.store.outbox import FLEETING_LIVES
from bot.store.sql import SqlStore
from bot.store.tables import OUTBOX
from tests.chat_review.conftest import CALF, HAMLET
from tests.store.rows import everything_in

CHILD = "làm giấy tờ cho bé con nuôi ở nước ngoài"
AT = time(7, 30)


@pytest.fixture
async def store(database_url):
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.fixture
def digests(desk):
    return Digests(desk, at=AT)


@pytest.fixture
def morning(digests, service):
    """What a chat is told when the hour comes."""

    async def morning(chat="can-bo"):
        before = len(service.channel.heard(chat))
        await digests.send_due()
        await service.rests()
        return "\n".join(service.channel.heard(chat)[before:])

    return morning


async def test_an_officer_is_told_what_is_new_and_what_waits(phone, asked, morning):
    await asked(CALF, chat="a")
    await asked(CALF, chat="b")
    await asked(CHILD, chat="c")
    lan = await phone(Role.EDITOR)

    said = await morning()

    assert "Chào buổi sáng, Lan. Từ sáng thứ Sáu có 3 lượt hỏi mới chưa trả lời được." in said
    assert f"- “{CALF}” (2 lượt, fake)" in said
    assert "Đang chờ tất cả 2 nội dung. Nhắn viec để xử lý" in said
    assert "Có 2 nội dung" in await lan.says("viec")


async def test_what_waits_since_long_is_told_on_the_next_day_too(phone, asked, morning, desk):
    await asked()
    await phone(Role.EDITOR)
    desk.clock.ahead += timedelta(days=2)

    assert "Từ hôm qua không có câu nào mới." in await morning()


async def test_a_day_has_one_digest_whoever_sends_it(phone, asked, desk, service):
    await asked()
    await phone(Role.EDITOR)

    await asyncio.gather(*(Digests(desk, at=AT).send_due() for _ in range(4)))
    await service.rests()

    assert sum("Chào buổi sáng" in text for text in service.channel.heard("can-bo")) == 1


async def test_the_next_working_day_has_another(phone, asked, morning, desk):
    await asked()
    await phone(Role.EDITOR)
    said = []
    for _ in range(7):
        said.append("Chào buổi sáng" in await morning())
        desk.clock.ahead += timedelta(days=1)

    assert said == [True, True, True, True, True, False, False]


@pytest.mark.parametrize(("hours", "told"), [(-0.2, False), (0, True), (2.8, True), (3, False), (12, False)])
async def test_it_comes_in_the_morning_only(phone, asked, morning, desk, *, hours, told):
    await asked()
    await phone(Role.EDITOR)
    desk.clock.ahead += timedelta(hours=hours)

    assert ("Chào buổi sáng" in await morning()) is told


async def test_nothing_to_do_is_not_told(phone, morning):
    await phone(Role.EDITOR)

    assert await morning() == ""


async def test_a_question_that_comes_later_in_the_morning_waits_for_the_next_digest(phone, asked, morning):
    await phone(Role.EDITOR)
    await morning()
    await asked()

    assert await morning() == ""


async def test_a_leader_is_told_of_their_hamlet_only(phone, asked, morning):
    await asked(CALF, chat="a", hamlet=HAMLET)
    await asked(CHILD, chat="b", hamlet="thôn Tây")
    await phone(Role.LEADER)

    said = await morning()

    assert "tất cả 1 nội dung. Nhắn viec để trả lời" in said
    assert CHILD not in said


async def test_a_locked_account_is_told_nothing(phone, asked, morning, desk, officers):
    await asked()
    await phone(Role.EDITOR)
    await desk.officers.disable(officers[Role.EDITOR].id, disabled=True)

    assert await morning() == ""


async def test_who_blocked_the_bot_is_told_nothing(phone, asked, morning, service, store):
    await asked()
    await phone(Role.EDITOR)
    await service.channel.deliver(service.channel.happens(Happening.LEFT, chat="can-bo"))
    await service.rests()

    assert await morning() == ""
    assert not [row for row in await everything_in(store, OUTBOX) if row.fleeting]


async def test_a_chat_of_a_channel_that_is_not_connected_waits_for_it(phone, asked, morning, desk):
    await asked()
    await phone(Role.EDITOR)

    await Digests(replace(desk, channels={}), at=AT).send_due()

    assert "Chào buổi sáng" in await morning()


async def test_where_the_window_is_closed_it_is_dropped_and_not_said_days_later(phone, asked, morning, service, store):
    await asked()
    lan = await phone(Role.EDITOR)
    service.channel.failures = [Unsent(Fate.WAIT, "đã quá 7 ngày")]

    await morning()

    assert not [row for row in await everything_in(store, OUTBOX) if row.state != "sent"]
    assert "Chào buổi sáng" not in await lan.says("viec")


async def test_what_could_not_be_sent_for_hours_is_dropped(phone, asked, service, store, desk):
    await asked()
    await phone(Role.EDITOR)
    service.channel.failures = [Unsent(Fate.RETRY, "bận", wait=0.3)]
    await Digests(desk, at=AT).send_due()
    await service.until(lambda: not service.channel.failures)
    desk.clock.ahead += FLEETING_LIVES + timedelta(minutes=1)
    await service.rests()

    assert "Chào buổi sáng" not in "".join(service.channel.heard("can-bo"))
    assert not [row for row in await everything_in(store, OUTBOX) if row.fleeting]


async def test_it_disturbs_no_list_that_is_being_gone_through(phone, asked, morning):
    await asked(CHILD)
    lan = await phone(Role.EDITOR)
    await lan.says("viec")
    await morning()

    assert "Đã gộp" in await lan.says("1")


async def test_switched_off_it_never_comes(phone, asked, desk, service):
    await asked()
    await phone(Role.EDITOR)

    await Digests(desk, at=None).run()
    await service.rests()

    assert "Chào buổi sáng" not in "".join(service.channel.heard("can-bo"))
