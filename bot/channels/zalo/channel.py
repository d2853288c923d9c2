"""The Zalo channel in service: receiving, sending, keeping its tokens fresh."""

import asyncio
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.channels import Accept, Part
from bot.channels.http import Caller
from bot.channels.webhooks import body_of, parsed
from bot.channels.zalo import domain, events, payloads
from bot.channels.zalo.address import Address
from bot.channels.zalo.calls import Calls
from bot.channels.zalo.ledger import Ledger
from bot.channels.zalo.oauth import OAuth
from bot.channels.zalo.pace import Pace
from bot.channels.zalo.sending import Sender
from bot.channels.zalo.timing import Timing
from bot.channels.zalo.tokens import Keeper
from bot.channels.zalo.webhook import PATH, SIGNATURE_HEADER, is_fresh, is_signed
from bot.core.message import Reply
from bot.errors import Refused, SettingsError, Unavailable

BASE_URL = "https://openapi.zalo.me"
OAUTH_URL = "https://oauth.zaloapp.com"

_NAME = re.compile(r"[a-z_]{1,64}")
_STRANGE_NAMES = 50
"""Event names not known that are told of once each."""

# One name in the log for the whole channel.
_log = logging.getLogger(__package__)


class Zalo:
    """The channel: `start()` and `stop()` it, and serve its `routes()`."""

    name = events.NAME
    tells_leaving = True

    def __init__(
        self,
        accept: Accept,
        ledger: Ledger,
        *,
        app_id: str,
        app_secret: str,
        oa_secret: str,
        oa_id: str = "",
        verifier: str = "",
        enforce: bool = True,
        base_url: str = BASE_URL,
        oauth_url: str = OAUTH_URL,
        per_minute: int = 4000,
        timing: Timing | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`app_secret` buys tokens, `oa_secret` signs deliveries; without `enforce` a wrong signature is only told of."""
        if not (app_id and app_secret and oa_secret):
            raise SettingsError("Zalo cần đủ ZALO_APP_ID, ZALO_APP_SECRET và ZALO_OA_SECRET")
        if verifier and not domain.is_code(verifier):
            raise SettingsError("ZALO_VERIFIER chỉ gồm chữ không dấu, số, _ và -")
        self.account = oa_id
        self.per_second: float | None = per_minute / 60
        self._accept, self._ledger, self._clock = accept, ledger, clock
        self._app_id, self._oa_secret, self._verifier, self._enforce = app_id, oa_secret, verifier, enforce
        self._timing = timing = timing or Timing()
        limits = {"connect_seconds": timing.connect, "total_seconds": timing.request}
        oauth = OAuth(Caller(oauth_url, **limits), app_id=app_id, app_secret=app_secret)
        self._keeper = Keeper(ledger, oauth, oa_id=oa_id, timing=timing, clock=clock)
        self._calls = Calls(Caller(base_url, **limits), self._keeper, pace=Pace(per_minute), timing=timing)
        self._sender = Sender(self._calls, self._keeper, ledger, timing=timing, clock=clock)
        self._runner: asyncio.Task[None] | None = None
        self._stopping = False
        self._strange: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        """The webhook, the proof of the domain, and where an officer's consent ends."""
        return [web.post(PATH, self._receive), *domain.routes(self._verifier)]

    async def start(self) -> None:
        """Keep the tokens fresh from now on."""
        self._runner = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Take in nothing more; a refresh in hand is finished."""
        self._stopping = True
        if self._runner:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        await self._keeper.close()
        await self._calls.close()

    async def _run(self) -> None:
        while True:
            try:
                await self._keeper.keep()
                if self._keeper.kept:
                    self.account = self._keeper.kept.oa_id
            except Exception as exc:  # noqa: BLE001 - whatever it is, the tokens must be kept fresh afterwards
                _log.error("Zalo: the tokens could not be looked after: %s", type(exc).__name__)
            await asyncio.sleep(self._timing.check)

    # Sending

    def parts(self, reply: Reply) -> list[Part]:
        """See payloads."""
        return payloads.parts(reply)

    async def send(self, address: str, part: Part) -> str:
        """See `Sender.send`."""
        return await self._sender.send(Address.parse(address), part)

    async def has_arrived(self, address: str, part: Part, *, since: datetime) -> bool | None:
        """See `Sender.has_arrived`."""
        return await self._sender.has_arrived(Address.parse(address), part, since=since)

    # Receiving

    async def _receive(self, request: web.Request) -> web.Response:
        if self._stopping:
            return web.Response(status=503)
        try:
            body = await body_of(request)
            signature = request.headers.get(SIGNATURE_HEADER)
            if signature is None:
                # The console's "Test" button: it wants a 200, and gets nothing done (channels.md A4).
                _log.info("Zalo: an unsigned probe was answered and ignored")
                return web.Response()
            await self._take(body, signature)
        except Refused as refused:
            _log.warning("Zalo: refused a delivery: %s", refused)
            return web.Response(status=refused.status)
        except Unavailable:
            return web.Response(status=503)
        return web.Response()

    async def _take(self, body: bytes, signature: str) -> None:
        event = parsed(body)
        if not is_signed(event, body, signature, app_id=self._app_id, secret=self._oa_secret):
            if self._enforce:
                raise Refused("wrong signature", status=401)
            _log.warning("Zalo: a wrong signature was let through (ZALO_SIGNATURE=warn)")
        if not is_fresh(event, now=self._clock()):
            raise Refused("too old or from the future; is this machine's clock right?", status=403)
        delivered = events.read(event, account=self.account)
        if delivered:
            await self._accept([delivered])
            return
        await self._tell_of(event)

    async def _tell_of(self, event: dict[str, Any]) -> None:
        """What nobody handles: known names pass in silence, others by their name only."""
        name = event.get("event_name")
        shown = name if isinstance(name, str) and _NAME.fullmatch(name) else "?"
        if shown == events.REVOKED and event.get("oa_id", self.account) == self.account:
            _log.error("Zalo: the OA revoked its permission")
            with suppress(Exception):  # the alarm is in the log already
                await self._ledger.note(self.account, "OA đã thu hồi quyền của ứng dụng", now=self._clock())
        elif not events.is_known(shown) and shown not in self._strange and len(self._strange) < _STRANGE_NAMES:
            self._strange.add(shown)
            _log.info("Zalo: passed over an event: %s", shown)
