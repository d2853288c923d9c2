"""Messenger in service between a Messenger of our own and a journal."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.channels.messenger import PATH, Messenger, Timing
from tests.fakes.journal import Journal
from tests.fakes.messenger import APP_ID, APP_SECRET, TOKEN, VERIFY_TOKEN, MessengerApi

QUICK = Timing(connect=0.3, request=0.4, retry_first=0.02, slow=0.05)
OURS = {"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN, "app_id": APP_ID, "timing": QUICK}


@asynccontextmanager
async def running(api, journal, **given):
    messenger = Messenger(TOKEN, journal, **{**OURS, "base_url": api.base_url, **given})
    app = web.Application()
    app.add_routes(messenger.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.webhook_url = f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    await messenger.start()
    try:
        yield messenger
    finally:
        await messenger.stop()
        await runner.cleanup()


@pytest.fixture
def in_service():
    return running


@pytest.fixture
async def api():
    async with MessengerApi() as api:
        yield api


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
async def messenger(api, journal):
    async with running(api, journal) as messenger:
        await api.until(lambda: messenger.connected)
        yield messenger
