"""Officers' chats and their codes, on both databases."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.store.audit import Audit
from bot.store.chats import Overtaken
from bot.store.lane import Lane
from bot.store.officer_links import CODE, LINK, OfficerLinks
from bot.store.officers import Officer, Officers
from bot.store.sql import SqlStore
from tests.conftest import NOW
from tests.store.rows import everything_in

LATER = NOW + timedelta(minutes=15)
ZALO = Lane("zalo", "oa-1", "p" * 32)
TELEGRAM = Lane("telegram", "bot-1", "q" * 32)


@pytest.fixture
def links(store):
    return OfficerLinks(store.database)


@pytest.fixture
async def lan(store):
    return await Officers(store.database).add(Officer(0, "lan", "Lan", "bien-tap"), "x", now=NOW)


@pytest.fixture
def link(store, links):
    async def link(officer, lane=ZALO, *, at=NOW):
        code = await links.new_code(officer.id, now=at, until=at + timedelta(minutes=15))
        async with store.database.transaction(writes=True) as connection:
            await links.link(connection, code, lane, address="to-lan", officer=officer, now=at)

    return link


async def test_a_linked_chat_has_its_officer_and_its_address(links, link, lan):
    await link(lan)

    found = await links.of_chat(ZALO)

    assert (found.officer.login, found.address, found.since, found.review) == ("lan", "to-lan", NOW, {})
    assert await links.of_chat(TELEGRAM) is None


async def test_a_code_is_of_its_officer_until_its_time(links, lan):
    code = await links.new_code(lan.id, now=NOW, until=LATER)

    assert len(code) == 8
    assert await links.officer_of(code, now=LATER - timedelta(seconds=1)) == lan.id
    assert await links.officer_of(code, now=LATER) == 0


async def test_codes_are_kept_as_hashes_and_old_ones_are_swept_out(links, lan, store):
    codes = [await links.new_code(lan.id, now=NOW, until=LATER) for _ in range(3)]

    [row] = await everything_in(store, CODE)
    assert codes[-1] not in repr(row)
    assert [await links.officer_of(code, now=NOW) for code in codes] == [0, 0, lan.id]


async def test_two_chats_with_one_code_at_once_are_one_link(store, links, lan):
    code = await links.new_code(lan.id, now=NOW, until=LATER)

    async def use(lane):
        async with store.database.transaction(writes=True) as connection:
            await links.link(connection, code, lane, address="x", officer=lan, now=NOW)

    ended = await asyncio.gather(use(ZALO), use(TELEGRAM), return_exceptions=True)

    assert sorted(type(end).__name__ for end in ended) == ["NoneType", Overtaken.__name__]
    assert len(await links.of_officer(lan.id)) == 1


async def test_linking_and_unlinking_are_in_the_audit_log_without_a_key(store, links, link, lan):
    await link(lan)
    await link(lan, TELEGRAM)
    await links.end(lan.id, now=NOW)

    deeds = await Audit(store.database).read(limit=9)

    assert [deed.action for deed in deeds] == ["ngắt chat", "nối chat", "nối chat"]
    assert ZALO.person not in repr(deeds)
    assert deeds[0].summary == "Ngắt ứng dụng chat: telegram, zalo"


async def test_ending_one_leaves_the_others_and_nobody_ends_anothers(links, link, lan, store):
    other = await Officers(store.database).add(Officer(0, "mai", "Mai", "xem"), "x", now=NOW)
    await link(lan)
    await link(lan, TELEGRAM)
    [zalo, telegram] = await links.of_officer(lan.id)

    assert await links.end(other.id, link=zalo.id, now=NOW) == 0
    assert await links.end(lan.id, link=zalo.id, now=NOW) == 1
    assert [one.id for one in await links.of_officer(lan.id)] == [telegram.id]


async def test_what_is_reviewed_survives_and_lies_sealed(store, links, link, lan):
    await link(lan)
    found = await links.of_chat(ZALO)
    async with store.database.transaction(writes=True) as connection:
        await links.keep_review(connection, found.id, {"text": "Bác gọi thú y."})

    [row] = await everything_in(store, LINK)

    assert (await links.of_chat(ZALO)).review == {"text": "Bác gọi thú y."}
    assert "thú y".encode() not in row.review


async def test_a_day_is_digested_by_one_process(store, links, link, lan, database_url):
    await link(lan)
    [found] = await links.without_digest(date(2026, 11, 23))

    async def take():
        async with SqlStore(database_url, locality="nam-sach", pepper="p") as other:
            theirs = OfficerLinks(other.database)
            async with other.database.transaction(writes=True) as connection:
                return await theirs.digested(connection, found.id, date(2026, 11, 23))

    assert sorted(await asyncio.gather(*(take() for _ in range(3)))) == [False, False, True]
    assert await links.without_digest(date(2026, 11, 23)) == []
    assert len(await links.without_digest(date(2026, 11, 24))) == 1


async def test_links_of_another_locality_are_not_ours(link, lan, database_url):
    await link(lan)

    async with SqlStore(database_url, locality="an-phu", pepper="p") as other:
        theirs = OfficerLinks(other.database)
        assert await theirs.of_chat(ZALO) is None
        assert await theirs.of_officer(lan.id) == []


async def test_with_another_pepper_a_link_has_no_address_and_no_review(store, links, link, lan, database_url):
    await link(lan)

    async with SqlStore(database_url, locality="nam-sach", pepper="khac") as other:
        assert (await OfficerLinks(other.database).of_chat(ZALO)).address == ""
