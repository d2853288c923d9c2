"""The Telegram channel in service: connecting, polling or being called, answering."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from aiohttp import web
from telegram import CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, Application, TypeHandler
from telegram.request import HTTPXRequest

from bot.channels import Answer, Answered
from bot.channels.telegram.in_hand import InHand
from bot.channels.telegram.payloads import MAX_CODE, is_tappable, read, write
from bot.channels.telegram.reporting import keep_quiet, told
from bot.channels.telegram.sending import Place, Sender, place_of
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.updates import PollingRequest
from bot.channels.telegram.webhook import PATH, SECRET, delivered
from bot.core.message import Message
from bot.errors import Refused, SettingsError

ALLOWED_UPDATES = ("message", "callback_query")
COMMANDS = (
    ("start", "Bắt đầu trò chuyện"),
    ("chude", "Xem các chủ đề có thể hỏi"),
    ("trogiup", "Hướng dẫn cách hỏi"),
    ("gapcanbo", "Liên hệ cán bộ của xã"),
    ("dulieu", "Xem dữ liệu đang lưu về cuộc trò chuyện này"),
    ("xoa", "Xóa dữ liệu đang lưu về cuộc trò chuyện này"),
)

_T = TypeVar("_T")
# One name in the log for the whole channel.
_log = logging.getLogger(__package__)


class Telegram:
    """The channel: `start()` and `stop()` it, and serve its `routes()`."""

    def __init__(
        self,
        token: str,
        answer: Answer,
        *,
        base_url: str = "https://api.telegram.org/bot",
        webhook_url: str = "",
        secret: str = "",
        timing: Timing | None = None,
    ) -> None:
        """Poll, or with a `webhook_url` (the public https address that leads to PATH) and a `secret` be called."""
        if webhook_url and not SECRET.fullmatch(secret):
            raise SettingsError("the secret of the Telegram webhook must be 1-256 of A-Z a-z 0-9 _ -")
        keep_quiet()
        self._answer = answer
        self._webhook_url, self._secret = webhook_url, secret
        self._timing = timing or Timing()
        self._application = self._build(token, base_url)
        self._bot = self._application.bot
        self._told = partial(told, token=token)
        self._in_hand = InHand(self._application.process_update)
        self._sender = Sender(self._bot, timing=self._timing, told=self._told)
        self._ready = self._stopping = False
        self._trouble = ""
        self._runner: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()

    def _build(self, token: str, base_url: str) -> Application[Any, Any, Any, Any, Any, Any]:
        seconds = self._timing.request
        timeouts: dict[str, Any] = {f"{what}_timeout": seconds for what in ("connect", "read", "write", "pool")}
        application = (
            Application.builder()
            .token(token)
            .base_url(base_url)
            .request(HTTPXRequest(**timeouts))
            .get_updates_request(PollingRequest(connection_pool_size=1, **timeouts))
            .rate_limiter(AIORateLimiter(max_retries=2))
            .updater(None)
            .job_queue(None)
            .build()
        )
        application.add_handler(TypeHandler(Update, self._handle))
        application.add_error_handler(self._report)
        return application

    @property
    def connected(self) -> bool:
        """Whether Telegram was reached: when polling within the last minute, with a webhook at the start."""
        return self._ready and not self._trouble

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)] if self._webhook_url else []

    async def start(self) -> None:
        """Connect in the background: in Vietnam Telegram is often blocked, and the other channels must run all the same."""
        self._runner = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Finish what is in hand; what is not finished in time is not confirmed and will be delivered again."""
        self._stopping = True
        if self._runner:
            self._runner.cancel()
            await asyncio.wait([self._runner])
        await self._finish({*self._in_hand.tasks, *self._errands})
        if self._ready and not self._webhook_url:
            with suppress(TelegramError):
                await self._bot.get_updates(offset=self._in_hand.confirmed(), limit=1, timeout=0, allowed_updates=ALLOWED_UPDATES)
        await self._application.shutdown()
        await self._bot.shutdown()

    async def _finish(self, tasks: set[asyncio.Task[None]]) -> None:
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=self._timing.grace)
        for task in unfinished:
            task.cancel()
        if unfinished:
            _log.warning("Telegram: stopped with %d unfinished", len(unfinished))
            await asyncio.wait(unfinished)

    # Connecting and polling

    async def _run(self) -> None:
        await self._keep_trying(self._connect)
        if not self._webhook_url:
            await self._poll()

    async def _keep_trying(self, do: Callable[[], Awaitable[_T]]) -> _T:
        wait = self._timing.retry_first
        while True:
            try:
                result = await do()
            except Exception as exc:  # noqa: BLE001 - whatever it is, the connection must come back by itself
                if self._trouble != type(exc).__name__:
                    _log.warning("Telegram cannot be used, trying again in the background: %s", self._told(exc))
                self._trouble = type(exc).__name__
                await asyncio.sleep(wait)
                wait = min(2 * wait, self._timing.retry_most)
            else:
                if self._trouble:
                    _log.info("Telegram can be used again")
                self._trouble = ""
                return result

    async def _connect(self) -> None:
        await self._application.initialize()
        self._ready = True
        if self._webhook_url:
            await self._bot.set_webhook(self._webhook_url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES)
        else:
            await self._bot.delete_webhook()
        try:
            await self._bot.set_my_commands(COMMANDS)
        except TelegramError as exc:
            _log.warning("Telegram: the menu of commands was not set: %s", self._told(exc))

    async def _poll(self) -> None:
        """Ask for what is new, from the oldest that is not handled on; what is in hand comes again and is passed over."""
        taken: set[int] = set()
        while True:
            offset, wait = self._in_hand.confirmed(), self._timing.poll
            ask = partial(self._bot.get_updates, offset=offset, timeout=wait, allowed_updates=ALLOWED_UPDATES)
            for update in await self._keep_trying(ask):
                if update.update_id not in taken:
                    taken.add(update.update_id)
                    self._take(update)
            if tasks := self._in_hand.tasks:  # or the next call returns them at once, again and again
                await asyncio.wait(tasks, timeout=self._timing.pace)
            taken = {update_id for update_id in taken if update_id >= self._in_hand.confirmed()}

    # Being called

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            update = await delivered(request, secret=self._secret)
        except Refused as refused:
            _log.warning("Telegram: refused a delivery: %s", refused)
            return web.Response(status=refused.status)
        if self._stopping or not self._ready:
            return web.Response(status=503, headers={"Retry-After": "1"})
        task = self._take(update)
        await asyncio.wait([task])
        return web.Response(status=503 if task.cancelled() else 200)

    # Handling

    def _take(self, update: Update) -> asyncio.Task[None]:
        if update.callback_query and update not in self._in_hand:
            self._errand(self._acknowledge(update.callback_query))
        return self._in_hand.take(update)

    def _errand(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Stop the button from spinning; a tap of yesterday is "too old", which hurts nobody."""
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query.id)

    async def _handle(self, update: Update, _context: object) -> None:
        message, place = read(update, me=self._bot.bot), place_of(update)
        if message is None or place is None:
            return
        answered = await self._answered(message, place)
        if answered.repeated:
            return
        for reply in answered.replies:
            for choice in (*reply.choices, *reply.actions):
                if not is_tappable(choice):
                    _log.error("Telegram: left out a button, its code is empty or longer than %d bytes", MAX_CODE)
        await self._sender.deliver([outgoing for reply in answered.replies for outgoing in write(reply)], place)

    async def _answered(self, message: Message, place: Place) -> Answered:
        typing = asyncio.create_task(self._sender.show_typing(place))
        try:
            return await self._answer(message)
        finally:
            typing.cancel()
            await asyncio.wait([typing])

    # Reporting

    async def _report(self, _update: object, context: Any) -> None:
        _log.error("Telegram: a message was not answered: %s", self._told(context.error))
