"""Personal data: found and replaced before anything is stored, logged or matched.

Law 91/2025/QH15 on personal data protection (in force since 1 January 2026): what is not needed is not kept.
The rules are tried in order; the first that fits a stretch of text wins.
"""

import re
from dataclasses import dataclass

from bot.core.text import fold


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data."""

    text: str
    """The text with every finding replaced by its kind in square brackets: "[số căn cước]"."""
    kinds: tuple[str, ...]
    """The kinds found, in order, once each; empty when nothing was."""


_SEP = r"[ .\-]?"
_NOT_IN_WORD = r"(?<![\w.,/])"
_END = r"(?![\w/]|[.,]\d)"


def _digits(n: int | str) -> str:
    return rf"\d(?:{_SEP}\d){{{n}}}"


_ACCOUNT_CUE = r"(?:\bstk|so tai khoan|tai khoan(?: ngan hang)?|\btk)(?: \w+){0,3}? ?[:\-]? ?"
_CODE_CUE = r"(?:\botp|\bma (?:xac (?:nhan|thuc)|pin|cvv|bi mat|otp)|\bpin|\bcvv)(?: \w+){0,3}? ?[:\-]? ?"

# Each rule: kind, pattern on the folded text (same length as the text), which group is the finding.
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("email", r"(?P<x>[\w.+\-]+ ?@ ?[\w\-]+(?: ?\. ?[a-z]{2,})+)"),
        ("mã hồ sơ", rf"{_NOT_IN_WORD}(?P<x>[gh]\d\d[.\-]\d[\d.\-]{{8,}}\d)"),
        ("mã thẻ bảo hiểm y tế", rf"{_NOT_IN_WORD}(?P<x>[a-z]{{2}}{_SEP}\d(?:{_SEP}\d){{12}}){_END}"),
        ("mã bảo hiểm xã hội", rf"(?:bhxh|bao hiem xa hoi)\D{{0,12}}(?P<x>{_digits(9)}){_END}"),
        ("số tài khoản", rf"{_ACCOUNT_CUE}(?P<x>{_digits('5,18')}){_END}"),
        ("mã xác nhận", rf"{_CODE_CUE}(?P<x>\d(?:[ \-]?\d){{2,7}})(?!\d)"),
        ("mật khẩu", r"(?:mat khau|password|\bpass|\bmk)(?: cua (?:toi|em|minh|chau|bac))? ?(?:\bla\b|:|=) ?(?P<x>\S{4,})"),
        ("số điện thoại", rf"(?<![\w/])(?P<x>(?:\(?\+?84\)?|0){_SEP}[235789]\d?{_SEP}{_digits(7)}){_END}"),
        ("số thẻ ngân hàng", rf"{_NOT_IN_WORD}(?P<x>\d{{4}}(?:{_SEP}\d{{4}}){{3}}(?:{_SEP}\d{{1,3}})?){_END}"),
        ("số căn cước", rf"{_NOT_IN_WORD}(?P<x>0{_SEP}{_digits(10)}){_END}"),
        ("số hộ chiếu", rf"{_NOT_IN_WORD}(?P<x>[bcknpx]\d{{7,8}}){_END}"),
        ("biển số xe", rf"{_NOT_IN_WORD}(?P<x>[1-9]\d ?-? ?[a-z][a-z\d]? ?-? ?\d{{3}}\.?\d{{1,2}}){_END}"),
        ("ngày sinh", r"\b(?:sinh ngay|ngay sinh|sn)\b ?:? ?(?P<x>\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?(?:\d{4}|\d{2}))"),
        # Hotlines (1800…, 1900…) are public, so are amounts of money.
        ("dãy số riêng", rf"{_NOT_IN_WORD}(?!1[89]00)(?P<x>{_digits('8,18')})(?! ?(?:dong|d\b|vnd|trieu|ti\b|ty\b|k\b)){_END}"),
        ("địa chỉ nhà", r"\bso nha:? (?P<x>\d+[a-z]?(?:[/\-]\d+[a-z]?)*)"),
    )
)
_GROUPED_AMOUNT = re.compile(r"\d{1,3}(?:[. ]\d{3}){2,}")

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_NAME_CUE = re.compile(
    r"\b(?:(?:ten(?: day du| that| cua)?(?: toi| em| minh| chau| bac| co| chu| anh| chi| ong| ba| con)?"
    r"|(?:toi|em|minh|chau|bac|con) ten)(?: ho)?(?: la|:)|ho (?:va )?ten ?(?:la|:)"
    r"|(?:toi|em|minh|chau|con) ten)\s+"
)
# The thirty commonest family names cover nearly everybody.
_FAMILY_NAME = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|truong|luu|mai|dao|cao|ha|luong"
    "|ta|to|quach|chu|ton|vuong|lam|la|nong|ha|phung|trieu|giang|thach|danh|kim|y|ksor|siu|a|giang"
)
_NAME_PARTS = re.compile(r"[^\W\d]+(?: [^\W\d]+){0,4}")
_NOT_A_NAME = frozenset(
    "muon hoi o can co sinh dang lam xin thi va bi gi sao mat dinh nha que thuong nam tuoi ma nhung voi cho la nao khong"
    " ko k toi em minh chau da dc duoc dk den tai cu so ngay thuoc khai giay tren ghi viet sai trung".split()
)
_FULL_NAME = re.compile(
    rf"\b(?:toi|em|minh|chau) la (?P<x>(?:{_FAMILY_NAME}) (?:van|thi|huu|duc|minh|ngoc|thanh|quang|xuan) \w+"
    rf"(?: (?!(?:{'|'.join(_NOT_A_NAME)})\b)\w+)?)"
)


def mask(text: str) -> Masked:
    """Replace personal data in a cleaned text (NFC: folding keeps its length)."""
    folded = fold(text)
    if len(folded) != len(text):  # a letter whose lower case is longer, such as İ: match on the plain text
        folded = "".join(c if len(fold(c)) != 1 else fold(c) for c in text)
    findings = _names(text, folded) + _numbers(folded)
    spans: list[tuple[int, int, str]] = []
    for start, end, kind in findings:
        if all(end <= s or start >= e for s, e, _ in spans):
            spans.append((start, end, kind))
    for start, end, kind in sorted(spans, reverse=True):
        text = f"{text[:start]}[{kind}]{text[end:]}"
    return Masked(text, tuple(dict.fromkeys(kind for _, _, kind in sorted(spans))))


def without_marks(masked: str) -> str:
    """A masked text with the bracketed kinds taken out: what is left to understand."""
    return re.sub(r"\[[^\]\[]{0,40}\]", " ", masked)


def _numbers(folded: str) -> list[tuple[int, int, str]]:
    found = []
    for kind, pattern in _RULES:
        for match in pattern.finditer(folded):
            value = match.group("x")
            if kind == "dãy số riêng" and (_GROUPED_AMOUNT.fullmatch(value) or _YEAR.search(value)):
                continue
            found.append((*match.span("x"), _nine_digits(kind, value)))
    return found


def _nine_digits(kind: str, value: str) -> str:
    digits = re.sub(r"\D", "", value)
    return "số chứng minh nhân dân" if kind == "dãy số riêng" and len(digits) == 9 else kind


def _names(text: str, folded: str) -> list[tuple[int, int, str]]:
    found = [(*match.span("x"), "họ tên") for match in _FULL_NAME.finditer(folded)]
    for cue in _NAME_CUE.finditer(folded):
        match = _NAME_PARTS.match(folded, cue.end())
        if not match:
            continue
        parts = match.group().split(" ")
        size = next((i for i, part in enumerate(parts) if part in _NOT_A_NAME and (i, part) != (1, "thi")), len(parts))
        typed = text[cue.end() : match.end()].split(" ")
        # "tên tôi là Lan ở thôn Hạ": capitals end a name too, when the writer uses them.
        if typed[0][:1].isupper():
            size = next((i for i in range(size) if not typed[i][:1].isupper()), size)
        if size:
            length = len(" ".join(parts[:size]))
            found.append((cue.end(), cue.end() + length, "họ tên"))
    return found
