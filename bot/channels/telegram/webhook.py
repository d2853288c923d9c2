"""A delivery to the webhook -> Update, or Refused. https://core.telegram.org/bots/api#setwebhook"""

import re

from aiohttp import web
from telegram import Update

from bot.channels import webhooks
from bot.channels.telegram.updates import is_update, parsed
from bot.errors import Refused

PATH = "/telegram"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""secret_token, https://core.telegram.org/bots/api#setwebhook (2026-11)."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105


async def delivered(request: web.Request, *, secret: str) -> Update:
    """The update of a delivery.

    Raises:
        Refused: when it has not the secret, is too large or no update.
    """
    if not webhooks.same(request.headers.get(SECRET_HEADER, ""), secret):
        raise Refused("wrong secret", status=401)
    data = webhooks.parsed(await webhooks.body_of(request))
    if not is_update(data):
        raise Refused("not an update")
    return parsed(data)
