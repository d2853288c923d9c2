"""Cutting a long text into messages a provider accepts, where a reader would cut it and never inside a character.

Lengths are UTF-16 units: what Telegram counts, and the safe measure where a provider does not say (Zalo).
"""

import re
import unicodedata

# Where to cut, best first. Each is one blank that disappears at the cut; what stands before it stays.
_PLACES = (
    re.compile(r"\n[ \t]*\r?\n"),
    re.compile(r"\n"),
    # After a digit a full stop is rather "1. Hồ sơ" than the end of a sentence.
    re.compile(r"""(?:(?<=[^\d\s][.!?…])|(?<=[.!?…]["”’'»)\]]))\s"""),
    re.compile(r"[ \t]"),
)
_JOINER = "\u200d"
_JOINERS = "\u200c\u200d"
_LARGEST_UNITS = 2
"""UTF-16 units of one code point: no limit can be smaller."""


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` units, without blanks at their ends; no visible character is lost.

    Cut at a blank line, else at a line, else after a sentence, else at a space, else anywhere between two characters as
    a reader sees them: letters keep their marks and emoji stay whole (unless one alone is longer than the limit).
    """
    if limit < _LARGEST_UNITS:
        raise ValueError(f"cannot cut into parts of {limit} units")
    parts = []
    start, end = _trimmed(text, 0, len(text))
    while start < end:
        reach = _reach(text, start, end, limit)
        cut = end if reach == end else _cut(text, start, reach)
        first, last = _trimmed(text, start, cut)
        parts.append(text[first:last])
        start, _ = _trimmed(text, cut, end)
    return parts


def _reach(text: str, start: int, end: int, limit: int) -> int:
    """How far a part beginning at `start` may reach."""
    if end - start <= limit // _LARGEST_UNITS:
        return end
    room = limit
    for i in range(start, end):
        room -= 1 + (text[i] > "\uffff")
        if room < 0:
            return i
    return end


def _cut(text: str, start: int, reach: int) -> int:
    # The blanks at a cut are dropped, so they may stand just past the limit.
    for place in _PLACES:
        for found in reversed(list(place.finditer(text, start, reach + _LARGEST_UNITS))):
            if start < found.start() <= reach and not _joined(text, found.end()):
                return found.start()
    for i in range(reach, start, -1):
        if not _joined(text, i):
            return i
    return reach


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks at its ends; a blank that carries a mark is visible."""
    while start < end and text[start].isspace() and not _joined(text, start + 1):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _joined(text: str, i: int) -> bool:
    """Whether the code point at `i` belongs to the same visible character as the one before it.

    The part of https://unicode.org/reports/tr29/ that Vietnamese and emoji need (no Hangul, no Indic conjuncts).
    """
    if not 0 < i < len(text):
        return False
    before, here = text[i - 1], text[i]
    if before == _JOINER or here in _JOINERS or _extends(here):
        return True
    return _is_regional(before) and _is_regional(here) and _regionals_before(text, i) % 2 == 1


def _extends(c: str) -> bool:
    """Marks and variation selectors (all of category M), skin tones, and the tags that spell the flags of regions."""
    return unicodedata.category(c)[0] == "M" or "\U0001f3fb" <= c <= "\U0001f3ff" or "\U000e0020" <= c <= "\U000e007f"


def _is_regional(c: str) -> bool:
    """Half a flag: two regional indicators make one."""
    return "\U0001f1e6" <= c <= "\U0001f1ff"


def _regionals_before(text: str, i: int) -> int:
    count = 0
    while count < i and _is_regional(text[i - 1 - count]):
        count += 1
    return count
