"""A real Chromium before a real server with the web channel; only the bot behind it is played."""

import asyncio
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import async_playwright

from bot.channels import Answered
from bot.channels.web import Web
from bot.core.message import Choice, Reply

ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
LOST = re.compile(r"net::ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_\w+)|status of (413|5\d\d)")
"""What Chromium itself writes in the console when a request fails."""

WELCOME = "Kính chào bà con! Gõ /chude để xem các chủ đề."
THUMBS = (Choice("👍 Có ích", "#up:1"), Choice("👎 Chưa đúng", "#down:1"))
URGENT = "KHẨN – BÀ CON LÀM NGAY:\nGọi 113 và ngân hàng, số 1900.0368.\nXem dichvucong.gov.vn."
TOPICS = (Choice("Khai sinh", "#a:khai-sinh"), Choice("Kết hôn", "#a:ket-hon"), Choice("Không phải các ý này", "#none"))


@dataclass
class Officer:
    """Plays the bot: answers as a real one would, and remembers every delivery."""

    said: dict[str, tuple[Reply, ...]] = field(default_factory=dict)
    deliveries: list = field(default_factory=list)
    thinks: float = 0

    async def __call__(self, message):
        repeated = any(before.id == message.id for before in self.deliveries)
        self.deliveries.append(message)
        await asyncio.sleep(self.thinks)
        return Answered(self._replies(message), repeated=repeated)

    def _replies(self, message):
        if message.text in self.said:
            return self.said[message.text]
        if message.text.startswith("/start"):
            return (Reply(WELCOME),)
        if message.text == "/xoa":
            return (Reply("Đã xoá hết."),)
        if "lừa" in message.text:
            return (Reply(URGENT, (Choice("Tố giác tội phạm", "#a:to-giac"),), THUMBS, urgent=True),)
        if message.text == "giấy tờ":
            return (Reply("Bà con hỏi việc nào?", TOPICS),)
        return (Reply(f"Trả lời: {message.choice or message.text}", actions=THUMBS),)

    @property
    def texts(self):
        """What was asked, each message once, without greetings."""
        once = {message.id: message for message in self.deliveries}
        return [message.text for message in once.values() if not message.text.startswith("/start")]


@pytest.fixture
def officer():
    return Officer()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def server(officer):
    app = web.Application()
    app.add_routes(Web(officer, place="xã Thử", phone="0220 3754 123").routes())
    async with TestServer(app) as server:
        yield server


@pytest.fixture
def site(server):
    return str(server.make_url("/"))


@pytest_asyncio.fixture(loop_scope="session")
async def portal(site):
    """A commune's portal: another origin, with styles that would spoil ours and a policy against inline ones."""

    async def page(request):
        viewport = "" if "may-tinh" in request.query else '<meta name="viewport" content="width=device-width">'
        hamlet = request.query.get("thon", "")
        body = f'<h1>Cổng xã</h1><a href="#tin">Tin</a><script src="{site}embed.js" data-thon="{hamlet}" async></script>'
        return web.Response(
            text=f'<!doctype html><html lang="vi"><title>Cổng</title><link rel="icon" href="data:,">{viewport}'
            f'<link rel="stylesheet" href="/portal.css">{body}',
            content_type="text/html",
            headers={"Content-Security-Policy": f"default-src 'self'; img-src data:; script-src {site}; frame-src {site}"},
        )

    async def style(_):
        return web.Response(text="button, iframe, div { display: none !important; }", content_type="text/css")

    app = web.Application()
    app.add_routes([web.get("/", page), web.get("/portal.css", style)])
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser, site):
    """Open a context; at the end no page may have complained or asked another origin for anything."""
    complaints, asked = [], []
    async with AsyncExitStack() as stack:

        async def visit(**options):
            context = await browser.new_context(**options)
            stack.push_async_callback(context.close)
            context.set_default_timeout(5000)
            context.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
            context.on("weberror", lambda trouble: complaints.append(str(trouble.error)))
            context.on("request", lambda request: asked.append(request.url))
            return context

        visit.complaints, visit.asked = complaints, asked
        yield visit
    assert [said for said in complaints if not LOST.search(said)] == []
    assert {urlsplit(url).hostname for url in asked if not url.startswith("data:")} <= {"127.0.0.1"}


@pytest_asyncio.fixture(loop_scope="session")
async def context(visit):
    return await visit(**PHONE)


@pytest_asyncio.fixture(loop_scope="session")
async def page(context, site):
    page = await context.new_page()
    await page.goto(site)
    await page.get_by_text("Kính chào bà con!").wait_for()
    return page
