"""Nối ứng dụng chat: an officer's own chats, linked with a one-time code, for the morning digest and for reviewing there."""

from datetime import timedelta

from aiohttp import web

from bot.channels.names import called
from bot.errors import BotError
from bot.office.roles import EDITORS, EVERYBODY, LEADERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.officer_links import OfficerLinks

PAGE = Page("/noi-chat", who=EVERYBODY)
CODE_LIVES = timedelta(minutes=15)


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """What is linked, how to link, and what to write there."""
    return await _page(visit)


@PAGE.post("/ma")
async def make_code(visit: Visit) -> web.StreamResponse:
    """A code, shown once; the one before works no more."""
    code = await _links(visit).new_code(visit.officer.id, now=visit.now, until=visit.now + CODE_LIVES)
    await visit.note("lấy mã nối chat", visit.officer.login, "Lấy mã để nối ứng dụng chat")
    return await _page(visit, code=f"{code[:4]} {code[4:]}")


@PAGE.post(r"/{id:\d{1,9}}/ngat")
async def unlink(visit: Visit) -> web.StreamResponse:
    """One of their own."""
    if not await _links(visit).end(visit.officer.id, link=int(visit.part("id")), now=visit.now):
        raise BotError("Chat này đã được ngắt rồi.")
    return await visit.go(PAGE.path, said="Đã ngắt. Chat ấy không còn xem được việc của cán bộ.")


async def _page(visit: Visit, *, code: str = "") -> web.Response:
    settings = visit.desk.settings
    return visit.page(
        "chat_link.html",
        code=code,
        minutes=CODE_LIVES // timedelta(minutes=1),
        links=await _links(visit).of_officer(visit.officer.id),
        channels=[called(name) for name in visit.desk.channels],
        digest=settings.office_digest if settings.digest_at else "",
        may_edit=visit.officer.role in EDITORS,
        may_answer=visit.officer.role in LEADERS,
    )


def _links(visit: Visit) -> OfficerLinks:
    return OfficerLinks(visit.desk.store.database)
