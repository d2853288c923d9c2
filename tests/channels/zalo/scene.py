"""The Zalo channel in service on loopback, before a Zalo of our own, with an inbox that remembers."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.channels.http import Caller
from bot.channels.zalo import Keeper, OAuth, Timing, Zalo
from bot.errors import Unavailable
from tests.fakes.zalo_oa import APP_ID, APP_SECRET, OA_ID, OA_SECRET

QUICK = Timing(
    connect=5,
    request=5,
    resend=0.02,
    settle=0.2,
    unconnected=0.1,
    lease=12,
    lease_poll=0.01,
    save_again=0.02,
    remembered=0.05,
    check=0.05,
)


HASTY = replace(QUICK, request=0.5)
"""For a Zalo that hangs."""


class Inbox:
    """Stores what is delivered, each key once, as the delivery does."""

    def __init__(self):
        self.delivered, self.unavailable = [], False

    async def __call__(self, delivered):
        if self.unavailable:
            raise Unavailable("the store is full")
        known = {(one.account, one.key) for one in self.delivered}
        self.delivered += [one for one in delivered if (one.account, one.key) not in known]

    @property
    def messages(self):
        return [one.message for one in self.delivered if one.message]


class Clock:
    """The time of the tests, which can be put forward."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead


async def connected(oa, tokens, *, seconds=90000, clock=lambda: datetime.now(UTC)):
    """As after `zalo connect`."""
    pair, now = oa.authorise(), clock()
    await tokens.connect(OA_ID, pair["access_token"], pair["refresh_token"], until=now + timedelta(seconds=seconds), now=now)


def new_keeper(oa, tokens, *, clock=lambda: datetime.now(UTC), timing=QUICK):
    caller = Caller(oa.base_url, connect_seconds=timing.connect, total_seconds=timing.request)
    return Keeper(tokens, OAuth(caller, app_id=APP_ID, app_secret=APP_SECRET), timing=timing, clock=clock)


@asynccontextmanager
async def running(oa, tokens, inbox, *, timing=QUICK, clock=lambda: datetime.now(UTC), **options):
    """The channel, its routes on a port of their own; `oa.webhook_url` leads to it."""
    options = {"app_id": APP_ID, "app_secret": APP_SECRET, "oa_secret": OA_SECRET} | options
    zalo = Zalo(inbox, tokens, base_url=oa.base_url, oauth_url=oa.base_url, timing=timing, clock=clock, **options)
    app = web.Application()
    app.add_routes(zalo.routes())
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    oa.webhook_url = f"http://127.0.0.1:{runner.addresses[0][1]}/zalo"
    await zalo.start()
    await asyncio.sleep(0)
    try:
        yield zalo
    finally:
        await zalo.stop()
        await runner.cleanup()
