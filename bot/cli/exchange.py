"""import and export: the answers as a table for Excel, and as a handbook to print."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from bot.cli.asking import agreed
from bot.core.knowledge import Knowledge
from bot.core.problem import Problem
from bot.core.text import title_key
from bot.errors import BotError, KnowledgeError
from bot.exchange.columns import row_of
from bot.exchange.csv_file import read_csv, write_csv
from bot.exchange.handbook import handbook
from bot.exchange.plan import Planned, Planner, Verdict
from bot.exchange.sheets import read_xlsx, write_xlsx
from bot.exchange.table import Table
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.knowledge_files.edits import AddEntry, Change, SetFields
from bot.knowledge_files.writer import Edited, digests, edit, rehearse

CONTEXT = 24
"""Letters shown around what differs."""
SHOWN = 90
"""Letters shown of what differs."""


def export(folder: Path | None, *, xlsx: Path | None, csv: Path | None, html: Path | None, locality: str, today: date) -> None:
    """Write the answers into the files asked for."""
    knowledge = load_or_fail(folder or SHIPPED)
    if locality and locality not in knowledge.localities:
        raise BotError(f'Không có xã, phường "{locality}". Có: {", ".join(sorted(knowledge.localities))}')
    rows = [row_of(topic, entry) for topic in knowledge.topics for entry in topic.entries]
    if xlsx:
        _save(xlsx, write_xlsx(rows, [topic.title for topic in knowledge.topics]))
    if csv:
        _save(csv, write_csv(rows))
    if html:
        _save(html, handbook(knowledge.serving(locality), locality, today).encode())
    click.echo(f"{len(rows)} câu, {len(knowledge.topics)} chủ đề.")


def _save(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise BotError(f"không ghi được {path} ({error.strerror}); đóng tệp nếu đang mở trong Excel") from error
    click.echo(f"Đã ghi {path}.")


def import_table(path: Path, folder: Path | None, *, write: bool) -> int:
    """Show row by row what a table changes, and make the changes when told to; the exit code."""
    folder = folder or SHIPPED
    seen = digests(folder)
    knowledge = load_or_fail(folder)
    planner = Planner(knowledge)
    table = _read(path)
    rows = list(planner.rows(table))
    for note in table.notes:
        click.echo(f"Lưu ý: {note}")
    for row in rows:
        if row.verdict is not Verdict.SAME:
            click.echo("\n".join(_told(row)))
    changes = [_change(row) for row in rows if row.verdict in (Verdict.NEW, Verdict.CHANGED)]
    click.echo(_summary(rows, planner.left_alone()))
    if any(row.verdict is Verdict.FAULT for row in rows):
        click.echo("Chưa ghi gì: sửa các dòng LỖI trong bảng, lưu lại rồi nhập lại.", err=True)
        return 1
    if not changes:
        click.echo("Bảng giống hệt các tệp câu hỏi, không có gì để ghi.")
        return 0
    _rehearse(folder, changes, rows)
    for note in _asked_twice(knowledge, rows):
        click.echo(f"Lưu ý: {note}")
    if not write and not (sys.stdin.isatty() and agreed("Ghi những thay đổi này?")):
        click.echo("Đây mới là xem trước, chưa ghi gì. Đúng ý thì chạy lại, thêm --write ở cuối lệnh.")
        return 0
    edited = edit(folder, changes, seen=seen)
    click.echo("Đã ghi: " + ", ".join(str(file) for file in edited.files))
    return 0


def _asked_twice(knowledge: Knowledge, rows: Iterable[Planned]) -> Iterator[str]:
    """Phrasings of a row that another entry, or an earlier row, has already."""
    owner = {title_key(q): entry.id for entry in knowledge.entries.values() for q in entry.questions}
    for row in rows:
        if row.verdict in (Verdict.NEW, Verdict.CHANGED):
            name = row.entry or str(row.values.get("id", ""))
            for question in map(str, row.values.get("questions", ())):
                other = owner.setdefault(title_key(question), name)
                if other != name:
                    yield f'Dòng {row.number}: cách hỏi "{question}" giống hệt cách hỏi của câu "{other}"; giữ ở một câu thôi'


def _read(path: Path) -> Table:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BotError(f"không mở được {path} ({error.strerror})") from error
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            return read_xlsx(data)
        case ".csv" | ".txt":
            return read_csv(data)
    raise BotError(
        f"{path.name}: chỉ nhận tệp .xlsx và .csv; mở bằng Excel, chọn Lưu thành (Save As), kiểu Excel Workbook (.xlsx)"
    )


def _change(row: Planned) -> Change:
    return AddEntry(row.topic, row.values) if row.verdict is Verdict.NEW else SetFields(row.entry, row.values)


def _rehearse(folder: Path, changes: Sequence[Change], rows: Iterable[Planned]) -> None:
    """Name what the files would then be faulted for, by row."""
    number = {row.entry: row.number for row in rows if row.entry}
    before = {(p.file, p.message) for p in rehearse(folder, []).problems}
    try:
        edited: Edited = rehearse(folder, changes)
    except KnowledgeError as error:
        told = "\n".join(_by_row(problem, number) for problem in error.problems)
        raise BotError(f"{told}\nChưa ghi gì: sửa các dòng trên trong bảng, lưu lại rồi nhập lại.") from error
    for problem in edited.problems:
        if (problem.file, problem.message) not in before:
            click.echo(f"Lưu ý: {_by_row(problem, number)}")


def _by_row(problem: object, number: Mapping[str, int]) -> str:
    said = problem.message if isinstance(problem, Problem) else str(problem)
    row = next((n for entry, n in number.items() if said.startswith(f'câu "{entry}"')), None)
    return f"Dòng {row}: {said}" if row else str(problem)


def _told(row: Planned) -> Iterable[str]:
    yield f"Dòng {row.number:<4} {row.verdict.value}  {row.title or '(chưa có tên)'}" + (f" [{row.entry}]" if row.entry else "")
    for fault in row.faults:
        yield f"          {fault}"
    for difference in row.differences:
        yield f"          {difference.header}:{_difference(difference.before, difference.after)}"
    if row.verdict is Verdict.NEW:
        yield f"          thêm vào chủ đề {row.topic}: {len(row.values['questions'])} cách hỏi" + (
            f"; {row.note}" if row.note else ""
        )


def _difference(before: str, after: str) -> str:
    """What was taken away and what was added, line by line when there are lines."""
    old, new = before.split("\n"), after.split("\n")
    gone = [line for line in old if line and line not in new]
    come = [line for line in new if line and line not in old]
    if not gone and not come:
        return " đổi thứ tự các dòng"
    if len(gone) == len(come) == 1:
        return " " + _within(gone[0], come[0])
    lines = [f"− {_short(line)}" for line in gone] + [f"+ {_short(line)}" for line in come]
    return " " + lines[0] if len(lines) == 1 else "".join(f"\n            {line}" for line in lines)


def _within(old: str, new: str) -> str:
    """Two versions of one line, from where they begin to differ to where they are the same again."""
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    end = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    begin = max(0, start - CONTEXT)

    def cut(text: str) -> str:
        stop = min(len(text), len(text) - end + CONTEXT)
        return ("…" if begin else "") + _short(text[begin:stop]) + ("…" if stop < len(text) else "")

    return f"“{cut(old)}” → “{cut(new)}”"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _summary(rows: Sequence[Planned], alone: int) -> str:
    count = {verdict: sum(row.verdict is verdict for row in rows) for verdict in Verdict}
    said = f"{count[Verdict.NEW]} mới, {count[Verdict.CHANGED]} sửa, {count[Verdict.SAME]} giống hệt, {count[Verdict.FAULT]} lỗi"
    return f"Cộng {len(rows)} dòng: {said}." + (f" {alone} câu không có trong bảng được giữ nguyên." if alone else "")
