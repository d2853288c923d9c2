"""The composition root: the one file that knows everyone."""

import asyncio
import contextlib
import logging
import os
import secrets
import stat
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant import Assistant, utcnow
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.errors import SettingsError
from bot.librarian import Build, Librarian
from bot.settings import Settings
from bot.store.sql import SqlStore

log = logging.getLogger(__name__)

_DAY = 24 * 3600


def build_app(settings: Settings, *, clock: Callable[[], datetime] = utcnow) -> web.Application:
    """The service: every channel whose settings are there, one store, one responder.

    Raises:
        KnowledgeError: when the knowledge cannot be served.
        SettingsError: when the locality is unknown.
    """
    librarian = Librarian(settings.knowledge, kept=settings.data_dir / "last-good-knowledge", build=_responders(settings))
    responder = librarian.open()
    pepper = settings.pepper.get_secret_value() or _kept_pepper(settings.data_dir / "pepper")
    store = SqlStore(settings.database, locality=settings.locality, pepper=pepper)
    assistant = Assistant(responder, store, clock=clock)

    app = web.Application(client_max_size=1 << 20)
    app.add_routes([web.get("/healthz", _healthy)])
    app.cleanup_ctx.append(_opened(store))
    app.cleanup_ctx.append(_in_background(lambda: _sweep(store, timedelta(days=settings.keep_days), clock)))
    app.cleanup_ctx.append(_in_background(lambda: librarian.watch(assistant.serve)))
    chat = Web(
        assistant.answer, frame_ancestors=settings.frame_ancestors.split(), **_named(responder.knowledge, settings.locality)
    )
    app.add_routes(chat.routes())
    if token := settings.telegram_token.get_secret_value():
        telegram = Telegram(
            token,
            assistant.answer,
            base_url=settings.telegram_base_url,
            webhook_url=settings.telegram_webhook_url,
            secret=settings.telegram_secret.get_secret_value(),
        )
        app.add_routes(telegram.routes())
        app.cleanup_ctx.append(_running(telegram))
    return app


def _named(base: Knowledge, locality: str) -> dict[str, str]:
    """What the page calls the commune, and the number to ring without JavaScript; blank stays blank."""
    place = base.localities.get(locality)
    return {"place": place.name, "phone": place.hotline} if place else {}


def _responders(settings: Settings) -> Build:
    locality = settings.locality
    last: Matcher | None = None

    def build(knowledge: Knowledge) -> Iterator[Responder]:
        nonlocal last
        if locality and locality not in knowledge.localities:
            raise SettingsError(f'LOCALITY: không có "{locality}"; có: {", ".join(sorted(knowledge.localities))}')
        served = knowledge.serving(locality)
        if last is not None and not last.knows(served):
            yield Responder(served, Matcher(served, before=last), locality=locality)
        if last is None or not last.knows(served):
            last = Matcher(served)
        yield Responder(served, last, locality=locality)

    return build


def _opened(store: SqlStore) -> Callable[[web.Application], AsyncIterator[None]]:
    async def opened(_: web.Application) -> AsyncIterator[None]:
        async with store:
            yield

    return opened


def _in_background(work: Callable[[], Coroutine[None, None, None]]) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(work())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return running


async def _sweep(store: SqlStore, keep: timedelta, clock: Callable[[], datetime]) -> None:
    """Every day, delete what is older than it may be."""
    while True:
        try:
            await store.expire(now=clock(), keep=keep)
        except SQLAlchemyError:
            log.exception("old questions could not be deleted; trying again tomorrow")
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
