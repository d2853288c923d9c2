"""The composition root: the one file that knows everyone."""

import asyncio
import contextlib
import logging
import os
import secrets
import stat
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.assistant import Assistant, utcnow
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.errors import SettingsError
from bot.knowledge_files import load_or_fail
from bot.settings import Settings
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

ASSISTANT = web.AppKey("assistant", Assistant)
_DAY = 24 * 3600


def build_app(
    settings: Settings, *, knowledge: Knowledge | None = None, clock: Callable[[], datetime] = utcnow
) -> web.Application:
    """The service: every channel whose settings are there, one store, one responder.

    Raises:
        KnowledgeError: when the knowledge cannot be served.
        SettingsError: when the locality is unknown.
    """
    base = knowledge or load_or_fail(settings.knowledge)
    if settings.locality and settings.locality not in base.localities:
        raise SettingsError(f'LOCALITY: không có "{settings.locality}"; có: {", ".join(sorted(base.localities))}')
    responder = Responder(base, Matcher(base), locality=settings.locality)
    desk = _Desk()
    app = web.Application(client_max_size=1 << 20)
    app.add_routes([web.get("/healthz", _healthy)])
    app.add_routes(Web(desk.answer, frame_ancestors=settings.frame_ancestors.split()).routes())
    app.cleanup_ctx.append(_store_opened(settings, responder, desk, clock))
    if token := settings.telegram_token.get_secret_value():
        telegram = Telegram(
            token,
            desk.answer,
            base_url=settings.telegram_base_url,
            webhook_url=settings.telegram_webhook_url,
            secret=settings.telegram_secret.get_secret_value(),
        )
        app.add_routes(telegram.routes())
        app.cleanup_ctx.append(_running(telegram))
    return app


class _Desk:
    """Stands in for the assistant until the store is open: channels are built before."""

    assistant: Assistant

    async def answer(self, message):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return await self.assistant.answer(message)


def _store_opened(
    settings: Settings, responder: Responder, desk: _Desk, clock: Callable[[], datetime]
) -> Callable[[web.Application], AsyncIterator[None]]:
    async def opened(app: web.Application) -> AsyncIterator[None]:
        pepper = settings.pepper.get_secret_value() or _kept_pepper(Path("var/pepper"))
        url = settings.database_url.get_secret_value()
        async with SqlStore.opened(url, locality=settings.locality, pepper=pepper) as store:
            desk.assistant = app[ASSISTANT] = Assistant(responder, store, clock=clock)
            sweeping = asyncio.create_task(_sweep(store, timedelta(days=settings.keep_days), clock))
            yield
            sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sweeping

    return opened


async def _sweep(store: SqlStore, keep: timedelta, clock: Callable[[], datetime]) -> None:
    """Every day, delete what is older than it may be."""
    while True:
        await store.expire(now=clock(), keep=keep)
        await asyncio.sleep(_DAY)


def _running(channel: Telegram) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(_: web.Application) -> AsyncIterator[None]:
        await channel.start()
        yield
        await channel.stop()

    return running


def _kept_pepper(path: Path) -> str:
    """The key of the pseudonyms, made once and readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()


async def _healthy(_: web.Request) -> web.Response:
    return web.json_response({"ok": True})
