"""What is saved to a computer and opened there: no formula in a cell, no odd name."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator

from openpyxl import load_workbook

_FORMULA = re.compile(r"\s*[=+@\t\r-]")
_NUMBER = re.compile(r"-?\+?[\d.,\s%]*")
_NAME = re.compile(r"attachment; filename\*=UTF-8''[A-Za-z0-9%._~-]+", re.ASCII)


def faults_of_file(body: bytes, disposition: str) -> Iterator[str]:
    """What is wrong with it."""
    if not _NAME.fullmatch(disposition):
        yield f"its name: {disposition!r}"
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = packed.namelist()
        if any("vbaProject" in name or "externalLink" in name for name in names):
            yield "it has programs or links to other files in it"
        if "xl/workbook.xml" in names:
            yield from _sheets(body)
    elif disposition.endswith(".csv"):
        rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        yield from (f"a cell is a formula: {cell[:60]!r}" for row in rows for cell in row if _is_formula(cell))


def _sheets(body: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(body)):
        for row in sheet.iter_rows():
            yield from (f"a cell is a formula: {str(cell.value)[:60]!r}" for cell in row if cell.data_type == "f")


def _is_formula(cell: str) -> bool:
    return bool(_FORMULA.match(cell)) and not _NUMBER.fullmatch(cell)
