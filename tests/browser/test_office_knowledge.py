"""The page Sửa kiến thức in a real Chromium: an entry found, edited, tried, published and taken back; a new one taught."""

from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.delivery.thinking import Thinking
from bot.knowledge_files import load_or_fail
from bot.office.desk import Desk
from bot.office.roles import Role
from bot.settings import load_settings
from bot.store.officers import Officer
from bot.store.sql import SqlStore
from tests.browser.console import ALL_WAYS, PASSWORD, QUICK, SCREENS, served
from tests.office.knowledge_scene import town_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def kb(tmp_path):
    return town_in(tmp_path / "kien-thuc")


@pytest_asyncio.fixture(loop_scope="session")
async def office(kb, tmp_path):
    settings = load_settings({"DATA_DIR": str(tmp_path), "KNOWLEDGE": str(kb)}, env_file=tmp_path / ".env")
    town = load_or_fail(kb)
    async with SqlStore(settings.database, locality="nam-sach", pepper="p") as store:
        thinking = Thinking(Responder(town, Matcher(town)))
        desk = Desk(settings, store, thinking, lambda: datetime.now(UTC), passwords=QUICK)
        hashed, now = await QUICK.hashed(PASSWORD), desk.clock()
        await desk.officers.add(Officer(0, "lan", "Trần Lan", Role.EDITOR), hashed, now=now)
        await desk.officers.add(Officer(0, "hoa", "Nguyễn Thị Hoa", Role.ADMIN), hashed, now=now)
        async with served(desk) as address:
            yield address


@pytest_asyncio.fixture(loop_scope="session")
async def come_in(visit, office):
    """Open a browser, log in and open the page."""

    async def come_in(screen="desktop", *, script=True, login="lan"):
        page = await (await visit(**SCREENS[screen], java_script_enabled=script)).new_page()
        await page.goto(f"{office}/dang-nhap")
        await page.fill("#ten", login)
        await page.fill("#mat-khau", PASSWORD)
        await page.get_by_role("button", name="Đăng nhập").click()
        await page.locator("details.who").wait_for()
        await page.goto(f"{office}/sua-kien-thuc")
        return page

    yield come_in
    # What Chromium says of an answer that shows faults or a conflict.
    visit.complaints[:] = [said for said in visit.complaints if "status of 422" not in said and "status of 409" not in said]


async def fits(page):
    return await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_an_entry_is_found_edited_tried_published_and_taken_back(come_in, kb, screen, script):
    page = await come_in(screen, script=script)
    assert await fits(page)
    await page.get_by_label("Tìm câu").fill("khai tu")
    await page.get_by_role("button", name="Tìm").click()
    await page.get_by_role("link", name="Đăng ký khai tử").click()
    assert await fits(page)
    await page.get_by_role("link", name="Sửa câu này").click()
    assert await fits(page)

    await page.locator("#answer").fill("Người thân đăng ký trong 15 ngày, không mất tiền.")
    await page.locator("#thu").fill("ong noi mat khai tu o dau")
    if not script:
        await page.get_by_role("button", name="Thử", exact=True).click()
    await expect(page.locator("#ben")).to_contain_text("trả lời bằng câu này")
    await expect(page.locator("#ben")).to_contain_text("không mất tiền")
    assert await fits(page)
    await page.get_by_role("button", name="Đăng", exact=True).click()
    await expect(page.get_by_role("status").first).to_contain_text("Đã đăng")
    assert load_or_fail(kb).entries["khai-tu"].answer.endswith("không mất tiền.")

    await page.get_by_role("link", name="Lịch sử sửa").click()
    await expect(page.locator("ins").first).to_contain_text("không mất tiền")
    assert await fits(page)
    await page.get_by_text("Trở về như trước lần này…").click()
    await page.get_by_role("button", name="Lấy lại bản ấy").click()

    await expect(page.get_by_role("status").first).to_contain_text("Đã lấy lại bản cũ")
    assert load_or_fail(kb).entries["khai-tu"].answer == "Người thân đăng ký khai tử trong 15 ngày."


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_new_entry_is_taught_after_its_faults_are_shown(come_in, kb, screen, script):
    page = await come_in(screen, script=script)
    await page.get_by_role("link", name="Thêm câu mới").click()
    await page.get_by_label("Chủ đề").select_option("can-cuoc")
    await page.locator("#questions").fill("mất căn cước làm lại ở đâu\nrớt căn cước")
    await page.get_by_role("button", name="Đăng", exact=True).click()
    await expect(page.get_by_role("alert").first).to_contain_text("Chưa đăng")
    await expect(page.locator("#answer-loi")).to_contain_text("Chưa có câu trả lời")
    assert await page.locator("#answer").get_attribute("aria-invalid") == "true"
    assert await fits(page)

    await page.locator("#answer").fill("Bà con đến Công an xã làm lại.")
    await page.get_by_role("button", name="Lưu nháp").click()
    await expect(page.get_by_role("status").first).to_contain_text("Đã lưu bản nháp")
    await page.get_by_role("button", name="Đăng", exact=True).click()

    await expect(page.get_by_role("status").first).to_contain_text("Đã đăng")
    assert any(entry.answer == "Bà con đến Công an xã làm lại." for entry in load_or_fail(kb).entries.values())


@pytest.mark.parametrize("script", [True, False])
async def test_the_second_of_two_officers_sees_both_versions(come_in, kb, office, script):
    lan, hoa = await come_in(script=script), await come_in("phone", script=script, login="hoa")
    for page, said in ((lan, "Bản của Lan."), (hoa, "Bản của Hoa.")):
        await page.goto(f"{office}/sua-kien-thuc/cau/khai-tu/sua")
        await page.locator("#answer").fill(said)
    await lan.get_by_role("button", name="Đăng", exact=True).click()
    await expect(lan.get_by_role("status").first).to_contain_text("Đã đăng")

    await hoa.get_by_role("button", name="Đăng", exact=True).click()

    await expect(hoa.get_by_role("alert").first).to_contain_text("người khác sửa")
    await expect(hoa.get_by_role("cell", name="Bản của Lan.")).to_be_visible()
    await expect(hoa.locator("#answer")).to_have_value("Bản của Hoa.")
    assert await fits(hoa)
    assert load_or_fail(kb).entries["khai-tu"].answer == "Bản của Lan."


@pytest.mark.parametrize("screen", SCREENS)
async def test_an_entry_is_deleted_only_after_a_second_thought(come_in, kb, office, screen):
    page = await come_in(screen, script=False)
    await page.goto(f"{office}/sua-kien-thuc/cau/ho-chieu")
    await expect(page.get_by_role("button", name="Xoá câu này")).to_be_hidden()

    await page.get_by_text("Xoá câu này…").click()
    await page.get_by_role("button", name="Xoá câu này").click()

    await expect(page.get_by_role("status").first).to_contain_text("Đã xoá")
    assert "ho-chieu" not in load_or_fail(kb).entries


async def test_hostile_words_in_the_files_run_nowhere(come_in, kb, office):
    evil = '"><img src=x onerror=document.title=666><script>document.title=666</script>'
    path = kb / "can-cuoc.yaml"
    text = path.read_text(encoding="utf-8").replace("Bà con làm tại Công an xã.", f"|\n    Ở xã {evil}")
    path.write_text(text, encoding="utf-8")
    page = await come_in()

    for below in ("?tim=onerror", "/cau/the-can-cuoc", "/cau/the-can-cuoc/sua"):
        await page.goto(f"{office}/sua-kien-thuc{below}")
        assert "666" not in await page.title()
    await expect(page.locator("#ben")).to_contain_text("onerror")

    assert "666" not in await page.title()
