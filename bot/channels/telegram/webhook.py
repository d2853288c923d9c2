"""A delivery to the webhook -> Update, or Refused. https://core.telegram.org/bots/api#setwebhook"""

import hmac
import json
import re

from aiohttp import web
from telegram import Update

from bot.channels.telegram.updates import digestible, is_update
from bot.errors import Refused

PATH = "/telegram"
MAX_BODY = 1024 * 1024
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""secret_token, https://core.telegram.org/bots/api#setwebhook (2026-11)."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


async def delivered(request: web.Request, *, secret: str) -> Update:
    """The update of a delivery.

    Raises:
        Refused: when it has not the secret, is too large or no update.
    """
    given = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode()):
        raise Refused("wrong secret", status=401)
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(MAX_BODY):
            body += chunk
            if len(body) > MAX_BODY:
                raise Refused("too large", status=413)
        data = json.loads(body)
    except (ValueError, RecursionError, web.RequestPayloadError, ConnectionResetError) as exc:
        raise Refused("cut short or not JSON") from exc
    if not is_update(data):
        raise Refused("not an update")
    return Update.de_json(digestible(data), None)
