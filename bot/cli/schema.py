"""schema: write the JSON Schema files beside the knowledge, and name each in the first line of the files it is for."""

import codecs
from pathlib import Path

import click

from bot.knowledge_files import SHIPPED
from bot.knowledge_files.json_schema import FOLDER, schema_line, schemas
from bot.knowledge_files.replacing import replace_all

_NAMES_ONE = b"# yaml-language-server:"


def write_schemas(folder: Path | None) -> None:
    """Bring schemas and first lines up to date; say what changed."""
    folder = folder or SHIPPED
    (folder / FOLDER).mkdir(exist_ok=True)
    wanted = {folder / FOLDER / name: text.encode() for name, text in schemas().items()}
    for path in sorted(folder.rglob("*.y*ml")):
        if line := schema_line(path.relative_to(folder)):
            wanted[path] = _headed(path.read_bytes(), line.encode())
    changed = {path: data for path, data in wanted.items() if not path.exists() or path.read_bytes() != data}
    replace_all(changed)
    for path in changed:
        click.echo(f"{path}: đã ghi")
    click.echo("Lược đồ đã khớp với chương trình.")


def _headed(data: bytes, line: bytes) -> bytes:
    """The file with the line on top, in place of an older such line."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    first, newline, rest = data.removeprefix(mark).partition(b"\n")
    if first.rstrip() == line:
        return data
    ending = b"\r\n" if first.endswith(b"\r") else b"\n"
    return mark + line + ending + (rest if first.startswith(_NAMES_ONE) else first + newline + rest)
