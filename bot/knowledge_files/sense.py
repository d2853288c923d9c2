"""What is well-formed and still makes no sense: names nobody can link to, days that cannot be meant, kinds nearly right."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.core.knowledge import Entry
from bot.core.problem import Severity
from bot.core.text import folded_words

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEMPLATE = "mau"
_FIRST, _LAST = date(1945, 9, 2), date(2100, 1, 1)
"""No document of the state is older, no answer is meant to hold longer."""
WRONG_DAY = "ngay-vo-ly"
_RULE = "chỉ được có chữ thường không dấu, chữ số và dấu gạch nối"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that makes no sense."""

    path: tuple[str | int, ...]
    message: str
    severity: Severity = Severity.ERROR
    rule: str = "doc-tep"


def entry_doubts(entry: Entry) -> Iterator[Doubt]:
    """What makes no sense in an entry by itself."""
    if entry.id == _TEMPLATE:
        yield Doubt(("id",), f'id còn là "{_TEMPLATE}" của tệp mẫu; đặt tên riêng cho câu này, ví dụ "{plain_id(entry.label)}"')
    elif not _ID.fullmatch(entry.id):
        yield Doubt(("id",), f"id {_RULE}; ví dụ “{plain_id(entry.id) or plain_id(entry.label)}”")
    days: dict[tuple[str | int, ...], date | None] = {
        ("checked",): entry.checked,
        ("recheck",): entry.recheck,
        ("in_force", "from"): entry.in_force.from_,
        ("in_force", "until"): entry.in_force.until,
        **{("sources", n, "date"): source.date for n, source in enumerate(entry.sources)},
    }
    for path, day in days.items():
        if day and not _FIRST <= day <= _LAST:
            yield Doubt(path, f"năm {day.year} không hợp lý; xem lại ngày này, năm viết bốn chữ số như 2026", rule=WRONG_DAY)
    if entry.checked and entry.recheck and entry.recheck <= entry.checked:
        message = "recheck (hạn kiểm tra lại) không sau checked (ngày đã kiểm tra); xem lại hai ngày này"
        yield Doubt(("recheck",), message, Severity.WARNING, WRONG_DAY)


def plain_id(text: str) -> str:
    """An id made of a text: lower case, no marks, hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "-".join(re.findall("[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))[:8])


def kind_meant(name: str, kinds: Collection[str]) -> str:
    """The standard kind of follow-up that a name nearly is; empty when it is one, or a phrase of its own."""
    said = _squeezed(name)
    if name in kinds or len(said) < 4:
        return ""
    # A phrase written with its marks is meant as it stands: "thời hạn" is no slip of thoi-gian.
    slip = 1 if name.isascii() else 0
    return next((kind for kind in kinds if OSA.distance(said, _squeezed(kind)) <= slip), "")


@lru_cache(1000)
def _squeezed(name: str) -> str:
    return "".join(folded_words(name))
