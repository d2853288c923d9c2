"""figures and report: what was asked in a period, as tables and as documents."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import click

from bot.core.conversation import VIETNAM
from bot.core.knowledge import Knowledge
from bot.core.locality import Locality
from bot.errors import SettingsError
from bot.figures.figures import Figures
from bot.figures.names import cell
from bot.figures.periods import parse_period
from bot.figures.tables import Table, tables
from bot.knowledge_files import load_or_fail
from bot.reports.csv_file import csv_report
from bot.reports.gathering import gather
from bot.reports.writing import write_report
from bot.settings import Settings, load_settings
from bot.store.database import Database
from bot.store.totals import Totals

_WIDEST = 60
"""Letters of a column in the terminal."""
_LONGEST = 31
"""Rows of a table in the terminal."""


def show(text: str, form: str, *, locality: str) -> None:
    """Print the figures of a period."""
    _, found = _figures(text, locality)
    every = tables(found)
    if form == "json":
        about = {"period": found.period.name, "first": str(found.counted.first), "last": str(found.counted.last)}
        shown = {table.name: [dict(zip(table.heads, row, strict=True)) for row in table.rows] for table in every}
        click.echo(json.dumps(about | {"tables": shown}, ensure_ascii=False, indent=2))
    elif form == "csv":
        sys.stdout.write("\ufeff" + csv_report(found))  # the mark: see csv_report
    else:
        click.echo(f"Số liệu {found.period.name} ({found.counted.span()})")
        for table in every:
            click.echo("\n" + "\n".join(_printed(table)))


def report(text: str, out: Path, *, locality: str) -> None:
    """Write the report of a period."""
    place, found = _figures(text, locality)
    write_report(found, place, out, today=_today())
    click.echo(f"Đã ghi {out}: {found.period.name} ({found.counted.span()}), {cell(found.summary.asked)} lượt hỏi.")
    if out.suffix.lower() == ".docx":
        click.echo("Còn những chỗ tô vàng trong ngoặc vuông: chỉ người lập báo cáo biết, xin điền rồi bỏ ngoặc.")


def _figures(text: str, locality: str) -> tuple[Locality | None, Figures]:
    given: dict[str, Any] = {"locality": locality} if locality else {}
    settings = load_settings(**given)
    knowledge = load_or_fail(settings.knowledge)
    if settings.locality and settings.locality not in knowledge.localities:
        raise SettingsError(f'LOCALITY: không có "{settings.locality}"; có: {", ".join(sorted(knowledge.localities))}')
    place = knowledge.localities.get(settings.locality)
    return place, asyncio.run(_gathered(settings, knowledge.serving(settings.locality), place, text))


async def _gathered(settings: Settings, knowledge: Knowledge, place: Locality | None, text: str) -> Figures:
    today = _today()
    period = parse_period(text, today=today, locality=place)
    async with Database(settings.database, locality=settings.locality, pepper="") as database:
        return await gather(Totals(database), knowledge, period, today=today)


def _today() -> date:
    return datetime.now(VIETNAM).date()


def _printed(table: Table) -> Sequence[str]:
    rows = [[cell(value)[:_WIDEST] for value in row] for row in (table.heads, *table.rows[:_LONGEST])]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(value + " " * (width - _width(value)) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    more = [f"… còn {len(table.rows) - _LONGEST} dòng: xem bằng --format csv"] if len(table.rows) > _LONGEST else []
    return [table.title.upper(), lines[0], "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:], *more]


def _width(text: str) -> int:
    return sum(not combining(letter) for letter in normalize("NFC", text))
