"""check: every fault of the knowledge folder, one a line; and the mending of the mechanical ones."""

import unicodedata
from pathlib import Path

import click

from bot.knowledge_files import SHIPPED, load


def check(folder: Path | None, *, fix: bool) -> int:
    """Print `file:line: message` for every fault; the exit code."""
    folder = _shortest(folder or SHIPPED)
    if fix:
        for path in sorted(folder.rglob("*.y*ml")):
            if _mended(path):
                click.echo(f"{path}: đã sửa")
    loaded = load(folder)
    for problem in loaded.problems:
        click.echo(str(problem))
    if loaded.problems:
        click.echo(f"Có {len(loaded.problems)} chỗ cần sửa.", err=True)
        return 1
    assert loaded.knowledge
    entries = loaded.knowledge.entries.values()
    phrasings = sum(len(entry.questions) for entry in entries)
    click.echo(f"Tốt cả: {len(loaded.knowledge.topics)} chủ đề, {len(entries)} câu, {phrasings} cách hỏi.")
    return 0


def _shortest(folder: Path) -> Path:
    """As seen from here, when it lies below: what an officer types into an editor."""
    try:
        return folder.resolve().relative_to(Path.cwd())
    except ValueError:
        return folder


def _mended(path: Path) -> bool:
    """Mend what a machine can mend without guessing; whether there was anything."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    mended = "\n".join(_without_tabs(line) for line in lines).encode()
    if mended == data:
        return False
    path.write_bytes(mended)
    return True


def _without_tabs(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return indent.replace("\t", "  ") + line.lstrip() if "\t" in indent else line
