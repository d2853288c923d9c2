"""Logging in and out."""

from datetime import timedelta

from aiohttp import web

from bot.office.logging_in import TooMany, log_in, waiting
from bot.office.roles import ANYBODY, EVERYBODY
from bot.office.routing import HOME, LOGIN, PASSWORD, Page
from bot.office.visit import Visit

PAGE = Page("", who=ANYBODY)
_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Quên thì nhờ người quản trị cấp mật khẩu mới."


@PAGE.get(LOGIN, with_one_time=True)
async def show(visit: Visit) -> web.StreamResponse:
    """The form."""
    if visit.session:
        return await visit.go("/")
    fault = "Phiên làm việc đã hết, xin đăng nhập lại." if visit.query.ticked("het") else ""
    return await _form(visit, fault=fault)


@PAGE.post(LOGIN, with_one_time=True)
async def enter(visit: Visit) -> web.StreamResponse:
    """A new session, with a new id."""
    try:
        officer = await log_in(
            visit.desk, visit.form.text("ten"), visit.form.secret("mat-khau"), customer=visit.customer, now=visit.now
        )
    except TooMany as wait:
        said = f"Đăng nhập sai nhiều lần. Xin đợi {waiting(wait.until, visit.now)} rồi thử lại."
        return await _form(visit, status=429, fault=said)
    if officer is None:
        return await _form(visit, status=422, fault=_WRONG)
    if visit.session:
        await visit.desk.sessions.close(visit.session.id)
    lasts = timedelta(hours=visit.desk.settings.office_session_hours)
    session = await visit.desk.sessions.open(officer, now=visit.now, lasts=lasts)
    response = await visit.go(PASSWORD if officer.one_time_until else _wanted(visit))
    visit.cookies.open(response, session.id)
    return response


@PAGE.post("/dang-xuat", who=EVERYBODY, with_one_time=True)
async def leave(visit: Visit) -> web.StreamResponse:
    """The session ends here and in the store."""
    if visit.session:
        await visit.desk.sessions.close(visit.session.id)
    response = web.Response(status=303, headers={"Location": HOME + LOGIN})
    visit.cookies.close(response)
    return response


@PAGE.get("/con-day", who=EVERYBODY, with_one_time=True)
async def stay(visit: Visit) -> web.StreamResponse:  # noqa: ARG001
    """Who has been typing for long is still there; office.js asks."""
    return web.Response(status=204)


async def _form(visit: Visit, *, status: int = 200, fault: str = "") -> web.Response:
    return visit.page(
        "login.html",
        status=status,
        fault=fault,
        login=visit.form.text("ten"),
        wanted=visit.query.text("den") or visit.form.text("den"),
        has_officers=await visit.desk.officers.are_any(),
    )


def _wanted(visit: Visit) -> str:
    """Where they wanted to go: a path below HOME, so never another site."""
    path = visit.form.text("den")
    is_ours = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if is_ours and not path.startswith(LOGIN) else "/"
