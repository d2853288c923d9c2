"""Forwarded messages: what phones and mail write around a text that is passed on, taken off before it is understood.

1. Lines that only say where a text comes from are dropped ("---------- Tin nhắn chuyển tiếp ----------").
2. Beginnings that name who wrote it when are cut ("[12:30, 21/11/2026] Bác Tư:", "Bác Tư hỏi:", "Fwd:").
3. What is quoted ("> …") counts only when the writer adds little to it.
4. Nothing left: the message is taken as it came.

The names of third persons go as well, so they are never stored.
"""

import re

from bot.core.text import fold

LEAST_OF_ONES_OWN = 5
"""Words below a quotation from which they are the question and the quotation is not."""

_DAY = r"\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2,4})?"
_TIME = r"\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?[apsc][mh])?"
_NAME = r"[^:\n\[\]?]{1,40}"
_PASSED_ON = r"(?:tin nhan )?(?:duoc |da )?(?:chuyen tiep|forwarded)(?: (?:tin nhan|message))?(?: (?:tu|from) .{1,40})?"

# All on folded text (no marks, lower case), whole lines.
_MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[-=_*~ ]*{_PASSED_ON}[-=_*~ :]*",
        r"[-=_*~]{2,} ?(?:original message|tin nhan goc|thu goc) ?[-=_*~]{2,}",
        r"[^?\n]{1,40} da chuyen tiep(?: (?:mot|\d+))?(?: tin(?: nhan)?)?(?: (?:tu|cua) .{1,40})?[:.]?",
    )
)
_SIGNS_OF_A_COPY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NAME}, \[{_DAY},? {_TIME}\]",
        rf"[^\d\n]{{1,40}} {_TIME},? {_DAY}",
        r"(?:da )?gui tu (?:iphone|ipad|dien thoai)[^?]{0,30}|sent from my .{1,30}",
        r"[-=_*~]{3,}",
    )
)
_OF_MAIL = re.compile(r"(?:tu|from|den|to|cc|ngay|date|gui|sent|thoi gian) ?: .*")
_KIN = "bac|co|chu|di|cau|mo|thim|anh|chi|em|ong|ba|me|bo|chau|cu|thay|ban"
_BEGINNINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:fwd?|re|rv|chuyen tiep(?: tin(?: nhan)?)?|tin(?: nhan)? chuyen tiep|chu de|subject|tieu de) ?: *",
        rf"\[(?:{_TIME},? {_DAY}|{_DAY},? {_TIME})\](?: ?{_NAME}:)? *",
        rf"{_DAY},? {_TIME} - {_NAME}: *",
        r"(?:[^\W\d]+ ){1,3}(?:nho |nhan |xin )?(?:hoi|nhan|nhan tin|viet|bao)(?: la| giup| ho| tham)? ?: *",
    )
)
_SPEAKER = re.compile(rf"(?:{_KIN})((?: [^\W\d]+){{1,2}}) ?: *", re.IGNORECASE)
_QUOTED = re.compile(r"^(?:[>|»] ?)+")


def unwrapped(text: str) -> str:
    """A cleaned text (NFC) without what was written around it when it was passed on."""
    lines = text.split("\n")
    passed_on = any(_is_one_of(_MARKERS, line) for line in lines)
    quoted: list[str] = []
    own: list[str] = []
    for line in lines:
        if _is_one_of(_MARKERS, line) or _is_one_of(_SIGNS_OF_A_COPY, line) or (passed_on and _OF_MAIL.fullmatch(_flat(line))):
            continue
        bare = _QUOTED.sub("", line)
        (own if bare == line else quoted).append(_without_beginning(bare))
    if len(" ".join(own).split()) < LEAST_OF_ONES_OWN:
        own = quoted + own
    return "\n".join(own) or text


def _without_beginning(line: str) -> str:
    while True:
        start = max((match.end() for pattern in _BEGINNINGS if (match := pattern.match(_flat(line)))), default=0)
        if not start and (match := _SPEAKER.match(_flat(line))) and line[match.start(1) + 1].isupper():
            start = match.end()
        if not start or not line[start:].strip():
            return line
        line = line[start:].lstrip()


def _is_one_of(patterns: tuple[re.Pattern[str], ...], line: str) -> bool:
    flat = _flat(_QUOTED.sub("", line).strip())
    return bool(flat) and any(pattern.fullmatch(flat) for pattern in patterns)


def _flat(line: str) -> str:
    """Folded, letter for letter: what is found in it stands at the same place in the line."""
    folded = fold(line)
    return folded if len(folded) == len(line) else line.lower()
