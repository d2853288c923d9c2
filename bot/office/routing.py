"""Pages and their routes: who may use each stands beside it, so that a test can go through all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from bot.office.roles import Who

if TYPE_CHECKING:
    from bot.office.visit import Visit

HOME = "/canbo"
"""Where the console is mounted."""
LOGIN = "/dang-nhap"
PASSWORD = "/mat-khau"  # noqa: S105 - a path

Handler = Callable[["Visit"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked for."""

    method: str
    path: str
    """Below HOME."""
    who: Who
    handle: Handler
    with_one_time: bool = False
    """Also while the officer has yet to choose their own password."""


class Page:
    """A page with everything that is done on it."""

    def __init__(self, path: str, *, who: Who, menu: str = "") -> None:
        """`menu`: what the menu calls it; empty: it is not in the menu."""
        self.path, self.who, self.menu = path, who, menu
        self.routes: list[Route] = []

    def get(self, below: str = "", *, who: Who | None = None, with_one_time: bool = False) -> Callable[[Handler], Handler]:
        """Show; changes nothing."""
        return self._route("GET", below, who, with_one_time=with_one_time)

    def post(self, below: str = "", *, who: Who | None = None, with_one_time: bool = False) -> Callable[[Handler], Handler]:
        """Change."""
        return self._route("POST", below, who, with_one_time=with_one_time)

    def _route(self, method: str, below: str, who: Who | None, *, with_one_time: bool) -> Callable[[Handler], Handler]:
        def added(handle: Handler) -> Handler:
            allowed = self.who if who is None else who
            self.routes.append(Route(method, self.path + below, allowed, handle, with_one_time))
            return handle

        return added
