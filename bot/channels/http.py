"""Calling a provider: what never left may be sent again, what may have arrived never blindly (channels.md G2, 2026-11).

One host (the setting), no redirects, no cookies, nothing of the address or the headers in an error: they hold tokens.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
from yarl import URL

from bot.channels.leaving import leaves

MAX_ANSWER = 1024 * 1024
"""Bytes of an answer that are read; what providers say is far shorter."""
KEEP_ALIVE = 4
"""Seconds an idle connection is kept: less than any common server does (Apache, Node: 5). One that the server closes while
we write to it would make a message nobody ever saw one that may have arrived."""


class NeverLeft(Exception):
    """No byte of the request was sent: no name, no connection, no TLS. It may be sent again."""


class MayHaveArrived(Exception):
    """The request was sent, in whole or in part, and its answer was lost: nobody can say what came of it."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a provider answered, whatever the status; redirects too."""

    status: int
    data: dict[str, Any] = field(default_factory=dict)
    """The JSON object of the body; empty when the body was anything else."""
    headers: Mapping[str, str] = field(default_factory=dict)


class Caller:
    """The only way out to a provider. Opens itself with the first call; `close()` it."""

    def __init__(self, base_url: str, *, connect_seconds: float = 10, total_seconds: float = 30) -> None:
        """Paths are appended to `base_url`: they cannot lead to another host.

        Raises:
            ValueError: when it is no http(s) address.
        """
        self._base = base_url.rstrip("/")
        if URL(self._base).scheme not in {"http", "https"}:
            raise ValueError("not an http(s) address")
        self._connect, self._total = connect_seconds, total_seconds
        self._session: aiohttp.ClientSession | None = None
        self._in_flight = 0
        self._closing = False

    async def close(self) -> None:
        """Let go of the connections as soon as no call is in flight: one that was cut off may have arrived.

        What is called later, while the delivery finishes what it has in hand, opens and closes them anew.
        """
        self._closing = True
        await self._let_go()

    async def _let_go(self) -> None:
        if self._closing and not self._in_flight and self._session:
            session, self._session = self._session, None
            await session.close()

    async def get(self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Response:
        """See `post_json`."""
        return await self._call("GET", path, headers=headers, params=query)

    async def post_json(
        self,
        path: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        *,
        total_seconds: float | None = None,
    ) -> Response:
        """Send once. `total_seconds` for a call that is meant to wait (long polling).

        Raises:
            NeverLeft: it may be sent again.
            MayHaveArrived: it may not.
        """
        return await self._call("POST", path, headers=headers, total_seconds=total_seconds, json=body)

    async def post_form(
        self, path: str, fields: Mapping[str, str] | aiohttp.FormData, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Url-encoded, or with a `FormData` that holds a file multipart; see `post_json`."""
        data = fields if isinstance(fields, aiohttp.FormData) else dict(fields)
        return await self._call("POST", path, headers=headers, data=data)

    async def _call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None, total_seconds: float | None = None, **content: Any
    ) -> Response:
        address, went = self._address(path), SimpleNamespace(out=False)
        timeout = aiohttp.ClientTimeout(total=total_seconds or self._total, sock_connect=self._connect)
        self._in_flight += 1
        try:
            async with self._opened().request(
                method,
                address,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                trace_request_ctx=went,
                **content,
            ) as answer:
                return await _read(answer)
        # `from None`: the foreign error may name the address, and with it a token.
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            raise (MayHaveArrived if went.out else NeverLeft)(type(exc).__name__) from None
        finally:
            self._in_flight -= 1
            await self._let_go()

    def _address(self, path: str) -> URL:
        if not path.startswith("/"):  # or it could go on with the host's name
            raise ValueError("not a path of this provider")
        return URL(self._base + path)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_went_out)
            trace.on_request_chunk_sent.append(_went_out)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[trace],
            )
        return self._session


async def _went_out(_session: object, context: SimpleNamespace, _params: object) -> None:
    # Told just before the first byte leaves: a request that died in between counts as sent, which is the safe error.
    if not context.trace_request_ctx.out:
        leaves()
        context.trace_request_ctx.out = True


async def _read(answer: aiohttp.ClientResponse) -> Response:
    body = bytearray()
    try:
        async for chunk in answer.content.iter_any():
            body += chunk
            if len(body) > MAX_ANSWER:
                break
    except (aiohttp.ClientError, TimeoutError, OSError):
        # Refused is refused, also when the reason got lost.
        if answer.status < 400:
            raise
        body.clear()
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    return Response(answer.status, data if isinstance(data, dict) else {}, answer.headers)
