"""What a short message chooses: a number of the list, a label typed by hand, a thumb."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.core.message import Choice
from bot.core.text import folded_words, title_key

LABEL_LIKENESS = 92

_CHOOSING = "chon bam lay em toi cho xem la y cai cau muc so thu phan"
_NUMBER = re.compile(
    rf"(?:(?:{'|'.join(_CHOOSING.split())}) )*"
    r"(\d{1,2}|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|nhat)(?: (?:a|nhe|nha|di|ha|em|ad|oi|do))*"
)
_NUMERALS = {"mot": 1, "nhat": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_BARE_WORD_NUMERALS = {"nam", "tu", "ba", "bay"}  # also words of their own: only with "số", "câu" … before them
_THUMBS = {"\N{THUMBS UP SIGN}": True, "\N{OK HAND SIGN}": True, "\N{THUMBS DOWN SIGN}": False}


def number(text: str) -> int | None:
    """The number typed, if the message is nothing else: "2", "số 2", "chọn câu số hai ạ"."""
    words = " ".join(folded_words(text))
    match = _NUMBER.fullmatch(words)
    if not match or words in _BARE_WORD_NUMERALS:
        return None
    found = match.group(1)
    return int(found) if found.isdigit() else _NUMERALS[found]


def label(text: str, menu: Sequence[Choice]) -> Choice | None:
    """The choice whose label was typed, slips forgiven."""
    typed = title_key(text)
    if len(typed) < 4:
        return None
    best = max(menu, key=lambda choice: fuzz.ratio(typed, title_key(choice.label)), default=None)
    return best if best and fuzz.ratio(typed, title_key(best.label)) >= LABEL_LIKENESS else None


def thumb(text: str) -> bool | None:
    """Up or down, when the message is nothing but thumbs, whatever the colour of the hand."""
    thumbs = {_THUMBS.get(c) for c in text if not c.isspace() and not _dresses(c)}
    return thumbs.pop() if len(thumbs) == 1 else None


def _dresses(c: str) -> bool:
    return c == "\N{VARIATION SELECTOR-16}" or "\U0001f3fb" <= c <= "\U0001f3ff"
