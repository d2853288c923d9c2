"""A report as a .docx: the elements of an administrative document in their places, the drafted text between them."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from docx.document import Document as DocumentType
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.shared import Cm, Pt
from docx.table import _Cell

from bot.core.locality import Locality
from bot.figures.figures import Figures
from bot.figures.names import cell
from bot.figures.periods import day_text
from bot.figures.suppression import Hidden
from bot.reports import form
from bot.reports.agency import Agency, agency_of
from bot.reports.blocks import Block, Figure, Heading, Tabled
from bot.reports.drafting import draft, title
from bot.reports.remarks import Remarks

Draw = Callable[[Sequence[Figure]], Sequence[bytes]]
"""Charts -> pictures (PNG)."""
_HIDDEN = {one.value for one in Hidden}
_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_MOTTO_WIDTH = 5.7
"""Centimetres the motto takes in bold, size 14; the line below it is as long."""
_LETTER = 0.33
"""Centimetres a bold capital takes in size 13, about."""
_LEFT, _RIGHT = 6.2, 10.3
_TOGETHER = 6
"""Rows up to which a table is not torn apart."""
_AT_LEAST = 2
"""Rows that stay together above and below a tear."""
_NOTE = "Số từ 1 đến 4 ghi là “dưới 5”; một vài số khác ghi “không nêu” để không ai suy ra được số nhỏ."


def docx_report(figures: Figures, locality: Locality | None, *, today: date, draw: Draw, remarks: Remarks | None = None) -> bytes:
    """The whole document.

    Raises:
        ReportError: when the locality cannot report.
    """
    told = remarks or Remarks()
    agency = told.signed(agency_of(locality))
    document = form.new_document()
    about = document.core_properties
    about.title, about.author, about.comments, about.language = " ".join(title(figures)), "", "", "vi-VN"
    about.created = about.modified = datetime(today.year, today.month, today.day, tzinfo=UTC)
    _head(document, agency, today)
    _title(document, figures, agency)
    _body(document, draft(figures, locality, agency, told), draw)
    _end(document, agency)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _head(document: DocumentType, agency: Agency, today: date) -> None:
    left, right = form.columns(document, _LEFT, _RIGHT)
    name = agency.name.upper()
    form.write(left.paragraphs[0], "ỦY BAN NHÂN DÂN", size=13, bold=True, align=form.CENTRE)
    form.write(left.add_paragraph(), name, size=13, bold=True, align=form.CENTRE)
    form.rule(left.add_paragraph(), width=min(2.6, max(1.6, len(name) * _LETTER * 0.45)), inside=_LEFT - 0.4)
    number = form.write(left.add_paragraph(), "Số:          /BC-UBND", size=13, align=form.CENTRE)
    form.write(right.paragraphs[0], _NATION, size=13, bold=True, align=form.CENTRE)
    form.write(right.add_paragraph(), _MOTTO, size=14, bold=True, align=form.CENTRE)
    form.rule(right.add_paragraph(), width=_MOTTO_WIDTH, inside=_RIGHT - 0.4)
    month = day_text(today).split("/")[1]
    when = f"{agency.place}, ngày        tháng {month} năm {today.year}"
    day = form.write(right.add_paragraph(), when, size=14, italic=True, align=form.CENTRE)
    for paragraph in (number, day):
        form.space(paragraph, before=6)


def _title(document: DocumentType, figures: Figures, agency: Agency) -> None:
    form.space(form.write(document.add_paragraph(), "BÁO CÁO", bold=True, align=form.CENTRE), before=16)
    for text in title(figures):
        form.write(document.add_paragraph(), text, bold=True, align=form.CENTRE)
    form.rule(document.add_paragraph(), width=4.5, inside=form.WIDTH)
    addressee = form.write(document.add_paragraph(), f"Kính gửi: {agency.addressee}.", align=form.CENTRE)
    form.space(addressee, before=10, after=6)


def _body(document: DocumentType, blocks: Sequence[Block], draw: Draw) -> None:
    pictures = iter(draw([block for block in blocks if isinstance(block, Figure)]))
    noted = False
    for block in blocks:
        match block:
            case Heading():
                _heading(document, block)
            case Tabled():
                _table(document, block)
                hides = any(value in _HIDDEN for row in block.table.rows for value in row)
                if hides and not noted:
                    _small(document, f"Ghi chú: {_NOTE}")
                noted = noted or hides
            case Figure():
                _picture(document, block, next(pictures))
            case _:
                paragraph = form.write(document.add_paragraph(), block.text, align=form.JUSTIFY)
                form.space(paragraph, before=6, lines=1.1).paragraph_format.first_line_indent = Cm(1.27)


def _heading(document: DocumentType, heading: Heading) -> None:
    paragraph = form.write(document.add_paragraph(), heading.text, bold=True, align=form.JUSTIFY)
    form.space(paragraph, before=10 if heading.level == 1 else 6, lines=1.1)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.keep_with_next = True
    form.outline(paragraph, heading.level)


def _table(document: DocumentType, block: Tabled) -> None:
    caption = form.write(document.add_paragraph(), block.table.title, size=13, bold=True, align=form.CENTRE)
    form.space(caption, before=10, after=4).paragraph_format.keep_with_next = True
    rows = block.table.rows
    table = document.add_table(rows=1 + len(rows), cols=len(block.table.heads))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    for place, head in enumerate(block.table.heads):
        _fill(table.cell(0, place), head, bold=True, align=form.CENTRE)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            written = "–" if value is None else cell(value)
            counted = place > 0 and (not isinstance(value, str) or value in _HIDDEN or block.table.name == "chung")
            _fill(table.cell(number, place), written, align=form.CENTRE if counted else form.LEFT)
    form.set_widths(table, tuple(width * form.WIDTH for width in block.widths))
    form.keep_whole(table)
    form.repeat_head(table)
    for number, row in enumerate(table.rows[:-1]):
        if len(rows) <= _TOGETHER or number < _AT_LEAST or number >= len(rows) - _AT_LEAST:
            for one in row.cells:
                one.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(one: _Cell, text: str, *, bold: bool = False, align: Any = None) -> None:
    one.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = form.write(one.paragraphs[0], text, size=12, bold=bold, align=align)
    form.space(paragraph, before=2, after=2)


def _small(document: DocumentType, text: str) -> None:
    form.space(form.write(document.add_paragraph(), text, size=12, italic=True, align=form.JUSTIFY), before=4)


def _picture(document: DocumentType, block: Figure, picture: bytes) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = form.CENTRE
    form.space(paragraph, before=10).paragraph_format.keep_with_next = True
    run = paragraph.add_run()
    run.add_picture(io.BytesIO(picture), width=Cm(form.WIDTH - 0.5))
    form.describe(run, block.caption)
    form.space(form.write(document.add_paragraph(), block.caption, size=13, bold=True, align=form.CENTRE), before=2, after=4)


def _end(document: DocumentType, agency: Agency) -> None:
    last = document.paragraphs[-1]
    last.paragraph_format.keep_with_next = True
    form.space(document.add_paragraph()).paragraph_format.keep_with_next = True
    left, right = form.columns(document, 8.0, 8.5)
    form.write(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for number, one in enumerate(agency.recipients):
        ending = "." if number == len(agency.recipients) - 1 else ";"
        form.write(left.add_paragraph(), f"- {one}{ending}", size=11)
    for number, text in enumerate(agency.signature):
        paragraph = right.paragraphs[0] if number == 0 else right.add_paragraph()
        form.write(paragraph, text, bold=True, align=form.CENTRE)
    form.space(right.add_paragraph(), before=66)
    form.write(right.add_paragraph(), agency.signer, bold=True, align=form.CENTRE)
    for paragraph in (*left.paragraphs, *right.paragraphs):
        paragraph.paragraph_format.space_after = Pt(0)
