"""The form of an administrative document: Decree 30/2020/NĐ-CP, annex I (page, letters, elements), as read in November 2026.

A4; margins 20 mm above and below, 30 mm left, 15 mm right (section I.3); Times New Roman, black, Unicode; sizes of the table in
section IV; page numbers in the middle of the upper margin, not on the first page (section I.7).
"""

import re
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.reports.blocks import BLANK, OPEN

FONT = "Times New Roman"
BODY = 14
WIDTH = 16.5
"""Centimetres between the margins."""
CENTRE, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def new_document() -> DocumentType:
    """An empty document of the right form."""
    document = Document()
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(BODY), RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(0)
    _number_pages(section)
    return document


def _number_pages(section: Any) -> None:
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    run = paragraph.add_run()
    run.font.size = Pt(BODY)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no fields


def write(
    paragraph: Paragraph, text: str, *, size: float = BODY, bold: bool = False, italic: bool = False, align: Any = None
) -> Paragraph:
    """Put text into a paragraph; blanks in brackets and coloured."""
    if align is not None:
        paragraph.alignment = align
    for part in BLANK.split(_NOT_XML.sub("", text)):
        if part:
            is_blank = part.startswith(OPEN)
            run = paragraph.add_run(f"[{part[1:-1]}]" if is_blank else part)
            run.font.size, run.bold, run.italic = Pt(size), bold, italic
            if is_blank:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    return paragraph


def space(paragraph: Paragraph, *, before: float = 0, after: float = 0, lines: float = 1.0) -> Paragraph:
    """Room around a paragraph, in points."""
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), lines
    return paragraph


def rule(paragraph: Paragraph, *, width: float, inside: float) -> None:
    """A line of so many centimetres in the middle of what is `inside` wide, as an empty paragraph with a border."""
    space(paragraph).paragraph_format.line_spacing = Pt(4)
    indent = Cm(max(0.0, (inside - width) / 2))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    run = paragraph.add_run()
    run.font.size = Pt(1)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx has no borders
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def columns(document: DocumentType, *widths: float) -> tuple[_Cell, ...]:
    """Invisible columns side by side, for the head and the signature."""
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    set_widths(table, widths)
    keep_whole(table)
    return tuple(table.rows[0].cells)


def set_widths(table: Table, widths: tuple[float, ...]) -> None:
    """Of the columns, in centimetres; Word reads the cells, LibreOffice the grid."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def keep_whole(table: Table) -> None:
    """No row is torn apart by the end of a page."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001


def repeat_head(table: Table) -> None:
    """The first row again on the next page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def outline(paragraph: Paragraph, level: int) -> None:
    """Make it a heading for navigation, without the colours of Word's own heading styles."""
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level - 1))
    paragraph._p.get_or_add_pPr().append(element)  # noqa: SLF001 - python-docx has no outline levels


def describe(run: Run, text: str) -> None:
    """What a screen reader says of the picture in a run."""
    for properties in run._r.iter(qn("wp:docPr")):  # noqa: SLF001 - python-docx has no descriptions
        properties.set("descr", text)
