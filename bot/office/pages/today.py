"""Việc hôm nay: what the bot could not answer, or not to people's liking, grouped; each dealt with by a tap."""

import re
from dataclasses import dataclass, replace
from math import ceil
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.core.nearness import bands_told
from bot.errors import BotError
from bot.office.dealing import REASONS, case, deal, group, groups, hamlet, reviews, undoable
from bot.office.forms import Form
from bot.office.merging import unmerge
from bot.office.roles import EDITORS, EVERYBODY, LEADERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.office.worklist import Asked
from bot.store.reviews import Decision, Kind

PAGE = Page("/viec-hom-nay", menu="Việc hôm nay", who=EVERYBODY)
GONE = "Câu này đã có người xử lý, hoặc bà con đã xoá."
AT_ONCE = 15
TITLES = {
    Kind.MISSED: "Chưa trả lời được",
    Kind.WRONG: "Bà con chê chưa đúng",
    Kind.NOT_THESE: "Không phải các ý này",
}
_REF = re.compile(r"[0-9A-Z]{1,12}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the lists an officer is: after a deed they are there again, before the next question."""

    kind: str = ""
    page: int = 1
    following: str = ""
    """Code of the question after the one dealt with."""

    @classmethod
    def of(cls, form: Form) -> "Place":
        """As a form or an address says it."""
        following = form.text("tiep", most=12)
        return cls(
            form.chosen("loai", {*Kind}),
            max(1, form.number("trang") or 1),
            following if _REF.fullmatch(following) else "",
        )

    @property
    def query(self) -> str:
        """For addresses of pages that lead back here."""
        return urlencode({"loai": self.kind, "trang": self.page, "tiep": self.following})

    def path(self, *, done: str = "") -> str:
        """The list; `done`: with the offer to undo this."""
        said = {"loai": self.kind, "trang": self.page, "xong": done}
        query = urlencode({name: value for name, value in said.items() if value not in ("", 1)})
        anchor = f"#{self.following}" if self.following else ""
        return f"{PAGE.path}{'?' if query else ''}{query}{anchor}"


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """One of the lists."""
    lists = {kind: await groups(visit, kind) for kind in Kind}
    kind = Kind(visit.query.chosen("loai", {*Kind}) or Kind.MISSED)
    pages = max(1, ceil(len(lists[kind]) / AT_ONCE))
    page = min(max(visit.query.number("trang") or 1, 1), pages)
    first = (page - 1) * AT_ONCE
    cases = [case(visit, found.questions) for found in lists[kind][first : first + AT_ONCE]]
    places = [Place(kind, page, _following(lists[kind], first + number)) for number in range(len(cases))]
    done = await undoable(visit, visit.query.text("xong", most=16))
    return visit.page(
        "today.html",
        kind=kind,
        titles=TITLES,
        counts={kind: len(found) for kind, found in lists.items()},
        asked=sum(found.count for found in lists[kind]),
        cases=list(zip(cases, places, strict=True)),
        following={name: found for name, found in lists.items() if found and name != kind},
        number=page,
        pages=pages,
        is_being_read=visit.desk.worklist.is_being_read(kind, hamlet(visit)),
        older=visit.desk.worklist.older(kind, hamlet(visit)),
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
        return await visit.go(Place.of(visit.query).path(), said=GONE)
    bands = bands_told(visit.desk.thinking.responder.bands)
    return visit.page("today_one.html", case=case(visit, questions), questions=questions[-50:], bands=bands, **rights(visit))


@PAGE.post("/{ref}/bo-qua", who=EDITORS)
async def skip(visit: Visit) -> web.StreamResponse:
    """Never shown again, however often it is asked."""
    reason = visit.form.text("ly-do-khac", most=300) or visit.form.text("ly-do", most=300)
    questions, place = await group(visit, visit.part("ref")), Place.of(visit.form)
    if not questions:
        return await visit.go(place.path(), said=GONE)
    if not reason:
        raise BotError("Chưa bỏ qua: xin ghi lý do.")
    batch = await deal(visit, questions, Decision.SKIPPED, said=reason)
    if batch is None:
        return await visit.go(place.path(), said=GONE)
    await visit.note("bỏ qua câu hỏi", visit.part("ref"), f"Bỏ qua {len(batch.refs)} lượt hỏi: {reason}")
    return await visit.go(place.path(done=batch.key))


@PAGE.post("/hoan-tac", who=EDITORS)
async def undo(visit: Visit) -> web.StreamResponse:
    """Take back what was done a moment ago."""
    batch = await undoable(visit, visit.form.text("viec", most=16))
    if batch is None:
        raise BotError("Không hoàn tác được nữa: đã quá 10 phút, hoặc việc này đã được hoàn tác.")
    warning = await unmerge(visit, batch) if batch.review.decision is Decision.MERGED else ""
    count = await reviews(visit).undo(batch.key)
    await visit.note("hoàn tác", batch.refs[0], f"Hoàn tác: {count} lượt hỏi trở lại danh sách")
    back = await group(visit, batch.refs[0])
    place = replace(Place.of(visit.form), following=back[-1].ref if back else "")
    return await visit.go(place.path(), said=f"Đã hoàn tác, câu hỏi trở lại danh sách. {warning}".strip())


def rights(visit: Visit) -> dict[str, Any]:
    """What of the buttons an officer is shown."""
    return {
        "may_edit": visit.officer.role in EDITORS,
        "may_answer": visit.officer.role in LEADERS,
        "reasons": REASONS,
        "place": Place.of(visit.form if visit.request.method == "POST" else visit.query),
    }


def _following(found: list[Asked], number: int) -> str:
    """Code of the one after, or, of the last, of the one before."""
    if number + 1 < len(found):
        return found[number + 1].newest.ref
    return found[number - 1].newest.ref if number else ""


def _title(visit: Visit, entry: str) -> str:
    responder = visit.desk.thinking.responder
    return responder.speech.title(entry) if entry in responder.knowledge.entries else entry
