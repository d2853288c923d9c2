"""A one-time code makes a chat an officer's; whoever guesses, is late or comes second learns nothing."""

from datetime import timedelta

import pytest

from bot.channels import Happening
from bot.office.accounts import Passwords
from bot.office.roles import Role
from bot.store.officer_links import OfficerLinkRow
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from tests.delivery.desk import rows
from tests.store.rows import everything_in

HELP = "Gõ thêm"


@pytest.fixture
async def store(database_url):
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.mark.parametrize("typed", ["/noi {0}", "noi {0}", "nối {0}", "Nối {1}", "/noi{0}", "noi: {1}", "NOI {2}"])
async def test_a_code_links_a_private_chat_however_it_is_typed(phone, code_for, audited, typed):
    code, chat = await code_for(Role.EDITOR), await phone()

    said = await chat.says(typed.format(code, f"{code[:4]} {code[4:]}", f"{code[:4]}-{code[4:]}"))

    assert "Đã nối chat này với tài khoản Lan (biên tập)" in said
    assert await audited() == ["nối chat"]


async def test_a_wrong_code_is_answered_like_an_unknown_command_and_is_no_question(phone, code_for, store):
    await code_for()
    chat = await phone()

    said = await chat.says("/noi 0000 0000")

    assert HELP in said
    assert said == await chat.says("/khongcolenhnay")
    assert await everything_in(store, QUESTION) == []


async def test_a_code_too_old_links_nothing(phone, code_for, desk, links, officers):
    code, chat = await code_for(), await phone()
    desk.clock.ahead += timedelta(minutes=15)

    assert HELP in await chat.says(f"/noi {code}")
    assert await links.of_officer(officers[Role.EDITOR].id) == []


async def test_a_code_works_once(phone, code_for):
    code, mine, other = await code_for(), await phone(chat="lan"), await phone(chat="ke-gian")
    await mine.says(f"/noi {code}")

    assert HELP in await other.says(f"/noi {code}")
    assert "chờ" in await mine.says("viec")
    assert "chờ" not in await other.says("viec")


async def test_a_newer_code_makes_the_older_one_useless(phone, code_for):
    old, _ = await code_for(), await code_for()

    assert HELP in await (await phone()).says(f"/noi {old}")


async def test_guessing_goes_on_after_ever_longer_waits(phone, desk):
    thief = await phone(chat="ke-gian")
    answered = 0
    for guess in range(20):
        answered += bool(await thief.says(f"/noi 1000{guess:04}"))
        desk.clock.ahead += timedelta(seconds=30)

    assert answered < 10


async def test_a_message_delivered_twice_links_once(phone, code_for, audited, service):
    chat = await phone()
    await chat.says(f"/noi {await code_for()}", key="mot")
    await chat.says("", key="mot")

    assert await audited() == ["nối chat"]


async def test_in_a_group_nothing_is_linked_and_the_code_is_burnt(phone, code_for):
    code, group, mine = await code_for(), await phone(chat="nhom"), await phone(chat="lan")

    assert HELP in await group.says(f"/noi {code}", private=False)
    assert HELP in await mine.says(f"/noi {code}")


async def test_a_group_of_a_linked_officer_is_no_place_for_commands(phone, asked):
    await asked()
    chat = await phone(Role.EDITOR)

    assert "Có 1 nội dung" in await chat.says("viec")
    assert "Có 1 nội dung" not in await chat.says("viec", private=False)


async def test_who_guesses_must_wait_even_with_the_right_code(phone, code_for, desk):
    thief = await phone(chat="ke-gian")
    for guess in range(6):
        await thief.says(f"/noi 0000000{guess}")

    assert await thief.says(f"/noi {await code_for()}") == ""
    desk.clock.ahead += timedelta(minutes=5)
    assert "Đã nối" in await thief.says(f"/noi {await code_for()}")


async def test_a_chat_can_be_unlinked_from_itself(phone, audited):
    chat = await phone(Role.EDITOR)

    assert "Đã ngắt" in await chat.says("/ngat")
    assert "nội dung" not in await chat.says("viec")
    assert await audited() == ["nối chat", "ngắt chat"]


@pytest.mark.parametrize("typed", ["ngất", "ngat"])
async def test_who_faints_is_not_taken_for_somebody_who_unlinks(phone, links, officers, typed):
    await (await phone(Role.EDITOR)).says(typed)

    assert len(await links.of_officer(officers[Role.EDITOR].id)) == 1


async def test_erasing_everything_unlinks_too(phone, links, officers, audited):
    chat = await phone(Role.EDITOR)

    await chat.says("/xoa")

    assert await links.of_officer(officers[Role.EDITOR].id) == []
    assert (await audited())[-1] == "ngắt chat"


async def test_who_asks_the_provider_to_be_forgotten_is_unlinked(phone, links, officers, service):
    await phone(Role.EDITOR)

    await service.channel.deliver(service.channel.happens(Happening.WITHDRAWN, chat="can-bo"))
    await service.rests()

    assert await links.of_officer(officers[Role.EDITOR].id) == []


async def test_a_locked_account_has_no_chat(phone, desk, officers, asked):
    await asked()
    chat = await phone(Role.EDITOR)
    await desk.officers.disable(officers[Role.EDITOR].id, disabled=True)

    assert "nội dung" not in await chat.says("viec")


async def test_another_password_ends_every_link(phone, desk, officers, asked, links):
    await asked()
    chat, officer = await phone(Role.EDITOR), officers[Role.EDITOR].id
    desk.clock.ahead += timedelta(minutes=1)
    until = desk.clock() + timedelta(days=3)
    await desk.officers.set_password(officer, "x", now=desk.clock(), one_time_until=until)

    assert "nội dung" not in await chat.says("viec")
    await desk.officers.set_password(officer, await Passwords().hashed("con trâu đi trước"), now=desk.clock())
    assert "nội dung" not in await chat.says("viec")
    assert await links.of_officer(officer) == []


async def test_another_role_counts_from_the_next_message_on(phone, desk, officers, asked):
    await asked()
    chat = await phone(Role.EDITOR)
    assert "bo qua" in await chat.says("viec")
    await desk.officers.change(officers[Role.EDITOR].id, name="Lan", role=Role.VIEWER, hamlet="")

    assert "chỉ xem được" in await chat.says("1")


async def test_an_officer_may_have_several_chats_and_a_chat_another_officer(phone, links, officers):
    await phone(Role.EDITOR, chat="zalo-lan")
    await phone(Role.EDITOR, chat="tele-lan")
    await phone(Role.ADMIN, chat="zalo-lan")

    assert len(await links.of_officer(officers[Role.EDITOR].id)) == 1
    assert len(await links.of_officer(officers[Role.ADMIN].id)) == 1


async def test_nothing_readable_in_the_store_says_whose_chat_it_is(phone, store):
    await phone(Role.EDITOR, chat="so-dien-thoai-0912345678")
    [row] = await rows(store, OfficerLinkRow)

    assert "0912345678" not in repr(row)
