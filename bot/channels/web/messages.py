"""What is posted, and what is answered: JSON of the page and of other sites' programs. openapi.json says the same in full."""

import asyncio
import json
import re
from typing import Any

from aiohttp import web

from bot.channels.typed import storable
from bot.core.message import Choice, Message, Reply
from bot.errors import Refused

MAX_BODY = 64 * 1024
"""MAX_TEXT Vietnamese letters, three bytes each in UTF-8, and what is around them."""
MAX_TEXT = 20_000
MAX_CHOICE = 64
"""As long as a Choice.code may be."""
PATIENCE = 30.0
"""Seconds a body may take; a phone in the hills needs a few."""

_KEY = re.compile(r"[0-9a-f]{32}")
_HAMLET = re.compile(r"[a-z0-9-]{0,64}")
_CODE = re.compile(rf"[!-~]{{0,{MAX_CHOICE}}}")
_MISSHAPEN = "Tin gửi lên không đúng mẫu, bà con tải lại trang rồi thử lại giúp."


def read(body: bytes) -> Message:
    """The message that was posted.

    Raises:
        Refused: when it is not one.
    """
    try:
        data = json.loads(body.decode())
    except (ValueError, RecursionError) as exc:  # not UTF-8, not JSON, a number or a nesting without end
        raise Refused("Tin gửi lên bị hỏng, bà con tải lại trang rồi thử lại giúp.") from exc
    if not isinstance(data, dict):
        raise Refused(_MISSHAPEN)
    chat, message_id, text, choice, hamlet = (data.get(key, "") for key in ("chat", "id", "text", "choice", "hamlet"))
    patterns = ((_KEY, chat), (_KEY, message_id), (_CODE, choice), (_HAMLET, hamlet))
    if not (all(_fits(pattern, value) for pattern, value in patterns) and isinstance(text, str)):
        raise Refused(_MISSHAPEN)
    if len(text) > MAX_TEXT:
        raise _too_large(400)
    text = storable(text)
    if not (text.strip() or choice):
        raise Refused("Tin trống. Bà con gõ câu hỏi rồi gửi giúp nhé.")
    return Message("web", chat, message_id, text, choice, hamlet=hamlet)


def write(reply: Reply) -> dict[str, Any]:
    """A reply as the page and programs read it."""
    return {
        "text": reply.text,
        "choices": [button(choice) for choice in reply.choices],
        "actions": [button(action) for action in reply.actions],
        "urgent": reply.urgent,
        "image": reply.image,
    }


def button(choice: Choice) -> dict[str, str]:
    """Something to tap; what comes back is its code under "choice" and its label under "text"."""
    return {"label": choice.label, "code": choice.code}


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


async def body_of(request: web.Request) -> bytes:
    """The body, of a bearable size and kind.

    Raises:
        Refused: when it is not.
    """
    if request.content_type != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused("Máy chủ chỉ nhận tin dạng JSON.", status=415)
    if (request.content_length or 0) > MAX_BODY:
        raise _too_large(413)
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    raise _too_large(413)
    except TimeoutError as exc:
        raise Refused("Tin gửi lên chậm quá, bà con thử lại giúp.", status=408) from exc
    except web.RequestPayloadError as exc:
        raise Refused("Tin gửi lên bị đứt quãng, bà con thử lại giúp.") from exc
    return bytes(body)


def _too_large(status: int) -> Refused:
    return Refused("Tin dài quá. Bà con tóm lại trong vài câu giúp nhé.", status=status)
