"""Số liệu and Báo cáo in a real Chromium: phone and desktop, with and without JavaScript."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from docx import Document
from playwright.async_api import expect

from bot.core.responder import Responder
from bot.delivery.thinking import Thinking
from bot.office.desk import Desk
from bot.office.roles import Role
from bot.reports.agency import ReportError
from bot.settings import load_settings
from bot.store.officers import Officer
from bot.store.sql import SqlStore
from tests.browser.console import ALL_WAYS, PASSWORD, QUICK, SCREENS, log_in, served
from tests.conftest import NOW
from tests.office.figures_scene import A_MONTH, WHERE, Asked, count, mended, missed
from tests.office.test_report_page import PLACE, Draughtsman

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.fixture
def draughtsman():
    return Draughtsman()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(town, responder, tmp_path, draughtsman):
    settings = load_settings({"DATA_DIR": str(tmp_path), "LOCALITY": WHERE}, env_file=tmp_path / ".env")
    knowledge = replace(town, localities={WHERE: PLACE})
    thinking = Thinking(Responder(knowledge, responder.matcher, locality=WHERE))
    async with SqlStore(settings.database, locality=WHERE, pepper="p") as store:
        desk = Desk(settings, store, thinking, lambda: NOW, passwords=QUICK, draw=draughtsman)
        hashed = await QUICK.hashed(PASSWORD)
        await desk.officers.add(Officer(0, "mai", "Lê Mai", Role.VIEWER), hashed, now=NOW - timedelta(days=1))
        hamlet = "thôn Đông"
        await desk.officers.add(Officer(0, "tam", "Phạm Tám", Role.LEADER, hamlet), hashed, now=NOW - timedelta(days=1))
        await count(store, *A_MONTH, *(Asked(9 + n % 7, n, channel="messenger", hamlet="tổ 4") for n in range(5, 20)))
        await mended(store)
        await missed(store, "xin thị thực đi Mỹ thăm con, số điện thoại [số điện thoại] gọi không được", people=6)
        yield desk


@pytest_asyncio.fixture(loop_scope="session")
async def office(desk):
    async with served(desk) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def come_in(visit, office):
    """Open a browser, log in, and go to a page of the menu."""

    async def come_in(page_name, screen="desktop", *, script=True, login="mai"):
        page = await (await visit(**SCREENS[screen], java_script_enabled=script)).new_page()
        await log_in(page, office, login)
        await page.get_by_role("link", name=page_name).click()
        await page.get_by_role("heading", name=page_name, level=1).wait_for()
        return page

    return come_in


@pytest.fixture
def shots():
    """A folder for pictures: whoever wants to look makes it."""
    folder = Path("/tmp/figures-shots")
    return folder if folder.is_dir() else None


async def looks_right(page, name, shots):
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in ("serious", "critical")] == []
    if shots:
        await page.screenshot(path=f"{shots}/{name}.png", full_page=True)


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_period_is_chosen_and_its_chart_drawn(come_in, shots, screen, script):
    page = await come_in("Số liệu", screen, script=script)
    await page.get_by_role("link", name="Tháng này").click()

    chart = page.get_by_role("img", name="Biểu đồ cột lượt hỏi theo ngày")
    await expect(chart).to_be_visible()
    if script:
        await expect(chart).to_have_js_property("complete", True)
        drawn = await page.evaluate("document.querySelector('.chart').naturalWidth")
        assert drawn == (340 if screen == "phone" else 1040)
        await looks_right(page, f"figures-{screen}", shots)
    await page.get_by_text("Xem bảng số").click()

    await expect(page.get_by_role("row", name="20/11 1.200")).to_be_visible()


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_days_are_chosen_and_all_is_saved(come_in, screen, script):
    page = await come_in("Số liệu", screen, script=script)
    await page.get_by_text("Từ ngày, đến ngày…").click()
    await page.get_by_label("Từ ngày").fill("2026-11-18")
    await page.get_by_label("Đến ngày").fill("2026-11-20")
    await page.get_by_role("button", name="Xem").click()
    await expect(page.get_by_text("Từ ngày 18/11/2026 đến ngày 20/11/2026")).to_be_visible()

    for name, ending in (("Tải .csv", "csv"), ("Tải .xlsx (Excel)", "xlsx")):
        async with page.expect_download() as saved:
            await page.get_by_role("link", name=name).click()

        assert (await saved.value).suggested_filename == f"so-lieu-2026-11-18-2026-11-20.{ending}"


@pytest.mark.parametrize("screen", SCREENS)
async def test_what_is_folded_can_be_looked_at(come_in, shots, screen):
    page = await come_in("Số liệu", screen)
    await page.get_by_role("link", name="Tháng này").click()

    for folded in await page.locator("main details").all():
        await folded.evaluate("one => { one.open = true; }")

    await expect(page.get_by_text("Cháy nhà gọi 114")).to_be_visible()
    await looks_right(page, f"figures-unfolded-{screen}", shots)


async def test_a_leader_looks_at_their_hamlet(come_in, shots):
    page = await come_in("Số liệu", "phone", login="tam")
    await page.get_by_role("link", name="Tháng này").click()

    await expect(page.get_by_role("heading", name="Số liệu: thôn Đông")).to_be_visible()
    await expect(page.get_by_role("link", name="Báo cáo", exact=True)).to_have_count(0)
    await looks_right(page, "figures-leader", shots)


@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_a_report_is_filled_in_read_again_and_saved(come_in, shots, tmp_path, screen, script):
    page = await come_in("Báo cáo", screen, script=script)
    await expect(page.get_by_text("còn 14 ngày")).to_be_visible()
    if script:
        await looks_right(page, f"report-{screen}", shots)
    await page.get_by_label("Khó khăn, vướng mắc").fill("Sóng yếu ở thôn Đoài\nÍt máy")
    await page.get_by_label("Họ tên người ký").fill("Trần Thị Lan")
    await page.get_by_role("button", name="Xem lại bản nháp").click()
    await expect(page.get_by_text("- Sóng yếu ở thôn Đoài.")).to_be_visible()
    if script:
        await looks_right(page, f"report-draft-{screen}", shots)

    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Tải báo cáo .docx").click()
    await (await saved.value).save_as(tmp_path / "bc.docx")

    said = [paragraph.text for paragraph in Document(str(tmp_path / "bc.docx")).paragraphs]
    assert "- Ít máy." in said
    await expect(page.get_by_label("Khó khăn, vướng mắc")).to_have_value("Sóng yếu ở thôn Đoài\nÍt máy")


@pytest.mark.parametrize("draughtsman", [Draughtsman(fails=ReportError("Không vẽ được biểu đồ."))], ids=["fails"])
@pytest.mark.parametrize(("screen", "script"), ALL_WAYS)
async def test_what_was_typed_stays_when_the_document_cannot_be_drawn(come_in, visit, screen, script, draughtsman):
    page = await come_in("Báo cáo", screen, script=script)
    await page.get_by_label("Đề xuất, kiến nghị").fill("Cấp tài liệu")

    await page.get_by_role("button", name="Tải báo cáo .docx").click()

    await expect(page.get_by_role("alert")).to_contain_text("Không vẽ được biểu đồ. Những gì đã gõ còn nguyên bên dưới")
    await expect(page.get_by_label("Đề xuất, kiến nghị")).to_have_value("Cấp tài liệu")
    if script:
        await looks_right(page, f"report-fault-{screen}", None)
    visit.complaints[:] = [said for said in visit.complaints if "422" not in said]


async def test_what_was_typed_is_there_again_after_the_page_was_left(come_in):
    page = await come_in("Báo cáo")
    await page.get_by_label("Nguyên nhân").fill("Kinh phí ít")
    await page.get_by_label("Chủ tịch", exact=True).check()
    await page.get_by_role("link", name="Số liệu").click()
    await page.get_by_role("link", name="Báo cáo").click()

    await expect(page.get_by_label("Nguyên nhân")).to_have_value("Kinh phí ít")
    await expect(page.get_by_label("Chủ tịch", exact=True)).to_be_checked()
    await expect(page.get_by_text("Đã lấy lại những gì gõ dở")).to_be_visible()
    await page.get_by_text("Trước ngày 10/12/2026").click()

    await expect(page.get_by_label("Nguyên nhân")).to_have_value("")
