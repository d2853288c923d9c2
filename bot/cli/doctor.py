"""doctor: what is wrong on this machine, and what to mend."""

import asyncio
import json
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click

from bot.doctor.case import Case, database_of
from bot.doctor.examination import examine, worst
from bot.doctor.finding import Finding, Level, error
from bot.errors import SettingsError
from bot.settings import Settings, load_settings

_MARKS = {Level.FINE: "ĐẠT", Level.WARNING: "LƯU Ý", Level.ERROR: "LỖI"}
_WIDTH = 100
_INDENT = " " * 9
Found = Sequence[tuple[str, Sequence[Finding]]]


def doctor(*, as_json: bool) -> int:
    """Print what was found; the exit code."""
    try:
        found: Found = asyncio.run(_examined(load_settings()))
    except SettingsError as fault:
        mend = "Sửa trong .env hoặc biến môi trường, rồi chạy lại: chưa sửa thì chưa khám tiếp được."
        found = [("Thiết lập", [error(str(fault), mend)])]
    click.echo(_json(found) if as_json else "\n".join(_report(found)))
    return worst(found)


async def _examined(settings: Settings) -> Found:
    case = Case(settings, database_of(settings), clock=lambda: datetime.now(UTC))
    try:
        return await examine(case)
    finally:
        await case.database.close()


def _report(found: Found) -> Iterator[str]:
    for title, findings in found:
        for finding in findings:
            yield from _wrapped(f"{_MARKS[finding.level]:<7}  {title}: {finding.what}")
            if finding.mend:
                yield from _wrapped(f"{_INDENT}→ {finding.mend}")
    errors, warnings = (sum(f.level is level for _, each in found for f in each) for level in (Level.ERROR, Level.WARNING))
    yield ""
    yield "Mọi thứ đều tốt." if not errors + warnings else f"{errors} lỗi, {warnings} điều lưu ý."


def _wrapped(line: str) -> list[str]:
    """Without breaking what is to be copied, such as an address."""
    return textwrap.wrap(line, _WIDTH, subsequent_indent=_INDENT, break_long_words=False, break_on_hyphens=False)


def _json(found: Found) -> str:
    rows = [
        {"check": title, "level": finding.level.name.lower(), "what": finding.what, "mend": finding.mend}
        for title, findings in found
        for finding in findings
    ]
    return json.dumps({"level": worst(found).name.lower(), "findings": rows}, ensure_ascii=False, indent=2)
