"""A table <-> .csv. Read with whatever Excel and others write: BOM, ; or tab, UTF-16; written so that Excel reads it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from bot.exchange.columns import COLUMNS
from bot.exchange.table import Table, TableError, known, table_of

_DELIMITERS = ",;\t"
_RISKY = re.compile(r"'*[=+\-@\t＝＋－＠]")
"""What a spreadsheet would take for a formula."""
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]")
"""A question mark within a word: a letter that did not survive saving."""


def read_csv(data: bytes) -> Table:
    """The table in a .csv file.

    Raises:
        TableError: when it is not such a file.
    """
    text = re.sub(r"\Asep=.[\r\n]+", "", _decoded(data))
    rows = max((_rows(text, delimiter) for delimiter in _DELIMITERS), key=lambda rows: max(map(known, rows[:10]), default=0))
    return table_of([[_unguarded(cell) for cell in row] for row in rows])


def write_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The rows (column key -> cell) as a .csv file."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(column.header for column in COLUMNS)
    writer.writerows([guarded(row[column.key]) for column in COLUMNS] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _rows(text: str, delimiter: str) -> list[Sequence[str]]:
    csv.field_size_limit(1 << 24)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableError(f"tệp .csv hỏng ({error}); mở bằng Excel và lưu lại thành .xlsx") from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
        # An old code page is believed when the headers read well and no letter was lost on the way.
        if "trả lời" in text.split("\n", 1)[0].lower() and not _LOST.search(text) and "\ufffd" not in text:
            return text
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(
            f"dòng {line}: chữ Việt trong tệp không phải mã UTF-8, đọc sẽ hỏng chữ; trong Excel chọn Lưu thành (Save As), "
            'kiểu "CSV UTF-8", hoặc tốt hơn là "Excel Workbook (.xlsx)"'
        ) from error


def guarded(cell: str) -> str:
    """An apostrophe keeps a spreadsheet from computing what only looks like a formula."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
