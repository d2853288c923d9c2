"""Sửa kiến thức: the form of an entry, looked over and tried while it is written; drafts, and publishing."""

import asyncio
import re
import secrets
from dataclasses import replace
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.core.knowledge import Entry
from bot.errors import BotError
from bot.knowledge_files.edits import AddEntry, SetFields
from bot.knowledge_files.key_help import KEYS
from bot.office.dealing import case, group, taught
from bot.office.knowledge import fields
from bot.office.knowledge.bench import OUR_OFFICE, STOCK, Bench, look_over, nothing_yet
from bot.office.knowledge.differences import Difference, differences
from bot.office.knowledge.entries import differing, kept, values, version
from bot.office.knowledge.publishing import Conflict, Deed, NotSaved, publish, shelf
from bot.office.knowledge.trial import unmasked
from bot.office.pages.knowledge import ENTRY, PAGE, today
from bot.office.pages.today import Place
from bot.office.roles import EDITORS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.drafts import Draft, Drafts

EDIT = Page(PAGE.path, who=EDITORS)
_KEY = "~[0-9a-f]{8}"
_DELETED = "Chưa đăng: câu này vừa bị xoá. Lấy lại ở Lịch sử sửa, hoặc chọn chủ đề rồi đăng lại thành câu mới"


@EDIT.get(ENTRY + "/sua")
async def edit(visit: Visit) -> web.StreamResponse:
    """The form of an entry; of its draft, when somebody began one."""
    here, entry_id = await shelf(visit), visit.part("entry")
    entry = here.knowledge.entries.get(entry_id)
    if entry is None:
        raise web.HTTPNotFound(text="Không có câu này, hoặc nó đã bị xoá.")
    as_is = fields.of_entry(entry, here.knowledge.topic_of(entry_id).id)
    draft = await Drafts(visit.desk.store.database).get(entry_id) or Draft(entry_id, as_is, version(entry))
    bench = Bench(here.knowledge, draft, entry)
    if draft.base != version(entry) and not differences(kept(entry), bench.compared()):  # it was just published
        bench = replace(bench, draft=replace(draft, base=version(entry)))
    conflict = entry if draft.revision and bench.draft.base != version(entry) else None
    return await _form(visit, bench, conflict=conflict, looked=False)


@EDIT.get("/moi")
async def begin(visit: Visit) -> web.StreamResponse:
    """The form of a new entry; from a question that was asked in vain, or from an answer that was given."""
    here, ref = await shelf(visit), visit.query.text("ref", most=12)
    filled = {"answer": visit.query.lines("answer", most=4000), "topic": visit.query.text("chu-de", most=120)}
    filled |= {"sources-0-title": visit.query.text("nguon", most=200)}
    asked = await Drafts(visit.desk.store.database).asked(ref) if ref else None
    if asked:
        text, near = asked
        topics = [here.knowledge.topic_of(entry).id for entry in near if entry in here.knowledge.entries]
        filled |= {"questions": await _asked_as(visit, ref, text), "topic": filled["topic"] or next(iter(topics), "")}
    typed = {name: text for name, text in filled.items() if text}
    draft = Draft(_new_key(), typed, question=ref if asked else "")
    return await _form(visit, Bench(here.knowledge, draft, None), looked=False)


@EDIT.get("/nhap/{key}")
async def go_on(visit: Visit) -> web.StreamResponse:
    """The draft of a new entry."""
    draft = await Drafts(visit.desk.store.database).get(visit.part("key"))
    if draft is None or not draft.is_new:
        return await visit.go(f"{PAGE.path}?loc=nhap", said="Bản nháp này không còn: đã đăng hoặc đã bỏ.")
    return await _form(visit, Bench((await shelf(visit)).knowledge, draft, None), looked=False)


@EDIT.post("/thu")
async def look(visit: Visit) -> web.StreamResponse:
    """What stands beside the form, while it is written."""
    side = await look_over(visit, await _sent(visit), visit.form.lines("thu", most=3000))
    return visit.page("_knowledge_side.html", help=KEYS, **side)


@EDIT.post("/luu")
async def save(visit: Visit) -> web.StreamResponse:
    """Look it over, keep it as a draft, or publish it: by the button."""
    bench = await _sent(visit)
    wanted = visit.form.chosen("lam", {"thu", "nhap", "dang"}) or "thu"
    if wanted == "thu":
        return await _form(visit, bench)
    lost = await _keep(visit, bench)
    if isinstance(lost, Draft):
        return await _form(visit, bench, status=409, rival=lost)
    if wanted == "nhap" and not lost:
        await visit.note("lưu nháp", bench.draft.key, f"Lưu bản nháp: {bench.title}")
        where = f"/nhap/{bench.draft.key}" if bench.draft.is_new else f"/cau/{quote(bench.draft.key)}/sua"
        return await visit.go(f"{PAGE.path}{where}", said="Đã lưu bản nháp. Bà con chưa thấy gì thay đổi.")
    bench = bench if lost else replace(bench, draft=replace(bench.draft, revision=bench.draft.revision + 1))
    return await _form(visit, bench, status=507, fault=lost) if wanted == "nhap" else await _publish(visit, bench)


@EDIT.post("/nhap/{key}/dang")
async def publish_draft(visit: Visit) -> web.StreamResponse:
    """One tap."""
    draft = await Drafts(visit.desk.store.database).get(visit.part("key"))
    if draft is None:
        raise BotError("Bản nháp này không còn: đã đăng hoặc đã bỏ.")
    return await _publish(visit, Bench.of((await shelf(visit)).knowledge, draft))


@EDIT.post("/nhap/{key}/bo")
async def drop_draft(visit: Visit) -> web.StreamResponse:
    """Nobody wants it."""
    await Drafts(visit.desk.store.database).drop(visit.part("key"))
    await visit.note("bỏ nháp", visit.part("key"), "Bỏ bản nháp")
    return await visit.go(PAGE.path, said="Đã bỏ bản nháp.")


async def _publish(visit: Visit, bench: Bench) -> web.StreamResponse:
    draft = bench.draft
    if not draft.is_new and bench.before is None:
        anew = Draft(_new_key(), draft.fields | {"id": draft.key}, question=draft.question)
        return await _form(visit, Bench(bench.base, anew, None), status=409, fault=_DELETED)
    checked = await asyncio.to_thread(bench.checked, today(visit))
    entry = checked.entry
    if checked.blocked or entry is None:
        return await _form(visit, bench, status=422, fault="Chưa đăng: còn chỗ phải sửa, xem những ô có dấu đỏ")
    if bench.before and not differing(bench.before, entry):
        await _forget(visit, draft)
        return await visit.go(f"{PAGE.path}/cau/{quote(entry.id)}", said="Không có gì khác bản đang dùng nên không phải đăng.")
    try:
        warning = await publish(visit, _deed(bench, entry))
    except Conflict as conflict:
        return await _form(visit, replace(bench, before=conflict.current), status=409, conflict=conflict.current)
    except NotSaved as error:
        return await _form(visit, bench, status=422, fault=str(error))
    warning = await _forget(visit, draft, entry.id) or warning
    said = f"Đã đăng “{entry.label}”. Bà con được trả lời theo bản này sau vài giây."
    if draft.question and (place := Place.of(visit.form)).kind:
        return await visit.go(place.path(), said=f"{said} {warning}".strip())
    return await visit.go(f"{PAGE.path}/cau/{quote(entry.id)}", said=f"{said} {warning}".strip())


def _deed(bench: Bench, entry: Entry) -> Deed:
    if bench.before is None:
        everything = values(entry, Entry.model_fields)
        return Deed(entry.id, "them", "", lambda _: [AddEntry(bench.topic, everything)])
    before = bench.before
    return Deed(entry.id, "sua", bench.draft.base, lambda _: [SetFields(entry.id, values(entry, differing(before, entry)))])


async def _keep(visit: Visit, bench: Bench) -> Draft | str:
    """Keep what was typed, so that whatever happens next loses nothing; somebody else's draft, or what went wrong."""
    drafts, draft = Drafts(visit.desk.store.database), replace(bench.draft, officer=visit.officer.login, at=visit.now)
    try:
        if await drafts.save(draft):
            return ""
        return await drafts.get(draft.key) or replace(draft, fields={}, revision=0)
    except SQLAlchemyError:
        return "Chưa lưu được bản nháp: cơ sở dữ liệu không ghi được, có thể ổ đĩa đã đầy. Những gì đã gõ còn ở dưới đây"


async def _forget(visit: Visit, draft: Draft, taught_by: str = "") -> str:
    """It is published now; the question it was written for is dealt with."""
    try:
        await Drafts(visit.desk.store.database).drop(draft.key)
        if draft.question and draft.is_new and taught_by:
            await taught(visit, draft.question, taught_by)
    except SQLAlchemyError:
        return "Bản nháp hoặc câu hỏi chưa đánh dấu là xong được."
    return ""


async def _sent(visit: Visit) -> Bench:
    """What the form brings."""
    form, here = visit.form, await shelf(visit)
    key, base, revision = form.text("khoa", most=120), form.text("ban", most=32), form.number("lan") or 0
    if not base and not re.fullmatch(_KEY, key):
        key = _new_key()
    draft = Draft(key, fields.of_form(form), base, revision, question=form.text("ref", most=12))
    return Bench.of(here.knowledge, draft)


async def _asked_as(visit: Visit, ref: str, text: str) -> str:
    """A question in all the wordings in which it waits for an answer, one a line."""
    questions = await group(visit, ref)
    wordings = case(visit, questions).wordings if questions else ()
    return "\n".join(word.phrasing for word in wordings if word.ticked) or unmasked(text)[:300]


def _new_key() -> str:
    """Of the draft of an entry that does not exist yet."""
    return f"~{secrets.token_hex(4)}"


async def _form(
    visit: Visit,
    bench: Bench,
    *,
    status: int = 200,
    fault: str = "",
    conflict: Entry | None = None,
    rival: Draft | None = None,
    looked: bool = True,
) -> web.Response:
    """The form with what was typed. `conflict`: what the entry is by now; `rival`: what somebody else keeps as its draft."""
    other: list[Difference] = []
    if conflict:
        other = differences(kept(conflict), bench.compared())
        bench = replace(bench, draft=replace(bench.draft, base=version(conflict)))
    if rival:
        other = differences(replace(bench, draft=rival).compared(), bench.compared())
        bench = replace(bench, draft=replace(bench.draft, revision=rival.revision))
    tests = visit.form.lines("thu", most=3000)
    side = await look_over(visit, bench, tests) if looked else nothing_yet(tests)
    return visit.page(
        "knowledge_edit.html",
        status=status,
        fault=fault,
        bench=bench,
        typed=bench.typed,
        base=bench.base,
        help=KEYS,
        rows=fields.rows,
        audiences=fields.AUDIENCES,
        other=other,
        rival=rival,
        looked=looked,
        title=bench.title,
        stock=STOCK,
        our_office=visit.desk.place or OUR_OFFICE,
        place=Place.of(visit.form if visit.request.method == "POST" else visit.query),
        **side,
    )
