"""Câu gần giống: what grouping keeps apart, an officer takes together with a tick."""

import pytest

from bot.office.roles import Role
from bot.store.sql import SqlStore
from tests.office.test_replying import ANSWER, asked, desk, service  # noqa: F401 - fixtures

ONE, OTHER, ELSE = "lợn nhà tôi bị dịch tả báo ai", "dịch tả lợn thì gọi cho người nào đến chôn", "cây xà cừ đổ trước ngõ"


@pytest.fixture
async def store(database_url):
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened


def refs(page):
    """Question -> code, of a list."""
    cards = page.split('class="card asked" id="')[1:]
    return {next(q for q in (ONE, OTHER, ELSE) if q in card): card.partition('"')[0] for card in cards}


async def test_what_may_be_the_same_question_is_offered_and_not_ticked(browse, asked):  # noqa: F811
    for chat, question in enumerate((ONE, OTHER, ELSE)):
        await asked(question, chat=f"c{chat}")
    browser = await browse(Role.EDITOR)
    found = refs(await (await browser.get("/viec-hom-nay")).text())

    for path in (f"/viec-hom-nay/{found[ONE]}/gop", f"/tra-loi/{found[ONE]}"):
        near = (await (await browser.get(path)).text()).partition("Câu gần giống")[2].partition("</fieldset>")[0]

        assert OTHER in near
        assert ELSE not in near
        assert "checked" not in near


async def test_everybody_who_asked_what_was_ticked_is_answered_too(browse, service, asked):  # noqa: F811
    for chat, question in (("lan", ONE), ("ba", OTHER), ("tu", ELSE)):
        await asked(question, chat=chat)
    browser = await browse(Role.EDITOR)
    found = refs(await (await browser.get("/viec-hom-nay")).text())
    typed = [("tra-loi", ANSWER), ("cach", found[ONE]), ("cach", found[OTHER])]

    looked = await browser.post(f"/tra-loi/{found[ONE]}", [*typed, ("lam", "xem")])
    await browser.post(f"/tra-loi/{found[ONE]}", [*typed, ("lam", "gui")])
    await service.until(lambda: all(ANSWER in service.channel.heard(chat)[-1] for chat in ("lan", "ba")))

    assert f'value="{found[OTHER]}"' in await looked.text()
    assert not any(ANSWER in said for said in service.channel.heard("tu"))
    assert set(refs(await (await browser.get("/viec-hom-nay")).text())) == {ELSE}


async def test_what_was_ticked_is_merged_too(browse, asked):  # noqa: F811
    for chat, question in (("lan", ONE), ("ba", OTHER), ("tu", ELSE)):
        await asked(question, chat=chat)
    browser = await browse(Role.EDITOR)
    found = refs(await (await browser.get("/viec-hom-nay")).text())

    chosen = [("cau", "khai-sinh"), ("cach", found[ONE]), ("cach", found[OTHER])]
    await browser.post(f"/viec-hom-nay/{found[ONE]}/gop", chosen)

    assert set(refs(await (await browser.get("/viec-hom-nay")).text())) == {ELSE}
    entry = await (await browser.get("/sua-kien-thuc/cau/khai-sinh")).text()
    assert ONE in entry
    assert OTHER in entry
