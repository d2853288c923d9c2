"""What every request passes: who asks, may they, does it come from a page of ours; and the headers every answer carries."""

import secrets
from hmac import compare_digest
from urllib.parse import urlsplit

from aiohttp import web

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}
_OURS = frozenset({"same-origin", "none"})
"""https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header; none: the officer did it in the browser itself."""


async def mark(_: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer; a file of ours that may be kept has said so itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def is_from_elsewhere(request: web.Request) -> bool:
    """Whether another site's page made the browser send this."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in _OURS
    origin = request.headers.get("Origin")  # an old browser, or one that came without https
    return origin is not None and urlsplit(origin).netloc != request.host


def fits(token: str, given: str) -> bool:
    """Whether a form holds the token it was made with."""
    return bool(token) and compare_digest(token.encode(), given.encode("utf-8", "surrogatepass"))


def new_token() -> str:
    """For the forms of who is not logged in."""
    return secrets.token_urlsafe(32)
