"""A console over a small town, with officers of every role, and browsers that are HTTP clients with a cookie jar."""

from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from bot.delivery.thinking import Thinking
from bot.office.accounts import Passwords
from bot.office.desk import Desk
from bot.office.office import Office
from bot.office.roles import Role
from bot.office.routing import HOME
from bot.settings import load_settings
from bot.store.officers import Officer
from tests.conftest import NOW
from tests.office.knowledge_scene import town_in

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD = "con trâu đi trước"
LOGINS = {Role.ADMIN: "hoa", Role.EDITOR: "lan", Role.VIEWER: "mai", Role.LEADER: "tam"}


class Clock:
    """A time that passes when told to."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def passes(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def desk(responder, store, clock, tmp_path, town_folder):
    environ = {"DATA_DIR": str(tmp_path), "KNOWLEDGE": str(town_folder), "TRUSTED_PROXIES": "127.0.0.1"}
    settings = load_settings(environ, env_file=tmp_path / ".env")
    return Desk(settings, store, Thinking(responder), clock, passwords=QUICK)


@pytest.fixture
def kb(desk, tmp_path):
    """The desk's own knowledge folder, to be written to."""
    folder = town_in(tmp_path / "kien-thuc")
    object.__setattr__(desk.settings, "knowledge", folder)
    return folder


@pytest.fixture
async def officers(desk):
    """One of each role, all with the same password."""
    hashed = await QUICK.hashed(PASSWORD)
    names = {Role.ADMIN: "Hoa", Role.EDITOR: "Lan", Role.VIEWER: "Mai", Role.LEADER: "Tám"}
    made = {}
    for role, login in LOGINS.items():
        hamlet = "thôn Đông" if role is Role.LEADER else ""
        made[role] = await desk.officers.add(Officer(0, login, names[role], role, hamlet), hashed, now=desk.clock())
    return made


@pytest.fixture
async def server(desk, officers):
    app = web.Application(client_max_size=1 << 20)
    app.add_subapp(HOME, Office(desk).app())
    async with TestServer(app) as running:
        yield running


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.csrf = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("name") == "csrf-token":
            self.csrf = values["content"]


class Browser:
    """Keeps cookies, follows nothing, and sends forms with the token of the page it saw last."""

    def __init__(self, client):
        self.client = client
        self.csrf = ""

    @property
    def origin(self):
        return str(self.client.make_url("/")).rstrip("/")

    async def get(self, path="/", **options):
        response = await self.client.get(HOME + path, allow_redirects=False, **options)
        page = _Fields()
        if response.content_type == "text/html":
            page.feed(await response.text())
        self.csrf = page.csrf or self.csrf
        return response

    async def post(self, path, fields=None, *, headers=None, **more):
        """`fields`: a dict, or pairs when a box is ticked several times."""
        pairs = isinstance(fields, list)
        sent = [("csrf", self.csrf), *fields] if pairs else {"csrf": self.csrf} | (fields or {}) | more
        told = {"Origin": self.origin, "Referer": f"{self.origin}{HOME}{path}"} | (headers or {})
        return await self.client.post(HOME + path, data=sent, headers=told, allow_redirects=False)

    async def log_in(self, login, password=PASSWORD):
        await self.get("/dang-nhap")
        response = await self.post("/dang-nhap", {"ten": login, "mat-khau": password})
        if response.status == 303:
            await self.get("/mat-khau")
        return response


@pytest.fixture
async def browse(server) -> AsyncIterator:
    """A new browser; with a role, one in which such an officer is logged in."""
    clients = []

    async def browse(role=None):
        client = TestClient(server)
        clients.append(client)
        browser = Browser(client)
        if role:
            assert (await browser.log_in(LOGINS[role])).status == 303
        return browser

    yield browse
    for client in clients:
        await client.session.close()
