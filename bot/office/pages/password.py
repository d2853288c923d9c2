"""An officer's own password."""

from datetime import timedelta

from aiohttp import web

from bot.office.accounts import SHORTEST, fault_of_password
from bot.office.logging_in import TooMany, confirm, waiting
from bot.office.roles import EVERYBODY
from bot.office.routing import PASSWORD, Page
from bot.office.visit import Visit
from bot.store.officer_links import OfficerLinks

PAGE = Page(PASSWORD, who=EVERYBODY)


@PAGE.get(with_one_time=True)
async def show(visit: Visit) -> web.StreamResponse:
    """The form."""
    return visit.page("password.html", fault="", shortest=SHORTEST)


@PAGE.post(with_one_time=True)
async def change(visit: Visit) -> web.StreamResponse:
    """Every session of the officer ends; this one goes on with a new id."""
    desk, officer, new = visit.desk, visit.officer, visit.form.secret("mat-khau-moi")
    if fault := await _fault(visit, new):
        return visit.page("password.html", status=422, fault=fault, shortest=SHORTEST)
    await desk.officers.set_password(officer.id, await desk.passwords.hashed(new), now=visit.now)
    await desk.sessions.close_all(officer.id)
    chats = await OfficerLinks(desk.store.database).end(officer.id, now=visit.now)
    session = await desk.sessions.open(officer, now=visit.now, lasts=timedelta(hours=desk.settings.office_session_hours))
    again = " Ứng dụng chat đã nối thì xin nối lại." if chats else ""
    await desk.sessions.notice(session.id, f"Đã đổi mật khẩu. Những máy khác đã được đăng xuất.{again}")
    await visit.note("đổi mật khẩu", officer.login, "Đổi mật khẩu của mình")
    response = await visit.go("/")
    visit.cookies.open(response, session.id)
    return response


async def _fault(visit: Visit, new: str) -> str:
    try:
        if not await confirm(visit.desk, visit.officer, visit.form.secret("mat-khau-cu"), now=visit.now):
            return "Mật khẩu đang dùng chưa đúng"
    except TooMany as wait:
        return f"Gõ sai nhiều lần. Xin đợi {waiting(wait.until, visit.now)} rồi thử lại."
    if new != visit.form.secret("nhac-lai"):
        return "Hai lần gõ mật khẩu mới chưa giống nhau"
    if new == visit.form.secret("mat-khau-cu"):
        return "Mật khẩu mới phải khác mật khẩu đang dùng"
    return fault_of_password(new, about=(visit.officer.login, visit.officer.name))
