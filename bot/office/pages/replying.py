"""Trả lời người hỏi: an officer's answer to everybody who asked the same, on the channel they used; and what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bot.core.message import Reply
from bot.core.personal_data import mask
from bot.office import officer_answers
from bot.office.companions import Companion, companions, joined
from bot.office.dealing import case, group, reviews
from bot.office.knowledge.publishing import shelf
from bot.office.officer_answers import LONGEST, Typed, told
from bot.office.pages.today import GONE
from bot.office.pages.today import PAGE as TODAY
from bot.office.roles import EDITORS, EVERYBODY, LEADERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.outbox import State
from bot.store.questions import LoggedQuestion
from bot.store.retention import KEYS_KEPT
from bot.store.reviews import Decision

PAGE = Page("/tra-loi", menu="Trả lời người hỏi", who=EVERYBODY)
_LATEST = 30
_FOUND = 8
FATES = {
    State.SENT: "đã gửi",
    State.PENDING: "đang gửi",
    State.SENDING: "đang gửi",
    State.WAITING: "chờ bà con nhắn lại hoặc mở lại trang chat",
    State.UNKNOWN: "không rõ đã tới chưa",
    State.GONE: "bà con đã rời đi",
    State.PARKED: "không gửi được",
}


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """What was answered lately, and whether it arrived."""
    latest = await reviews(visit).latest(Decision.ANSWERED, limit=_LATEST)
    asked = {batch.key: await reviews(visit).found(batch.refs) for batch in latest}
    latest = [batch for batch in latest if asked[batch.key]]
    fates = await officer_answers.answers(visit).fates([batch.key for batch in latest])
    done = next((batch for batch in latest if batch.key == visit.query.text("xong", most=16)), None)
    lines = [(batch, asked[batch.key][0].text, _told(fates[batch.key])) for batch in latest]
    title = visit.desk.thinking.responder.speech.title
    entries = visit.desk.thinking.responder.knowledge.entries
    titles = {batch.review.entry: title(batch.review.entry) for batch in latest if batch.review.entry in entries}
    return visit.page(
        "replies.html",
        lines=lines,
        done=done,
        titles=titles,
        today=TODAY.path,
        long_ago=visit.now - KEYS_KEPT,
        may_edit=visit.officer.role in EDITORS,
    )


@PAGE.get("/{ref}", who=LEADERS)
async def begin(visit: Visit) -> web.StreamResponse:
    """The form."""
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(TODAY.path, said=GONE)
    entry = visit.query.text("cau", most=120)
    typed = Typed(entry=entry, chosen=tuple(wording.ref for wording in case(visit, questions).wordings))
    near = await companions(visit, questions)
    return await _form(visit, questions, near, typed, fault=officer_answers.fault(visit, typed) if entry else "")


@PAGE.post("/{ref}", who=LEADERS)
async def send(visit: Visit) -> web.StreamResponse:
    """Look at it as people will read it, then send it."""
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(TODAY.path, said=GONE)
    text, entry = visit.form.lines("tra-loi", most=LONGEST + 1), visit.form.text("cau", most=120)
    typed = Typed(text, entry, tuple(visit.form.all("cach")))
    questions, near = joined(questions, await companions(visit, questions), typed.chosen)
    if fault := officer_answers.fault(visit, typed):
        return await _form(visit, questions, near, typed, fault=fault)
    if visit.form.chosen("lam", {"gui", "xem", "sua"}) != "gui":
        is_sure = visit.form.chosen("lam", {"xem"}) == "xem"
        preview = officer_answers.said(visit, typed, questions[-1]) if is_sure else ()
        return await _form(visit, questions, near, typed, preview=preview)
    sent = await officer_answers.send(visit, officer_answers.meant(case(visit, questions), questions, typed), typed)
    if sent is None:
        return await visit.go(TODAY.path, said=GONE)
    batch, reached = sent
    return await visit.go(f"{PAGE.path}?xong={batch.key}", said=f"Đã nhận câu trả lời. {told(reached)}")


def _told(fates: Counter[State]) -> list[tuple[str, int, bool]]:
    """Fate, how many, and whether somebody should look."""
    counted: Counter[str] = Counter()
    for state, count in fates.items():
        counted[FATES[state]] += count
    bad = {FATES[state] for state in (State.UNKNOWN, State.GONE, State.PARKED)}
    return [(fate, count, fate in bad) for fate, count in counted.most_common()]


async def _form(
    visit: Visit,
    questions: list[LoggedQuestion],
    near: Sequence[Companion],
    typed: Typed,
    *,
    fault: str = "",
    preview: tuple[Reply, ...] = (),
) -> web.Response:
    shown = replace(case(visit, questions), ref=visit.part("ref"))
    meant = officer_answers.meant(shown, questions, typed)
    wanted = visit.query.text("tim", most=120)
    return visit.page(
        "reply.html",
        status=422 if fault else 200,
        case=shown,
        near=near,
        typed=typed,
        fault=fault,
        preview=preview,
        reached=told(await officer_answers.reachable(visit, meant)),
        kinds=mask(typed.text).kinds,
        longest=LONGEST,
        wanted=wanted,
        found=(await shelf(visit)).index.find(wanted)[:_FOUND] if wanted else [],
        title=visit.desk.thinking.responder.speech.title(typed.entry) if typed.entry and not fault else "",
        today_path=TODAY.path,
    )
