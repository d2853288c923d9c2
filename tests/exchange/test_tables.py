"""Tables in files: Excel's and others' habits forgiven, formulas never, and nothing lost on the way there and back."""

import csv
import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from bot.core.knowledge import Knowledge
from bot.exchange.columns import COLUMNS, row_of
from bot.exchange.csv_file import read_csv, write_csv
from bot.exchange.sheets import read_xlsx, write_xlsx
from bot.exchange.table import TableError

HEADERS = ["Chủ đề", "Mã câu", "Các cách hỏi", "Câu trả lời"]
RISKY = ["=1+1", "+84 113", "-5 độ", "@ai", '=HYPERLINK("x")', "'=1", "''=1", "'nháy", "＝1"]


def rows_of(knowledge: Knowledge) -> list[dict[str, str]]:
    return [row_of(topic, entry) for topic in knowledge.topics for entry in topic.entries]


def book(*rows: list[object], name: str = "Sheet") -> bytes:
    made = Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def risky_rows(town: Knowledge) -> list[dict[str, str]]:
    return [{**row_of(town.topics[0], town.topics[0].entries[0]), "title": text} for text in RISKY]


@pytest.mark.parametrize(("write", "read"), [(lambda rows: write_xlsx(rows, ["Hộ tịch"]), read_xlsx), (write_csv, read_csv)])
def test_a_table_reads_as_it_was_written(write, read, shipped):
    rows = rows_of(shipped)

    table = read(write(rows))

    assert [dict(row.cells) for row in table.rows] == rows
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))
    assert (table.columns, table.notes) == (COLUMNS, ())


@pytest.mark.parametrize(("write", "read"), [(lambda rows: write_xlsx(rows, ["Hộ tịch"]), read_xlsx), (write_csv, read_csv)])
def test_what_looks_like_a_formula_comes_back_as_text(write, read, town):
    assert [row.cells["title"] for row in read(write(risky_rows(town))).rows] == RISKY


def test_no_cell_of_the_excel_file_computes_anything(town):
    sheet = load_workbook(io.BytesIO(write_xlsx(risky_rows(town), ["Hộ tịch"])))["Câu hỏi"]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert all(sheet.cell(row, 3).quotePrefix for row in range(2, 7))


def test_no_cell_of_the_csv_file_begins_as_a_formula(town):
    data = write_csv(risky_rows(town)).decode("utf-8-sig")

    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(data)) for cell in row)


def test_the_excel_file_is_made_for_reading(town):
    made = load_workbook(io.BytesIO(write_xlsx(rows_of(town), ["Hộ tịch"])))
    sheet = made["Câu hỏi"]

    assert made.sheetnames == ["Câu hỏi", "Hướng dẫn", "Chủ đề"]
    assert sheet.freeze_panes == "D2"
    assert sheet["D2"].alignment.wrap_text
    assert sheet.column_dimensions["E"].width > 50
    assert sheet["I2"].value == datetime(2026, 11, 1)  # noqa: DTZ001
    assert sheet["I2"].number_format == "dd/mm/yyyy"
    assert [made["Hướng dẫn"].cell(n, 1).value for n in range(2, len(COLUMNS) + 2)] == [column.header for column in COLUMNS]


def test_headers_are_known_however_they_are_typed():
    table = read_xlsx(
        book(
            ["", "Bảng của xã"],
            [],
            ["CHU DE", " mã ", "cách hỏi", "trả lời", "Ghi chú", "Hạn kiểm tra lai"],
            ["a", "b", "c", "d", "e", "f"],
        )
    )

    assert dict(table.rows[0].cells) == {"topic": "a", "id": "b", "questions": "c", "answer": "d", "recheck": "f"}
    assert table.rows[0].number == 4
    assert "Ghi chú" in table.notes[0]


def test_cells_of_other_types_read_as_they_look():
    table = read_xlsx(book([*HEADERS, "Ngày kiểm tra", "Khẩn"], ["a", 57, 1.5, "d", datetime(2026, 1, 2), True]))  # noqa: DTZ001

    assert [*table.rows[0].cells.values()] == ["a", "57", "1.5", "d", "02/01/2026", "có"]


def test_a_formula_is_named_and_not_computed():
    table = read_xlsx(book(HEADERS, ["a", "b", "=A1", "d"]))

    assert "công thức =A1" in table.rows[0].faults[0]


def test_empty_rows_are_no_rows():
    assert [row.number for row in read_xlsx(book(HEADERS, ["a"], [], [" ", None], ["b"])).rows] == [2, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_with_any_separator_and_mark(delimiter, encoding):
    text = f'Chủ đề{delimiter}Câu trả lời{delimiter}Các cách hỏi\r\nhộ tịch{delimiter}"một; hai, ba"{delimiter}"x\ny"\r\n'

    table = read_csv(text.encode(encoding))

    assert dict(table.rows[0].cells) == {"topic": "hộ tịch", "answer": "một; hai, ba", "questions": "x\ny"}


def test_an_old_code_page_is_read_when_no_letter_was_lost():
    # Windows-1258 writes some tones as letters of their own.
    text = "Chu\u0309 đê\u0300,Câu tra\u0309 lơ\u0300i\nho\u0323,Mâ\u0301t the\u0309?\n"

    assert dict(read_csv(text.encode("cp1258")).rows[0].cells) == {"topic": "họ", "answer": "Mất thẻ?"}


@pytest.mark.parametrize(
    "data",
    ["Chủ đề,Câu tr? l?i\na,b\n".encode("cp1258", "replace") + b"\xf0", "Chủ đề,Câu trả lời\n".encode()[:-8] + b"\xff\xfe"],
)
def test_csv_that_lost_letters_says_how_to_save_it(data):
    with pytest.raises(TableError, match="CSV UTF-8"):
        read_csv(data)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"\0" * 600, book(["a", "b"], ["c"]), book()])
def test_what_is_no_table_is_refused_in_one_line(data):
    with pytest.raises(TableError):
        read_xlsx(data)


def test_a_column_twice_is_refused():
    with pytest.raises(TableError, match="hai cột"):
        read_csv("Mã câu,Câu trả lời,Mã câu\n".encode())


def test_a_cell_longer_than_excel_holds_is_named(town):
    row = {**rows_of(town)[0], "answer": "dài " * 9000}

    with pytest.raises(TableError, match="36000"):
        write_xlsx([row], ["Hộ tịch"])
