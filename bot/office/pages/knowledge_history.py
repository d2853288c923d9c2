"""Sửa kiến thức: what became of entries, and back again; moving and deleting them."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from aiohttp import web

from bot.core.knowledge import Entry, Knowledge
from bot.errors import BotError
from bot.knowledge_files.edits import AddEntry, Change, MoveEntry, RemoveEntry, SetFields
from bot.office.knowledge.differences import Difference, differences
from bot.office.knowledge.entries import differing, kept, values, version
from bot.office.knowledge.publishing import Conflict, Deed, changed_outside, publish, shelf
from bot.office.pages.knowledge import ENTRY, PAGE
from bot.office.roles import EDITORS, EVERYBODY
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.drafts import Drafts
from bot.store.entry_history import Edition, EntryHistory

HISTORY = Page(PAGE.path, who=EVERYBODY)
MOST = 100
SINCE = "0"
"""The number of what was done outside since the last edition: it is not written down yet."""
CALLED = {
    "them": "thêm mới",
    "sua": "sửa",
    "xoa": "xoá",
    "chuyen": "chuyển chủ đề",
    "tro-ve": "lấy lại bản cũ",
    "ngoai": "sửa ngoài bàn làm việc",
}
_MEANWHILE = "Câu này vừa có người sửa nên chưa làm gì cả. Xem lại bản mới rồi làm tiếp."


@HISTORY.get("/lich-su")
async def newest(visit: Visit) -> web.StreamResponse:
    """What was changed last, in all entries."""
    editions = await EntryHistory(visit.desk.store.database).newest(limit=MOST)
    return await _page(visit, editions, "")


@HISTORY.get(ENTRY + "/lich-su")
async def of_entry(visit: Visit) -> web.StreamResponse:
    """What became of one entry, of a deleted one too."""
    here, entry_id = await shelf(visit), visit.part("entry")
    history = EntryHistory(visit.desk.store.database)
    editions, last = await history.of(entry_id, limit=MOST), await history.last(entry_id)
    entry = here.knowledge.entries.get(entry_id)
    if last is None and entry is None:
        raise web.HTTPNotFound(text="Không có câu này.")
    if last and not here.faults:
        like = replace(last, at=visit.now, id=0)
        editions = [*changed_outside(last, kept(entry), like), *editions]
    return await _page(visit, editions, entry_id)


@HISTORY.post(ENTRY + "/lich-su/{edition}/tro-ve", who=EDITORS)
async def go_back(visit: Visit) -> web.StreamResponse:
    """Undo a change: the entry is again what it was before."""
    here, entry_id, number = await shelf(visit), visit.part("entry"), visit.part("edition")
    history = EntryHistory(visit.desk.store.database)
    edition = await history.get(int(number), entry_id) if number.isascii() and number.isdecimal() and len(number) < 10 else None
    if number == SINCE and not here.faults and (last := await history.last(entry_id)):
        edition = next(iter(changed_outside(last, kept(here.knowledge.entries.get(entry_id)), last)), None)
    if edition is None or edition.before is None:
        raise BotError("Không có bản nào để lấy lại ở dòng này.")
    old, now = Entry.model_validate(edition.before), here.knowledge.entries.get(entry_id)
    if now and not differing(now, old):
        return await visit.go(_address(entry_id), said="Câu này đang đúng như bản ấy rồi.")
    known = {topic.id for topic in here.knowledge.topics}
    topic = edition.topic if edition.topic in known else next(iter(known), "")
    deed = Deed(entry_id, "tro-ve", visit.form.text("ban", most=32), lambda base: _restored(base, topic, old))
    try:
        warning = await publish(visit, deed)
    except Conflict as conflict:
        raise BotError(_MEANWHILE) from conflict
    return await visit.go(_address(entry_id), said=f"Đã lấy lại bản cũ của “{old.label}”. {warning}".strip())


@HISTORY.post(ENTRY + "/chuyen", who=EDITORS)
async def move(visit: Visit) -> web.StreamResponse:
    """To another topic."""
    here, entry_id = await shelf(visit), visit.part("entry")
    topic = visit.form.chosen("topic", {topic.id for topic in here.knowledge.topics})
    if not topic:
        raise BotError("Chưa chọn chủ đề để chuyển tới.")
    entry = here.knowledge.entries.get(entry_id)
    if entry and entry.locality:
        raise BotError("Câu riêng của một địa phương thì chuyển bằng cách sửa tệp.")

    def moved(base: Knowledge) -> Sequence[Change]:
        return [MoveEntry(entry_id, topic, values(base.entries[entry_id], base.entries[entry_id].model_fields_set))]

    warning = await _done(visit, Deed(entry_id, "chuyen", visit.form.text("ban", most=32) or "-", moved))
    return await visit.go(_address(entry_id), said=f"Đã chuyển chủ đề. {warning}".strip())


@HISTORY.post(ENTRY + "/xoa", who=EDITORS)
async def delete(visit: Visit) -> web.StreamResponse:
    """Gone; it can be taken back from the history."""
    entry_id = visit.part("entry")
    warning = await _done(visit, Deed(entry_id, "xoa", visit.form.text("ban", most=32) or "-", lambda _: [RemoveEntry(entry_id)]))
    await Drafts(visit.desk.store.database).drop(entry_id)
    said = "Đã xoá câu này. Lấy lại được ở Lịch sử sửa."
    return await visit.go(f"{_address(entry_id)}/lich-su", said=f"{said} {warning}".strip())


async def _done(visit: Visit, deed: Deed) -> str:
    try:
        return await publish(visit, deed)
    except Conflict as conflict:
        raise BotError(_MEANWHILE) from conflict


def _restored(base: Knowledge, topic: str, old: Entry) -> Sequence[Change]:
    now = base.entries.get(old.id)
    if now is None:
        return [AddEntry(topic, values(old, Entry.model_fields))]
    return [SetFields(old.id, values(old, differing(now, old)))]


async def _page(visit: Visit, editions: Sequence[Edition], entry_id: str) -> web.Response:
    here = (await shelf(visit)).knowledge
    entry = here.entries.get(entry_id)
    title = entry.label if entry else (editions[0].title if entry_id and editions else "")
    return visit.page(
        "knowledge_history.html",
        entry=entry_id,
        editions=await asyncio.to_thread(_compared, editions),
        called=CALLED,
        title=title,
        there=here.entries.keys(),
        version=version(entry),
        may_edit=visit.officer.role in EDITORS,
    )


def _compared(editions: Sequence[Edition]) -> list[tuple[Edition, list[Difference]]]:
    return [(edition, differences(edition.before, edition.after)) for edition in editions]


def _address(entry_id: str) -> str:
    return f"{PAGE.path}/cau/{quote(entry_id, safe='')}"
