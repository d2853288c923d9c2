"""Being called by a provider: the body, read once and within limits, and secrets compared in constant time."""

import asyncio
import hmac
import json
from typing import Any

from aiohttp import web

from bot.errors import Refused

MAX_BODY = 1024 * 1024
"""Bytes, before anything is hashed or parsed."""
BODY_SECONDS = 10
"""Providers send a few kilobytes at once; who takes longer only holds a connection."""


def same(given: str, expected: str) -> bool:
    """Whether a secret is the expected one, in constant time; an empty one is none."""
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


async def body_of(request: web.Request, *, seconds: float = BODY_SECONDS) -> bytes:
    """The body as it was sent.

    Raises:
        Refused: when it is too large, too slow or cut short.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_chunked(MAX_BODY):
                body += chunk
                if len(body) > MAX_BODY:
                    raise Refused("too large", status=413)
    except TimeoutError:
        raise Refused("too slow", status=408) from None
    except (ValueError, web.RequestPayloadError, ConnectionResetError) as exc:
        raise Refused("cut short") from exc
    return bytes(body)


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object of a body.

    Raises:
        Refused: when it is none.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise Refused("not JSON") from exc
    if not isinstance(data, dict):
        raise Refused("not an object")
    return data
