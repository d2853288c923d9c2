"""What an officer is asked about a new entry, one thing after the other. What becomes of it is new.py's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import click

from bot.cli.asking import is_meant, line, lines
from bot.core.knowledge import Knowledge, Topic
from bot.errors import BotError
from bot.exchange import cells
from bot.exchange.naming import suggested_id


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of the new entry so far; what is blank is asked for."""

    topic: str = ""
    title: str = ""
    id: str = ""
    questions: Sequence[str] = ()
    answer: str = ""
    steps: Sequence[str] = ()
    if_stuck: str = ""
    sources: Sequence[str] = ()
    """One a line, as in the Excel sheet: title | document | date | url."""
    checked: str = ""

    def values(self) -> dict[str, Any]:
        """As the entry says them; what is blank is left out.

        Raises:
            BotError: when a source or the date means nothing.
        """
        try:
            values = {
                "id": self.id,
                "title": self.title,
                "questions": list(self.questions),
                "answer": self.answer,
                "steps": list(self.steps),
                "if_stuck": self.if_stuck,
                "sources": cells.SOURCES.meant("\n".join(self.sources)),
                "checked": cells.DAY.meant(self.checked),
            }
        except cells.CellError as error:
            raise BotError(str(error)) from error
        return {key: value for key, value in values.items() if value}


def topic_for(knowledge: Knowledge, given: str, *, yes: bool) -> Topic:
    """The topic named, or chosen from the list."""
    by_name = {name: topic for topic in knowledge.topics for name in (topic.id, cells.slug(topic.title))}
    if not given and yes:
        raise BotError("thiếu chủ đề; thêm --topic, ví dụ: --topic ho-tich")
    if given and cells.slug(given) not in by_name:
        raise BotError(f'không có chủ đề "{given}"; các chủ đề: {", ".join(topic.id for topic in knowledge.topics)}')
    if not given:
        click.echo("Các chủ đề:")
        for number, topic in enumerate(knowledge.topics, 1):
            click.echo(f"  {number:2}. {topic.title} ({topic.id})")
            by_name[str(number)] = topic
    while cells.slug(given) not in by_name:
        given = line("Câu này thuộc chủ đề nào? Gõ số hoặc tên", needed=True)
    return by_name[cells.slug(given)]


def about(draft: Draft) -> Draft:
    """What the entry is about: its title and the ways people ask it."""
    title = draft.title or line("Tên ngắn, hiện trên nút bấm (ví dụ: Đăng ký khai sinh cho con)", needed=True)
    asked = draft.questions or lines("Bà con hỏi việc này thế nào? Mỗi dòng một cách, càng khác nhau càng tốt.", needed=True)
    return replace(draft, title=title, questions=asked)


def id_for(knowledge: Knowledge, topic: Topic, draft: Draft, *, yes: bool) -> str:
    """The id given, or the one suggested, or what the officer types instead."""
    suggested = suggested_id(topic.id, draft.title, knowledge.entries)
    found = draft.id or (suggested if yes else "")
    while not found:
        found = cells.slug(line("Mã của câu (Enter nếu ưng mã gợi ý)", default=suggested))
        if found in knowledge.entries:
            click.echo(f'  Mã "{found}" đã dùng cho câu "{knowledge.entries[found].label}"; gõ mã khác.')
            found = ""
    if found in knowledge.entries:
        raise BotError(f'mã "{found}" đã dùng cho câu "{knowledge.entries[found].label}"; ví dụ còn trống: {suggested}')
    return found


def answered(draft: Draft, today: date) -> Draft:
    """What residents are told."""
    answer = draft.answer or "\n".join(lines("Câu trả lời. Câu đầu tiên là điều bà con cần biết nhất.", needed=True))
    steps = draft.steps or lines("Các bước, mỗi dòng một bước, không cần đánh số (không có thì bỏ qua).")
    if_stuck = draft.if_stuck or line("Vướng thì hỏi đâu (có thể bỏ trống; ví dụ: Vướng gì bà con hỏi {office}.)")
    return replace(draft, answer=answer, steps=steps, if_stuck=if_stuck, sources=_sources(draft), checked=_checked(draft, today))


def mended(draft: Draft) -> Draft:
    """The texts again after a fault; a bare Enter keeps one as it is."""
    keep = "(bấm Enter ngay để giữ như cũ)"
    return replace(
        draft,
        answer="\n".join(lines(f"Câu trả lời {keep}.")) or draft.answer,
        steps=lines(f"Các bước {keep}.") or draft.steps,
        if_stuck=line(f"Vướng thì hỏi đâu {keep}") or draft.if_stuck,
    )


def _sources(draft: Draft) -> Sequence[str]:
    found = draft.sources
    while not found or not is_meant(cells.SOURCES, "\n".join(found)):
        found = lines("Nguồn, mỗi dòng một nguồn, ví dụ: Luật Hộ tịch 2014 | 60/2014/QH13 | 20/11/2014.")
        if not found:
            break
    return found


def _checked(draft: Draft, today: date) -> str:
    found = draft.checked
    while not found or not is_meant(cells.DAY, found):
        found = line("Ngày đã đối chiếu với nguồn", default=f"{today:%d/%m/%Y}")
    return found
