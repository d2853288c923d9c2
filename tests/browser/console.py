"""The officers' console for browser tests: served on loopback, and logged in to as people do it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher
from playwright.async_api import Page

from bot.office.accounts import Passwords
from bot.office.desk import Desk
from bot.office.office import Office
from bot.office.routing import HOME
from tests.browser.conftest import DESKTOP, PHONE

PASSWORD = "con trau di truoc"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""As strong as a test needs."""
SCREENS = {"phone": PHONE, "desktop": DESKTOP}
ALL_WAYS = [
    pytest.param(name, script, id=f"{name}{'' if script else '-without-js'}") for name in SCREENS for script in (True, False)
]


@asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[str]:
    """Its address."""
    app = web.Application()
    app.add_subapp(HOME, Office(desk).app())
    async with TestServer(app) as server:
        yield str(server.make_url(HOME))


async def log_in(page: Page, office: str, login: str) -> None:
    """With the password of everybody."""
    await page.goto(office)
    await page.fill("#ten", login)
    await page.fill("#mat-khau", PASSWORD)
    await page.get_by_role("button", name="Đăng nhập").click()
