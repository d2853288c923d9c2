"""The console in service: every route passes the same few steps before its page is asked."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.web.serving import served
from bot.channels.web.visitors import Visitors
from bot.errors import BotError
from bot.office import guard
from bot.office.cookies import Cookies
from bot.office.dealing import warm
from bot.office.desk import Desk
from bot.office.forms import Form
from bot.office.pages import PAGES
from bot.office.rendering import Rendering
from bot.office.roles import VISITOR
from bot.office.routing import HOME, LOGIN, PASSWORD, Page, Route
from bot.office.visit import Visit
from bot.store.database import cannot_write
from bot.store.officers import Officer
from bot.store.sessions import Session

log = logging.getLogger(__name__)
_NOBODY = Officer(0, "", "", VISITOR)
_TROUBLE = "Có trục trặc. Xin thử lại; vẫn vậy thì báo người quản trị."
_AGAIN = "Trang đã mở quá lâu hoặc không phải trang của trợ lý. Xin mở lại trang rồi làm lại."
_FULL = (
    "Chưa ghi được: ổ đĩa của máy chủ đã đầy hoặc chỉ cho đọc. Việc vừa làm chưa được lưu; các trang vẫn xem được. "
    "Xin báo người quản trị dọn ổ đĩa, rồi làm lại."
)
_UNREADABLE = "Biểu mẫu gửi lên không đọc được. Xin mở lại trang rồi làm lại."


class Office:
    """The pages of one service; mount `app()` at HOME."""

    def __init__(self, desk: Desk, *, pages: Sequence[Page] = PAGES) -> None:
        self.desk = desk
        self.pages = pages
        self._rendering = Rendering()
        self._visitors = Visitors(trusted_proxies=desk.settings.trusted_proxies.split())

    def app(self) -> web.Application:
        """To be mounted at HOME."""

        @web.middleware
        async def told(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._told(request, handler)

        app = web.Application(middlewares=[told])
        app.on_response_prepare.append(guard.mark)
        app.on_startup.append(self._welcome)
        app.cleanup_ctx.append(self._warmed)
        app.router.add_get("", self._enter)
        app.router.add_get("/", self._enter)
        app.router.add_get("/static/{name}", self._show_static)
        for page in self.pages:
            for route in page.routes:
                app.router.add_route(route.method, route.path, self._served(route))
        return app

    async def _warmed(self, _: web.Application) -> AsyncIterator[None]:
        """Pages and lists are there before the first officer comes in: thousands of questions take seconds to group."""
        task = asyncio.create_task(self._warm())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await self.desk.worklist.stop()

    async def _warm(self) -> None:
        await asyncio.to_thread(self._rendering.prepare)
        await warm(self.desk)
        gc.freeze()  # what was read stays: see app.py

    async def _welcome(self, _: web.Application) -> None:
        """There is no account that everybody knows: the first one is made on the machine itself."""
        if not await self.desk.officers.are_any():
            log.warning('Chưa có tài khoản cán bộ nào. Thêm người đầu tiên: python -m bot officer add lan --name "Trần Lan"')

    def _served(self, route: Route) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            visit = await self._visit(request)
            try:
                response = await self._answer(route, visit)
            except web.HTTPRedirection:
                raise
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is a page too
                response = _failed(visit, error)
            visit.cookies.keep_token(response, visit)
            if visit.session and visit.session.notice and request.method == "GET" and response.content_type == "text/html":
                await self.desk.sessions.notice(visit.session.id, "")  # a page has said it; a redirect or a file has not
            return response

        return serve

    async def _answer(self, route: Route, visit: Visit) -> web.StreamResponse:
        """The steps of every request, the same for all pages."""
        if visit.officer.role not in route.who:
            return _refused(visit)
        if visit.officer.one_time_until and not route.with_one_time:
            return await visit.go(PASSWORD, said="Xin đặt mật khẩu của riêng mình trước đã.")
        if route.method == "GET":
            return await route.handle(visit)
        visit = await _checked(visit)
        try:
            return await route.handle(visit)
        except BotError as error:
            return await visit.go(_back(visit.request), said=str(error))

    async def _visit(self, request: web.Request) -> Visit:
        """Who asks."""
        session_id, now = self._cookies(request).session, self.desk.clock()
        session = await self.desk.sessions.find(session_id, now=now, idle=self.desk.idle) if session_id else None
        return self._visit_of(request, session)

    def _visit_of(self, request: web.Request, session: Session | None) -> Visit:
        officer, cookies = session.officer if session else _NOBODY, self._cookies(request)
        return Visit(
            self.desk,
            officer,
            self.desk.clock(),
            request,
            self._rendering,
            csrf=session.csrf if session else cookies.token or guard.new_token(),
            customer=self._visitors.customer(request),
            cookies=cookies,
            query=Form(request.query),
            session=session,
            menu=tuple(page for page in self.pages if page.menu and officer.role in page.who and not officer.one_time_until),
        )

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        """To the first page of the menu."""
        visit = await self._visit(request)
        if not visit.session:
            return await visit.go(LOGIN)
        return await visit.go(visit.menu[0].path if visit.menu else PASSWORD)

    async def _show_static(self, request: web.Request) -> web.Response:
        asset = self._rendering.assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        fresh = request.query.get("v") == asset.version
        return served(request, asset, "public, max-age=31536000, immutable" if fresh else "no-cache")

    async def _told(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What fails before there is a visit."""
        try:
            return await handler(request)
        except web.HTTPRedirection:
            raise
        except web.HTTPException as error:
            visit = await self._visit(request)
            if isinstance(error, web.HTTPMethodNotAllowed) and request.method == "GET":
                return await visit.go(self._page_of(request))
            return _failed(visit, error)
        except Exception as error:  # noqa: BLE001 - the database, most likely: who asks cannot be found out
            return _failed(self._visit_of(request, None), error)

    def _page_of(self, request: web.Request) -> str:
        """The page whose form was sent to an address that shows nothing: somebody looked it up again."""
        path = request.path.removeprefix(HOME)
        return next((page.path for page in self.pages if page.path and path.startswith(f"{page.path}/")), "/")

    def _cookies(self, request: web.Request) -> Cookies:
        return Cookies(request, secure=self._visitors.scheme(request) == "https")


async def _checked(visit: Visit) -> Visit:
    """The visit with what it brings, when a page of ours sent it.

    Raises:
        HTTPForbidden: when none did.
        HTTPBadRequest: when it cannot be read.
    """
    request = visit.request
    if guard.is_from_elsewhere(request):
        raise web.HTTPForbidden(text=_AGAIN)
    try:
        fields = await request.post()
    except (ValueError, LookupError, ConnectionResetError) as error:  # half a form, another alphabet: no browser sends that
        raise web.HTTPBadRequest(text=_UNREADABLE) from error
    given = request.headers.get("X-CSRF-Token") or fields.get("csrf", "")
    held = visit.session.csrf if visit.session else visit.cookies.token
    if not isinstance(given, str) or not guard.fits(held, given):
        raise web.HTTPForbidden(text=_AGAIN)
    return replace(visit, form=Form(fields))


def _refused(visit: Visit) -> web.Response:
    """Not for this officer; or nobody is logged in."""
    if visit.session:
        return visit.page("error.html", status=403, said="Tài khoản này không được làm việc đó.")
    wanted = visit.request.path_qs.removeprefix(HOME) if visit.request.method == "GET" else ""
    after = f"?den={quote(wanted, safe='/')}" if wanted else "?het=1"
    return web.Response(status=303, headers={"Location": HOME + LOGIN + after})


def _failed(visit: Visit, error: Exception) -> web.Response:
    """A page that says so."""
    if not isinstance(error, web.HTTPException):
        if cannot_write(error):
            log.error("Chưa ghi được vào cơ sở dữ liệu, ổ đĩa đã đầy hoặc chỉ cho đọc: %s", getattr(error, "orig", ""))
            return visit.page("error.html", status=507, said=_FULL)
        log.error("a page of the console failed", exc_info=error)
        return visit.page("error.html", status=500, said=_TROUBLE)
    said = _SAID.get(error.status, _TROUBLE)
    if error.text and not error.text.startswith(f"{error.status}:") and error.status != 413:
        said = error.text  # a page's own words; what aiohttp itself says is English
    return visit.page("error.html", status=error.status, said=said)


_SAID = {
    404: "Không có trang này, hoặc nó đã được bỏ.",
    405: "Trang này không mở được theo cách đó.",
    413: "Gửi lên nhiều quá, nhiều nhất 1 MB.",
}


def _back(request: web.Request) -> str:
    """The page a form was on, without what was asked of it."""
    path = urlsplit(request.headers.get("Referer", "")).path
    return path.removeprefix(HOME) if path.startswith(f"{HOME}/") else "/"
