"""unanswered: what the bot could not answer, near-identical questions grouped."""

import asyncio
import csv
import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import click

from bot.core.conversation import VIETNAM, Outcome
from bot.core.grouping import Grouping
from bot.settings import load_settings
from bot.store.counts import Counts
from bot.store.sql import LoggedQuestion, SqlStore

_HEADS = {
    "count": "Số lượt hỏi",
    "question": "Câu hỏi",
    "last": "Lần cuối",
    "channels": "Kênh",
    "outcome": "Kết quả",
    "context": "Đang nói về",
    "entries": "Đã trả lời hoặc gợi ý",
    "candidates": "Câu gần nhất",
    "refs": "Mã",
    "why": "Bà con chê",
}
"""Fields of a group -> their names for officers."""
_OUTCOMES = {
    Outcome.NOT_ANSWERED: "chưa trả lời được",
    Outcome.ASKED_BACK: "phải hỏi lại",
    Outcome.ANSWERED: "đã trả lời",
    Outcome.SMALL_TALK: "chuyện trò",
    Outcome.UNREAD: "không có chữ",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are one to an officer; the newest first."""

    questions: tuple[LoggedQuestion, ...]

    def row(self) -> dict[str, object]:
        """As plain values for a table."""
        newest = self.questions[0]
        return {
            "count": len(self.questions),
            "question": newest.text,
            "last": f"{newest.at.astimezone(VIETNAM):%Y-%m-%d %H:%M}",
            "channels": sorted({q.channel for q in self.questions}),
            "outcome": str(newest.outcome),
            "context": newest.context,
            "entries": list(newest.entries),
            "candidates": [f"{entry} {score:.0%}" for entry, score in newest.candidates[:3]],
            "refs": [q.ref for q in self.questions],
            "why": newest.why,
        }


def grouped(questions: Sequence[LoggedQuestion]) -> list[Group]:
    """Near-identical questions together, the most asked first, then the newest."""
    grouping: Grouping[LoggedQuestion] = Grouping()
    grouping.add(replace(question, id=number) for number, question in enumerate(reversed(questions), start=1))
    return [Group(tuple(reversed(group.questions))) for group in grouping.groups()]


def unanswered(form: str, *, days: int, locality: str, everything: bool) -> None:
    """Print the list."""
    questions, unread = asyncio.run(_load(days, locality, everything=everything))
    groups = grouped(questions)
    rows = [group.row() for group in groups]
    if form == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif form == "csv":
        # Excel takes a file without this mark for an old encoding and spoils every accent.
        sys.stdout.write("\ufeff")
        writer = csv.DictWriter(sys.stdout, _HEADS.values(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({_HEADS[name]: _cell(value) for name, value in row.items()} for row in rows)
    else:
        total = sum(len(group.questions) for group in groups)
        click.echo("\n".join(_table(rows)) if rows else f"Không có câu nào chưa trả lời trong {days} ngày qua.")
        if rows:
            click.echo(f"\n{total} lượt hỏi, {len(rows)} câu khác nhau, trong {days} ngày qua.")
        if unread:
            click.echo(f"Tin không có chữ, trợ lý không đọc được: {', '.join(f'{n} {thing}' for thing, n in unread.items())}.")


async def _load(days: int, locality: str, *, everything: bool) -> tuple[list[LoggedQuestion], dict[str, int]]:
    settings, since = load_settings(), datetime.now(UTC) - timedelta(days=days)
    async with SqlStore(settings.database, locality=locality, pepper="") as store:
        questions = await store.to_review(since=since, everything=everything)
        return questions, await Counts(store.database).unread(since=since)


def _cell(value: object) -> object:
    """For a spreadsheet, which must not run what a resident typed."""
    if isinstance(value, list):
        value = "; ".join(value)
    value = _OUTCOMES.get(value, value) if isinstance(value, str) else value  # type: ignore[call-overload]
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def _table(rows: Sequence[dict[str, object]]) -> Iterator[str]:
    yield f"{'Lượt':>4}  {'Lần cuối':<16}  {'Kênh':<9}  Câu hỏi"
    for row in rows:
        channels, candidates, refs = (list(map(str, row[name])) for name in ("channels", "candidates", "refs"))  # type: ignore[call-overload]
        first, *more = textwrap.wrap(" ".join(str(row["question"]).split()), 80) or [""]
        yield f"{row['count']:>4}  {row['last']:<16}  {','.join(channels):<9.9}  {first}"
        yield from (f"{'':<35}{line}" for line in more)
        notes = [f"mã {refs[0]}"]
        if row["context"]:
            notes.append(f"đang nói về: {row['context']}")
        if row["entries"]:
            notes.append(f"đã trả lời hoặc gợi ý: {', '.join(map(str, row['entries']))}")  # type: ignore[call-overload]
        elif candidates:
            notes.append(f"gần nhất: {', '.join(candidates)}")
        if row["why"]:
            notes.append(f"bà con chê: {row['why']}")
        yield f"{'':<35}[{'; '.join(notes)}]"
