"""Hướng dẫn: the daily round, page by page, as far as an officer's role goes."""

from aiohttp import web

from bot.office.roles import ADMINS, EDITORS, EVERYBODY, LEADERS, READERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.retention import KEYS_KEPT

PAGE = Page("/huong-dan", menu="Hướng dẫn", who=EVERYBODY)


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """What can be done here, and how."""
    role, settings = visit.officer.role, visit.desk.settings
    return visit.page(
        "guide.html",
        may_edit=role in EDITORS,
        may_answer=role in LEADERS,
        may_read=role in READERS,
        is_admin=role in ADMINS,
        hamlet=visit.officer.hamlet,
        keep_days=settings.keep_days,
        answer_days=KEYS_KEPT.days,
        idle_minutes=settings.office_idle_minutes,
    )
