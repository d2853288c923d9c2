"""Nhật ký: who changed what, when."""

import csv
import io
from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web

from bot.core.conversation import VIETNAM
from bot.exchange.csv_file import guarded
from bot.office.rendering import when
from bot.office.roles import ADMINS
from bot.office.routing import Page
from bot.office.visit import Visit

PAGE = Page("/nhat-ky", menu="Nhật ký", who=ADMINS)
AT_ONCE = 50
MOST = 100_000
"""Lines of a file; more no spreadsheet likes."""
_HEADS = ("Lúc", "Ai", "Việc", "Với", "Nội dung", "Thay đổi")


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """A page of it."""
    start = (visit.query.number("tu-dong") or 0) // AT_ONCE * AT_ONCE
    deeds = await visit.desk.audit.read(**_asked(visit), skip=start, limit=AT_ONCE + 1)
    asked = {name: visit.query.text(name, most=64) for name in ("ai", "viec", "tu", "den")}
    return visit.page(
        "audit_log.html",
        deeds=deeds[:AT_ONCE],
        start=start,
        at_once=AT_ONCE,
        more=len(deeds) > AT_ONCE,
        asked=asked,
        officers=await visit.desk.audit.officers(),
        actions=await visit.desk.audit.actions(),
    )


@PAGE.get("/nhat-ky.csv")
async def save(visit: Visit) -> web.StreamResponse:
    """All of it that was asked for, for a spreadsheet."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(_HEADS)
    async for deeds in visit.desk.audit.parts(**_asked(visit), skip=0, limit=MOST):
        for deed in deeds:
            cells = (when(deed.at), deed.officer, deed.action, deed.object, deed.summary, deed.diff)
            writer.writerow([guarded(cell) for cell in cells])
    name = f"nhat-ky-{visit.now.astimezone(VIETNAM):%Y-%m-%d}.csv"
    return visit.file(target.getvalue().encode("utf-8-sig"), name, "text/csv")


def _asked(visit: Visit) -> dict[str, Any]:
    since, until = visit.query.day("tu"), visit.query.day("den")
    return {
        "officer": visit.query.text("ai", most=64),
        "action": visit.query.text("viec", most=32),
        "since": datetime.combine(since, time(), VIETNAM) if since else None,
        "before": datetime.combine(until, time(), VIETNAM) + timedelta(days=1) if until and until.year < 9999 else None,
    }
