"""Số liệu: what was asked in a period, as cards, charts and tables; all of it to be saved."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import groupby

from aiohttp import web

from bot.figures import tables
from bot.figures.figures import Figures, Line
from bot.figures.presets import presets, report_presets
from bot.figures.suppression import Hidden
from bot.figures.tables import Table
from bot.office.charts import NARROW, WIDE, columns
from bot.office.choosing import Chosen, UnclearDays, chosen, gathered, locality, today
from bot.office.roles import EVERYBODY, Role
from bot.office.routing import Page
from bot.office.showing import Tabled, cards, chart_words, column, tabled
from bot.office.visit import Visit
from bot.reports.agency import ReportError
from bot.reports.csv_file import csv_report
from bot.reports.workbook import XLSX, xlsx_report

PAGE = Page("/so-lieu", menu="Số liệu", who=EVERYBODY)
_NO_HAMLET = "Tài khoản này chưa ghi thôn, tổ dân phố nên chưa xem được số liệu. Xin báo người quản trị."


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """Everything about one period."""
    about, fault = _chosen(visit)
    found = await _figures(visit, about)
    return visit.page(
        "figures.html",
        status=422 if fault else 200,
        fault=fault,
        it=found,
        about=about,
        not_begun=about.period.first > today(visit),
        presets=presets(today(visit)),
        reports=[one for one in report_presets(today(visit), locality(visit.desk)) if one.period.first <= today(visit)],
        typed=visit.query if fault else None,
        cards=list(cards(found)),
        chart=tabled(chart_words(found)) if len(found.bars) > 1 else None,
        has_hidden=any(isinstance(count, Hidden) for _, count in found.bars),
        charted=[one for one in _charted(found) if one.table.rows],
        never_asked=[(topic, [label for _, label in rows]) for topic, rows in groupby(found.never_asked, lambda row: row[0])],
    )


@PAGE.get("/luot-hoi.svg")
async def draw(visit: Visit) -> web.StreamResponse:
    """The questions by day, week or month."""
    found = await _figures(visit, _to_save(visit))
    if not found.bars:
        return web.Response(status=204)
    drawing = await asyncio.to_thread(columns, found.bars, NARROW if visit.query.ticked("hep") else WIDE)
    return web.Response(text=drawing, content_type="image/svg+xml")


@PAGE.get("/so-lieu.csv")
async def save_csv(visit: Visit) -> web.StreamResponse:
    """All tables, one below the other."""
    found = await _figures(visit, _to_save(visit))
    return visit.file(csv_report(found).encode("utf-8-sig"), _name(found, "csv"), "text/csv")


@PAGE.get("/so-lieu.xlsx")
async def save_xlsx(visit: Visit) -> web.StreamResponse:
    """All tables, a sheet for each."""
    found = await _figures(visit, _to_save(visit))
    try:
        body = await asyncio.to_thread(xlsx_report, found, locality(visit.desk), today=today(visit))
    except ReportError as error:
        raise web.HTTPNotFound(text=f"{error}.") from error
    return visit.file(body, _name(found, "xlsx"), XLSX)


def _chosen(visit: Visit) -> tuple[Chosen, str]:
    """The period, and what is wrong with the days that were asked for."""
    every, reports = presets(today(visit)), report_presets(today(visit), locality(visit.desk))
    week = every[1]
    try:
        return chosen(visit.query, (*every, *reports), default=week), ""
    except UnclearDays as error:
        return Chosen(week.period, week.key), str(error)


def _to_save(visit: Visit) -> Chosen:
    about, fault = _chosen(visit)
    if fault:
        raise web.HTTPNotFound(text=f"{fault}.")
    return about


async def _figures(visit: Visit, about: Chosen) -> Figures:
    """What this officer may see of it: a leader their hamlet only."""
    if visit.officer.role != Role.LEADER:
        return await gathered(visit, about.period)
    if not visit.officer.hamlet:
        raise web.HTTPForbidden(text=_NO_HAMLET)
    return await gathered(visit, about.period, hamlet=visit.officer.hamlet)


def _name(found: Figures, ending: str) -> str:
    return f"so-lieu-{found.counted.first}-{found.counted.last}.{ending}"


# --- charts


def _charted(found: Figures) -> Iterable[Tabled]:
    yield _lines("ket-qua", "Kết quả trả lời", "Kết quả", found.summary.outcomes if not found.is_empty else ())
    yield _barred(tables.topics(found), 1, f"Câu trả lời được và câu hỏi lại, theo chủ đề của câu trả lời. {_not_rising(found)}")
    yield _barred(tables.rising(found), 1, "Tăng hơn kỳ trước một phần năm trở lên, và không phải do ngẫu nhiên.")
    yield _lines("kenh", "Kênh", "Kênh", found.channels)
    if not found.hamlet:
        yield _lines("thon", "Thôn, tổ dân phố", "Thôn, tổ dân phố", tables.known_hamlets(found))
    yield _lines("doi-tuong", "Đối tượng", "Đối tượng chính của câu trả lời", found.audiences)
    yield _barred(tables.most_asked(found), 2)
    yield _lines("chua-tra-loi", "Chưa trả lời được, theo chủ đề gần nhất", "Chủ đề gần nhất", found.near)
    yield _barred(tables.missed(found), 1, "Mỗi câu có ít nhất năm người hỏi.")
    yield _barred(tables.mended(found), 1)
    yield _lines("can-bo-tra-loi", "Thời gian cán bộ trả lời", "Thời gian", found.replies.lines)


def _not_rising(found: Figures) -> str:
    """Why no topic is said to rise."""
    if found.rising is None:
        return "Kỳ trước còn ít lượt hỏi nên chưa so được chủ đề nào tăng."
    return "" if found.rising else "So với kỳ trước không có chủ đề nào tăng rõ rệt."


def _lines(name: str, title: str, head: str, lines: Sequence[Line]) -> Tabled:
    """What is not known has no bar: it would make those of the others dots."""
    return tabled(tables.by(name, title, head, lines), bars=[line.asked if line.key else None for line in lines])


def _barred(table: Table, place: int, note: str = "") -> Tabled:
    return tabled(table, bars=column(table, place), note=note)
