"""The cookies: the session's, and the token of forms that are filled in before there is one.

Under https their names begin with __Host-: no other host of the commune's domain can then set or read them
(https://www.rfc-editor.org/rfc/rfc6265bis, section 4.1.3.2).
"""

from typing import TYPE_CHECKING

from aiohttp import web

from bot.office.routing import HOME

if TYPE_CHECKING:
    from bot.office.visit import Visit

_SESSION, _TOKEN = "canbo", "canbo-form"
_LONGEST = 100


class Cookies:
    """Those of one request."""

    def __init__(self, request: web.Request, *, secure: bool) -> None:
        self._request = request
        self._secure = secure
        self.session = self._given(_SESSION)
        """The id it came with; empty when there was none."""
        self.token = self._given(_TOKEN)

    def open(self, response: web.StreamResponse, session_id: str) -> None:
        """Lax: an officer who follows a link in Telegram is still logged in; GET changes nothing."""
        self._set(response, _SESSION, session_id, "Lax")

    def close(self, response: web.StreamResponse) -> None:
        """Log out."""
        path = "/" if self._secure else HOME
        response.del_cookie(self._name(_SESSION), path=path, secure=self._secure, httponly=True, samesite="Lax")

    def keep_token(self, response: web.StreamResponse, visit: "Visit") -> None:
        """So that the form just shown can be sent."""
        if not visit.session and visit.csrf != self.token and not response.prepared:
            self._set(response, _TOKEN, visit.csrf, "Strict")

    def _given(self, name: str) -> str:
        value = self._request.cookies.get(self._name(name), "")
        return value if len(value) <= _LONGEST else ""

    def _set(self, response: web.StreamResponse, name: str, value: str, samesite: str) -> None:
        path = "/" if self._secure else HOME  # what __Host- asks for
        response.set_cookie(self._name(name), value, path=path, secure=self._secure, httponly=True, samesite=samesite)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self._secure else name
