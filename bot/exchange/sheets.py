"""A table <-> .xlsx: one row an entry, a list to choose topics from, and a sheet that says how to fill it in."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.exchange import cells
from bot.exchange.columns import COLUMNS, TOPIC, Column
from bot.exchange.table import HEADER_WITHIN, Cell, Formula, Table, TableError, known, table_of

ENTRIES, HOW, TOPICS = "Câu hỏi", "Hướng dẫn", "Chủ đề"
LONGEST = 32_767
"""Letters Excel takes in one cell."""
ROW_HEIGHT = 120
"""Points: about eight lines; the whole cell is read in the bar above."""
SPARE_ROWS = 500
"""Rows below the last one where topics can still be chosen."""
_TOP = Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", fgColor="1F4E79")
_STEPS = (
    "Mỗi dòng của trang “Câu hỏi” là một câu. Sửa thẳng vào ô; thêm câu mới ở dòng trống cuối cùng.",
    "Trong một ô có nhiều ý thì mỗi ý một dòng; xuống dòng trong ô bằng Alt+Enter.",
    "Không đổi tên các cột. Cột nào không cần thì xoá cả cột cũng được: cột không có trong bảng được giữ nguyên.",
    "Xoá một dòng khỏi bảng KHÔNG xoá câu đó. Muốn hạ một câu thì ghi ngày vào cột “Hiệu lực đến”.",
    "Xoá trắng một ô là bỏ mục đó của câu (trừ các cách hỏi và câu trả lời, không được để trống).",
    "Sửa xong: lưu tệp, rồi chạy  python -m bot import TEP.xlsx  để xem trước. Đúng ý thì chạy lại, thêm --write ở cuối.",
)


def read_xlsx(data: bytes) -> Table:
    """The table in an .xlsx file.

    Raises:
        TableError: when it is not such a file.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
        sheets = {sheet.title: [[_cell(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError) as error:
        raise TableError("tệp không phải .xlsx, hoặc hỏng, hoặc đặt mật khẩu; mở bằng Excel và lưu lại thành .xlsx") from error
    rows = sheets.get(ENTRIES) or max(sheets.values(), key=_headers, default=[])
    return table_of(rows)


def write_xlsx(rows: Iterable[Mapping[str, str]], topics: Sequence[str]) -> bytes:
    """The rows (column key -> cell) as an .xlsx file.

    Raises:
        TableError: when a cell is longer than Excel can hold.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = ENTRIES
    _write_entries(sheet, list(rows), len(topics))
    _write_how(book.create_sheet(HOW))
    names = book.create_sheet(TOPICS)
    for number, topic in enumerate(topics, 1):
        _put(names, number, 1, topic)
    names.column_dimensions["A"].width = 40
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_entries(sheet: Worksheet, rows: Sequence[Mapping[str, str]], topics: int) -> None:
    _head(sheet, [column.header for column in COLUMNS])
    for number, row in enumerate(rows, 2):
        sheet.row_dimensions[number].height = ROW_HEIGHT
        for place, column in enumerate(COLUMNS, 1):
            _put_value(sheet, number, place, column, row[column.key])
    for place, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    last = len(rows) + SPARE_ROWS
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    choices = DataValidation("list", formula1=f"'{TOPICS}'!$A$1:$A${topics}", allow_blank=True, showErrorMessage=False)
    choices.add(f"{get_column_letter(COLUMNS.index(TOPIC) + 1)}2:{get_column_letter(COLUMNS.index(TOPIC) + 1)}{last}")
    sheet.add_data_validation(choices)


def _write_how(sheet: Worksheet) -> None:
    _head(sheet, ["Cột", "Viết gì"])
    lines = [(column.header, column.how) for column in COLUMNS]
    for number, (header, how) in enumerate([*lines, ("", ""), *((f"Bước {n}", step) for n, step in enumerate(_STEPS, 1))], 2):
        _put(sheet, number, 1, header)
        _put(sheet, number, 2, how)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    sheet.freeze_panes = "A2"


def _head(sheet: Worksheet, names: Sequence[str]) -> None:
    for place, name in enumerate(names, 1):
        cell = sheet.cell(1, place, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _put_value(sheet: Worksheet, row: int, place: int, column: Column, text: str) -> None:
    if column.form is cells.DAY and text:
        cell = sheet.cell(row, place, column.form.meant(text))
        cell.number_format = "dd/mm/yyyy"
        cell.alignment = _TOP
    elif text:
        _put(sheet, row, place, text)


def _put(sheet: Worksheet, row: int, place: int, text: str) -> None:
    """A text that stays a text: what begins with = is no formula, now or when it is edited."""
    if len(text) > LONGEST:
        raise TableError(f"một ô dài {len(text)} chữ cái, Excel chỉ nhận {LONGEST}; chia nhỏ câu bắt đầu bằng: {text[:60]}")
    cell = sheet.cell(row, place)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = _TOP


def _headers(rows: Sequence[Sequence[Cell]]) -> int:
    return max(map(known, rows[:HEADER_WITHIN]), default=0)


def _cell(cell: SheetCell) -> Cell:
    if cell.data_type == "f":
        return Formula(str(getattr(cell.value, "text", cell.value)))
    return _as_text(cell.value)


def _as_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
    return str(value)
