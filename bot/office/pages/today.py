"""Việc hôm nay: what the bot could not answer, or not to people's liking, grouped; each dealt with by a tap."""

from math import ceil
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.core.nearness import bands_told
from bot.errors import BotError
from bot.office.dealing import case, deal, group, groups, hamlet, reviews, undoable
from bot.office.merging import unmerge
from bot.office.roles import EDITORS, EVERYBODY, LEADERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.reviews import Decision, Kind

PAGE = Page("/viec-hom-nay", menu="Việc hôm nay", who=EVERYBODY)
GONE = "Câu này đã có người xử lý, hoặc bà con đã xoá."
AT_ONCE = 15
TITLES = {
    Kind.MISSED: "Chưa trả lời được",
    Kind.WRONG: "Bà con chê chưa đúng",
    Kind.NOT_THESE: "Không phải các ý này",
}
REASONS = ("Không phải việc của xã", "Câu thử, câu đùa", "Đã có cách khác lo việc này")
"""Why questions are skipped, one tap each."""


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """One of the lists."""
    lists = {kind: await groups(visit, kind) for kind in Kind}
    kind = Kind(visit.query.chosen("loai", {*Kind}) or Kind.MISSED)
    pages = max(1, ceil(len(lists[kind]) / AT_ONCE))
    page = min(max(visit.query.number("trang") or 1, 1), pages)
    shown = lists[kind][(page - 1) * AT_ONCE : page * AT_ONCE]
    done = await undoable(visit, visit.query.text("xong", most=16))
    return visit.page(
        "today.html",
        kind=kind,
        titles=TITLES,
        counts={kind: len(found) for kind, found in lists.items()},
        asked=sum(found.count for found in lists[kind]),
        cases=[case(visit, found.questions) for found in shown],
        number=page,
        pages=pages,
        done=done,
        entry=_title(visit, done.review.entry) if done else "",
        only_hamlet=hamlet(visit).strip("\0"),
        **rights(visit),
    )


@PAGE.get("/{ref}")
async def look(visit: Visit) -> web.StreamResponse:
    """One group with everything known about it."""
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(PAGE.path, said=GONE)
    bands = bands_told(visit.desk.thinking.responder.bands)
    return visit.page("today_one.html", case=case(visit, questions), questions=questions[-50:], bands=bands, **rights(visit))


@PAGE.post("/{ref}/bo-qua", who=EDITORS)
async def skip(visit: Visit) -> web.StreamResponse:
    """Never shown again, however often it is asked."""
    reason = visit.form.text("ly-do-khac", most=300) or visit.form.text("ly-do", most=300)
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(PAGE.path, said=GONE)
    if not reason:
        raise BotError("Chưa bỏ qua: xin ghi lý do.")
    batch = await deal(visit, questions, Decision.SKIPPED, said=reason)
    if batch is None:
        return await visit.go(PAGE.path, said=GONE)
    await visit.note("bỏ qua câu hỏi", visit.part("ref"), f"Bỏ qua {len(batch.refs)} lượt hỏi: {reason}")
    return await visit.go(f"{PAGE.path}?{back(visit)}xong={batch.key}")


@PAGE.post("/hoan-tac", who=EDITORS)
async def undo(visit: Visit) -> web.StreamResponse:
    """Take back what was done a moment ago."""
    batch = await undoable(visit, visit.form.text("viec", most=16))
    if batch is None:
        raise BotError("Không hoàn tác được nữa: đã quá 10 phút, hoặc việc này đã được hoàn tác.")
    warning = await unmerge(visit, batch) if batch.review.decision is Decision.MERGED else ""
    count = await reviews(visit).undo(batch.key)
    await visit.note("hoàn tác", batch.refs[0], f"Hoàn tác: {count} lượt hỏi trở lại danh sách")
    return await visit.go(f"{PAGE.path}?{back(visit)}", said=f"Đã hoàn tác, câu hỏi trở lại danh sách. {warning}".strip())


def rights(visit: Visit) -> dict[str, Any]:
    """What of the buttons an officer is shown."""
    return {
        "may_edit": visit.officer.role in EDITORS,
        "may_answer": visit.officer.role in LEADERS,
        "reasons": REASONS,
        "back": visit.query.chosen("loai", {*Kind}) or visit.form.chosen("loai", {*Kind}),
    }


def back(visit: Visit) -> str:
    """The list an officer came from."""
    kind = visit.form.chosen("loai", {*Kind})
    return f"loai={quote(kind)}&" if kind else ""


def _title(visit: Visit, entry: str) -> str:
    responder = visit.desk.thinking.responder
    return responder.speech.title(entry) if entry in responder.knowledge.entries else entry
