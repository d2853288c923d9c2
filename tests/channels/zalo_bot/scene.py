"""The Zalo bot in service between a Zalo of our own and a journal."""

from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import unused_port

from bot.channels.zalo_bot import PATH, Timing, ZaloBot
from tests.fakes.journal import Tally

SECRET = "s3cret of the tests".replace(" ", "-")
QUICK = Timing(poll=1, poll_floor=0.02, connect=0.3, request=0.4, retry_first=0.02, slow=0.05, grace=0.3)


@asynccontextmanager
async def running(api, journal, mode="polling", **given):
    port = unused_port()
    webhook = {"webhook_url": f"http://127.0.0.1:{port}{PATH}", "secret": SECRET} if mode == "webhook" else {}
    values = {"counter": Tally(), "base_url": api.base_url, "timing": QUICK, **webhook, **given}
    bot = ZaloBot(api.token, journal, **values)
    app = web.Application()
    app.add_routes(bot.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.start()
    try:
        yield bot
    finally:
        await bot.stop()
        await runner.cleanup()
