"""A message that is handled again, after its process died halfway: nothing twice, nothing lost."""

from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from bot.chat_review.aside import OfficersAside
from bot.knowledge_files import load_or_fail
from bot.office.roles import Role
from bot.store.drafts import Drafts
from bot.store.outbox import State
from bot.store.reviews import Decision, Reviews
from bot.store.tables import OUTBOX
from tests.store.rows import everything_in

CHILD = "làm giấy tờ cho bé con nuôi ở nước ngoài"
ANSWER = "Bà con ra xã."


@pytest.fixture
async def lan(phone, asked):
    await asked(CHILD)
    lan = await phone(Role.EDITOR)
    await lan.says("viec")
    return lan


@pytest.fixture
def handle(desk, store):
    """Handle a message; unless it `settles`, the process dies just before what came of it is kept."""
    aside, lane = OfficersAside(desk), store.database.lane("fake", "oa-1", "can-bo")

    async def handle(delivered, *, settles=False):
        settled = await aside(delivered, lane, now=desk.clock())
        if settles:
            async with store.database.transaction(writes=True) as connection:
                await settled.keep(connection)
        return settled.replies[0].text

    return handle


@pytest.fixture
def handled(handle, service):
    """A message handled so many times; the last time settles it."""

    async def handled(text, times=2):
        delivered = service.channel.said(text, chat="can-bo")
        for _ in range(times - 1):
            await handle(delivered)
        return await handle(delivered, settles=True)

    return handled


@pytest.fixture
def dying(store):
    """While it lasts, what happens to reviews kills whoever does it."""

    @asynccontextmanager
    async def dying(when):
        await execute(f"CREATE TRIGGER dies BEFORE {when} ON review BEGIN SELECT RAISE(ABORT, 'died'); END")
        yield
        await execute("DROP TRIGGER dies")

    async def execute(statement):
        async with store.database.transaction(writes=True) as connection:
            await connection.execute(sql(statement))

    return dying


async def merged(store):
    return await Reviews(store.database).latest(Decision.MERGED, limit=9)


async def test_a_merge_is_written_once_and_says_so_again(lan, handled, store, phrasings):
    said = await handled("1", times=3)

    assert "Đã gộp vào “Đăng ký khai sinh”, thêm 1 cách hỏi." in said
    assert phrasings("khai-sinh").count(CHILD) == 1
    assert len(await merged(store)) == 1


async def test_who_dies_after_the_file_was_written_goes_on_from_there(lan, handle, service, dying, phrasings):
    before, delivered = phrasings("khai-sinh"), service.channel.said("1", chat="can-bo")
    async with dying("INSERT"):
        with pytest.raises(IntegrityError):
            await handle(delivered)
    written = phrasings("khai-sinh")

    again = await handle(delivered, settles=True)

    assert CHILD in written
    assert "thêm 1 cách hỏi" in again
    assert phrasings("khai-sinh") == written
    assert "Đã hoàn tác" in await lan.says("hoan tac")
    assert phrasings("khai-sinh") == before


async def test_skipping_and_undoing_count_once(lan, handled, store, audited):
    assert "Đã bỏ qua 1 lượt hỏi" in await handled("bo qua câu đùa")
    assert "Đã hoàn tác" in await handled("hoan tac")

    assert await audited() == ["nối chat", "bỏ qua câu hỏi", "hoàn tác"]
    assert await Reviews(store.database).latest(Decision.SKIPPED, limit=9) == []


async def test_residents_hear_an_answer_once(lan, handled, service, store):
    await lan.says(f"tra loi {ANSWER}")

    said = await handled("gui", times=3)
    await service.rests()

    assert "Đang gửi tới 1 người" in said
    assert len(service.channel.heard("ba-tu")) == 2
    assert [row.state for row in await everything_in(store, OUTBOX) if row.batch] == [State.SENT]


async def test_an_entry_is_published_once(lan, handle, service, dying, kb):
    before = len(load_or_fail(kb).entries)
    await lan.says(f"moi {ANSWER}")
    delivered = service.channel.said("dang", chat="can-bo")
    async with dying("INSERT"):
        with pytest.raises(IntegrityError):
            await handle(delivered)

    said = await handle(delivered, settles=True)

    assert f"Đã đăng “{CHILD}”" in said
    assert len(load_or_fail(kb).entries) == before + 1


async def test_who_dies_while_undoing_goes_on_from_there(lan, handle, service, dying, phrasings):
    before = phrasings("khai-sinh")
    await lan.says("1")
    delivered = service.channel.said("hoan tac", chat="can-bo")
    async with dying("DELETE"):
        with pytest.raises(IntegrityError):
            await handle(delivered)

    said = await handle(delivered, settles=True)

    assert "Đã hoàn tác" in said
    assert CHILD in said
    assert phrasings("khai-sinh") == before


async def test_a_draft_is_made_once(lan, handled, store):
    await handled("moi", times=3)

    assert len(await Drafts(store.database).all()) == 1
