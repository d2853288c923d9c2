"""Fees and time limits that two neighbouring answers state differently for the same thing.

"tạm trú 15.000 đồng" in one answer is compared with the answers whose title speaks of "tạm trú" and that are related to
it: when they name amounts, and none of them this one, somebody is wrong, or the difference deserves an explanation.
An answer is compared with its own follow-ups on fee and time, too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.knowledge import Entry
from bot.core.text import folded_words
from bot.linter.finding import Base, Finding, Spot, spoken

FEE = "lech-muc-tien"
TERM = "lech-thoi-han"

_UNITS = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000, "tỷ": 1_000_000_000, None: 1}
_MONEY = re.compile(
    r"(?<![\w/])(\d[\d.]*(?:,\d+)?)(?: (?:đến|tới|-|–) (\d[\d.]*(?:,\d+)?))? (?:(nghìn|ngàn|triệu|tỷ) )?đồng(?!/)"
)
_TERM = re.compile(r"(?<![\w/])(\d+)(?: (?:đến|tới|-|–) (\d+))? (ngày làm việc|ngày|tháng)\b(?! trở lên)")
_LINKING = frozenset(
    "la khoang khong qua toi da it nhieu nhat cham trong vong het mat muc le phi thi giai quyet phai nop cho gia chi con duoc"
    " van thuong thoi han gian co dong them den moi hien vi du rieng neu va hoac dang ki".split()
)
"""What may stand around a thing and its number."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A number said of something."""

    rule: str
    values: frozenset[tuple[float, str]]
    spot: Spot
    thing: tuple[str, ...]
    """All its clause says before it, without marks and without linking words around; empty when it opens the clause."""


def amounts(base: Base) -> Iterator[Finding]:
    """What an answer says of another entry's subject against what that entry says itself."""
    claims = {entry.id: list(_claims(entry)) for entry in base.entries}
    titles = {entry.id: f" {' '.join(folded_words(entry.label))} " for entry in base.entries}
    told: set[tuple[str, str, frozenset[tuple[float, str]]]] = set()
    for entry in base.entries:
        for claim in claims[entry.id]:
            thing = " ".join(claim.thing)
            if len(claim.thing) < 2 or f" {thing} " in titles[entry.id] or (entry.id, thing, claim.values) in told:
                continue
            told.add((entry.id, thing, claim.values))
            owners = [other for other in titles if f" {thing} " in titles[other] and base.near(entry.id, other)]
            theirs = [c for other in owners for c in claims[other] if c.rule == claim.rule]
            if theirs and not any(claim.values & c.values for c in theirs):
                message = (
                    f'ghi {claim.spot.text}, còn câu "{theirs[0].spot.entry}" ở {base.place(theirs[0].spot)} '
                    f"ghi {theirs[0].spot.text}; đối chiếu nguồn rồi sửa, hoặc nói rõ vì sao khác"
                )
                yield Finding(claim.rule, claim.spot, message)


def details(base: Base) -> Iterator[Finding]:
    """What an answer says of its fee or time limit against its own follow-up on that: each has a number the other lacks."""
    for entry in base.entries:
        claims = list(_claims(entry))
        for rule, kind in ((FEE, "le-phi"), (TERM, "thoi-gian")):
            asked = [c for c in claims if c.rule == rule and c.spot.path == ("follow_ups", kind)]
            answered = [c for c in claims if c.rule == rule and c.spot.path[0] != "follow_ups"]
            for there, here in _differing(answered, asked):
                message = (
                    f"mục {kind} ghi {here.spot.text}, còn câu trả lời ở {base.place(there.spot)} ghi {there.spot.text}; "
                    "đối chiếu nguồn, sửa cho khớp"
                )
                yield Finding(rule, here.spot, message)


def _differing(some: Sequence[_Claim], others: Sequence[_Claim]) -> Iterator[tuple[_Claim, _Claim]]:
    """Of each unit, a number that only some state and one that only the others state."""
    for unit in {unit for claim in some for _, unit in claim.values}:
        stated = [{value for claim in side for value in claim.values if value[1] == unit} for side in (some, others)]
        left, right = stated[0] - stated[1], stated[1] - stated[0]
        if left and right:
            yield next(c for c in some if c.values & left), next(c for c in others if c.values & right)


def _claims(entry: Entry) -> Iterator[_Claim]:
    for path, text in spoken(entry):
        for found in _MONEY.finditer(text):
            if "phạt" not in _sentence(text, found.start()):  # a fine is no fee
                factor = _UNITS[found.group(3)]
                values = {(float(_plain(number)) * factor, "đồng") for number in found.group(1, 2) if number}
                yield _Claim(FEE, frozenset(values), Spot(entry.id, path, found.group()), _thing(text[: found.start()]))
        for found in _TERM.finditer(text):
            values = {(float(number), found.group(3)) for number in found.group(1, 2) if number}
            yield _Claim(TERM, frozenset(values), Spot(entry.id, path, found.group()), _thing(text[: found.start()]))


def _thing(before: str) -> tuple[str, ...]:
    words = folded_words(re.split(r"[.;:,(\n]", before)[-1])
    while words and words[-1] in _LINKING:
        words.pop()
    while words and words[0] in _LINKING:
        words.pop(0)
    return tuple(words)


def _sentence(text: str, at: int) -> str:
    return re.split(r"[.;\n] ?(?=\D)", text[:at])[-1]


def _plain(number: str) -> str:
    """Vietnamese digits as a float's: 1.500.000 and 15,5."""
    return number.replace(".", "").replace(",", ".")
