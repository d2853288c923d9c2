"""Sức khoẻ: is everything running, what is stuck, what grows old; the kill switch; the doctor."""

from aiohttp import web

from bot.channels.names import CHANNELS, called
from bot.doctor.case import Case
from bot.doctor.examination import examine, worst
from bot.doctor.finding import Level
from bot.errors import BotError
from bot.office.condition import condition
from bot.office.roles import EDITORS, READERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.mailboxes import Heap, Mailboxes
from bot.store.switches import ALL, Off, Switches

PAGE = Page("/suc-khoe", menu="Sức khoẻ", who=READERS)
LONGEST_REASON = 300


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """How the service is."""
    now = await condition(visit.desk, now=visit.now)
    return visit.page("health.html", it=now, alarms=list(now.alarms()), may_change=visit.officer.role in EDITORS, all=ALL)


@PAGE.post("/kham")
async def look(visit: Visit) -> web.StreamResponse:
    """The doctor's report: asks the providers too, so it takes some seconds; one at a time."""
    async with visit.desk.examining:
        found = await examine(Case(visit.desk.settings, visit.desk.store.database, visit.desk.clock))
    return visit.page("examination.html", found=found, worst=worst(found), levels=Level)


@PAGE.post("/tat", who=EDITORS)
async def off(visit: Visit) -> web.StreamResponse:
    """The kill switch."""
    channel, reason = _channel(visit), visit.form.text("ly-do", most=LONGEST_REASON)
    if not reason:
        raise BotError("Chưa tắt: xin ghi lý do, bà con sẽ đọc được.")
    await Switches(visit.desk.store.database).off(Off(channel, reason, visit.now, visit.officer.login))
    await visit.note("tắt", called(channel), f"Tắt {called(channel)}: {reason}")
    return await visit.go("/suc-khoe", said=f"Đã tắt {called(channel)}. Bà con nhắn tới thì được báo lý do.")


@PAGE.post("/bat", who=EDITORS)
async def on(visit: Visit) -> web.StreamResponse:
    """On again."""
    channel = _channel(visit)
    if await Switches(visit.desk.store.database).on(channel):
        await visit.note("bật lại", called(channel), f"Bật lại {called(channel)}")
    return await visit.go("/suc-khoe", said=f"Đã bật lại {called(channel)}.")


@PAGE.post("/gui-lai", who=EDITORS)
async def again(visit: Visit) -> web.StreamResponse:
    """Try once more what was given up."""
    heap = await _heap(visit)
    count = await Mailboxes(visit.desk.store.database).again(heap, now=visit.now)
    await visit.note("thử lại", called(heap.channel), f"Thử lại {count} tin: {heap.reason}")
    return await visit.go("/suc-khoe", said=f"Đang thử lại {count} tin; mở lại trang sau một phút để xem.")


@PAGE.post("/bo", who=EDITORS)
async def drop(visit: Visit) -> web.StreamResponse:
    """Let it rest."""
    heap = await _heap(visit)
    count = await Mailboxes(visit.desk.store.database).drop(heap)
    await visit.note("bỏ tin", called(heap.channel), f"Bỏ {count} tin không gửi được: {heap.reason}")
    return await visit.go("/suc-khoe", said=f"Đã bỏ {count} tin.")


def _channel(visit: Visit) -> str:
    if channel := visit.form.chosen("kenh", {ALL, *CHANNELS}):
        return channel
    raise BotError("Chưa chọn kênh.")


async def _heap(visit: Visit) -> Heap:
    key = visit.form.text("dong")
    for heap in await Mailboxes(visit.desk.store.database).heaps():
        if heap.key == key:
            return heap
    raise BotError("Những tin đó không còn ở đây nữa.")
