"""Sending to Telegram: what may have arrived is not sent again, what never left is."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
from telegram import LinkPreviewOptions, ReplyParameters, Update
from telegram import Message as Received
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.payloads import GROUPS, Outgoing
from bot.channels.telegram.timing import Timing

_log = logging.getLogger(__package__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes."""

    chat: int
    thread: int | None = None
    asked: int | None = None
    """In a group the message to reply to."""


def place_of(update: Update) -> Place | None:
    """Where the answer to an update goes."""
    message = update.callback_query.message if update.callback_query else update.message
    if message is None:
        return None
    if not isinstance(message, Received):  # tapped under a message too old to be shown
        return Place(message.chat.id)
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, message.message_id if message.chat.type in GROUPS else None)


class Sender:
    """Sends replies to their places."""

    def __init__(self, bot: ExtBot[Any], *, timing: Timing, told: Callable[[BaseException], str]) -> None:
        """`told`: an error as the log may hear it."""
        self._bot, self._timing, self._told = bot, timing, told

    async def deliver(self, outgoings: list[Outgoing], place: Place) -> None:
        for outgoing in outgoings:
            try:
                place = await self._send(outgoing, place)
            except Forbidden:
                _log.info("Telegram: a reply was dropped, the bot is blocked or was removed there")
                return
            except BadRequest:
                raise
            except NetworkError as exc:
                if _never_left(exc):
                    raise
                _log.warning("Telegram: a reply may not have arrived and is not sent again: %s", self._told(exc))

    async def _send(self, outgoing: Outgoing, place: Place) -> Place:
        """Send one message, and again where it is certain that nothing was sent; the place, as the group may have moved."""
        for wait in (*self._timing.resend, None):
            try:
                await self._send_once(outgoing, place)
            except ChatMigrated as exc:
                if wait is None:
                    raise
                place = Place(exc.new_chat_id)
            except BadRequest:
                # Refused for its form: once more in the simplest.
                simplest = Outgoing(outgoing.text), Place(place.chat)
                if wait is None or (outgoing, place) == simplest:
                    raise
                outgoing, place = simplest
            except NetworkError as exc:
                if wait is None or not _never_left(exc):
                    raise
                await asyncio.sleep(wait)
            else:
                break
        return place

    async def _send_once(self, outgoing: Outgoing, place: Place) -> None:
        asked = ReplyParameters(place.asked, allow_sending_without_reply=True) if place.asked else None
        await self._bot.send_message(
            place.chat,
            outgoing.text,
            reply_markup=outgoing.keyboard,
            reply_parameters=asked,
            message_thread_id=place.thread,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def show_typing(self, place: Place) -> None:
        """Until cancelled, once it takes long."""
        await asyncio.sleep(self._timing.typing_after)
        with suppress(TelegramError):
            while True:
                await self._bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.thread)
                await asyncio.sleep(self._timing.typing_every)


def _never_left(error: NetworkError) -> bool:
    return isinstance(error.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
