"""Telling when something leaves for Telegram: httpcore traces what it does. https://www.encode.io/httpcore/extensions/ (1.0)"""

from typing import Any

import httpx

from bot.channels.leaving import leaves

_BODY = "send_request_body.started"
"""httpcore writes the head first and the body later: until the body goes nobody can carry it out."""


async def watched(request: httpx.Request) -> None:
    """For httpx's event hooks: before it connects. A transport of our own would do as well, but forget the machine's proxies."""
    request.extensions = {**request.extensions, "trace": _trace}


async def _trace(event: str, _: dict[str, Any]) -> None:
    if event.endswith(_BODY):
        leaves()
