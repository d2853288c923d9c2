"""Origins: which other sites' pages may use the interface from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol).

Nothing here depends on cookies, so an origin that is not listed is kept from nothing but reading the answers; that is what
a browser enforces, and what the list is for.
"""

import re
from collections.abc import Sequence

from aiohttp import hdrs, web

from bot.errors import SettingsError

ANY = "*"
_ORIGIN = re.compile(r"\*|https?://[a-z0-9.-]+(?::\d+)?")
_A_DAY = "86400"


class Origins:
    """A list of origins."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        """`allowed`: such as https://xa.gov.vn; "*" is every site.

        Raises:
            SettingsError: when one is no origin.
        """
        for origin in allowed:
            if not _ORIGIN.fullmatch(origin):
                raise SettingsError(f"WEB_ORIGINS: không hiểu {origin!r}; mẫu đúng: https://xa.gov.vn, không có / ở cuối, hoặc *")
        self._allowed = frozenset(allowed)

    def mark(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let the page of an allowed origin read a response."""
        # Also where nothing is allowed: a cache must not give one origin what another was told.
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)
        if origin := self._let(request):
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
            response.headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = hdrs.RETRY_AFTER

    async def answer(self, request: web.Request) -> web.Response:
        """The question a browser asks before it lets a page post."""
        response = web.Response(status=204 if self._let(request) else 403)
        self.mark(request, response)
        if self._let(request):
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = "GET, POST"
            response.headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = hdrs.CONTENT_TYPE
            response.headers[hdrs.ACCESS_CONTROL_MAX_AGE] = _A_DAY
        return response

    def _let(self, request: web.Request) -> str:
        """The origin a page is told; empty when it is not allowed."""
        origin = request.headers.get(hdrs.ORIGIN, "")
        if ANY in self._allowed:
            return ANY if origin else ""
        return origin if origin in self._allowed else ""
