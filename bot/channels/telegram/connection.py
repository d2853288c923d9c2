"""The connection to Telegram: PTB's bot as it is set up here, and trying again until it works."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.fates import seconds_asked
from bot.channels.telegram.leaving import watched
from bot.channels.telegram.reporting import keep_quiet, told
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.updates import PollingRequest
from bot.errors import Unavailable

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


class Connection:
    """A bot that may be out of reach for hours, and comes back by itself."""

    def __init__(self, token: str, base_url: str, *, timing: Timing) -> None:
        keep_quiet()
        self.told = partial(told, token=token)
        self.is_ready = False
        """Whether Telegram was reached, ever."""
        self.is_refused = False
        """Whether Telegram does not take the token."""
        self.trouble = ""
        """What is going wrong just now."""
        self._timing = timing
        self._closed = False
        self._late = 0
        seconds = timing.request
        timeouts: dict[str, Any] = {"connect_timeout": timing.connect, "read_timeout": seconds, "write_timeout": seconds}
        self.bot: ExtBot[Any] = ExtBot(
            token,
            base_url=base_url,
            request=HTTPXRequest(**timeouts, pool_timeout=seconds, httpx_kwargs={"event_hooks": {"request": [watched]}}),
            get_updates_request=PollingRequest(connection_pool_size=1, **timeouts, pool_timeout=seconds),
            # No rate limiter of PTB's: what waits in it counts as being sent, and is in doubt when the process dies.
        )

    async def open(self, webhook_url: str, secret: str, *, updates: tuple[str, ...]) -> None:
        """Be called, or get ready to poll."""
        await self.bot.initialize()
        if webhook_url:
            await self.bot.set_webhook(webhook_url, secret_token=secret, allowed_updates=updates)
        else:
            await self.bot.delete_webhook()
        self.is_ready = True
        try:
            await self.bot.set_my_commands(COMMANDS)
        except TelegramError as exc:
            _log.warning("Telegram: the menu of commands was not set: %s", self.told(exc))

    async def close(self) -> None:
        """Let go of it."""
        self._closed = True
        await self.bot.shutdown()

    @asynccontextmanager
    async def for_sending(self) -> AsyncIterator[None]:
        """After it was closed as well: channels stop first, then what is in hand is still sent."""
        if not self._closed:
            yield
            return
        self._late += 1
        await self.bot.request.initialize()
        try:
            yield
        finally:
            self._late -= 1
            if not self._late:
                await self.bot.request.shutdown()

    async def keep_trying(self, do: Callable[[], Awaitable[_T]], *, most: float | None = None) -> _T:
        """Until it works, `most` seconds between two tries; said once in the log, not at every try."""
        wait, most = self._timing.retry_first, most or self._timing.retry_most
        while True:
            try:
                result = await do()
            except Exception as exc:  # noqa: BLE001 - whatever it is, the connection must come back by itself
                self._report(exc)
                await asyncio.sleep(max(wait, seconds_asked(exc)) if isinstance(exc, RetryAfter) else wait)
                wait = min(2 * wait, most)
            else:
                if self.trouble:
                    _log.info("Telegram can be used again")
                self.trouble, self.is_refused = "", False
                return result

    def _report(self, exc: Exception) -> None:
        self.is_refused = isinstance(exc, InvalidToken)
        if self.trouble != type(exc).__name__:
            failed = "what it delivered cannot be stored" if isinstance(exc, Unavailable) else "cannot be used"
            _log.warning("Telegram: %s, trying again in the background: %s", failed, self.told(exc))
        self.trouble = type(exc).__name__
