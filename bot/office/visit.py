"""A visit: one request of an officer, with everything a page needs to answer it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.office.acting import Acting
from bot.office.cookies import Cookies
from bot.office.forms import Form
from bot.office.rendering import Rendering
from bot.office.routing import HOME, Page
from bot.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Visit(Acting):
    """One request. Its officer may do what was asked, and it came from a page of ours: both were looked at before."""

    request: web.Request
    rendering: Rendering
    csrf: str = field(repr=False)
    customer: bytes
    """What stands for the network address in limits."""
    cookies: Cookies
    form: Form = field(default_factory=Form)
    query: Form = field(default_factory=Form)
    session: Session | None = None
    menu: tuple[Page, ...] = ()
    """The pages of the menu that this officer may see."""

    def part(self, name: str) -> str:
        """A piece of the path."""
        return self.request.match_info[name]

    def page(self, template: str, *, status: int = 200, **values: Any) -> web.Response:
        """A page of ours."""
        return self.rendering.page(self, template, status, values)

    def file(self, body: bytes, name: str, content_type: str) -> web.Response:
        """Something to be saved."""
        said = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        return web.Response(body=body, content_type=content_type, headers=said)

    async def go(self, path: str, *, said: str = "") -> web.Response:
        """To another page of ours (or the same again) after a change; it says so once."""
        if said and self.session:
            await self.desk.sessions.notice(self.session.id, said)
        return web.Response(status=303, headers={"Location": HOME + path})
