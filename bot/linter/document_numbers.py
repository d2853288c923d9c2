"""Numbers of official documents: finding them in a text, and what is wrong with one by itself or within its entry."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.core.knowledge import Entry
from bot.core.text import fold
from bot.linter.finding import Base, Finding, Path, Spot, spoken

RULE = "lech-van-ban"

_KINDS = {
    "nghi dinh": ("NĐ-CP",),
    "thong tu": ("TT-", "TTLT-"),
    "quyet dinh": ("QĐ-",),
    "chi thi": ("CT-", "CT/"),
    "ke hoach": ("KH-", "KH/"),
    "luat": ("QH",),
    "bo luat": ("QH",),
    "nghi quyet": ("NQ-", "NQ/", "QH", "UBTVQH"),
}
"""Kind of document -> what its number shows."""
_DIGITS = 4
"""Shorter numbers are one slip apart by nature: 57-NQ/TW and 59-NQ/TW."""
_KIND = "Nghị định|Thông tư|Quyết định|Chỉ thị|Kế hoạch|Bộ luật|Luật|Nghị quyết"
_NUMBER = r"\d+(?:\.\d+)?(?:/\d{4})?[-/](?:NĐ|TTLT|TT|QĐ|CT|KH|NQ|QH\d|UBTVQH)[\w/Đ-]*"
_NAMED = re.compile(rf"(?:\b({_KIND}) (?:số )?)?\b({_NUMBER})")


@dataclass(frozen=True, slots=True)
class Mention:
    """A document named somewhere in an entry."""

    number: str
    spot: Spot
    kind: str = ""
    """The word before it: Nghị định, Thông tư …"""
    after: str = ""
    """The text that follows."""


def mentions(entry: Entry) -> Iterator[Mention]:
    """Every document an entry names in what it says and in the titles of its sources."""
    titles: list[tuple[Path, str]] = [(("sources", n, "title"), s.title) for n, s in enumerate(entry.sources)]
    for path, text in (*spoken(entry), *titles):
        for found in _NAMED.finditer(text):
            yield Mention(found.group(2), Spot(entry.id, path, found.group(2)), found.group(1) or "", text[found.end() :])


def document_numbers(base: Base) -> Iterator[Finding]:
    """Numbers of another kind of document, titles of another document, and slips of the keyboard."""
    given: dict[str, list[Mention]] = {}
    for entry in base.entries:
        named = [
            Mention(s.document, Spot(entry.id, ("sources", n, "document"))) for n, s in enumerate(entry.sources) if s.document
        ]
        given[entry.id] = [*named, *mentions(entry)]
        for mention in given[entry.id]:
            if mention.kind and not any(mark in mention.number for mark in _KINDS[fold(mention.kind)]):
                message = (
                    f'"{mention.kind} {mention.number}": số hiệu này không phải của {mention.kind.lower()}; xem lại loại văn bản'
                )
                yield Finding(RULE, mention.spot, message)
        for n, source in enumerate(entry.sources):
            first = _NAMED.match(source.title)
            if source.document and first and source.document not in source.title and first.group(2) not in source.document:
                message = f"tên nguồn ghi {first.group(2)} nhưng document ghi {source.document}; sửa cho khớp"
                yield Finding(RULE, Spot(entry.id, ("sources", n)), message)
    yield from _slips(given)


def _slips(given: dict[str, list[Mention]]) -> Iterator[Finding]:
    """A number said once in the whole base, one slip from another of its entry that stands elsewhere in it."""
    times = Counter(mention.number for named in given.values() for mention in named)
    for named in given.values():
        for here in named:
            telling = times[here.number] == 1 and sum(sign.isdigit() for sign in here.number) >= _DIGITS
            for there in named if telling else ():
                slip = OSA.distance(here.number, there.number, score_cutoff=1) == 1
                if slip and here.spot.path != there.spot.path and times[there.number] > 1:
                    message = f"số hiệu {here.number} chỉ khác một chữ với {there.number} cũng ở câu này; xem có gõ nhầm không"
                    yield Finding(RULE, here.spot, message)
