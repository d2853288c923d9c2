"""A table as read from a file: rows of cells under known columns. Which files it came from is sheets.py's and csv_file.py's."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import BotError
from bot.exchange.cells import tidy
from bot.exchange.columns import COLUMNS, Column, column_of

HEADER_WITHIN = 10
"""Rows in which the header may stand: some officers put a heading above."""
FEWEST = 2
"""Known columns that make a row the header."""


class TableError(BotError):
    """A file that holds no table of entries."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it."""

    number: int
    """As the spreadsheet counts, from 1."""
    cells: Mapping[str, str]
    """Column key -> tidy text; only columns the table has."""
    faults: tuple[str, ...] = ()
    """What could not even be read."""


@dataclass(frozen=True, slots=True)
class Table:
    """All rows, and what is odd about the columns."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes something instead of saying it."""

    text: str


Cell = str | Formula


def known(cells: Iterable[Cell]) -> int:
    """How many known columns a row names."""
    return len({column.key for cell in cells if isinstance(cell, str) and (column := column_of(cell))})


def table_of(rows: Sequence[Sequence[Cell]]) -> Table:
    """The table in the rows of a sheet.

    Raises:
        TableError: when no row names columns, or one column is there twice.
    """
    head = max(range(min(HEADER_WITHIN, len(rows))), key=lambda n: known(rows[n]), default=-1)
    if head < 0 or known(rows[head]) < FEWEST:
        names = ", ".join(f'"{column.header}"' for column in COLUMNS[:5])
        raise TableError(f"không tìm thấy hàng tên cột; hàng đầu phải có các cột như {names}…")
    places, notes = _columns(rows[head])
    read = [_row(number, cells, places) for number, cells in enumerate(rows[head + 1 :], head + 2)]
    return Table(tuple(row for row in read if any(row.cells.values()) or row.faults), tuple(places.values()), tuple(notes))


def _columns(headers: Sequence[Cell]) -> tuple[dict[int, Column], list[str]]:
    places: dict[int, Column] = {}
    notes: list[str] = []
    for place, header in enumerate(headers):
        name = tidy(header) if isinstance(header, str) else header.text
        column = column_of(name)
        if column and column in places.values():
            raise TableError(f'có hai cột "{column.header}"; giữ một cột, xoá cột kia')
        if column:
            places[place] = column
        elif name:
            close = difflib.get_close_matches(name, [c.header for c in COLUMNS], n=1)
            maybe = f'; có phải "{close[0]}"?' if close else ""
            notes.append(f'không có cột nào tên "{name}", bỏ qua cột này{maybe}')
    return places, notes


def _row(number: int, cells: Sequence[Cell], places: Mapping[int, Column]) -> Row:
    found: dict[str, str] = {}
    faults = []
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else ""
        if isinstance(cell, Formula):
            faults.append(f'cột "{column.header}": ô là công thức {cell.text[:30]}; chép rồi dán lại chỉ lấy giá trị')
        else:
            found[column.key] = tidy(cell)
    return Row(number, found, tuple(faults))
