"""The officers' console in a real Chromium: phone and desktop, with and without JavaScript."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.delivery.thinking import Thinking
from bot.office.desk import Desk
from bot.office.roles import Role
from bot.settings import load_settings
from bot.store.officers import Officer
from bot.store.sql import SqlStore
from bot.store.switches import Switches
from bot.store.tables import OutboxRow
from tests.browser.console import ALL_WAYS, PASSWORD, QUICK, SCREENS, log_in, served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(responder, tmp_path, town_folder):
    environ = {"DATA_DIR": str(tmp_path), "KNOWLEDGE": str(town_folder)}
    settings = load_settings(environ, env_file=tmp_path / ".env")
    async with SqlStore(settings.database, locality="nam-sach", pepper="p") as store:
        desk = Desk(settings, store, Thinking(responder), lambda: datetime.now(UTC), passwords=QUICK)
        hashed, now = await QUICK.hashed(PASSWORD), desk.clock()
        await desk.officers.add(Officer(0, "hoa", "Nguyễn Thị Hoa", Role.ADMIN), hashed, now=now)
        await desk.officers.add(Officer(0, "mai", "<img src=x onerror=alert(1)>", Role.VIEWER), hashed, now=now)
        soon = now + timedelta(days=1)
        await desk.officers.add(Officer(0, "moi", "Đỗ Mới", Role.EDITOR, one_time_until=soon), hashed, now=now)
        async with store.database.session(writes=True) as session:
            said = {"locality": "nam-sach", "channel": "zalo", "account": "1", "person": "p", "message": 1}
            stuck = {"state": "parked", "reason": "Zalo từ chối (mã -213)", "due": now, "at": now, "sent_at": now}
            session.add(OutboxRow(**said, **stuck, address=b"x", part=b"x"))
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def office(desk):
    async with served(desk) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def come_in(visit, office):
    """Open a browser and log in."""

    async def come_in(screen="desktop", *, script=True, login="hoa"):
        page = await (await visit(**SCREENS[screen], java_script_enabled=script)).new_page()
        await log_in(page, office, login)
        await page.locator("details.who").wait_for()
        await page.get_by_role("link", name="Sức khoẻ").click()
        return page

    return come_in


async def is_too_wide(page):
    return await page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_an_officer_comes_in_switches_off_and_on_and_leaves(come_in, desk, screen, script):
    page = await come_in(screen, script=script)
    await expect(page.get_by_role("heading", name="Sức khoẻ", level=1)).to_be_visible()
    assert not await is_too_wide(page)

    await page.get_by_text("Tắt mọi câu trả lời…").click()
    await page.get_by_label("Lý do (bà con đọc được)").first.fill("đang sửa câu trả lời")
    await page.get_by_role("button", name="Tắt mọi câu trả lời").click()
    await expect(page.get_by_role("status")).to_contain_text("Đã tắt mọi câu trả lời")
    await expect(page.get_by_role("alert")).to_contain_text("đang sửa câu trả lời")
    assert [off.by for off in await Switches(desk.store.database).now_off()] == ["hoa"]

    await page.get_by_role("button", name="Bật lại mọi câu trả lời").click()
    await expect(page.get_by_text("đang bật", exact=True)).to_be_visible()
    await page.locator("details.who summary").click()
    await page.get_by_role("button", name="Đăng xuất").click()
    await expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    await page.go_back()

    await expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_what_is_stuck_is_tried_again(come_in, screen, script):
    page = await come_in(screen, script=script)

    await page.get_by_role("button", name="Thử lại").click()

    await expect(page.get_by_role("status")).to_contain_text("Đang thử lại 1 tin")
    await expect(page.get_by_role("heading", name="Tin mắc lại")).to_have_count(0)


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_new_officer_gets_a_password_and_chooses_their_own(come_in, screen, script):
    page = await come_in(screen, script=script)
    await page.get_by_role("link", name="Tài khoản").click()
    await page.fill("#ho-ten", "Trần Lan")
    await page.fill("#ten-dang-nhap", "lan")
    await page.get_by_label("Biên tập").check()
    await page.get_by_role("button", name="Thêm và cấp mật khẩu").click()
    password = await page.inner_text("#mat-khau")
    await expect(page.get_by_role("button", name="Chép mật khẩu")).to_have_count(1 if script else 0)
    assert not await is_too_wide(page)

    await page.locator("details.who summary").click()
    await page.get_by_role("button", name="Đăng xuất").click()
    await page.fill("#ten", "Lan")
    await page.fill("#mat-khau", password)
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("heading", name="Đổi mật khẩu")).to_be_visible()
    await page.fill("#mat-khau-cu", password)
    await page.fill("#mat-khau-moi", "duong lang quanh co")
    await page.fill("#nhac-lai", "duong lang quanh co")
    await page.get_by_role("button", name="Đổi mật khẩu").click()

    await expect(page.get_by_role("status")).to_contain_text("Đã đổi mật khẩu")
    await expect(page.get_by_role("link", name="Sức khoẻ")).to_be_visible()
    await expect(page.get_by_role("link", name="Tài khoản")).to_have_count(0)


async def test_a_wrong_password_is_said_and_the_login_stays(visit, office):
    page = await (await visit(**SCREENS["phone"])).new_page()
    await page.goto(office)
    await page.fill("#ten", "hoa")
    await page.fill("#mat-khau", "sai")
    await page.press("#mat-khau", "Enter")

    await expect(page.get_by_role("alert")).to_contain_text("chưa đúng")
    await expect(page.locator("#ten")).to_have_value("hoa")
    await expect(page.locator("#mat-khau")).to_be_focused()
    visit.complaints.clear()  # Chromium writes down the status 422


@pytest.mark.parametrize("screen", SCREENS)
async def test_every_page_is_accessible(come_in, visit, office, screen):
    page = await come_in(screen)
    outside = await (await visit(**SCREENS[screen])).new_page()
    await outside.goto(f"{office}/dang-nhap")
    found = {"/dang-nhap": (await Axe().run(outside)).response["violations"]}

    for path in ("/suc-khoe", "/tai-khoan", "/tai-khoan/1", "/tai-khoan/2", "/nhat-ky", "/mat-khau"):
        await page.goto(office + path)
        for summary in await page.locator("main summary").all():
            await summary.click()
        found[path] = (await Axe().run(page)).response["violations"]
        assert not await is_too_wide(page), path

    assert {path: [(each["id"], each["nodes"][0]["html"]) for each in faults] for path, faults in found.items() if faults} == {}


async def test_a_name_that_is_a_program_runs_nowhere(come_in, visit, office):
    page = await come_in()
    ran = []
    page.on("dialog", lambda dialog: ran.append(dialog.message))

    for path in ("/tai-khoan", "/tai-khoan/2", "/nhat-ky"):
        await page.goto(office + path)
        assert await page.locator("main img").count() == 0
    await expect((await come_in(login="mai")).locator("details.who summary")).to_contain_text("<img src=x")

    assert ran == []


async def test_the_console_is_in_nobodys_frame(visit, office):
    page = await (await visit(**SCREENS["desktop"])).new_page()

    await page.set_content(f'<iframe src="{office}/dang-nhap"></iframe>', wait_until="load")

    assert "Đăng nhập" not in await page.frames[-1].content()
    assert any("frame" in said.lower() for said in visit.complaints)
    visit.complaints.clear()


async def test_by_keyboard_alone_one_gets_to_the_content_and_out_of_the_menu(come_in):
    page = await come_in()

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Tới nội dung")).to_be_focused()
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
    await page.locator("details.who summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("button", name="Đăng xuất")).to_be_hidden()


async def test_a_second_impatient_click_sends_nothing_twice(come_in, desk):
    page = await come_in()
    await page.get_by_text("Tắt trang chat…").click()
    await page.get_by_label("Lý do (bà con đọc được)").nth(1).fill("x")

    await page.get_by_role("button", name="Tắt trang chat").dblclick(no_wait_after=True)
    await expect(page.get_by_role("status")).to_be_visible()

    assert [deed.action for deed in await desk.audit.read(limit=9)].count("tắt") == 1
