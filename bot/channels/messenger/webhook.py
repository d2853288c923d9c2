"""Being called by Messenger: its first look, and signed batches. channels.md D (2026-11)."""

import hmac
from hashlib import sha256
from typing import Any

from aiohttp import web

from bot.channels.webhooks import body_of, parsed, same
from bot.errors import Refused

PATH = "/messenger"
SIGNATURE_HEADER = "X-Hub-Signature-256"


def challenge(request: web.Request, *, verify_token: str) -> web.Response:
    """The answer to Messenger's look whether this address is ours."""
    query = request.query
    if query.get("hub.mode") != "subscribe" or not same(query.get("hub.verify_token", ""), verify_token):
        return web.Response(status=403)
    return web.Response(text=query.get("hub.challenge", ""), content_type="text/plain")


def signature(body: bytes, secret: str) -> str:
    """What stands in the header for a body."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


async def batch_of(request: web.Request, *, secret: str) -> dict[str, Any]:
    """The batch of a call; nothing of it is looked at before its signature.

    Raises:
        Refused: when it is not signed with our secret, too large or malformed.
    """
    body = await body_of(request)
    if not same(request.headers.get(SIGNATURE_HEADER, "").lower(), signature(body, secret)):
        raise Refused("wrong signature", status=401)
    return parsed(body)
