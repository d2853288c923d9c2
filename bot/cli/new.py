"""new: a new entry, asked for in Vietnamese, shown as residents will see it, and written where it belongs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from bot.cli.asking import agreed
from bot.cli.interview import Draft, about, answered, id_for, mended, topic_for
from bot.core.bands import Bands
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.speech import Speech
from bot.errors import BotError, KnowledgeError
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.knowledge_files.edits import AddEntry
from bot.knowledge_files.writer import Edited, edit, rehearse

MOST_SIMILAR = 5


def new(folder: Path | None, draft: Draft, locality: str, *, yes: bool, today: date) -> None:
    """Ask for what the draft lacks, show it, and write it once the officer agrees; `yes` asks nothing.

    Raises:
        BotError: when something needed is missing or wrong, or the officer stops; nothing was written.
    """
    folder = folder or SHIPPED
    knowledge = load_or_fail(folder)
    if not yes:
        click.echo("Thêm một câu mới. Chưa ghi gì cho tới khi đồng ý ở cuối; muốn thôi thì bấm Ctrl-C.\n")
    topic = topic_for(knowledge, draft.topic, yes=yes)
    if yes and not (draft.title and draft.questions and draft.answer):
        raise BotError("cần đủ --title, --question và --answer; thiếu thì bỏ --yes để được hỏi từng mục")
    draft = about(draft)
    draft = replace(draft, id=id_for(knowledge, topic, draft, yes=yes))
    _show_similar(knowledge, draft)
    draft = replace(draft, checked=draft.checked or f"{today:%d/%m/%Y}") if yes else answered(draft, today)
    draft, edited = _rehearsed(folder, topic.id, draft, yes=yes)
    _show(edited, draft, locality, today)
    if not yes and not agreed(f'Ghi câu này vào chủ đề "{topic.title}"?'):
        click.echo("Đã thôi, chưa ghi gì.")
        return
    for path in edit(folder, [AddEntry(topic.id, draft.values())]).files:
        click.echo(f"Đã ghi câu {draft.id} vào {path}.")
    click.echo(f'Thử ngay: python -m bot ask "{draft.questions[0]}"')


def _rehearsed(folder: Path, topic: str, draft: Draft, *, yes: bool) -> tuple[Draft, Edited]:
    """The draft once it can be read; what an officer typed is not thrown away for a slip."""
    while True:
        try:
            return draft, rehearse(folder, [AddEntry(topic, draft.values())])
        except KnowledgeError as error:
            if yes:
                raise
            click.echo("\nChưa ghi được, cần sửa:\n" + "\n".join(getattr(p, "message", str(p)) for p in error.problems))
            draft = mended(draft)


def _show_similar(knowledge: Knowledge, draft: Draft) -> None:
    """Where residents who ask so are sent today."""
    click.echo("\nĐang so với các câu đã có…")
    matcher, bands = Matcher(knowledge), Bands()
    shown = []
    for asked in dict.fromkeys([*draft.questions, draft.title]):
        best = matcher.rank(asked).best
        if best and best.score >= bands.ask:
            label = knowledge.entries[best.entry].label
            shown.append(
                f"  “{asked}”\n     gần câu đã có: {label} [{best.entry}], giống nhất “{best.phrasing}” ({best.score:.0%})"
            )
    matters = {ranking.matter for asked in draft.questions if (ranking := matcher.rank(asked)).matter}
    if matters:
        click.echo(f"  Việc này đang nằm trong thư mục ngoai-pham-vi (trợ lý sẽ từ chối): {'; '.join(sorted(matters))}.")
        click.echo("  Ghi câu mới xong thì xoá mục ấy trong ngoai-pham-vi, không thì trợ lý lúc trả lời lúc từ chối.\n")
    if not shown:
        click.echo("  Chưa có câu nào gần giống.\n")
        return
    click.echo("\n".join(shown[:MOST_SIMILAR]))
    click.echo("Nếu là cùng một việc thì đừng thêm câu mới: mở câu đã có, thêm cách hỏi vào mục questions.\n")


def _show(edited: Edited, draft: Draft, locality: str, today: date) -> None:
    """The answer as a resident will read it, and what is doubtful about it."""
    entry = edited.knowledge.entries[draft.id]
    click.echo(f"\n──── Bà con sẽ thấy: {entry.label} ────")
    click.echo(Speech.of(edited.knowledge, locality).answer(entry, today=today))
    click.echo("────")
    for problem in edited.problems:
        if f'"{entry.id}"' in problem.message:
            click.echo(f"Lưu ý: {problem.message}")
