"""Visitors: how much each may post, told apart by chat and by network address, as keyed hashes and for a minute only."""

import ipaddress
import secrets
from collections.abc import Callable, Sequence
from hashlib import blake2b
from time import monotonic

from aiohttp import web

from bot.errors import Refused, SettingsError

MINUTE = 60.0
CHAT_PER_MINUTE = 60
"""Far more than anybody types; the kind words come earlier, from delivery/gates.py, this only spares the database."""
MOST = 50_000
"""Visitors remembered; further ones are let through, the limit for all of them is elsewhere."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Visitors:
    """Counts by the minute."""

    def __init__(
        self, *, per_minute: int = 600, trusted_proxies: Sequence[str] = (), ticking: Callable[[], float] = monotonic
    ) -> None:
        """`per_minute`: of one address; whole villages share the one of their telephone company.

        Raises:
            SettingsError: when a trusted proxy is no network.
        """
        self._per_minute = per_minute
        self._trusted = [_network(text) for text in trusted_proxies]
        self._ticking = ticking
        self._key = secrets.token_bytes(32)
        self._counts: dict[bytes, int] = {}
        self._since = float("-inf")

    def count_address(self, request: web.Request) -> None:
        """One more from a client's address.

        Raises:
            Refused: when it is too much; `wait` says for how long.
        """
        if customer := self.customer(request):
            self._count(customer, self._per_minute)

    def customer(self, request: web.Request) -> bytes:
        """What of a client's address tells one customer of a telephone company from another; empty when it is not known."""
        address = self._address(request)
        # https://www.rfc-editor.org/rfc/rfc6177: one customer has a /64 at least, and all its addresses.
        return address.packed[:8] if isinstance(address, ipaddress.IPv6Address) else address.packed if address else b""

    def count_chat(self, chat: str) -> None:
        """One more in a chat; see `count_address`."""
        self._count(chat.encode(), CHAT_PER_MINUTE)

    @property
    def wait(self) -> int:
        """Seconds until all may post again."""
        return max(1, round(self._since + MINUTE - self._ticking()))

    def scheme(self, request: web.Request) -> str:
        """The protocol, http or https, as the visitor sees it."""
        told = request.headers.get("X-Forwarded-Proto", "").split(",")[-1].strip()
        return told if told in ("http", "https") and self._is_trusted(_parsed(request.remote or "")) else request.scheme

    def _count(self, what: bytes, most: int) -> None:
        now = self._ticking()
        if now - self._since >= MINUTE:
            self._since = now
            self._counts.clear()
        hashed = blake2b(what, key=self._key, digest_size=12).digest()
        count = self._counts.get(hashed, 0)
        if count >= most:
            raise Refused(
                "Có quá nhiều tin gửi tới cùng lúc. Bà con đợi một phút rồi thử lại giúp. "
                "Đang nguy hiểm thì gọi công an 113, cứu hoả 114, cấp cứu 115.",
                status=429,
            )
        if count or len(self._counts) < MOST:
            self._counts[hashed] = count + 1

    def _address(self, request: web.Request) -> _Address | None:
        """The client's: the last address that none of our own proxies wrote of another one of them."""
        address = _parsed(request.remote or "")
        told = [part for line in request.headers.getall("X-Forwarded-For", ()) for part in line.split(",")]
        while told and self._is_trusted(address):
            before = _parsed(told.pop())
            if before is None:  # written by somebody who is no proxy of ours
                break
            address = before
        return address

    def _is_trusted(self, address: _Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


def _network(text: str) -> _Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise SettingsError(f"TRUSTED_PROXIES: không hiểu {text!r}; mẫu đúng: 127.0.0.1 hoặc 10.0.0.0/8") from None


def _parsed(text: str) -> _Address | None:
    """An address, with or without the port some proxies add; None when it is none."""
    text = text.strip()
    bare = text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0] if text.count(":") == 1 else text
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    # A server that listens on both sees IPv4 clients as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address
