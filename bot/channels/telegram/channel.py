"""The Telegram channel in service: polling or being called, handing on, sending."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from aiohttp import web
from telegram import CallbackQuery, Update
from telegram.constants import FloodLimit
from telegram.error import TelegramError

from bot.channels import Accept, Fate, Part, Unsent
from bot.channels.telegram.connection import Connection
from bot.channels.telegram.fates import refused, unreachable
from bot.channels.telegram.inline import Inline, Inliner
from bot.channels.telegram.place import Place
from bot.channels.telegram.reading import NAME
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.updates import read_safely
from bot.channels.telegram.webhook import PATH, SECRET, delivered
from bot.channels.telegram.writing import write
from bot.core.message import Reply
from bot.errors import Refused, SettingsError, Unavailable

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
LATER = {"Retry-After": "1"}
"""Telegram obeys it, up to an hour (channels.md C1, 2026-11)."""
_STORE_AGAIN = 5.0
"""Seconds at most between two tries to store: a database comes back sooner than a way to Telegram."""

_log = logging.getLogger(__package__)


class Telegram:
    """The channel; see `bot.channels.Channel`."""

    name = NAME
    tells_leaving = True
    per_second: float | None = float(FloodLimit.MESSAGES_PER_SECOND)

    def __init__(
        self,
        token: str,
        accept: Accept,
        *,
        base_url: str = "https://api.telegram.org/bot",
        webhook_url: str = "",
        secret: str = "",
        timing: Timing | None = None,
        inline: Inline | None = None,
    ) -> None:
        """Poll, or with a `webhook_url` (the public https address that leads to PATH) and a `secret` be called.

        `inline` says what "@bot câu hỏi" in any chat is answered with.

        Raises:
            SettingsError: when the secret is none that Telegram takes.
        """
        if webhook_url and not SECRET.fullmatch(secret):
            raise SettingsError("the secret of the Telegram webhook must be 1-256 of A-Z a-z 0-9 _ -")
        # https://core.telegram.org/bots/features#botfather (2026-11): the id of a bot stands before the colon of its token.
        self.account = token.partition(":")[0]
        self._accept = accept
        self._webhook_url, self._secret = webhook_url, secret
        self._timing = timing or Timing()
        self._connection = Connection(token, base_url, timing=self._timing)
        self._bot = self._connection.bot
        self._sender = Sender(self._bot, timing=self._timing, told=self._connection.told)
        self._inliner = Inliner(self._bot, inline, timing=self._timing) if inline else None
        self._updates = (*ALLOWED_UPDATES, "inline_query") if inline else ALLOWED_UPDATES
        self._next = 0
        """What is before it is stored."""
        self._stopping = False
        self._runner: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Whether Telegram was reached: when polling within the last minute, with a webhook at the start."""
        return self._connection.is_ready and not self._connection.trouble

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)] if self._webhook_url else []

    async def start(self) -> None:
        """Connect in the background: in Vietnam Telegram is often blocked, and the other channels must run all the same."""
        self._runner = asyncio.create_task(self._run(), name=NAME)

    async def stop(self) -> None:
        """Take in nothing more; what is not stored is not confirmed and will be delivered again."""
        self._stopping = True
        if self._runner:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        if self._errands:
            _, unfinished = await asyncio.wait(self._errands, timeout=self._timing.grace)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)
        if self._next and self.connected:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(self._timing.grace):
                    await self._bot.get_updates(offset=self._next, limit=1, timeout=0, allowed_updates=self._updates)
        await self._connection.close()

    def invitation(self, word: str) -> str:
        """See `bot.channels.Inviting`; https://core.telegram.org/bots/features#deep-linking (2026-11)."""
        return f"https://t.me/{self._bot.username}?start={word}" if self._connection.is_ready else ""

    # Sending

    def parts(self, reply: Reply) -> list[Part]:
        return write(reply)

    async def send(self, address: str, part: Part) -> str:
        if self._connection.is_refused:
            raise refused()
        if not self._connection.is_ready and not self._connection.trouble:
            raise Unsent(Fate.RETRY, "Đang kết nối tới Telegram", wait=self._timing.retry_first)
        if not self._connection.is_ready:
            raise unreachable(self._timing.away)
        async with self._connection.for_sending():
            return await self._sender.send(Place.of(address), part)

    async def has_arrived(self, address: str, part: Part, *, since: datetime) -> bool | None:  # noqa: ARG002
        """The Bot API has no way to look into a chat."""
        return None

    # Receiving: stored first, then confirmed

    async def _run(self) -> None:
        connect = partial(self._connection.open, self._webhook_url, self._secret, updates=self._updates)
        await self._connection.keep_trying(connect)
        if not self._webhook_url:
            await self._poll()

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            ask = partial(self._bot.get_updates, timeout=self._timing.poll, allowed_updates=self._updates)
            asked = loop.time()
            updates = await self._connection.keep_trying(partial(ask, offset=self._next or None))
            if not updates:
                await asyncio.sleep(max(0, asked + self._timing.pace - loop.time()))
                continue
            self._answer_inline(updates)
            # To the end, even when the bot stops meanwhile: a transaction is not to be torn.
            await asyncio.shield(self._errand(self._take(updates)))

    async def _take(self, updates: Sequence[Update]) -> None:
        await self._connection.keep_trying(partial(self._store, updates), most=_STORE_AGAIN)
        self._next = updates[-1].update_id + 1

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            update = await delivered(request, secret=self._secret)
        except Refused as reason:
            _log.warning("Telegram: refused a delivery: %s", reason)
            return web.Response(status=reason.status)
        if self._stopping or not self._connection.is_ready:
            return web.Response(status=503, headers=LATER)
        self._answer_inline([update])
        try:
            await self._store([update])
        except Unavailable:
            return web.Response(status=503, headers=LATER)
        return web.Response()

    async def _store(self, updates: Sequence[Update]) -> None:
        read = [read_safely(update, me=self._bot.bot) for update in updates]
        if happened := [one for one in read if one]:
            await self._accept(happened)
        for update in updates:
            if update.callback_query:
                self._errand(self._acknowledge(update.callback_query))

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Stop the button from spinning; a tap of yesterday is "too old", which hurts nobody."""
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query.id)

    def _answer_inline(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if update.inline_query and self._inliner:
                self._errand(self._inliner.answer(update.inline_query))

    def _errand(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._errands.discard(task)
        if not task.cancelled() and (exc := task.exception()):
            _log.error("Telegram: an errand went wrong: %s", self._connection.told(exc))
