"""Inline mode: "@bot câu hỏi" typed in any chat, answered while it is typed. https://core.telegram.org/bots/inline (2026-11)

1. Only what somebody stopped at is answered: clients send a query with every few letters.
2. Nothing of a query is stored or logged: it is not written to the bot, and perhaps never sent to anybody.
3. Inline mode is turned on at @BotFather with /setinline.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.splitting import split, units
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.writing import MAX_TEXT
from bot.channels.typed import storable
from bot.channels.wording import one_line, title

Inline = Callable[[str], Awaitable[Sequence[tuple[str, str, str]]]]
"""What a query may be answered with, the best first: a short ASCII name (at most 64 bytes), a title, a text."""

MAX_QUERY = 256
MAX_RESULTS = 50
"""https://core.telegram.org/bots/api#answerinlinequery (2026-11)."""
START = "inline"
"""What /start says when somebody comes over from inline mode; 1-64 of A-Z a-z 0-9 _ -."""
_TO_PRIVATE = InlineQueryResultsButton("Hỏi riêng trợ lý", start_parameter=START)
_MAX_TITLE, _MAX_DESCRIPTION = 60, 120
_AT_ONCE = 2
"""Queries looked up at the same time: messages come first."""
_MOST_WAITING = 200


class Inliner:
    """Answers inline queries."""

    def __init__(self, bot: ExtBot[Any], inline: Inline, *, timing: Timing) -> None:
        self._bot, self._inline, self._timing = bot, inline, timing
        self._newest: dict[int, str] = {}
        """Who is typing -> the query that is waiting to be answered."""
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def answer(self, query: InlineQuery) -> None:
        """Unless its writer goes on typing."""
        writer = query.from_user.id
        if len(self._newest) >= _MOST_WAITING and writer not in self._newest:
            return
        self._newest[writer] = query.id
        try:
            await asyncio.sleep(self._timing.inline_pause)
            async with self._room:
                if self._newest.get(writer) == query.id:
                    await self._answer(query)
        finally:
            if self._newest.get(writer) == query.id:
                del self._newest[writer]

    async def _answer(self, query: InlineQuery) -> None:
        found = await self._inline(storable(query.query)[:MAX_QUERY])
        articles = [_article(*suggestion) for suggestion in found[:MAX_RESULTS]]
        try:
            await self._bot.answer_inline_query(query.id, articles, cache_time=self._timing.inline_cache, button=_TO_PRIVATE)
        except TelegramError:
            return  # too late most of the time: who typed sees nothing, and types on


def _article(name: str, heading: str, text: str) -> InlineQueryResultArticle:
    whole = f"{heading}\n{text}"
    if units(whole) > MAX_TEXT:
        whole = split(whole, MAX_TEXT - 1)[0] + "…"
    content = InputTextMessageContent(whole, link_preview_options=LinkPreviewOptions(is_disabled=True))
    return InlineQueryResultArticle(
        name, title(heading, _MAX_TITLE), content, description=title(one_line(text), _MAX_DESCRIPTION)
    )
