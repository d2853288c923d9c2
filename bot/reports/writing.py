"""A report into a file: .docx or .xlsx, by its name."""

from datetime import date
from pathlib import Path

from bot.core.locality import Locality
from bot.figures.figures import Figures
from bot.reports.agency import ReportError
from bot.reports.chart import drawn
from bot.reports.document import Draw, docx_report
from bot.reports.remarks import Remarks
from bot.reports.workbook import xlsx_report

FORMS = (".docx", ".xlsx")


def report(
    figures: Figures, locality: Locality | None, form: str, *, today: date, remarks: Remarks | None = None, draw: Draw = drawn
) -> bytes:
    """The report as a file of a form (".docx", ".xlsx"). Takes seconds: charts are drawn by another process.

    Raises:
        ReportError: when the locality cannot report, or a chart cannot be drawn.
    """
    if form == ".xlsx":
        return xlsx_report(figures, locality, today=today)
    return docx_report(figures, locality, today=today, draw=draw, remarks=remarks)


def write_report(figures: Figures, locality: Locality | None, path: Path, *, today: date) -> None:
    """The same, written; whole or not at all.

    Raises:
        ReportError: also when the file cannot be written.
    """
    if path.suffix.lower() not in FORMS:
        raise ReportError(f"Tệp báo cáo phải có đuôi .docx hoặc .xlsx: {path.name}")
    made = report(figures, locality, path.suffix.lower(), today=today)
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(made)
        beside.replace(path)
    except OSError as error:
        raise ReportError(f"Không ghi được {path}: {error.strerror}") from error
