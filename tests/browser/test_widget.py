"""The widget on portals of other origins whose policies forbid nearly everything, and a site that asks from its own page."""

import re

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from bot.channels.web import Web
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

POLICIES = {
    "only what the manual says": "default-src 'none'; script-src {site}; frame-src {site}",
    "a nonce and trusted types": (
        "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; frame-src {site}; "
        "style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'"
    ),
}


FRAME = """src => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.src = src;
    frame.onload = done;
    document.body.append(frame);
})"""


@pytest_asyncio.fixture(loop_scope="session")
async def strict_portal(site):
    """A portal with a policy of one's choice; its page has the two lines of the manual."""
    portal = web.Application()

    async def page(request):
        async with ClientSession() as session, session.get(f"{site}api") as manual:
            pasted = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", await manual.text(), re.DOTALL)[1]
        lines = pasted.replace("&lt;", "<").replace("&gt;", ">").replace("<script ", '<script nonce="abc" ')
        policy = POLICIES[request.query["policy"]].format(site=site)
        return web.Response(
            text='<!doctype html><html lang="vi"><meta name="viewport" content="width=device-width"><title>Cổng</title>'
            f'<link rel="icon" href="data:,"><h1>Cổng xã</h1>{lines}',
            content_type="text/html",
            headers={"Content-Security-Policy": f"{policy}; img-src data:", "Cross-Origin-Opener-Policy": "same-origin"},
        )

    portal.router.add_get("/", page)
    async with TestServer(portal) as server:
        yield str(server.make_url("/"))


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_two_lines_of_the_manual_are_all_a_strict_portal_needs(visit, strict_portal, screen, policy):
    page = await (await visit(**screen)).new_page()
    await page.goto(f"{strict_portal}?policy={policy}")
    button = page.get_by_role("button", name="Mở trợ lý Hỏi Đáp Số")
    await expect(button).to_have_css("position", "fixed")

    await button.click()
    frame = page.frame_locator("iframe")
    await frame.locator("#question").fill("hỏi từ cổng")
    await frame.locator("#question").press("Enter")

    await expect(frame.get_by_text("Trả lời: hỏi từ cổng")).to_be_visible()
    box = await page.locator("#panel").bounding_box()
    assert (box["width"] == screen["viewport"]["width"]) == (screen is PHONE)
    assert visit.complaints == []


async def test_without_scripts_a_portal_has_a_link_to_the_chat(visit, strict_portal, site):
    page = await (await visit(**PHONE, java_script_enabled=False)).new_page()
    await page.goto(f"{strict_portal}?policy=only what the manual says")

    await expect(page.get_by_role("link", name="Hỏi Đáp Số")).to_have_attribute("href", site)


async def test_a_portal_that_may_not_frame_the_chat_shows_none(visit, officer, strict_portal):
    app = web.Application()
    app.add_routes(Web(officer, frame_ancestors=["'self'"]).routes())
    async with TestServer(app) as closed:
        page = await (await visit(**DESKTOP)).new_page()
        await page.goto(f"{strict_portal}?policy=only what the manual says")
        await page.evaluate(
            FRAME,
            str(closed.make_url("/")),
        )

    assert officer.deliveries == []
    visit.complaints.clear()


# A site with a page of its own


@pytest_asyncio.fixture(loop_scope="session")
async def elsewhere():
    """An origin with an empty page."""

    async def page(_):
        return web.Response(
            text='<!doctype html><title>Trang khác</title><link rel="icon" href="data:,">', content_type="text/html"
        )

    app = web.Application()
    app.router.add_get("/", page)
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


ASK = """async api => {
    const body = JSON.stringify({chat: "a".repeat(32), id: "b".repeat(32), text: "hỏi từ trang khác"});
    const headers = {"Content-Type": "application/json"};
    try {
        const response = await fetch(api, {method: "POST", headers, body});
        return (await response.json()).replies[0].text;
    } catch (refused) {
        return "không đọc được";
    }
}"""


@pytest.mark.parametrize("listed", [True, False])
async def test_only_a_listed_site_may_ask_from_its_own_page(visit, officer, elsewhere, listed):
    app = web.Application()
    app.add_routes(Web(officer, origins=[elsewhere] if listed else []).routes())
    async with TestServer(app) as server:
        page = await (await visit(**DESKTOP)).new_page()
        await page.goto(elsewhere)

        answer = await page.evaluate(ASK, str(server.make_url("/api/v1/messages")))

    assert answer == ("Trả lời: hỏi từ trang khác" if listed else "không đọc được")
    assert len(officer.deliveries) == listed
    visit.complaints.clear()


# The page for programmers


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_manual_fits_the_screen_and_the_browser_has_no_complaint(visit, site, screen):
    page = await (await visit(**screen)).new_page()

    await page.goto(f"{site}api")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Gắn Hỏi Đáp Số vào trang khác")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.complaints == []
