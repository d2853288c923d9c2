"""Figures as a .csv: one table below the other, so that a spreadsheet in Vietnam opens it rightly and computes nothing."""

import csv
import io

from bot.exchange.csv_file import guarded
from bot.figures.figures import Figures
from bot.figures.names import percent
from bot.figures.tables import Cell, tables


def csv_report(figures: Figures) -> str:
    """The text; write it as "utf-8-sig": Excel takes a file without that mark for an old encoding."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    about = ["Số liệu", *([figures.hamlet] if figures.hamlet else []), figures.period.name, figures.counted.span()]
    writer.writerow([_written(value) for value in about])
    for table in tables(figures):
        writer.writerows([[], [table.title], table.heads, *([_written(value) for value in row] for row in table.rows)])
    return target.getvalue()


def _written(value: Cell) -> str | int:
    """Counts without dots, which would be taken for decimals; shares as people read them."""
    match value:
        case None:
            return ""
        case float():
            return percent(value)
        case int():
            return value
    return guarded(value)
