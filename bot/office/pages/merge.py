"""Việc hôm nay, gộp vào câu có sẵn: the entry is chosen, what would come of it is shown, then it is written."""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bot.errors import BotError
from bot.office.companions import Companion, companions, joined
from bot.office.dealing import case, deal, group
from bot.office.knowledge.publishing import shelf
from bot.office.merging import Rehearsal, merge, rehearse
from bot.office.pages.today import GONE, PAGE, Place, rights
from bot.office.roles import EDITORS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Decision

MERGE = Page(PAGE.path, who=EDITORS)
_FOUND = 10


@MERGE.get("/{ref}/gop")
async def choose(visit: Visit) -> web.StreamResponse:
    """Which entry, which wordings; with an entry chosen, what would come of it."""
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(Place.of(visit.query).path(), said=GONE)
    entry = visit.query.text("cau", most=120)
    chosen = visit.query.all("cach") or list(case(visit, questions).refs)
    questions, near = joined(questions, await companions(visit, questions), chosen)
    try:
        trial = await rehearse(visit, entry, _phrasings(visit, questions, chosen)) if entry else None
    except BotError as error:
        return await _show(visit, questions, near, chosen, None, fault=str(error))
    return await _show(visit, questions, near, chosen, trial)


@MERGE.post("/{ref}/gop")
async def write(visit: Visit) -> web.StreamResponse:
    """Write it; `ngay`: only when there is nothing to think about."""
    questions, place = await group(visit, visit.part("ref")), Place.of(visit.form)
    if not questions:
        return await visit.go(place.path(), said=GONE)
    entry, chosen = visit.form.text("cau", most=120), visit.form.all("cach")
    questions, near = joined(questions, await companions(visit, questions), chosen)
    phrasings = _phrasings(visit, questions, chosen)
    if not entry or not phrasings:
        fault = "Chưa chọn cách hỏi nào để thêm" if entry else "Chưa chọn câu để gộp vào"
        return await _show(visit, questions, near, chosen, None, fault=fault)
    trial: Rehearsal | None = None
    try:
        trial = await rehearse(visit, entry, phrasings)
        if trial.blocked or (visit.form.ticked("ngay") and not trial.is_harmless):
            return await _show(visit, questions, near, chosen, trial)
        added, warning = await merge(visit, entry, phrasings)
    except BotError as error:
        return await _show(visit, questions, near, chosen, trial, fault=str(error).rstrip("."))
    batch = await deal(visit, questions, Decision.MERGED, entry=entry, said="\n".join(added))
    return await visit.go(place.path(done=batch.key if batch else ""), said=warning)


def _phrasings(visit: Visit, questions: list[LoggedQuestion], chosen: list[str]) -> list[str]:
    """The wordings chosen, by the codes of their questions."""
    return [word.phrasing for word in case(visit, questions).wordings if word.ref in chosen and word.phrasing]


async def _show(
    visit: Visit,
    questions: list[LoggedQuestion],
    near: Sequence[Companion],
    chosen: list[str],
    trial: Rehearsal | None,
    *,
    fault: str = "",
) -> web.Response:
    typed = visit.query.text("tim", most=120) or visit.form.text("tim", most=120)
    found = (await shelf(visit)).index.find(typed)[:_FOUND] if typed else []
    return visit.page(
        "today_merge.html",
        status=422 if fault else 200,
        case=replace(case(visit, questions), ref=visit.part("ref")),
        near=near,
        chosen=set(chosen),
        trial=trial,
        typed=typed,
        found=found,
        fault=fault,
        **rights(visit),
    )
