"""Figures as an .xlsx: a sheet that says what they are, and one for each table."""

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.core.locality import Locality
from bot.figures.figures import Figures
from bot.figures.periods import day_text
from bot.figures.tables import Cell, Table, tables
from bot.reports.agency import agency_of
from bot.reports.blocks import CLOSE, OPEN

FONT = "Times New Roman"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="D9E2EC")
_LINE = Side(style="thin", color="808080")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WIDEST, _LEAST = 70, 12
_LINE_HEIGHT = 17
_ABOUT = (
    "Số liệu là tổng số lượt, không gắn với người hỏi; vẫn còn khi câu hỏi đã bị xoá theo hạn lưu.",
    "Số từ 1 đến 4 ghi là “dưới 5”; một vài số khác ghi “không nêu” để không ai suy ra được số nhỏ.",
    "Kỳ trước: khoảng thời gian liền trước, dài bằng phần đã qua của kỳ này.",
)


def xlsx_report(figures: Figures, locality: Locality | None, *, today: date) -> bytes:
    """The workbook.

    Raises:
        ReportError: when the locality cannot report.
    """
    book = Workbook()
    agency = agency_of(locality)
    about = (
        ("Đơn vị", agency.committee.replace(OPEN, "[").replace(CLOSE, "]")),
        *((("Thôn, tổ dân phố", figures.hamlet),) if figures.hamlet else ()),
        ("Kỳ", figures.period.name),
        ("Từ ngày", day_text(figures.counted.first)),
        ("Đến ngày", day_text(figures.counted.last)),
        ("Kỳ trước", f"{figures.compared.span()}"),
        ("Lập ngày", day_text(today)),
        *(("Ghi chú", note) for note in _ABOUT),
    )
    _write(book.active, Table("thong-tin", "Thông tin", ("Mục", "Nội dung"), about))
    for table in tables(figures):
        _write(book.create_sheet(), table)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write(sheet: Worksheet, table: Table) -> None:
    sheet.title = table.title.replace("/", "-")[:31]
    sheet.cell(1, 1, table.title).font = Font(FONT, 14, bold=True)
    for place, head in enumerate(table.heads, 1):
        cell = sheet.cell(3, place, head)
        cell.font, cell.fill, cell.border = Font(FONT, 12, bold=True), _HEAD, _GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, row in enumerate(table.rows, 4):
        for place, value in enumerate(row, 1):
            _put(sheet, number, place, value)
    widths = [min(_WIDEST, max(_LEAST, max(_lengths(table, place)) + 3)) for place in range(len(table.heads))]
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(table.rows, 4):
        lines = max(
            -(-len(value) // (width - 2)) if isinstance(value, str) else 1 for value, width in zip(row, widths, strict=True)
        )
        sheet.row_dimensions[number].height = _LINE_HEIGHT * lines  # LibreOffice does not find it by itself
    sheet.freeze_panes = "A4"
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"


def _lengths(table: Table, place: int) -> Iterable[int]:
    yield min(len(table.heads[place]), 24)
    yield from (len(str(row[place])) for row in table.rows if isinstance(row[place], str))


def _put(sheet: Worksheet, row: int, place: int, value: Cell) -> None:
    """Counts and shares as numbers; a text stays a text, also one that begins with "="."""
    cell = sheet.cell(row, place)
    cell.font, cell.border = Font(FONT, 12), _GRID
    beside = place > 1 and isinstance(value, str)
    cell.alignment = Alignment(vertical="center", wrap_text=True, horizontal="left" if beside else None, indent=int(beside))
    if isinstance(value, str):
        cell.value = "".join(letter for letter in value if letter.isprintable() or letter == "\n")
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif value is not None:
        cell.value = value
        cell.number_format = "0.0%" if isinstance(value, float) else "#,##0"
