"""Fetching a voice from its provider. channels.md F, G2 (2026-11): host allow-list, size cap, content sniffed, fetched at once.

1. Only from the hosts of the settings, and from where the provider's base URL leads: what an address says is not believed.
2. No private address, whatever a name is said to stand for (SSRF); a base URL on this machine is a stand-in and may be one.
3. No redirect is followed. Nothing of an address is in an error or a log: it opens the voice to whoever has it.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from socket import AF_UNSPEC, AddressFamily
from typing import Protocol

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.channels.foreign import at, text_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.hearing.sniffing import ENOUGH, container

BIGGEST = 2 * 1024 * 1024
"""Bytes; a minute of speech has about a quarter of it in any format of phones."""
_OK = 200


class Unfetched(Exception):
    """There is nothing to listen to; the reason is for the log."""


class Source(Protocol):
    """Where the voices of a channel are."""

    async def fetch(self, media: str) -> bytes:
        """The voice that `Message.media` stands for.

        Raises:
            Unfetched: with the reason.
        """
        ...


class Addresses:
    """A provider that tells the address of the voice (Zalo OA, Zalo Bot, Messenger)."""

    def __init__(self, base_url: str, hosts: Sequence[str] = ()) -> None:
        """`hosts`: they and what is below them, beside where `base_url` leads."""
        self._base = URL(base_url)
        self._hosts = tuple(host.lower().strip(".") for host in hosts)
        self._is_stand_in = _is_loopback(self._base.host or "")

    async def fetch(self, media: str) -> bytes:
        try:
            address = URL(media)
            if not self._may(address):
                raise Unfetched("an address that is not the provider's")
            return await self._got(address)
        except ValueError:  # no address at all, or a port of 99999
            raise Unfetched("no address") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unfetched(type(error).__name__) from None

    def _may(self, address: URL) -> bool:
        host = (address.host or "").lower()
        if address.scheme not in ("http", "https") or not host or address.user or address.password:
            return False
        if not _may_connect(host, stand_in=self._is_stand_in):
            return False
        if address.origin() == self._base.origin():
            return True
        # Zalo's are "sometimes plain http://" [M].
        return address.is_default_port() and any(host == known or host.endswith(f".{known}") for known in self._hosts)

    async def _got(self, address: URL) -> bytes:
        connector = aiohttp.TCPConnector(resolver=_Public(stand_in=self._is_stand_in), force_close=True)
        async with (
            aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            if answer.status != _OK:
                raise Unfetched(f"HTTP {answer.status}")
            if (answer.content_length or 0) > BIGGEST:
                raise Unfetched("too large")
            return await _body(answer)


class TelegramFiles:
    """Telegram tells a file's id, getFile its path. https://core.telegram.org/bots/api#getfile (2026-11)."""

    def __init__(self, token: str, base_url: str) -> None:
        """`base_url` as in the settings: https://api.telegram.org/bot, files are below …/file/bot."""
        self._calls = f"{base_url}{token}"
        front, _, last = base_url.rpartition("/")
        self._files = f"{front}/file/{last}{token}"
        self._addresses = Addresses(base_url)

    async def fetch(self, media: str) -> bytes:
        caller = Caller(self._calls)
        try:
            told = await caller.get("/getFile", {"file_id": media})
        except (NeverLeft, MayHaveArrived):
            raise Unfetched("getFile: no answer") from None
        finally:
            await caller.close()
        path, size = text_at(told.data, "result", "file_path"), at(told.data, "result", "file_size")
        if told.status != _OK or not path or ".." in path or path.startswith("/") or "://" in path:
            raise Unfetched(f"getFile: HTTP {told.status}")
        if isinstance(size, int) and size > BIGGEST:
            raise Unfetched("too large")
        return await self._addresses.fetch(f"{self._files}/{path}")


class _Public(AbstractResolver):
    """Names that stand for an address inside some network stand for nothing."""

    def __init__(self, *, stand_in: bool) -> None:
        self._resolver = ThreadedResolver()
        self._stand_in = stand_in

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_UNSPEC) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if _may_connect(one["host"], stand_in=self._stand_in)]
        if not public:
            raise OSError("no public address")
        return public

    async def close(self) -> None:
        await self._resolver.close()


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        known = len(body) >= ENOUGH
        body += chunk
        if not known and len(body) >= ENOUGH and not container(bytes(body[:ENOUGH])):
            raise Unfetched("no audio")
        if len(body) > BIGGEST:
            raise Unfetched("too large")
    if not container(bytes(body[:ENOUGH])):
        raise Unfetched("no audio")
    return bytes(body)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _may_connect(host: str, *, stand_in: bool) -> bool:
    """Whether an address may be connected to; a name is looked at once it is resolved."""
    try:
        address = ip_address(host)
    except ValueError:
        return True
    return (stand_in and address.is_loopback) or (address.is_global and not address.is_multicast)
