"""Messenger in service: being called, sending."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.channels import Accept, Fate, Part, Unsent
from bot.channels.foreign import MAX_KEY, id_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.channels.messenger import payloads
from bot.channels.messenger.refusals import RATE, Refusal, fate_of, read_refusal
from bot.channels.messenger.webhook import PATH, batch_of, challenge
from bot.core.message import Reply
from bot.errors import Refused, Unavailable

BASE_URL, VERSION = "https://graph.facebook.com", "v24.0"
_log = logging.getLogger(__package__)


@dataclass(frozen=True, slots=True)
class Timing:
    """In seconds."""

    connect: float = 10
    request: float = 15
    """Sending takes two at most, which must end before the lease of the outbox does."""
    retry_first: float = 1
    """While Messenger cannot be reached at the start; doubled each time."""
    retry_most: float = 60
    """Until it was reached, nothing is sent: the page's id is not known."""
    slow: float = 60
    """After it was too fast."""


class Messenger:
    """The channel of one page."""

    name = payloads.NAME
    tells_leaving = True
    per_second: float | None = None
    """Far above what we send (channels.md D, 2026-11)."""

    def __init__(
        self,
        token: str,
        accept: Accept,
        *,
        app_secret: str,
        verify_token: str,
        app_id: str,
        base_url: str = BASE_URL,
        version: str = VERSION,
        timing: Timing | None = None,
    ) -> None:
        """`token` of the page; without the `app_id` our own messages would look like an officer's."""
        self.account = ""
        """The page's id, once Messenger was reached."""
        self._accept = accept
        self._app_secret, self._verify_token, self._app_id = app_secret, verify_token, app_id
        self._timing = timing or Timing()
        self._caller = Caller(
            f"{base_url.rstrip('/')}/{version}", connect_seconds=self._timing.connect, total_seconds=self._timing.request
        )
        # In a header: an address with a token ends up in somebody's log.
        self._headers = {"Authorization": f"Bearer {token}"}
        self._runner: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def connected(self) -> bool:
        """Whether Messenger knew our token at the start."""
        return bool(self.account)

    def invitation(self, word: str) -> str:
        """See `bot.channels.Inviting`; the page's id does where others have a name."""
        return f"https://m.me/{self.account}?ref={word}" if self.account else ""

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH, self._verify, allow_head=False), web.post(PATH, self._receive)]

    async def start(self) -> None:
        self._runner = asyncio.create_task(self._meet(), name=self.name)

    async def stop(self) -> None:
        self._stopping = True
        if self._runner:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        await self._caller.close()

    async def _meet(self) -> None:
        """Learn which page the token is for; until then everything that comes in is taken."""
        wait, trouble = self._timing.retry_first, ""
        while not self.account:
            try:
                answer = await self._caller.get("/me", {"fields": "id"}, self._headers)
                self.account = id_at(answer.data, "id")
                said, level = str(read_refusal(answer)), logging.ERROR
            except (NeverLeft, MayHaveArrived) as exc:
                said, level = str(exc), logging.WARNING
            if self.account:
                return
            if said != trouble:
                _log.log(level, "Messenger: cannot be used, trying again in the background: %s", said)
            trouble = said
            await asyncio.sleep(wait)
            wait = min(2 * wait, self._timing.retry_most)

    # Being called

    async def _verify(self, request: web.Request) -> web.Response:
        return challenge(request, verify_token=self._verify_token)

    async def _receive(self, request: web.Request) -> web.Response:
        if self._stopping:
            return web.Response(status=503)
        try:
            delivered = payloads.read(await batch_of(request, secret=self._app_secret), app_id=self._app_id)
        except Refused as refused:
            _log.warning("Messenger: refused a delivery: %s", refused)
            return web.Response(status=refused.status)
        ours = [one for one in delivered if not self.account or one.account == self.account]
        if len(ours) < len(delivered):
            _log.warning("Messenger: passed over %d events of another page", len(delivered) - len(ours))
        try:
            if ours:
                await self._accept(ours)
        except Unavailable:
            return web.Response(status=503)
        return web.Response()

    # Sending

    def parts(self, reply: Reply) -> list[Part]:
        return payloads.parts(reply)

    async def send(self, address: str, part: Part) -> str:
        try:
            return await self._send(address, part)
        except Unsent as unsent:
            simplest = payloads.simplest(part)
            # Refused for its form, so certainly not sent: once more in the simplest.
            if unsent.fate is not Fate.PARK or payloads.body_of(address, part) == payloads.body_of(address, simplest):
                raise
            return await self._send(address, simplest)

    async def _send(self, address: str, part: Part) -> str:
        try:
            answer = await self._caller.post_json("/me/messages", payloads.body_of(address, part), self._headers)
        except NeverLeft as exc:
            raise Unsent(Fate.RETRY, f"không kết nối được tới máy chủ Messenger ({exc})") from None
        except MayHaveArrived as exc:
            raise Unsent(Fate.UNKNOWN, f"đã gửi nhưng không nhận được trả lời của Messenger ({exc})") from None
        if answer.status < 300 and (mid := id_at(answer.data, "message_id", longest=MAX_KEY)):
            return mid
        raise self._unsent(read_refusal(answer))

    def _unsent(self, refusal: Refusal) -> Unsent:
        fate, reason = fate_of(refusal)
        if fate is Fate.HALT:
            _log.error("Messenger: nothing can be sent (%s); what is to be sent is kept", refusal)
        too_fast = refusal.status == 429 or refusal.code in RATE
        return Unsent(fate, reason, wait=self._timing.slow if too_fast else None)

    async def has_arrived(self, address: str, part: Part, *, since: datetime) -> bool | None:  # noqa: ARG002 - the contract
        """Only an echo tells (ECHOED); reading the conversation back needs a permission the app does not ask for."""
        return None
