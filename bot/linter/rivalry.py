"""Phrasings that lead to another entry: those the matcher gives away, and those only their own wording saves."""

from collections import defaultdict
from collections.abc import Iterator

from bot.core.problem import Severity
from bot.linter.finding import Base, Finding, Spot, shortened

STOLEN = "nham-cau"
CLOSER = "gan-cau-khac"

_SUSPECT = 0.5
"""How alike another entry's wording must be before the matcher is asked: below, an exact wording always wins."""
_MARGIN = 0.2
_CLOSE = 0.5
_NAMED = 2
"""Wordings quoted for a pair of entries."""


def stolen(base: Base) -> Iterator[Finding]:
    """Wordings that the matcher, asked them word by word, answers with another entry."""
    if base.rank is None:
        return
    for row, _, likeness, _ in base.likeness.nearest():
        phrasing = base.likeness.phrasings[row]
        if likeness >= _SUSPECT and (winner := base.rank(phrasing.text)) not in ("", phrasing.owner):
            message = (
                f'bà con gõ đúng "{shortened(phrasing.text)}" thì trợ lý lại trả lời bằng câu "{winner}" '
                f"({base.place(Spot(winner))}); chuyển cách hỏi sang câu đó, hoặc viết rõ hơn"
            )
            yield Finding(STOLEN, Spot(phrasing.owner, ("questions", phrasing.number)), message)


def closer(base: Base) -> Iterator[Finding]:
    """Wordings that, had nobody written them, would be nearest to another entry: one hint for a pair of entries."""
    found: dict[tuple[str, str], list[tuple[float, int, int]]] = defaultdict(list)
    phrasings = base.likeness.phrasings
    for row, nearest, likeness, kin in base.likeness.nearest():
        if likeness >= _CLOSE and likeness - kin >= _MARGIN:
            found[phrasings[row].owner, phrasings[nearest].owner].append((kin - likeness, row, nearest))
    for (owner, other), rows in found.items():
        rows.sort()
        _, row, nearest = rows[0]
        more = f" (và {len(rows) - _NAMED} cách nữa)" if len(rows) > _NAMED else ""
        said = ", ".join(f'"{shortened(phrasings[r].text)}"' for _, r, _ in rows[:_NAMED]) + more
        there = base.place(Spot(other, ("questions", phrasings[nearest].number)))
        message = (
            f'{said} giống cách hỏi ở {there} (câu "{other}") hơn mọi cách hỏi khác của câu này; '
            "viết thêm vài cách tương tự ở đây, hoặc nói rõ hơn"
        )
        yield Finding(CLOSER, Spot(owner, ("questions", phrasings[row].number)), message, Severity.HINT)
