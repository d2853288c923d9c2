"""Sending to Telegram: one part, once. https://core.telegram.org/bots/api#sendmessage (2026-11)

1. Sent a second time within one call only where the first is refused for certain: in the simplest form, to the new address.
2. Pacing waits nowhere for long: the outbox is told to come back instead, so a busy group holds up nobody.
3. Telegram is often blocked in Vietnam: once it could not be reached, nobody tries for some seconds.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from aiolimiter import AsyncLimiter
from telegram import LinkPreviewOptions, ReplyParameters
from telegram import Message as Sent
from telegram.constants import FloodLimit
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.channels import Fate, Part, Unsent
from bot.channels.telegram.fates import is_away, unreachable, unsent
from bot.channels.telegram.place import Place
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.writing import MAX_CODE, is_tappable, keyboard

_MINUTE = 60
_MANY_GROUPS = 500

_log = logging.getLogger(__package__)


class Sender:
    """Sends parts to their places."""

    def __init__(self, bot: ExtBot[Any], *, timing: Timing, told: Callable[[BaseException], str]) -> None:
        """`told`: an error as the log may hear it."""
        self._bot, self._timing, self._told = bot, timing, told
        self._away, self._away_until = 0.0, 0.0
        self._groups: dict[int, AsyncLimiter] = {}

    async def send(self, place: Place, part: Part) -> str:
        """The id of the message.

        Raises:
            Unsent: see `fates`.
        """
        for choice in (*part.choices, *part.actions):
            if not is_tappable(choice):
                _log.error("Telegram: left out a button, its code is empty or longer than %d bytes", MAX_CODE)
        now = asyncio.get_running_loop().time()
        if now < self._away_until:
            raise unreachable(self._away_until - now)
        if place.is_group:
            await self._pace(place.chat)
        try:
            sent = await self._send_or_mend(place, part)
        except Exception as exc:  # noqa: BLE001 - PTB checks no types, so after a 200 anything can happen in it
            if is_away(exc):
                raise self._stay_away() from None
            self._away = 0.0
            if not isinstance(exc, TelegramError):
                _log.error("Telegram: sending went wrong in a way of its own: %s", self._told(exc))
            # `from None`: what lies below may name the address, and with it the token.
            raise unsent(exc) from None
        self._away = 0.0
        return str(sent.message_id)

    def _stay_away(self) -> Unsent:
        self._away = min(2 * self._away or self._timing.retry_first, self._timing.away)
        self._away_until = asyncio.get_running_loop().time() + self._away
        return unreachable(self._away)

    async def _pace(self, group: int) -> None:
        """A group takes 20 messages a minute."""
        if len(self._groups) > _MANY_GROUPS:
            self._groups = {g: limiter for g, limiter in self._groups.items() if not limiter.has_capacity(limiter.max_rate)}
        most = FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP
        limiter = self._groups.setdefault(group, AsyncLimiter(most, _MINUTE))
        if not limiter.has_capacity():
            raise Unsent(Fate.RETRY, f"Mỗi nhóm chỉ nhận {most} tin một phút, chờ tới lượt", wait=_MINUTE / most)
        await limiter.acquire()

    async def _send_or_mend(self, place: Place, part: Part) -> Sent:
        try:
            return await self._send(place, part)
        except ChatMigrated as exc:
            # The group became a supergroup; topics and messages have other ids there.
            return await self._send(Place(exc.new_chat_id), part)
        except BadRequest:
            simplest = Place(place.chat), Part("\n\n".join(filter(None, (part.text, part.image))))
            if simplest == (place, part):
                raise
            return await self._send(*simplest)

    async def _send(self, place: Place, part: Part) -> Sent:
        where: dict[str, Any] = {
            "reply_markup": keyboard(part),
            "reply_parameters": ReplyParameters(place.asked, allow_sending_without_reply=True) if place.asked else None,
            "message_thread_id": place.thread,
        }
        if part.image:
            return await self._bot.send_photo(place.chat, part.image, caption=part.text or None, **where)
        no_preview = LinkPreviewOptions(is_disabled=True)
        return await self._bot.send_message(place.chat, part.text, link_preview_options=no_preview, **where)
