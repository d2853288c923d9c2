"""An inbox that stores as told, and the Telegram channel in service before it."""

import asyncio
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot.channels.telegram import SECRET_HEADER, Telegram, Timing
from bot.errors import Unavailable

SECRET = "s3cret_of-the-tests"
QUICK = Timing(pace=0.02, connect=0.8, request=0.8, away=0.1, retry_first=0.05, grace=0.3, inline_pause=0.02)
GROUP = -1007


class Inbox:
    """Keeps what is delivered, each key once, and knows in how many calls it came."""

    def __init__(self):
        self.kept, self.calls, self._keys = [], [], set()
        self.takes = 0.0
        """Seconds that storing takes."""
        self.full = 0
        """So many calls are refused before it can store again."""

    async def __call__(self, delivered):
        self.calls.append([one.key for one in delivered])
        await asyncio.sleep(self.takes)
        if self.full:
            self.full -= 1
            raise Unavailable("the disk is full")
        for one in delivered:
            if one.key not in self._keys:
                self._keys.add(one.key)
                self.kept.append(one)

    @property
    def texts(self):
        return [one.message.text for one in self.kept if one.message]


@asynccontextmanager
async def running(api, inbox, mode="polling", *, timing=QUICK, port=0, inline=None, connects=True):
    """The channel, and with `connects` only once it is connected."""
    port = port or unused_port()
    webhook = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "secret": SECRET} if mode == "webhook" else {}
    telegram = Telegram(api.token, inbox, base_url=api.base_url, timing=timing, inline=inline, **webhook)
    app = web.Application()
    app.add_routes(telegram.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await telegram.start()
    try:
        if connects:
            await api.until(lambda: api.commands)
        yield telegram
    finally:
        await telegram.stop()
        await runner.cleanup()


@asynccontextmanager
async def posting(api, inbox):
    """A webhook in service, and a way to post anything to it."""
    async with running(api, inbox, "webhook"), aiohttp.ClientSession() as session:

        async def post(body, secret=SECRET, **headers):
            async with session.post(
                api.webhook["url"], data=BytesIO(body), headers={SECRET_HEADER: secret, **headers}
            ) as response:
                return response.status

        yield post
