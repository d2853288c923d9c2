"""Quotes that do not close where the sentence ends: YAML reads on and blames a line far below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BLOCK = re.compile(r"[|>][-+\d]*\s*(?:#.*)?$")
_LEAD = re.compile(r"""(?P<dashes>(?:- +)*)(?:(?P<key>[^\s'"\[\]{}#&*!|>%@`,-][^:#]*):(?: +|$))?""")
LONGEST = 20_000
"""Characters of a line that somebody may have typed; what is longer is not looked at, it would take seconds."""
_SPACES = re.compile(" *")
STRUCTURE = re.compile(r"^ *(?:- +\S|-$|(?:- +)?[a-z_-]{2,}:(?: |$))")
"""A line that looks like the start of a list item or of a key."""


@dataclass(frozen=True, slots=True)
class StrayQuote:
    """A quoted text that goes wrong."""

    line: int
    """From 1."""
    closed: bool
    """Whether it is closed on its line, with something left over behind it."""
    left_over: str = ""
    """What stands behind the closing quote."""


def stray_quotes(lines: Sequence[str]) -> Iterator[StrayQuote]:
    """Every line on which a quoted text opens and does not end well."""
    block, depth = -1, 0
    for number, line in enumerate(lines, 1):
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if not bare or len(line) > LONGEST or (block >= 0 and indent > block):
            continue
        block = -1
        lead = _LEAD.match(bare)
        value = bare[lead.end() :] if lead and not depth else bare
        if _BLOCK.match(value):
            block = indent + len(lead["dashes"]) if lead and lead["key"] and lead["dashes"] else indent
        elif value[:1] in "\"'[{" or depth:
            depth, stray, left_over = _scan(value, depth)
            if stray == "open" and not _closes_later(lines[number:], value):
                yield StrayQuote(number, closed=False)
            elif stray == "left over":
                yield StrayQuote(number, closed=True, left_over=left_over)
            if stray or (depth and number < len(lines) and STRUCTURE.match(lines[number])):
                depth = 0  # a bracket that was never closed: the next line is none of its


def _scan(value: str, depth: int) -> tuple[int, str, str]:
    """Depth of brackets at the end, what is wrong ("", "open", "left over"), and what is left over."""
    place, fresh = 0, True
    while place < len(value):
        sign = value[place]
        if sign in "\"'" and fresh:
            end = _closing(value, place)
            if end < 0:
                return depth, "open", ""
            after = _SPACES.match(value, end + 1).end()  # type: ignore[union-attr]
            follows = value[after : after + 1]
            if follows and follows not in (",]}:" if depth else ":") and not (follows == "#" and after > end + 1):
                return depth, "left over", value[after:]
            place, fresh = end, False
        elif sign in "[{" and (fresh or depth):
            depth, fresh = depth + 1, True
        elif sign in "]}" and depth:
            depth, fresh = depth - 1, False
        elif (sign == "," and depth) or (sign == ":" and value[place + 1 : place + 2] in ("", " ")):
            fresh = True
        elif sign == "#" and value[place - 1 : place] == " ":
            break
        elif sign != " ":
            fresh = False
        place += 1
    return depth, "", ""


def _closing(value: str, start: int) -> int:
    """Where a quote that opens at `start` closes on the same line; -1 when it does not."""
    quote, place = value[start], start + 1
    while place < len(value):
        if quote == '"' and value[place] == "\\":
            place += 2
        elif value[place] != quote:
            place += 1
        elif quote == "'" and value[place + 1 : place + 2] == "'":
            place += 2
        else:
            return place
    return -1


def _closes_later(following: Sequence[str], value: str) -> bool:
    """Whether an open quote is a sentence that was only broken into lines."""
    quote = next(sign for sign in value if sign in "\"'")
    for line in following:
        if STRUCTURE.match(line):
            return False
        if quote in line:
            rest = line[line.index(quote) + 1 :].strip()
            return not rest or rest[0] in ",]}#"
    return False
