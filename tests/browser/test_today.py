"""Việc hôm nay and Trả lời người hỏi in a real Chromium: phone and desktop, with and without JavaScript."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect
from sqlalchemy import insert, update

from bot.assistant import Assistant
from bot.channels.web import Web
from bot.delivery.thinking import Thinking
from bot.knowledge_files import load_or_fail
from bot.office.desk import Desk
from bot.office.office import Office
from bot.office.roles import Role
from bot.office.routing import HOME
from bot.settings import load_settings
from bot.store.officers import Officer
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from tests.browser.console import ALL_WAYS, PASSWORD, QUICK, SCREENS, log_in
from tests.conftest import TOWN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BIRTH = "làm giấy khai sinh cho cháu mới đẻ hôm qua ở trạm xá"
SCENE = (
    ("AAAA11", BIRTH, "lan", "not_answered", None, ""),
    ("AAAA12", "lam giay khai sinh cho chau moi de hom qua o tram xa", "ba", "not_answered", None, ""),
    ("BBBB11", "trâu nhà tôi bỏ ăn ba hôm nay, gọi [số điện thoại] không ai nghe", "tam", "not_answered", None, ""),
    ("CCCC11", "<img src=x onerror=alert(1)> mấy giờ có nước máy", "tu", "not_answered", None, ""),
    ("DDDD11", "giá đất ở xã mình", "nam", "answered", False, "tôi hỏi giá đất kia mà"),
    ("EEEE11", "giấy tờ", "sau", "asked_back", False, "không phải các ý này"),
)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(responder, tmp_path):
    knowledge = tmp_path / "k"
    knowledge.mkdir()
    (knowledge / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    settings = load_settings({"DATA_DIR": str(tmp_path), "KNOWLEDGE": str(knowledge)}, env_file=tmp_path / ".env")
    async with SqlStore(settings.database, locality="nam-sach", pepper="p") as store:
        desk = Desk(settings, store, Thinking(responder), lambda: datetime.now(UTC), passwords=QUICK)
        hashed, now = await QUICK.hashed(PASSWORD), desk.clock()
        await desk.officers.add(Officer(0, "lan", "Trần Lan", Role.EDITOR), hashed, now=now)
        same = {"locality": "nam-sach", "score": 0.1, "entries": ["khai-tu"], "context": ""}
        near = [["khai-sinh", 0.11], ["khai-tu", 0.04]]
        async with store.database.transaction(writes=True) as connection:
            for number, (ref, text, person, outcome, helpful, why) in enumerate(SCENE):
                at = now - timedelta(hours=9 - number)
                reading = SCENE[0][1] if ref == "AAAA12" else text.lower()
                said = {"ref": ref, "text": text, "reading": reading, "person": person, "outcome": outcome, "at": at}
                more = {
                    "helpful": helpful,
                    "why": why,
                    "channel": "zalo" if number % 2 else "web",
                    "candidates": near if ref[:4] == "AAAA" else [["khai-tu", 0.01]],
                }
                await connection.execute(insert(QUESTION), same | said | more)
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def office(desk):
    assistant = Assistant(desk.thinking, desk.store)
    app = web.Application()
    app.add_subapp(HOME, Office(desk).app())
    app.add_routes(Web(assistant.answer, news=assistant.news).routes())
    async with TestServer(app) as server:
        yield str(server.make_url(HOME))


@pytest_asyncio.fixture(loop_scope="session")
async def come_in(visit, office):
    """Open a browser and log in; the first page of the menu is Việc hôm nay."""

    async def come_in(screen="desktop", *, script=True):
        page = await (await visit(**SCREENS[screen], java_script_enabled=script)).new_page()
        await log_in(page, office, "lan")
        await page.get_by_role("heading", name="Việc hôm nay").wait_for()
        return page

    return come_in


async def looks_right(page, name, shots):
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in ("serious", "critical")] == []
    if shots:
        await page.screenshot(path=f"{shots}/{name}.png", full_page=True)


@pytest.fixture
def shots():
    """A folder for pictures: whoever wants to look makes it."""
    folder = Path("/tmp/today-shots")
    return folder if folder.is_dir() else None


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_group_is_merged_with_one_tap_and_taken_back(come_in, desk, shots, screen, script):
    page = await come_in(screen, script=script)
    await expect(page.locator(".asked")).to_have_count(3)
    if script:
        await looks_right(page, f"today-{screen}", shots)

    await page.locator("#AAAA12").get_by_role("button", name="Gộp vào “Đăng ký khai sinh”").click()
    await expect(page.get_by_text("Đã gộp vào “Đăng ký khai sinh”")).to_be_visible()
    assert BIRTH in [q.lower() for q in load_or_fail(desk.settings.knowledge).entries["khai-sinh"].questions] or (
        SCENE[1][1] in load_or_fail(desk.settings.knowledge).entries["khai-sinh"].questions
    )
    await expect(page.locator(".asked")).to_have_count(2)
    if script:
        await looks_right(page, f"merged-{screen}", shots)
    await page.get_by_role("button", name="Hoàn tác").click()

    await expect(page.locator(".asked")).to_have_count(3)


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_another_entry_is_found_and_taken(come_in, desk, shots, screen, script):
    page = await come_in(screen, script=script)
    await page.locator("#BBBB11").get_by_role("link", name="Gộp vào câu").click()
    await page.fill("#tim", "ho chieu")
    await page.get_by_role("button", name="Tìm").click()
    if script:
        await expect(page.get_by_role("button", name="Làm hộ chiếu")).to_be_focused()
        await looks_right(page, f"merge-{screen}", shots)

    await page.get_by_role("button", name="Làm hộ chiếu").click()

    await expect(page.get_by_text("Đã gộp vào “Làm hộ chiếu”")).to_be_visible()


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_merge_that_would_not_help_is_told_before_it_is_written(come_in, desk, shots, screen, script):
    async with desk.store.database.transaction(writes=True) as connection:
        known = {"text": "ông nội mất khai tử ở đâu", "reading": "ong noi mat khai tu o dau"}
        await connection.execute(update(QUESTION).where(QUESTION.c.ref == "AAAA12").values(known))
    page = await come_in(screen, script=script)

    await page.locator("#AAAA12").get_by_role("button", name="Gộp vào “Đăng ký khai sinh”").click()

    await expect(page.get_by_text("Gộp rồi vẫn chưa được trả lời bằng câu này")).to_be_visible()
    await expect(page.get_by_text("trợ lý vẫn trả lời bằng “Đăng ký khai tử”").first).to_be_visible()
    if script:
        await looks_right(page, f"warned-{screen}", shots)
    await page.get_by_role("button", name="Vẫn ghi và gộp").click()
    await expect(page.get_by_text("Đã gộp vào")).to_be_visible()


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_question_is_skipped_with_a_reason(come_in, shots, screen, script):
    page = await come_in(screen, script=script)
    card = page.locator("#CCCC11")
    await card.get_by_text("Bỏ qua…").click()
    if script:
        await looks_right(page, f"skip-{screen}", shots)

    await card.get_by_role("button", name="Không phải việc của xã").click()

    await expect(page.get_by_text("Đã bỏ qua 1 lượt hỏi")).to_be_visible()
    await expect(page.locator("#CCCC11")).to_have_count(0)


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_an_answer_is_looked_at_then_sent(come_in, shots, screen, script):
    page = await come_in(screen, script=script)
    await page.locator("#BBBB11").get_by_role("link", name="Trả lời người hỏi").click()
    if script:
        await looks_right(page, f"reply-{screen}", shots)
    await page.fill("#tra-loi", "Bác gọi thú y xã, số 0912 345 678.\nTrực buổi sáng.")
    await page.get_by_role("button", name="Xem trước").click()
    await expect(page.get_by_text("có vẻ có số điện thoại")).to_be_visible()
    if script:
        await looks_right(page, f"preview-{screen}", shots)

    await page.get_by_role("button", name="Gửi").click()

    await expect(page.get_by_role("link", name="Đưa thành câu có sẵn")).to_be_visible()
    if script:
        await looks_right(page, f"replies-{screen}", shots)


async def test_the_keys_move_merge_skip_and_undo(come_in):
    page = await come_in()

    await page.keyboard.press("j")
    await expect(page.locator("#AAAA12")).to_be_focused()
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    await page.keyboard.press("1")
    await expect(page.get_by_text("Đã gộp vào")).to_be_visible()
    await expect(page.locator("#CCCC11")).to_be_focused()
    await page.keyboard.press("z")
    await expect(page.locator(".asked")).to_have_count(3)
    await expect(page.locator("#AAAA12")).to_be_focused()
    await page.keyboard.press("b")
    await expect(page.get_by_role("button", name="Không phải việc của xã").first).to_be_focused()
    await page.keyboard.press("?")

    await expect(page.get_by_text("câu sau, câu trước")).to_be_visible()


async def test_an_entry_is_found_and_taken_with_keys_only(come_in):
    page = await come_in()

    await page.keyboard.press("g")
    await expect(page.locator("#tim")).to_be_focused()
    await page.keyboard.type("ho chieu")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Làm hộ chiếu")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Đã gộp vào “Làm hộ chiếu”")).to_be_visible()
    await expect(page.locator("#CCCC11")).to_be_focused()


async def test_a_new_entry_is_written_with_keys_only_and_leads_back(come_in, desk, shots):
    page = await come_in()

    await page.keyboard.press("m")
    await expect(page.locator("#answer")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Trạm Y tế")
    await looks_right(page, "new-desktop", shots)
    await page.keyboard.press("Control+Enter")

    await expect(page.get_by_text("Đã đăng “")).to_be_visible()
    await expect(page.locator("#CCCC11")).to_be_focused()
    new = next(entry for entry in load_or_fail(desk.settings.knowledge).entries.values() if "Trạm Y tế" in entry.answer)
    assert "…" not in new.answer
    assert new.sources


async def test_a_key_leads_to_the_next_list_with_work(come_in):
    page = await come_in()

    await page.keyboard.press("l")

    await expect(page.locator(".tabs a[aria-current]")).to_contain_text("Bà con chê chưa đúng")


async def test_keys_are_letters_where_one_types(come_in):
    page = await come_in()
    await page.locator("#AAAA12").get_by_text("Bỏ qua…").click()
    box = page.locator("#ly-do-AAAA12")

    await box.press_sequentially("gmtb jkz")

    await expect(box).to_have_value("gmtb jkz")


async def test_the_other_lists_say_what_people_disliked(come_in, shots):
    page = await come_in("phone")

    await page.get_by_role("link", name="Bà con chê chưa đúng").click()

    await expect(page.get_by_text("tôi hỏi giá đất kia mà")).to_be_visible()
    await looks_right(page, "wrong-phone", shots)


async def test_a_visitor_of_the_chat_page_finds_the_answer_when_the_page_is_opened_again(visit, come_in, office):
    chat = await (await visit(**SCREENS["phone"])).new_page()
    await chat.goto(office.removesuffix(HOME) + "/")
    await chat.locator("#question").fill("trâu nhà tôi đẻ khó gọi ai bây giờ")
    await chat.keyboard.press("Enter")
    await chat.locator(".reply").nth(1).wait_for()
    page = await come_in()
    await page.locator(".asked", has_text="trâu nhà tôi đẻ khó").get_by_role("link", name="Trả lời người hỏi").click()
    await page.fill("#tra-loi", "Bác gọi thú y xã.")
    await page.get_by_role("button", name="Xem trước").click()
    await page.get_by_role("button", name="Gửi").click()
    await page.get_by_role("link", name="Đưa thành câu có sẵn").wait_for()

    await chat.reload()
    await expect(chat.get_by_text("Bác gọi thú y xã.")).to_be_visible()
    await chat.reload()

    await expect(chat.get_by_text("Bác gọi thú y xã.")).to_have_count(1)
