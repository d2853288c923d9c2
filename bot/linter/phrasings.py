"""Phrasings: the same one in two places, too few, or all typed alike."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.problem import Severity
from bot.core.text import has_accents
from bot.linter.finding import Base, Finding, Spot, shortened
from bot.linter.likeness import Phrasing

TWICE = "trung-cach-hoi"
OUTSIDE = "ngoai-pham-vi"
FEW = "it-cach-hoi"
ONE_WAY = "cach-hoi-mot-kieu"

ENOUGH = 14
_POLITE = frozenset("a ah ad ak da oi nhe nhi vay".split())
"""What can be added to any wording; only words that mean nothing else without marks (nha is also a house)."""
_ALIKE = 0.6
"""Cosine from which two wordings are worth comparing letter by letter."""
_SLIP = 96
"""Ratio of letters from which they differ by one slip of the keyboard."""


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    """What is left of a wording without politeness, in no order."""
    return tuple(sorted(word for word in words if word not in _POLITE))


def _spot(phrasing: Phrasing) -> Spot:
    return Spot(phrasing.owner, ("questions", phrasing.number))


def twice(base: Base) -> Iterator[Finding]:
    """Wordings that say the same in two entries, in one entry twice, or in an entry and outside the base."""
    phrasings, words = base.likeness.phrasings, base.likeness.words
    telling = [_telling(reading) or reading for reading in words]
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, key in enumerate(telling):
        same[key].append(i)
    for group in same.values():
        for i in group[1:]:
            yield from _said_twice(base, phrasings[group[0]], phrasings[i], exactly=words[group[0]] == words[i])
    yield from _slips(base, telling)


def _slips(base: Base, telling: Sequence[tuple[str, ...]]) -> Iterator[Finding]:
    """Wordings of two entries that differ by a slip of the keyboard; numbers and single syllables differ for a reason."""
    phrasings, pairs = base.likeness.phrasings, [p for p in base.likeness.pairs(_ALIKE) if telling[p[0]] != telling[p[1]]]
    left, right = ([" ".join(telling[pair[side]]) for pair in pairs] for side in (0, 1))
    scores = process.cpdist(left, right, scorer=fuzz.ratio, score_cutoff=_SLIP)
    for n in np.flatnonzero(scores):
        a, b = pairs[n]
        differing = set(telling[a]) ^ set(telling[b])
        # A changed short syllable is another word ("cha", "chú"); a slip shows in long words or as a word glued.
        if len(differing) == 2 and max(map(len, differing)) >= 6 and not any(w.isdigit() for w in differing):
            yield from _said_twice(base, phrasings[a], phrasings[b], exactly=False)


def _said_twice(base: Base, first: Phrasing, second: Phrasing, *, exactly: bool) -> Iterator[Finding]:
    if first.outside:
        return  # both outside: the bot declines either way
    how = "giống hệt" if exactly else "gần như giống hệt"
    said = f'cách hỏi "{shortened(second.text)}"'
    there = base.place(_spot(first))
    if second.outside:
        message = (
            f'cách hỏi "{shortened(first.text)}" {how} "{shortened(second.text)}" của việc "{second.owner}" trong '
            "ngoai-pham-vi/, nên trợ lý lúc trả lời lúc từ chối; xoá ở một trong hai nơi"
        )
        yield Finding(OUTSIDE, _spot(first), message)
    elif first.owner == second.owner:
        if exactly:
            message = f"{said} đã viết ở {there} trong cùng câu này; xoá bớt một dòng"
            yield Finding(TWICE, _spot(second), message, Severity.HINT)
    else:
        message = f'{said} {how} cách hỏi ở {there} (câu "{first.owner}"); giữ ở một câu thôi, hoặc viết rõ hơn chỗ khác nhau'
        yield Finding(TWICE, _spot(second), message)


def variety(base: Base) -> Iterator[Finding]:
    """Entries with few wordings, or with wordings of one kind of keyboard only."""
    for entry in base.entries:
        spot = Spot(entry.id, ("questions",))
        if len(entry.questions) < ENOUGH:
            message = f"mới có {len(entry.questions)} cách hỏi; viết thêm cho đủ {ENOUGH}, mỗi cách như một người khác gõ"
            yield Finding(FEW, spot, message, Severity.HINT)
        marked = [has_accents(question) for question in entry.questions]
        if len(marked) > 1 and len(set(marked)) == 1:
            missing = "không dấu" if marked[0] else "có dấu"
            message = f"chưa có cách hỏi nào gõ {missing}; thêm vài dòng"
            yield Finding(ONE_WAY, spot, message, Severity.HINT)
