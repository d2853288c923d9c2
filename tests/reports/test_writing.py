import io
import subprocess
import sys

import pytest
from openpyxl import load_workbook

from bot.figures.tables import tables
from bot.reports.agency import ReportError
from bot.reports.blocks import Figure
from bot.reports.chart import drawn
from bot.reports.workbook import xlsx_report
from bot.reports.writing import write_report
from tests.reports.conftest import PLACE, TODAY


@pytest.fixture
def book(made):
    return load_workbook(io.BytesIO(xlsx_report(made(), PLACE, today=TODAY)))


def test_the_workbook_has_a_sheet_for_every_table(made, book):
    assert len(book.sheetnames) == 1 + len(tables(made()))
    assert [cell.value for cell in book["Số liệu chung"][3]] == ["Chỉ tiêu", "Kỳ này", "Kỳ trước", "So với kỳ trước"]


def test_counts_and_shares_are_numbers_and_hidden_ones_are_words(book):
    rows = {row[0]: row[1:] for row in book["Lượt hỏi theo thôn, tổ dân phố"].iter_rows(min_row=4, values_only=True)}

    assert rows["Thôn Mới"] == ("dưới 5", None)
    assert isinstance(rows["Thôn Hạ"][0], int)
    assert book["Số liệu chung"]["B4"].number_format == "#,##0"


def test_what_residents_typed_is_no_formula(made):
    from bot.core.totals import Missed

    book = load_workbook(io.BytesIO(xlsx_report(made(missed=(Missed("=1+1\x07", 9, 7),)), PLACE, today=TODAY)))
    cell = book["Nội dung nhiều người hỏi mà chưa"[:31]]["A4"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_a_chart_is_a_picture_drawn_by_another_process():
    pictures = drawn([Figure("Lượt hỏi", ("1/6", "8/6"), (10, 0), "Lượt hỏi")] * 2)

    assert len(pictures) == 2
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


def test_the_service_never_loads_what_draws():
    told = "import sys, bot.reports.writing, bot.reports.gathering; print('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout == "False\n"


def test_a_report_that_cannot_be_written_leaves_nothing_behind(made, tmp_path):
    with pytest.raises(ReportError, match="Không ghi được"):
        write_report(made(), PLACE, tmp_path / "missing" / "a.xlsx", today=TODAY)
    with pytest.raises(ReportError, match=r"\.docx hoặc \.xlsx"):
        write_report(made(), PLACE, tmp_path / "a.pdf", today=TODAY)

    assert list(tmp_path.iterdir()) == []
