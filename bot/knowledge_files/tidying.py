"""Mechanical untidiness of a text file: what it is called, and the same text without it. Guesses nothing.

Word, Zalo, web pages and Macs leave behind what no eye can see: spaces that are no spaces, letters in two pieces.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_FIX = "chạy: python -m bot check --fix để tự sửa"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"  # YAML, or an editor, begins a new line at these
# Zero-width joiners (U+200D) stay: they hold emojis together.
_HIDDEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff"
)
_CONTROLS = "".join(map(chr, [*range(1, 9), *range(0x0E, 0x1C), *range(0x7F, 0xA0)])).replace("\x85", "")
_MENDED = {
    **dict.fromkeys(map(ord, _SPACES + _BREAKS), " "),
    **dict.fromkeys(map(ord, _HIDDEN + _CONTROLS), ""),
    0x3000: "  ",  # as wide as two, so that what stood in line still does
}
_ODD = re.compile(f"[{re.escape(_SPACES + _BREAKS + _HIDDEN + _CONTROLS)}\u3000]")
_INDENT = re.compile(r"^[ \t]+(?=\S)", re.MULTILINE)
_TAB = re.compile(r"(?<=\S)[ ]*\t[ \t]*(?=\S)")
_NAMES = {
    "\u00a0": "dấu cách không ngắt U+00A0",
    "\u3000": "dấu cách rộng U+3000",
    "\u200b": "dấu cách rộng bằng không U+200B",
    "\ufeff": "ký tự BOM U+FEFF",
    "\u2028": "dấu xuống dòng lạ U+2028",
    "\u00ad": "dấu nối mềm U+00AD",
}


@dataclass(frozen=True, slots=True)
class Untidiness:
    """One kind of it, where it is met first."""

    line: int
    message: str
    blocks: bool = False
    """Whether mending it by machine could change what is meant."""


def tidied(text: str) -> str:
    """The same text, mended. What is not mechanical stays as it is."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _ODD.search(text):
        text = text.translate(_MENDED)
    if "\t" in text:
        text = _INDENT.sub(lambda indent: indent.group().replace("\t", "  "), text)
        text = _TAB.sub(" ", text)
    return unicodedata.normalize("NFC", text)


def untidiness(text: str) -> Iterator[Untidiness]:
    """What `tidied` would mend, and what it cannot."""
    if text.startswith("\ufeff"):
        yield Untidiness(1, f"đầu tệp có ký tự ẩn BOM; {_FIX}")
        text = text[1:]
    if "\r" in text:
        yield Untidiness(text.count("\n", 0, text.index("\r")) + 1, f"tệp xuống dòng kiểu Windows (CRLF); {_FIX}")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not unicodedata.is_normalized("NFC", text):
        loose = [n for n, line in enumerate(lines, 1) if not unicodedata.is_normalized("NFC", line)]
        yield Untidiness(loose[0], f"chữ có dấu ở dạng rời (NFD){_and_more(loose)}; gõ lại dòng này, hoặc {_FIX}")
    if _ODD.search(text):
        odd = [(n, found.group()) for n, line in enumerate(lines, 1) if (found := _ODD.search(line))]
        for sign in dict.fromkeys(sign for _, sign in odd):
            where = [n for n, found in odd if found == sign]
            name = _NAMES.get(sign, f"ký tự ẩn U+{ord(sign):04X}")
            yield Untidiness(where[0], f"có {name}{_and_more(where)}, mắt không thấy được; gõ lại chỗ ấy, hoặc {_FIX}")
    yield from _tabs(lines)
    yield from _lost(lines)


def _tabs(lines: list[str]) -> Iterator[Untidiness]:
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            indent = _INDENT.match(line)
            if indent and "\t" in indent.group():
                yield Untidiness(number, "đầu dòng có phím Tab; xoá đi và gõ dấu cách (2 dấu cách mỗi bậc)", blocks=True)
            elif _TAB.search(line):
                yield Untidiness(number, f"giữa dòng có phím Tab; thay bằng một dấu cách, hoặc {_FIX}")


def _lost(lines: list[str]) -> Iterator[Untidiness]:
    for number, line in enumerate(lines, 1):
        if "\x00" in line:
            message = "có ký tự rỗng (tệp có thể hỏng do mất điện khi đang lưu); lấy lại bản cũ, hoặc xoá và gõ lại dòng này"
            yield Untidiness(number, message, blocks=True)
        if "\ufffd" in line:
            yield Untidiness(number, "có chữ đã hỏng (�) do chép sai bảng mã; xoá và gõ lại chữ ấy")


def _and_more(lines: list[int]) -> str:
    return f" và {len(lines) - 1} dòng nữa" if len(lines) > 1 else ""
