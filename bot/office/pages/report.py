"""Báo cáo: which report is due when, what it will say, what only officers know; as a .docx (Decree 30/2020) and an .xlsx."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web
from markupsafe import Markup

from bot.errors import BotError
from bot.figures.figures import Figures
from bot.figures.periods import day_text
from bot.figures.presets import presets, report_presets
from bot.office.choosing import Chosen, UnclearDays, chosen, gathered, locality, today
from bot.office.forms import Form
from bot.office.rendering import said
from bot.office.roles import READERS
from bot.office.routing import Page
from bot.office.showing import cards, tabled
from bot.office.visit import Visit
from bot.reports.agency import DEPUTY, Agency, ReportError, agency_of
from bot.reports.blocks import BLANK, Block, Figure, Heading, Paragraph, Tabled
from bot.reports.drafting import asked_in_vain, draft, goals_of, title
from bot.reports.gaps import gaps
from bot.reports.remarks import Remarks
from bot.reports.workbook import XLSX
from bot.reports.writing import report

log = logging.getLogger(__name__)
PAGE = Page("/bao-cao", menu="Báo cáo", who=READERS)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TYPES = {"docx": _DOCX, "xlsx": XLSX}
_MOST_GOALS = 50
_SOON = 14
"""Days before which one had better begin."""
_LONGEST = 5_000
"""Letters of what an officer types in one box."""
_KEPT = "Những gì đã gõ còn nguyên bên dưới, xin thử lại; vẫn vậy thì báo người quản trị"
_KINDS = {Heading: "heading", Paragraph: "text", Figure: "chart", Tabled: "table"}


@dataclass(slots=True)
class Part:
    """A part of the draft: I. to V., and what stands before and after them."""

    heading: str = ""
    blocks: list[tuple[str, Any]] = field(default_factory=list)
    """Each with its kind."""


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """What is due, and the draft of one report."""
    return await _page(visit, visit.query)


@PAGE.post()
async def preview(visit: Visit) -> web.StreamResponse:
    """The draft with what the officer typed."""
    return await _page(visit, visit.form, typed=True)


@PAGE.post("/tep")
async def save(visit: Visit) -> web.StreamResponse:
    """The document or the workbook; nothing of what was typed is lost when it cannot be made."""
    ending = visit.form.chosen("tep", _TYPES)
    if not ending:
        raise BotError("Chưa chọn lập tệp nào: .docx hay .xlsx.")
    about, unclear = _chosen(visit, visit.form)
    if unclear:
        return await _page(visit, visit.form, typed=True)
    found = await gathered(visit, about.period)
    try:
        body = await _made(visit, found, f".{ending}")
    except ReportError as error:
        return await _page(visit, visit.form, typed=True, fault=f"{str(error).rstrip('.')}. {_KEPT}")
    except Exception:
        log.exception("a report could not be made")
        return await _page(visit, visit.form, typed=True, fault=f"Chưa lập được tệp. {_KEPT}")
    name = about.period.name
    await visit.note("lập báo cáo", name, f"Lập báo cáo {name} ({found.counted.span()}), tệp .{ending}")
    return visit.file(body, f"bao-cao-{found.counted.first}-{found.counted.last}.{ending}", _TYPES[ending])


async def _made(visit: Visit, found: Figures, form: str) -> bytes:
    """One at a time: whoever asks meanwhile waits."""
    place, remarks, draw = locality(visit.desk), _remarks(visit.form), visit.desk.draw
    making = partial(report, found, place, form, today=today(visit), remarks=remarks, draw=draw)
    async with visit.desk.reporting:
        return await asyncio.to_thread(making)


def _chosen(visit: Visit, form: Form) -> tuple[Chosen, str]:
    """The period, and what is wrong with the days that were asked for."""
    reports = report_presets(today(visit), locality(visit.desk))
    try:
        return chosen(form, (*reports, *presets(today(visit))), default=reports[0]), ""
    except UnclearDays as error:
        return Chosen(reports[0].period, reports[0].key), str(error)


async def _page(visit: Visit, form: Form, *, typed: bool = False, fault: str = "") -> web.StreamResponse:
    about, unclear = _chosen(visit, form)
    place, day = locality(visit.desk), today(visit)
    try:
        agency = agency_of(place)
    except ReportError as error:
        return visit.page("error.html", status=422, said=f"{error}.")
    found = await gathered(visit, about.period)
    remarks = _remarks(form) if typed else _offered(found, agency)
    reports = report_presets(day, place)
    return visit.page(
        "report.html",
        status=422 if fault or unclear else 200,
        fault=fault,
        unclear=unclear,
        it=found,
        about=about,
        typed=remarks,
        sent_back=typed,
        days=form if unclear else None,
        dues=[(one, day_text(one.period.due or day), _left(one.left(day))) for one in reports],
        gaps=list(gaps(place)) if place and place.real else None,
        place_id=place.id if place else "",
        signed_by=place.leads.signed_by if place else "",
        goals=goals_of(place, found.counted.last),
        not_begun=about.period.first > day,
        cards=list(cards(found)),
        title=title(found),
        parts=list(_parts(draft(found, place, remarks.signed(agency), remarks))),
        longest=_LONGEST,
        marked=marked,
    )


def _left(days: int) -> tuple[str, str]:
    """How long until a report must be there, and how that looks."""
    if days > 0:
        return f"còn {days} ngày", "warn" if days <= _SOON else ""
    return ("hạn hôm nay", "bad") if not days else (f"hạn đã qua {-days} ngày", "")


# --- what only officers know


def _offered(found: Figures, agency: Agency) -> Remarks:
    """What the boxes hold before anybody typed."""
    addressee = "" if BLANK.search(agency.addressee) else agency.addressee
    return Remarks(missed="\n".join(asked_in_vain(found)), addressee=addressee, by_deputy=agency.signature == DEPUTY)


def _remarks(form: Form) -> Remarks:
    """What came in."""
    return Remarks(
        work=form.lines("da-lam", most=_LONGEST),
        goals=tuple(form.text(f"muc-tieu-{n}") for n in range(_goals_in(form))),
        missed=form.lines("hoi-nhieu", most=_LONGEST) if form.ticked("hoi-nhieu") else None,
        difficulties=form.lines("kho-khan", most=_LONGEST),
        causes=form.lines("nguyen-nhan", most=_LONGEST),
        tasks=form.lines("nhiem-vu", most=_LONGEST),
        proposals=form.lines("kien-nghi", most=_LONGEST),
        addressee=form.text("kinh-gui", most=200),
        by_deputy={"ct": False, "pct": True}.get(form.text("chuc-vu")),
        signer=form.text("nguoi-ky", most=80),
    )


def _goals_in(form: Form) -> int:
    return next((n for n in range(_MOST_GOALS) if not form.ticked(f"muc-tieu-{n}")), _MOST_GOALS)


# --- the draft


def _parts(blocks: Sequence[Block]) -> Iterable[Part]:
    part = Part()
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield part
            part = Part(block.text)
        else:
            shown = tabled(block.table) if isinstance(block, Tabled) else block
            part.blocks.append((_KINDS[type(block)], shown))
    yield part


def marked(text: str) -> Markup:
    """A text of the draft: blanks are seen at once."""
    pieces = (
        Markup('<mark class="blank">[{}]</mark>').format(piece[1:-1]) if BLANK.fullmatch(piece) else said(piece)
        for piece in BLANK.split(text)
    )
    return Markup().join(pieces)
