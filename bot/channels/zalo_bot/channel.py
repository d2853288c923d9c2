"""The Zalo bot in service: connecting, polling or being called, sending."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from aiohttp import web

from bot.channels import Accept, Part
from bot.channels.foreign import at, text_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.channels.wording import told as for_the_log
from bot.channels.zalo_bot import payloads
from bot.channels.zalo_bot.api import Api, Told
from bot.channels.zalo_bot.intake import PATH, Intake
from bot.channels.zalo_bot.quota import Counter, Quota
from bot.channels.zalo_bot.sending import Sender
from bot.channels.zalo_bot.timing import Timing
from bot.core.message import Reply
from bot.errors import SettingsError

BASE_URL = "https://bot-api.zaloplatforms.com"
QUOTA = 3000
"""Outgoing messages a month of the free tier [M, 2026-11]."""
SECRET = re.compile(r"[\x21-\x7e]{8,256}")
"""secret_token of setWebhook; that it must fit into a header says the rest."""
_TOKEN = re.compile(r"(\d+):\S+")
_log = logging.getLogger(__package__)


class Trouble(Exception):
    """Zalo does not do what was asked; said without secrets."""

    def __init__(self, said: str, *, wait: float = 0, alarm: bool = False) -> None:
        """`alarm`: somebody has to do something."""
        super().__init__(said)
        self.wait, self.level = wait, logging.ERROR if alarm else logging.WARNING


class ZaloBot:
    """The channel."""

    name = payloads.NAME
    tells_leaving = True
    per_second: float | None = None
    """Not documented (2026-11); a 429 says when."""

    def __init__(
        self,
        token: str,
        accept: Accept,
        counter: Counter,
        *,
        base_url: str = BASE_URL,
        webhook_url: str = "",
        secret: str = "",
        quota: int = QUOTA,
        timing: Timing | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Poll, or with a `webhook_url` (the public https address that leads to PATH) and a `secret` be called."""
        if webhook_url and not SECRET.fullmatch(secret):
            raise SettingsError("ZALO_BOT_SECRET: phải có 8-256 ký tự không dấu, không khoảng trắng")
        self.account = account_of(token)
        self.verification: dict[str, Any] = {}
        """What Zalo said about the webhook when it was set: ok, status_code, outcome, hint."""
        self._webhook_url, self._secret = webhook_url, secret
        self._timing = timing or Timing()
        self._api = Api(token, Caller(base_url, connect_seconds=self._timing.connect, total_seconds=self._timing.request))
        self._names: tuple[str, ...] = ()
        self._intake = Intake(accept, account=self.account, names=lambda: self._names, timing=self._timing)
        self._quota = Quota(counter, f"{self.name}|{self.account}", most=quota, clock=clock)
        self._sender = Sender(self._api, self._quota, timing=self._timing)
        self._runner: asyncio.Task[None] | None = None
        self._ready = self._stopping = False
        self._trouble = ""

    @property
    def connected(self) -> bool:
        """Whether Zalo was reached: when polling at the last poll, with a webhook at the start."""
        return self._ready and not self._trouble

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)] if self._webhook_url else []

    async def start(self) -> None:
        self._runner = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Fetch nothing more; what was fetched is stored first, Zalo may not have it any more."""
        self._stopping = True
        if self._runner:
            if self._intake.in_hand:
                await asyncio.wait([self._runner], timeout=self._timing.grace)
            if self._intake.in_hand:
                _log.error("Zalo bot: stopped with an update that could not be stored; it may be lost")
            self._runner.cancel()
            await asyncio.wait([self._runner])
        await self._quota.settle(seconds=self._timing.grace)
        await self._api.close()

    def parts(self, reply: Reply) -> list[Part]:
        return payloads.parts(reply)

    async def send(self, address: str, part: Part) -> str:
        return await self._sender.send(address, part)

    async def has_arrived(self, address: str, part: Part, *, since: datetime) -> bool | None:  # noqa: ARG002 - the contract
        """Zalo's bots cannot read back what they sent."""
        return None

    async def quota_left(self) -> int:
        """How many messages may still be sent this month, by our own count.

        Raises:
            Unavailable: when the store cannot say.
        """
        return await self._quota.left()

    # Connecting and polling

    async def _run(self) -> None:
        await self._keep_trying(self._connect)
        while not (self._webhook_url or self._stopping):
            await self._keep_trying(self._poll)

    async def _keep_trying(self, do: Callable[[], Awaitable[None]]) -> None:
        wait = self._timing.retry_first
        while not self._stopping:
            try:
                await do()
            except Exception as exc:  # noqa: BLE001 - whatever it is, the connection must come back by itself
                self._cannot(exc)
                await asyncio.sleep(max(wait, getattr(exc, "wait", 0)))
                wait = min(2 * wait, self._timing.retry_most)
            else:
                if self._trouble:
                    _log.info("Zalo bot: can be used again")
                self._trouble = ""
                return

    def _cannot(self, exc: Exception) -> None:
        """Tell what is wrong, once; of what nobody thought of its kind only: its words may be a resident's."""
        expected = isinstance(exc, Trouble | NeverLeft | MayHaveArrived)
        said = str(exc) if expected else type(exc).__name__
        if self._trouble != said:
            level = getattr(exc, "level", logging.WARNING if expected else logging.ERROR)
            _log.log(level, "Zalo bot: cannot be used, trying again in the background: %s", said)
        self._trouble = said

    async def _connect(self) -> None:
        me = await self._api.call("getMe")
        if not me.ok:
            raise self._refused("getMe", me)
        self._names = tuple(name for key in ("display_name", "account_name") if (name := text_at(me.result, key)))
        if self._webhook_url:
            await self._set_webhook()
        else:
            await self._delete_webhook()
        self._ready = True

    async def _set_webhook(self) -> None:
        told = await self._api.call("setWebhook", {"url": self._webhook_url, "secret_token": self._secret})
        if not told.ok:
            raise self._refused("setWebhook", told)
        found = at(told.result, "verification")
        self.verification = found if isinstance(found, dict) else {}
        if self.verification.get("ok") is False:
            # It is saved all the same, so calls may come as soon as what stands in their way is mended.
            said = [for_the_log(self.verification.get(key)) for key in ("outcome", "hint")]
            _log.error(
                "Zalo bot: Zalo could not call the webhook: %s", "; ".join(piece for piece in said if piece) or "no reason"
            )
        else:
            _log.info("Zalo bot: the webhook is set")

    async def _delete_webhook(self) -> None:
        """Polling fails while a webhook is set; a bot that never had one may be told so (404)."""
        told = await self._api.call("deleteWebhook")
        if not told.ok and told.code not in {400, 404}:
            raise self._refused("deleteWebhook", told)

    async def _poll(self) -> None:
        now = asyncio.get_running_loop().time
        next_one = now() + self._timing.poll_floor
        # The documentation calls the number a string; both are taken.
        body = {"timeout": str(self._timing.poll)}
        told = await self._api.call("getUpdates", body, total_seconds=self._timing.poll + self._timing.request)
        if told.ok:
            await self._intake.store(told.result)
        elif told.code != 408:  # that is "nothing new"
            if told.code in {400, 409}:  # somebody has set a webhook meanwhile
                await self._delete_webhook()
            raise self._refused("getUpdates", told)
        await asyncio.sleep(next_one - now())

    def _refused(self, method: str, told: Told) -> Trouble:
        if told.code in {401, 403, 404}:
            return Trouble(f"{method}: {told}; is ZALO_BOT_TOKEN right?", alarm=True)
        return Trouble(f"{method}: {told}", wait=self._timing.slow if told.code == 429 else 0)

    # Being called

    async def _receive(self, request: web.Request) -> web.Response:
        if self._stopping:
            return web.Response(status=503, headers={"Retry-After": "1"})
        return await self._intake.receive(request, secret=self._secret)


def account_of(token: str) -> str:
    """The bot's id, which stands before the secret in the token: known before Zalo is reached, and after the token changed."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else sha256(token.encode()).hexdigest()[:16]
