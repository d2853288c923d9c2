"""Nối ứng dụng chat: a code, what is linked, unlinking, and what ends links besides."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.office.roles import Role
from bot.store.lane import Lane
from bot.store.officer_links import CODE, OfficerLinks
from tests.fakes.channel import FakeChannel
from tests.office.conftest import PASSWORD
from tests.store.rows import everything_in

AT = "/noi-chat"
ZALO = Lane("zalo", "oa-1", "khoa-cua-chat")


@pytest.fixture
async def desk(desk):
    return replace(desk, channels={"zalo": FakeChannel(name="zalo"), "telegram": FakeChannel(name="telegram")})


@pytest.fixture
def links(store):
    return OfficerLinks(store.database)


@pytest.fixture
def linked(store, links, officers, clock):
    async def linked(role=Role.EDITOR, lane=ZALO):
        now, officer = clock(), officers[role]
        code = await links.new_code(officer.id, now=now, until=now + timedelta(minutes=15))
        async with store.database.transaction(writes=True) as connection:
            await links.link(connection, code, lane, address="dia-chi", officer=officer, now=now)

    return linked


async def shown(browser, path=AT):
    response = await browser.get(path)
    assert response.status == 200
    return await response.text()


async def test_the_code_on_the_page_is_the_officers(browse, links, officers, clock):
    page = await (await (await browse(Role.EDITOR)).post(f"{AT}/ma")).text()

    code = re.search(r"/noi (\d{4}) (\d{4})", page)
    assert await links.officer_of("".join(code.groups()), now=clock()) == officers[Role.EDITOR].id
    assert "Zalo OA hoặc Telegram" in page


async def test_the_code_lives_a_quarter_of_an_hour_and_is_shown_once(browse, links, clock):
    browser = await browse(Role.EDITOR)
    code = "".join(re.search(r"/noi (\d{4}) (\d{4})", await (await browser.post(f"{AT}/ma")).text()).groups())

    assert not re.search(r"/noi \d{4}", await shown(browser))
    clock.passes(minutes=15)
    assert await links.officer_of(code, now=clock()) == 0


async def test_taking_a_code_is_in_the_audit_log_without_it(browse, desk):
    page = await (await (await browse(Role.EDITOR)).post(f"{AT}/ma")).text()
    code = "".join(re.search(r"/noi (\d{4}) (\d{4})", page).groups())

    [deed] = await desk.audit.read(action="lấy mã nối chat", limit=9)
    assert code not in repr(deed)
    assert code[:4] not in deed.summary


async def test_the_page_lists_ones_own_chats_without_a_key(browse, linked):
    await linked(Role.EDITOR)

    mine, others = [await shown(await browse(role)) for role in (Role.EDITOR, Role.ADMIN)]

    assert "Zalo OA" in mine
    assert "Chưa nối chat nào" in others
    assert ZALO.person not in mine
    assert "dia-chi" not in mine


async def test_a_button_unlinks(browse, linked, links, officers):
    await linked()
    browser = await browse(Role.EDITOR)
    [link] = await links.of_officer(officers[Role.EDITOR].id)

    gone = await browser.post(f"{AT}/{link.id}/ngat")

    assert gone.status == 303
    assert "Chưa nối chat nào" in await shown(browser)


async def test_nobody_unlinks_anothers_chat(browse, linked, links, officers):
    await linked(Role.EDITOR)
    [link] = await links.of_officer(officers[Role.EDITOR].id)

    await (await browse(Role.ADMIN)).post(f"{AT}/{link.id}/ngat")

    assert len(await links.of_officer(officers[Role.EDITOR].id)) == 1


async def test_ones_own_new_password_ends_the_links(browse, linked, links, officers, clock):
    await linked()
    browser = await browse(Role.EDITOR)
    clock.passes(minutes=1)
    new = "mưa tháng bảy gãy cành trám"

    fields = {"mat-khau-cu": PASSWORD, "mat-khau-moi": new, "nhac-lai": new}
    assert (await browser.post("/mat-khau", fields)).status == 303

    assert "xin nối lại" in await shown(browser, "/viec-hom-nay")
    assert await links.of_officer(officers[Role.EDITOR].id) == []


async def test_who_is_logged_out_everywhere_has_no_chat_either(browse, linked, links, officers):
    await linked()

    await (await browse(Role.ADMIN)).post(f"/tai-khoan/{officers[Role.EDITOR].id}/dang-xuat")

    assert await links.of_officer(officers[Role.EDITOR].id) == []


async def test_without_a_channel_there_is_nothing_to_link(browse, desk):
    desk.channels.clear()

    page = await shown(await browse(Role.EDITOR))

    assert "chưa chạy trên ứng dụng chat nào" in page
    assert "Lấy mã" not in page


@pytest.mark.parametrize(
    ("role", "told", "untold"),
    [(Role.EDITOR, "gop 2", "khong-co"), (Role.LEADER, "tra loi", "gop 2"), (Role.VIEWER, "viec", "tra loi")],
)
async def test_the_help_tells_what_one_may_do(browse, role, told, untold):
    page = await shown(await browse(role))

    assert told in page
    assert untold not in page


async def test_the_code_lies_in_the_store_as_a_hash(browse, store):
    page = await (await (await browse(Role.EDITOR)).post(f"{AT}/ma")).text()
    code = "".join(re.search(r"/noi (\d{4}) (\d{4})", page).groups())

    assert code not in repr(await everything_in(store, CODE))
