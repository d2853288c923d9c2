"""Taking in what Zalo delivers, by polling or by being called: stored first, then acknowledged. channels.md B (2026-11)."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from bot.channels import Accept, Delivered
from bot.channels.foreign import objects, text_at
from bot.channels.webhooks import body_of, parsed, same
from bot.channels.zalo_bot.payloads import is_probe, read, unwrapped
from bot.channels.zalo_bot.timing import Timing
from bot.errors import Refused, Unavailable

PATH = "/zalo-bot"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - its name, not a secret
_REMEMBERED = 100
"""Updates just stored: with every poll replaying the last one [W], the store need not be asked each second. It also keeps
an erasing "/xoa", whose own key is erased as well, from being obeyed for ever."""
_log = logging.getLogger(__package__)


class Intake:
    """Where updates come in."""

    def __init__(self, accept: Accept, *, account: str, names: Callable[[], Sequence[str]], timing: Timing) -> None:
        self._accept, self._account, self._names, self._timing = accept, account, names, timing
        self.in_hand = False
        """Whether something was fetched that is not stored yet."""
        self._stored_lately: deque[str] = deque(maxlen=_REMEMBERED)

    async def store(self, result: Any) -> None:
        """Store what a poll brought, however long that takes: Zalo may have forgotten it with its answer [W]."""
        updates = [result] if isinstance(result, dict) else objects(result)
        delivered = [found for update in updates if (found := self._read(update)) and found.key not in self._stored_lately]
        if not delivered:
            return
        self.in_hand = True
        try:
            await self._keep(delivered)
        finally:
            self.in_hand = False
        self._stored_lately.extend(one.key for one in delivered)

    async def _keep(self, delivered: Sequence[Delivered]) -> None:
        wait = self._timing.retry_first
        while not await self._stored(delivered):
            await asyncio.sleep(wait)
            wait = min(2 * wait, self._timing.store_most)

    async def _stored(self, delivered: Sequence[Delivered]) -> bool:
        try:
            await self._accept(delivered)
        except Unavailable:
            _log.warning("Zalo bot: the store cannot keep an update now; no other is fetched until it can")
            return False
        return True

    async def receive(self, request: web.Request, *, secret: str) -> web.Response:
        """A call of Zalo's webhook."""
        try:
            update = await self._called(request, secret=secret)
        except Refused as refused:
            _log.warning("Zalo bot: refused a delivery: %s", refused)
            return web.Response(status=refused.status)
        if update is not None and (delivered := self._read(update)):
            try:
                await self._accept([delivered])
            except Unavailable:
                return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response()

    async def _called(self, request: web.Request, *, secret: str) -> dict[str, Any] | None:
        """The update, or None for a probe, which may come without the secret and even without a body [M]."""
        body = await body_of(request)
        if not body.strip():
            return None
        allowed = same(request.headers.get(SECRET_HEADER, ""), secret)
        try:
            update = unwrapped(parsed(body))
        except Refused:
            if allowed:
                raise
            raise Refused("wrong secret", status=401) from None
        if is_probe(update):
            return None
        if not allowed:
            raise Refused("wrong secret", status=401)
        return update

    def _read(self, update: dict[str, Any]) -> Delivered | None:
        found = read(unwrapped(update), account=self._account, names=self._names())
        if found is None:
            # Its name only, and only one that could be a name: nothing a resident wrote goes to the log.
            name = text_at(unwrapped(update), "event_name")
            _log.info("Zalo bot: passed over %s", name if name.replace(".", "").isalnum() and len(name) < 50 else "an update")
        return found
