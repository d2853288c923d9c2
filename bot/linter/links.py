"""Links between entries, and the names that tell them apart."""

from collections.abc import Iterator

from bot.core.problem import Severity
from bot.core.text import title_key
from bot.linter.finding import Base, Finding, Spot, shortened

ITSELF = "tu-lien-ket"
ALONE = "khong-lien-ket"
SAME_TITLE = "trung-ten"


def related(base: Base) -> Iterator[Finding]:
    """Entries that lead to themselves, twice to another, or nowhere. (Links to nothing are the loader's.)"""
    named = {other for entry in base.entries for other in entry.related if other != entry.id}
    for entry in base.entries:
        if entry.id in entry.related:
            spot = Spot(entry.id, ("related",), entry.id)
            yield Finding(ITSELF, spot, "related nhắc tới chính câu này; xoá id đó đi")
        for other in sorted({other for other in entry.related if entry.related.count(other) > 1}):
            spot = Spot(entry.id, ("related",), other)
            yield Finding(ITSELF, spot, f'related nhắc "{other}" hai lần; xoá bớt một', Severity.HINT)
        if not entry.related and entry.id not in named:
            message = "không dẫn tới câu nào và không câu nào dẫn tới; thêm related để bà con đi tiếp"
            yield Finding(ALONE, Spot(entry.id), message, Severity.HINT)


def titles(base: Base) -> Iterator[Finding]:
    """Entries that residents cannot tell apart on a button."""
    seen: dict[str, str] = {}
    for entry in base.entries:
        first = seen.setdefault(title_key(entry.label), entry.id)
        if first != entry.id:
            message = (
                f'tên "{shortened(entry.label)}" trùng với câu "{first}" ở {base.place(Spot(first, ("title",)))}; đặt tên khác'
            )
            yield Finding(SAME_TITLE, Spot(entry.id, ("title",)), message)
