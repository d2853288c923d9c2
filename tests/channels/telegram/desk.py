"""A desk that answers as told, and the Telegram channel in service before it."""

import asyncio
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot.channels import Answered
from bot.channels.telegram import Telegram, Timing
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.core.message import Reply

SECRET = "s3cret_of-the-tests"
QUICK = Timing(pace=0.02, request=0.4, typing_after=0.05, typing_every=0.05, resend=(0.02, 0.05), retry_first=0.05, grace=0.3)
GROUP = -1007


class Desk:
    """Answers as told, remembers what it was asked, and answers a second delivery as the real one does."""

    def __init__(self):
        self.asked, self.answered, self._before = [], [], {}
        self.replies = {}
        self.takes = {}
        self.breaks_at = ""

    async def __call__(self, message):
        self.asked.append(message)
        if message.id in self._before:
            return Answered(self._before[message.id], repeated=True)
        await asyncio.sleep(self.takes.get(message.text, 0))
        if message.text and message.text == self.breaks_at:
            raise ValueError(f"cannot understand {message.text}")
        replies = self.replies.get(message.text, (Reply(f"Trả lời: {message.text}"),))
        self._before[message.id] = replies
        self.answered.append(message.text)
        return Answered(replies)


@asynccontextmanager
async def running(api, answer, mode="polling", timing=QUICK, port=0):
    port = port or unused_port()
    webhook = {"webhook_url": f"http://127.0.0.1:{port}/telegram", "secret": SECRET} if mode == "webhook" else {}
    telegram = Telegram(api.token, answer, base_url=api.base_url, timing=timing, **webhook)
    app = web.Application()
    app.add_routes(telegram.routes())
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await telegram.start()
    try:
        yield telegram
    finally:
        await telegram.stop()
        await runner.cleanup()


@asynccontextmanager
async def posting(api, desk):
    """A webhook in service, and a way to post anything to it."""
    async with running(api, desk, "webhook") as telegram, aiohttp.ClientSession() as session:
        await api.until(lambda: telegram.connected and api.commands)

        async def post(body, secret=SECRET, **headers):
            async with session.post(
                api.webhook["url"], data=BytesIO(body), headers={SECRET_HEADER: secret, **headers}
            ) as response:
                return response.status

        yield post
