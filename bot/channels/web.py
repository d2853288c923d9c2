"""The web chat: one page, the button a portal embeds, and one JSON address the page talks to.

1. The page makes `chat` and `id` itself, 128 random bits each: who does not know them cannot ask for another's answers.
   A message that may not have arrived is posted again with the same id, so nothing here may depend on it coming once.
2. Bad input is a 4xx with one Vietnamese sentence under "error"; the page shows it and does not try again.
3. No cookies, nothing from another origin, nothing inline: the page holds what residents type.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import ETag, web

from bot.channels import Answer
from bot.channels.typed import storable
from bot.core.message import Choice, Message, Reply
from bot.errors import Refused, SettingsError

STATIC = Path(__file__).with_name("static")
MAX_BODY = 64 * 1024
"""MAX_TEXT Vietnamese letters, three bytes each in UTF-8, and what is around them."""
MAX_TEXT = 20_000
MAX_CHOICE = 64
"""As long as a Choice.code may be."""
PATIENCE = 30.0
"""Seconds a body may take; a phone in the hills needs a few."""

SCRIPTS = ("links.js", "memory.js", "post.js", "bubbles.js", "copy.js", "panel.js", "chat.js")
"""Served as one page.js, in this order: every further file costs a phone on a weak network a second."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
OTHER_POLICY = "default-src 'none'; frame-ancestors 'none'"
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
"""embed.js stands in portals under one address: a new version reaches them within the hour."""

_KEY = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(rf"[!-~]{{0,{MAX_CHOICE}}}")
# https://www.w3.org/TR/CSP3/#framework-directive-source-list: a word of it can neither end the directive nor the header.
_ANCESTOR = re.compile(r"\*|'self'|'none'|(?:https?://)?(?:\*\.)?[A-Za-z0-9.-]+(?::(?:\d+|\*))?|https?:")
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_REFERENCE = re.compile(r'"static/([\w.-]+)"')


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    body: bytes
    content_type: str
    policy: str = OTHER_POLICY

    @property
    def version(self) -> str:
        """Another body has another one."""
        return blake2b(self.body, digest_size=8).hexdigest()


class Web:
    """The routes of the web chat."""

    def __init__(self, answer: Answer, *, frame_ancestors: Sequence[str] = ("*",), place: str = "", phone: str = "") -> None:
        """`frame_ancestors`: who may show the page in a frame; `place`, `phone`: the commune, as the page names it.

        Raises:
            SettingsError: when `frame_ancestors` cannot stand in a Content-Security-Policy.
        """
        self._answer = answer
        self._assets = {
            path.name: Asset(path.read_bytes(), _TYPES[path.suffix]) for path in STATIC.iterdir() if path.suffix in _TYPES
        }
        scripts = [self._assets.pop(name).body for name in SCRIPTS]
        self._assets["page.js"] = Asset(b"\n".join(scripts), _TYPES[".js"])
        self._embed = self._assets.pop("embed.js")
        page = _page(self._assets.pop("chat.html").body.decode(), self._assets, place=place, phone=phone)
        self._page = Asset(page.encode(), "text/html", PAGE_POLICY + _ancestors(frame_ancestors))

    def routes(self) -> list[web.RouteDef]:
        """To be mounted at the root."""
        return [
            web.get("/", self._show),
            web.get("/embed.js", self._show_embed),
            web.get("/static/{name}", self._show_static),
            web.post("/api/message", self._receive),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return _served(request, self._page, "no-cache")

    async def _show_embed(self, request: web.Request) -> web.Response:
        return _served(request, self._embed, AN_HOUR)

    async def _show_static(self, request: web.Request) -> web.Response:
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        return _served(request, asset, FOREVER if request.query.get("v") == asset.version else "no-cache")

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            message = read(await _body(request))
        except Refused as refused:
            return _said({"error": str(refused)}, status=refused.status)
        # The second time as well: the page may not have seen the replies of the first.
        answered = await self._answer(message)
        return _said({"replies": [write(reply) for reply in answered.replies]})


def read(body: bytes) -> Message:
    """The message the page posted.

    Raises:
        Refused: when it is not one.
    """
    try:
        data = json.loads(body.decode())
    except (ValueError, RecursionError) as exc:  # not UTF-8, not JSON, a number or a nesting without end
        raise Refused("Tin gửi lên bị hỏng, bà con tải lại trang rồi thử lại giúp.") from exc
    if not isinstance(data, dict):
        raise Refused("Tin gửi lên không đúng mẫu, bà con tải lại trang rồi thử lại giúp.")
    chat, message_id, text, choice = (data.get(key, "") for key in ("chat", "id", "text", "choice"))
    if not (_fits(_KEY, chat) and _fits(_KEY, message_id) and _fits(_CODE, choice) and isinstance(text, str)):
        raise Refused("Tin gửi lên không đúng mẫu, bà con tải lại trang rồi thử lại giúp.")
    if len(text) > MAX_TEXT:
        raise Refused("Tin dài quá. Bà con tóm lại trong vài câu giúp nhé.")
    text = storable(text)
    if not (text.strip() or choice):
        raise Refused("Tin trống. Bà con gõ câu hỏi rồi gửi giúp nhé.")
    return Message("web", chat, message_id, text, choice)


def write(reply: Reply) -> dict[str, Any]:
    """A reply as the page reads it."""
    return {
        "text": reply.text,
        "choices": [_button(choice) for choice in reply.choices],
        "actions": [_button(action) for action in reply.actions],
        "urgent": reply.urgent,
    }


def _button(choice: Choice) -> dict[str, str]:
    return {"label": choice.label, "code": choice.code}


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


async def _body(request: web.Request) -> bytes:
    """The body, of a bearable size and kind."""
    if request.content_type != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused("Máy chủ chỉ nhận tin dạng JSON.", status=415)
    if (request.content_length or 0) > MAX_BODY:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    raise _too_large()
    except TimeoutError as exc:
        raise Refused("Tin gửi lên chậm quá, bà con thử lại giúp.", status=408) from exc
    except web.RequestPayloadError as exc:
        raise Refused("Tin gửi lên bị đứt quãng, bà con thử lại giúp.") from exc
    return bytes(body)


def _too_large() -> Refused:
    return Refused("Tin dài quá. Bà con tóm lại trong vài câu giúp nhé.", status=413)


def _page(source: str, assets: dict[str, Asset], *, place: str, phone: str) -> str:
    """The page with the commune's name and phone, and each file's version in its address."""
    digits = re.sub(r"[\s.()-]", "", phone)
    shown = f'<a href="tel:{escape(digits)}">{escape(phone)}</a>' if re.fullmatch(r"\+?\d{3,15}", digits) else escape(phone)
    ask = f"Bà con gọi {shown} hoặc đến" if phone else "Bà con đến"
    filled = Template(source).substitute(place=escape(place), ask=ask)
    return _REFERENCE.sub(lambda found: f'"static/{found[1]}?v={assets[found[1]].version}"', filled)


def _ancestors(sources: Sequence[str]) -> str:
    for source in sources:
        if not _ANCESTOR.fullmatch(source):
            raise SettingsError(f"FRAME_ANCESTORS: không hiểu {source!r}; mẫu đúng: https://xa.gov.vn, 'self' hoặc *")
    return " ".join(sources) or "'none'"


def _served(request: web.Request, asset: Asset, caching: str) -> web.Response:
    # Weak: the same etag names the file as it is and compressed.
    etag = ETag(asset.version, is_weak=True)
    known = any(given.value in (etag.value, "*") for given in request.if_none_match or ())
    response = web.Response(status=304) if known else web.Response(body=asset.body)
    if not known:
        response.content_type, response.charset = asset.content_type, "utf-8"
        response.enable_compression()
    response.etag = etag
    response.headers.update(_headers(caching, asset.policy) | {"Vary": "Accept-Encoding"})
    return response


def _said(data: dict[str, Any], *, status: int = 200) -> web.Response:
    text = json.dumps(data, ensure_ascii=False)
    return web.json_response(text=text, status=status, headers=_headers("no-store", OTHER_POLICY))


def _headers(caching: str, policy: str) -> dict[str, str]:
    return {
        "Cache-Control": caching,
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
