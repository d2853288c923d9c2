"""The answers: can be read, or the last good copy serves; what runs out, what is due to be checked again."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date

from bot.core.aging import aging
from bot.core.conversation import VIETNAM
from bot.core.knowledge import Entry, Knowledge
from bot.core.problem import Severity
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning
from bot.kept_copy import KeptCopy
from bot.knowledge_files import load

_CHECK = "Xem từng chỗ và cách sửa: python -m bot check"
_NAMED = 3


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    settings = case.settings
    loaded = await asyncio.to_thread(load, settings.knowledge)
    faults = sum(problem.blocks for problem in loaded.problems)
    if loaded.knowledge is None:
        if KeptCopy(settings.data_dir / "last-good-knowledge").folder():
            return [warning(f"Tệp câu hỏi có {faults} lỗi: trợ lý đang dùng bản tốt gần nhất, chưa dùng bản mới.", _CHECK)]
        return [error(f"Tệp câu hỏi có {faults} lỗi, cũng chưa có bản tốt nào được cất: trợ lý không chạy được.", _CHECK)]
    warnings = sum(problem.severity is Severity.WARNING for problem in loaded.problems)
    found = [Finding(f"{len(loaded.knowledge.entries)} câu trả lời, không có lỗi.")]
    if warnings:
        found = [warning(f"{len(loaded.knowledge.entries)} câu trả lời, {warnings} cảnh báo.", _CHECK)]
    return [*found, *_aging(loaded.knowledge, case.clock().astimezone(VIETNAM).date())]


def _aging(knowledge: Knowledge, today: date) -> Iterator[Finding]:
    found = aging(knowledge.entries.values(), today)
    if over := found.over:
        yield warning(
            f"{len(over)} câu đã hết hiệu lực: {_names(over)}.",
            "Soạn lại hoặc bỏ; bà con hỏi thì trợ lý chỉ dám nói là không chắc.",
        )
    if ending := found.ending:
        yield warning(
            f"{len(ending)} câu hết hiệu lực trong 30 ngày tới: {_names(ending)}.", "Chuẩn bị câu trả lời theo quy định mới."
        )
    if due := found.due:
        yield warning(
            f"{len(due)} câu quá hạn kiểm tra lại: {_names(due)}.", "Đối chiếu với nguồn rồi sửa ngày ở checked và recheck."
        )


def _names(entries: Sequence[Entry]) -> str:
    more = f" và {len(entries) - _NAMED} câu nữa" if len(entries) > _NAMED else ""
    return ", ".join(entry.id for entry in entries[:_NAMED]) + more
