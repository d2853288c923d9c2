"""check: every fault of the knowledge folder and all that could be better; and the mending of the mechanical ones."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter

import click

from bot.cli.problem_formats import FORMATS, LEVELS, Checked, number
from bot.core.conversation import VIETNAM
from bot.core.knowledge import Knowledge
from bot.core.problem import Severity
from bot.knowledge_files import SHIPPED, load
from bot.knowledge_files.tidying import tidied
from bot.linter import lint
from bot.linter.rules import RULES
from bot.linter.topics import COUNTS, TopicState, states, total

HEADINGS = ("Chủ đề", "Câu", "Cách hỏi", "Nguồn", "Chưa đối chiếu", "Hạn 90 ngày", "Không số VB", "Còn hỏi lại")
LEGEND = (
    "Chưa đối chiếu: thiếu nguồn hoặc ngày checked. Hạn 90 ngày: phải kiểm tra lại, hoặc hết hiệu lực, trong 90 ngày tới. "
    "Không số VB: không nguồn nào có số văn bản. Còn hỏi lại: có điều chưa chắc, dặn bà con hỏi lại."
)


def check(folder: Path | None, *, fix: bool, form: str, level: str, strict: bool) -> int:
    """Print what is to be mended; the exit code."""
    folder = _shortest(folder or SHIPPED)
    if fix:
        _fix(folder, quiet=form != "text")
    progress = _Progress()
    loaded = load(folder)
    rank = _Ranks(loaded.knowledge) if loaded.knowledge else None
    report = lint(loaded, today=datetime.now(VIETNAM).date(), rank=rank, before=progress)
    progress.clear()
    for line in FORMATS[form](Checked(report, loaded.knowledge, LEVELS[level])):
        click.echo(line)
    worst = Severity.WARNING if strict else Severity.ERROR
    return int(any(problem.severity <= worst for problem in report.problems))


def table(folder: Path | None, *, form: str) -> int:
    """Print the state of each topic; the exit code."""
    knowledge = load(_shortest(folder or SHIPPED)).knowledge
    if knowledge is None:
        click.echo("Có lỗi nên chưa đếm được; chạy python -m bot check để xem lỗi.", err=True)
        return 1
    rows = states(knowledge, datetime.now(VIETNAM).date())
    if form == "json":
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        for line in _table([*rows, total(rows)]):
            click.echo(line)
    return 0


def _table(rows: list[TopicState]) -> Iterable[str]:
    cells = [HEADINGS, *((row.title, *(number(getattr(row, name)) for name in COUNTS)) for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for n, row in enumerate(cells):
        if n in (1, len(cells) - 1):
            yield "-" * (sum(widths) + 2 * len(widths) - 2)
        yield "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
    yield LEGEND


class _Ranks:
    """Which entry the bot would answer with; the matcher takes seconds, so it is built when first asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @cached_property
    def _best(self) -> Callable[[str], str]:
        from bot.core.matching import Matcher  # noqa: PLC0415 - costs half a second

        matcher = Matcher(self._knowledge)
        return lambda text: best.entry if (best := matcher.rank(text).best) else ""

    def __call__(self, text: str) -> str:
        return self._best(text)


class _Progress:
    """Says on a terminal what is being checked, once that takes more than a second."""

    def __init__(self) -> None:
        self._since = perf_counter()
        self._shown = False

    def __call__(self, subject: str, done: int) -> None:
        if sys.stderr.isatty() and perf_counter() - self._since > 1:
            self._shown = True
            click.echo(f"\r\033[KĐang kiểm tra {done + 1}/{len(RULES)}: {subject}…", err=True, nl=False)

    def clear(self) -> None:
        if self._shown:
            click.echo("\r\033[K", err=True, nl=False)


def _shortest(folder: Path) -> Path:
    """As seen from here, when it lies below: what an officer types into an editor."""
    try:
        return folder.resolve().relative_to(Path.cwd())
    except ValueError:
        return folder


def _fix(folder: Path, *, quiet: bool) -> None:
    for path in sorted(folder.rglob("*.y*ml")):
        if _mended(path):
            click.echo(f"{path}: đã sửa", err=quiet)


def _mended(path: Path) -> bool:
    """Mend what a machine can mend without guessing; whether there was anything."""
    data = path.read_bytes()
    try:
        mended = tidied(data.decode("utf-8")).encode()
    except UnicodeDecodeError:
        return False
    if mended == data:
        return False
    path.write_bytes(mended)
    return True
