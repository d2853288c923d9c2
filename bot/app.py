"""The composition root: the one file that knows everyone."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import stat
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.assistant import Assistant, utcnow
from bot.channels import Channel
from bot.channels.telegram import Inline
from bot.channels.web import Web
from bot.channels.zalo.domain import verification_meta
from bot.chat_review.aside import OfficersAside
from bot.chat_review.digest import Digests
from bot.core.inline import Suggestion, suggestions
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.core.target import strictness
from bot.delivery.delivery import Delivery, deaf
from bot.delivery.gates import Gates, Limits
from bot.delivery.pace import Pace
from bot.delivery.thinking import Thinking
from bot.errors import SettingsError
from bot.hearing import extra
from bot.hearing.fetching import Addresses, Source, TelegramFiles
from bot.hearing.hearing import Hearing
from bot.hearing.listener import Listener
from bot.librarian import Build, Librarian
from bot.office.desk import Desk
from bot.office.office import Office
from bot.office.routing import HOME
from bot.providers import providers
from bot.settings import Settings
from bot.store.counts import Counts
from bot.store.sql import SqlStore
from bot.store.switches import Switches
from bot.writable import Writable

log = logging.getLogger(__name__)

_DAY = 24 * 3600


def build_app(settings: Settings, *, clock: Callable[[], datetime] = utcnow) -> web.Application:
    """The service: every channel whose settings are there, one store, one responder, one delivery.

    Raises:
        KnowledgeError: when the knowledge cannot be served.
        SettingsError: when the locality is unknown, or voices are to be heard and nothing is there to hear them.
    """
    librarian = Librarian(settings.knowledge, kept=settings.data_dir / "last-good-knowledge", build=_responders(settings))
    responder = librarian.open()
    store = SqlStore(settings.database, locality=settings.locality, pepper=pepper_of(settings))
    thinking = Thinking(responder)
    gate = Gates(Switches(store.database), Counts(store.database), thinking, limits=_limits(settings))
    assistant = Assistant(thinking, store, clock=clock, gate=gate)
    if settings.voice:
        extra.require()
    listener = Listener(seconds=_voice_seconds(settings))
    hear = _hearing(settings, listener).hear if settings.voice else deaf
    connected: dict[str, Channel] = {}
    desk = Desk(settings, store, thinking, clock, channels=connected, faults=lambda: librarian.faults)
    delivery = Delivery(
        store,
        thinking,
        gate=gate,
        aside=OfficersAside(desk),
        hear=hear,
        clock=clock,
        pace=_pace(settings),
        leaving=settings.data_dir / "leaving",
    )

    app = web.Application(client_max_size=1 << 20)
    app.add_routes([web.get("/healthz", Writable(store.database).answer)])
    app.cleanup_ctx.append(_opened(store))
    app.cleanup_ctx.append(_in_background(lambda: _sweep(store, timedelta(days=settings.keep_days), clock)))
    app.cleanup_ctx.append(_in_background(lambda: librarian.watch(thinking.serve)))
    app.cleanup_ctx.append(_stopped(listener))
    app.cleanup_ctx.append(_running(delivery))  # before the channels: stopped after them
    place, phone = _named(responder.knowledge, settings.locality)
    chat = Web(
        assistant.answer,
        news=assistant.news,
        suggest=lambda typed: thinking.suggest(typed, now=clock()),
        frame_ancestors=settings.frame_ancestors.split(),
        origins=settings.web_origins.split(),
        trusted_proxies=settings.trusted_proxies.split(),
        address_per_minute=settings.web_per_minute,
        place=place,
        phone=phone,
        head=verification_meta(settings.zalo_verifier),
    )
    app.add_routes(chat.routes())
    for channel in providers(settings, delivery.accept, store.database, inline=_inline(thinking, gate, clock)):
        connected[channel.name] = channel
        delivery.add(channel)
        app.add_routes(channel.routes())
        app.cleanup_ctx.append(_running(channel))
    app.cleanup_ctx.append(_in_background(Digests(desk, at=settings.digest_at).run))
    app.add_subapp(HOME, Office(desk).app())
    app.cleanup_ctx.append(_settled)
    return app


def _inline(thinking: Thinking, gate: Gates, clock: Callable[[], datetime]) -> Inline:
    """What "@bot câu hỏi" is answered with: nothing while answers are switched off."""

    async def found(query: str) -> Sequence[Suggestion]:
        if await gate.is_off("telegram"):
            return ()
        return await asyncio.to_thread(suggestions, thinking.responder, query, now=clock())

    return found


def _limits(settings: Settings) -> Limits:
    return Limits(settings.limit_per_minute, settings.limit_per_day, settings.limit_overall_per_minute)


def _pace(settings: Settings) -> Pace:
    return Pace(
        bundle=settings.bundle_seconds,
        takeover=timedelta(hours=settings.takeover_hours),
        send_tries=settings.send_tries,
        stale=timedelta(hours=settings.stale_hours),
        lease=settings.lease_seconds,
        send_timeout=settings.lease_seconds * 0.75,
        poll=settings.poll_seconds,
        grace=settings.grace_seconds,
    )


def _hearing(settings: Settings, listener: Listener) -> Hearing:
    zalo = settings.zalo_media_hosts.split()
    sources: dict[str, Source] = {
        "zalo": Addresses(settings.zalo_base_url, zalo),
        "zalo-bot": Addresses(settings.zalo_bot_base_url, zalo),
        "messenger": Addresses(settings.messenger_base_url, settings.messenger_media_hosts.split()),
        "telegram": TelegramFiles(settings.telegram_token.get_secret_value(), settings.telegram_base_url),
    }
    return Hearing(listener, sources, seconds=_voice_seconds(settings))


def _voice_seconds(settings: Settings) -> float:
    """A message must be answered long before another process takes it for given up."""
    return min(settings.voice_seconds, settings.lease_seconds / 2)


def _named(base: Knowledge, locality: str) -> tuple[str, str]:
    """What the page calls the commune, and the number to ring without JavaScript; blank stays blank."""
    place = base.localities.get(locality)
    return (place.name, place.hotline) if place else ("", "")


def _responders(settings: Settings) -> Build:
    locality = settings.locality
    bands = strictness(settings.wrong_in_100).bands
    last: Responder | None = None

    def build(knowledge: Knowledge) -> Iterator[Responder]:
        nonlocal last
        if locality and locality not in knowledge.localities:
            raise SettingsError(f'LOCALITY: không có "{locality}"; có: {", ".join(sorted(knowledge.localities))}')
        served = knowledge.serving(locality)
        if last is not None and not last.matcher.knows(served):
            yield Responder(served, Matcher(served, before=last.matcher), locality=locality, bands=bands, before=last)
        same = last is not None and last.matcher.knows(served)
        matcher = last.matcher if last is not None and same else Matcher(served)
        last = Responder(served, matcher, locality=locality, bands=bands, before=last)
        yield last

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


async def _settled(_: web.Application) -> AsyncIterator[None]:
    """What is there by now stays: looking through all of it for garbage would halt everybody for 100 ms now and then."""
    gc.freeze()
    yield
    gc.unfreeze()


def _stopped(listener: Listener) -> Callable[[web.Application], AsyncIterator[None]]:
    async def stopped(_: web.Application) -> AsyncIterator[None]:
        yield
        await listener.stop()

    return stopped


def _running(started: Channel | Delivery) -> Callable[[web.Application], AsyncIterator[None]]:
    async def running(_: web.Application) -> AsyncIterator[None]:
        await started.start()
        yield
        await started.stop()

    return running


def pepper_of(settings: Settings) -> str:
    """The key of the pseudonyms and of the seals."""
    return settings.pepper.get_secret_value() or _kept_pepper(settings.data_dir / "pepper")


def _kept_pepper(path: Path) -> str:
    """The key of the pseudonyms, made once and readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_text(encoding="ascii").strip()
