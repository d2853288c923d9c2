"""The pages and their files: the chat, the button for portals, what programmers read."""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from bot.channels.web.serving import Asset, served
from bot.channels.web.visitors import Visitors
from bot.errors import SettingsError

STATIC = Path(__file__).parent.with_name("static")
SCRIPTS = ("links.js", "memory.js", "post.js", "bubbles.js", "copy.js", "panel.js", "chat.js")
"""Served as one page.js, in this order: every further file costs a phone on a weak network a second."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
API_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"
"""embed.js stands in portals under one address: a new version reaches them within the hour."""

# https://www.w3.org/TR/CSP3/#framework-directive-source-list: a word of it can neither end the directive nor the header.
_ANCESTOR = re.compile(r"\*|'self'|'none'|(?:https?://)?(?:\*\.)?[A-Za-z0-9.-]+(?::(?:\d+|\*))?|https?:")
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_REFERENCE = re.compile(r'"static/([\w.-]+)"')
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?")


class Pages:
    """What can be looked at."""

    def __init__(
        self, visitors: Visitors, *, frame_ancestors: Sequence[str], place: str, phone: str, version: str, head: str
    ) -> None:
        """See `Web`.

        Raises:
            SettingsError: when `frame_ancestors` cannot stand in a Content-Security-Policy.
        """
        self._visitors = visitors
        self._assets = {
            path.name: Asset(path.read_bytes(), _TYPES[path.suffix]) for path in STATIC.iterdir() if path.suffix in _TYPES
        }
        scripts = [self._assets.pop(name).body for name in SCRIPTS]
        self._assets["page.js"] = Asset(b"\n".join(scripts), _TYPES[".js"])
        self._embed = self._assets.pop("embed.js")
        document = self._assets.pop("openapi.json").body.decode().replace('"$version"', f'"{version}"')
        self._document = Asset(document.encode(), _TYPES[".json"])
        self._manual = self._versioned(self._assets.pop("api.html").body.decode())
        page = self._versioned(self._assets.pop("chat.html").body.decode())
        page = Template(page).substitute(place=escape(place), ask=_asking(phone), head=head)
        self._page = Asset(page.encode(), "text/html", PAGE_POLICY + _ancestors(frame_ancestors))

    def routes(self) -> list[web.RouteDef]:
        """To be mounted at the root."""
        return [
            web.get("/", self._show),
            web.get("/embed.js", self._show_embed),
            web.get("/static/{name}", self._show_static),
            web.get("/api", self._show_manual),
        ]

    async def show_document(self, request: web.Request) -> web.Response:
        """What programs read; whoever may use the interface may read it from a page of theirs."""
        return served(request, self._document, "no-cache")

    async def _show(self, request: web.Request) -> web.Response:
        return served(request, self._page, "no-cache")

    async def _show_embed(self, request: web.Request) -> web.Response:
        return served(request, self._embed, AN_HOUR)

    async def _show_static(self, request: web.Request) -> web.Response:
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        return served(request, asset, FOREVER if request.query.get("v") == asset.version else "no-cache")

    async def _show_manual(self, request: web.Request) -> web.Response:
        """With this server's own address in it, ready to be copied."""
        host = request.host if _HOST.fullmatch(request.host) else "dia-chi-tro-ly"
        page = Template(self._manual).substitute(home=f"{self._visitors.scheme(request)}://{host}")
        return served(request, Asset(page.encode(), "text/html", API_POLICY), "no-cache")

    def _versioned(self, source: str) -> str:
        """A page with each file's version in its address."""
        return _REFERENCE.sub(lambda found: f'"static/{found[1]}?v={self._assets[found[1]].version}"', source)


def _asking(phone: str) -> str:
    """Whom to ask where the chat does not run."""
    digits = re.sub(r"[\s.()-]", "", phone)
    shown = f'<a href="tel:{escape(digits)}">{escape(phone)}</a>' if re.fullmatch(r"\+?\d{3,15}", digits) else escape(phone)
    return f"Bà con gọi {shown} hoặc đến" if phone else "Bà con đến"


def _ancestors(sources: Sequence[str]) -> str:
    for source in sources:
        if not _ANCESTOR.fullmatch(source):
            raise SettingsError(f"FRAME_ANCESTORS: không hiểu {source!r}; mẫu đúng: https://xa.gov.vn, 'self' hoặc *")
    return " ".join(sources) or "'none'"
