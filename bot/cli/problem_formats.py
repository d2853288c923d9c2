"""How check shows what it found: for people, for programs, for GitHub."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import click

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem, Severity
from bot.linter import Report

NAMES = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.HINT: "gợi ý"}
LEVELS = {"loi": Severity.ERROR, "canh-bao": Severity.WARNING, "goi-y": Severity.HINT}
"""What --level takes."""
_SECTIONS = {
    Severity.ERROR: ("LỖI", "red", "phải sửa; chưa sửa thì trợ lý giữ bản cũ"),
    Severity.WARNING: ("CẢNH BÁO", "yellow", 'nên sửa, hoặc ghi "# bo-qua: tên-quy-tắc - lý do" cạnh dòng'),
    Severity.HINT: ("GỢI Ý", "cyan", "làm được thì tốt hơn"),
}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A report on a folder, and what of it is wanted."""

    report: Report
    knowledge: Knowledge | None
    """None when an error forbids serving it."""
    level: Severity

    def shown(self, severity: Severity) -> Sequence[Problem]:
        """The problems of one severity, when they are wanted."""
        return self.report.of(severity) if severity <= self.level else ()


def number(value: int) -> str:
    """As Vietnamese write it: 8.404."""
    return f"{value:,}".replace(",", ".")


def summary(checked: Checked) -> str:
    """One line of numbers."""
    counts = {severity: len(checked.report.of(severity)) for severity in Severity}
    found = ", ".join(f"{number(n)} {NAMES[severity]}" for severity, n in counts.items() if n)
    if checked.knowledge is None:
        return f"Có {found}."
    entries = checked.knowledge.entries.values()
    phrasings = sum(len(entry.questions) for entry in entries)
    base = f"{len(checked.knowledge.topics)} chủ đề, {number(len(entries))} câu, {number(phrasings)} cách hỏi"
    if counts[Severity.WARNING]:
        return f"Không có lỗi: {base}. Có {found}."
    return f"Tốt cả: {base}." + (f" Có {found}." if found else "")


def text(checked: Checked) -> Iterator[str]:
    """Sections, errors first; colours disappear where there is no terminal."""
    for severity, (heading, colour, meaning) in _SECTIONS.items():
        if problems := checked.shown(severity):
            yield click.style(f"{heading} ({number(len(problems))}): {meaning}", fg=colour, bold=True)
            yield from (f"{problem} {click.style(f'[{problem.rule}]', dim=True)}" for problem in problems)
            yield ""
    for name, severity in LEVELS.items():
        if severity > checked.level and (hidden := len(checked.report.of(severity))):
            yield f"Còn {number(hidden)} {NAMES[severity]}, thêm --level {name} để xem."
    yield summary(checked)


def as_json(checked: Checked) -> Iterator[str]:
    """One object; the counts are of everything, the problems of what is wanted."""
    names = {severity: name for name, severity in LEVELS.items()}
    found = {
        "problems": [
            {"file": p.file, "line": p.line, "severity": names[p.severity], "rule": p.rule, "message": p.message}
            for severity in Severity
            for p in checked.shown(severity)
        ],
        "counts": {names[severity]: len(checked.report.of(severity)) for severity in Severity},
        "summary": summary(checked),
    }
    yield json.dumps(found, ensure_ascii=False, indent=1)


def github(checked: Checked) -> Iterator[str]:
    """Workflow commands, shown beside the lines of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the escapes are those of
    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
    """
    for severity, command in _COMMANDS.items():
        for p in checked.shown(severity):
            place = f"file={_property(p.file)},line={p.line},title={_property(p.rule)}"
            yield f"::{command} {place}::{_data(p.message)}"
    yield summary(checked)


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Checked], Iterator[str]]] = {"text": text, "json": as_json, "github": github}
