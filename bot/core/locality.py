"""A place's own details, and how they fill the placeholders of answers.

A blank is filled with a wording that is true everywhere ("số điện thoại của xã"), never with an invented detail.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StringConstraints

from bot.core.knowledge import Day, Strict, Text, Texts

_PLACEHOLDER = re.compile(r"\{\{?\s*([^{}]*?)\s*\}?\}")

PLACES = ("office", "police", "health", "team")
DETAILS = ("name", "province", "hotline", "hours", "portal", "zalo_oa", "fanpage")
SAID = ("plan", "leads")
"""Details of several parts, said in one sentence."""
PLACEHOLDERS = frozenset((*DETAILS, *PLACES, *SAID))
BLANK = "mac-dinh"
"""Says what the blanks of others read as."""
TEMPLATE = "mau"
Level = Literal["", "tinh", "huyen", "xa"]


class Place(Strict):
    """An office residents go to."""

    name: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""


class Plan(Strict):
    """The document by which a place carries out Resolution 57."""

    title: str = ""
    number: str = ""
    date: Day | None = None
    issued: str = ""
    """When only the month is known: "tháng 3/2026"."""
    carries_out: Texts = ()
    """The documents above it."""

    def said(self) -> str:
        """In a sentence; says so when the document at hand has no number."""
        day = f"ngày {self.date.day}/{self.date.month}/{self.date.year}" if self.date else self.issued
        number = f"số {self.number}" if self.number else "bản đang lưu không ghi số" if day else ""
        details = ", ".join(part for part in ((number, day) if self.number else (day, number)) if part)
        return self.title + (f" ({details})" if details else "")


class Leads(Strict):
    """Who answers for digital transformation and Resolution 57."""

    head: str = ""
    """Head of the steering committee."""
    standing: str = ""
    """The office that runs it day by day."""
    supporting: Texts = ()
    signed_by: str = ""

    def said(self) -> str:
        """In a sentence."""
        head = self.head and f"trưởng ban chỉ đạo: {self.head}"
        return "; ".join(part for part in (self.standing, head) if part)


class Target(Strict):
    """What is to be reached by when."""

    when: Text
    """A year or a span of years."""
    goals: Texts


class Report(Strict):
    """A report that is due."""

    due: Text
    sender: str = ""
    receiver: str = ""


HAMLET_LONGEST = 80
"""Characters of a name, as the log of questions keeps it."""


class Hamlet(Strict):
    """A part of a commune with a leader of its own: thôn, tổ dân phố, khu, bản…"""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=HAMLET_LONGEST)]
    """With its kind, as in a sentence: "thôn Đông Khê"."""
    names: Texts = ()
    """How else people write it; names it had before, which are on posters."""

    def called(self) -> Texts:
        """Every name it goes by."""
        return (self.name, *self.names)


def _by_name(value: Any) -> Any:
    """Most hamlets have no other name: a line is enough."""
    items = [value] if isinstance(value, str | int | dict) else value
    return [{"name": item} if isinstance(item, str | int) else item for item in items] if isinstance(items, list) else items


class Abolished(Strict):
    """A place that is no more."""

    since: Day
    became: Texts = ()
    """What its land belongs to now, with kinds: "xã Cẩm Giàng"."""
    source: str = ""


class Locality(Strict):
    """One commune (xã, phường, đặc khu) or province; whatever is left out is blank."""

    id: Text
    level: Level = ""
    name: str = ""
    """With its kind, as in a sentence: "xã Nam Sách"."""
    names: Texts = ()
    """How else people call it, abolished names too; a question that says one of them is about this locality."""
    not_this: Texts = ()
    """Phrases that hold one of its names and mean something else: "đường Hoàng Văn Thụ"."""
    parent: str = ""
    """The id of the province around a commune: what the province says otherwise holds for the commune too."""
    province: str = ""
    hotline: str = ""
    hours: str = ""
    portal: str = ""
    zalo_oa: str = ""
    fanpage: str = ""
    office: Place = Place()
    """Trung tâm Phục vụ hành chính công."""
    police: Place = Place()
    health: Place = Place()
    team: Place = Place()
    """Tổ công nghệ số cộng đồng."""
    plan: Plan = Plan()
    leads: Leads = Leads()
    forms: Texts = ()
    """How it makes Resolution 57 known."""
    targets: tuple[Target, ...] = ()
    reports: tuple[Report, ...] = ()
    hamlets: Annotated[tuple[Hamlet, ...], BeforeValidator(_by_name)] = ()
    """Its parts; residents may say in which they live, leaders see the questions of theirs."""
    abolished: Abolished | None = None
    note: str = ""
    """For officers; residents never see it."""

    def called(self) -> Iterator[str]:
        """Every name it goes by."""
        yield from (name for name in (self.name, *self.names) if name)

    @property
    def real(self) -> bool:
        """Whether it is a place on the map."""
        return self.id not in (BLANK, TEMPLATE)


def placeholders(text: str) -> list[str]:
    """The names between braces in a text."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in place of placeholders; an unknown one stays as it is (check reports it before it is served)."""
    return _PLACEHOLDER.sub(lambda m: values.get(m.group(1), m.group(0)), text)


def placeholder_values(locality: Locality, blank: Locality) -> dict[str, str]:
    """What each placeholder reads as, `blank` giving the words for what the locality leaves out."""
    values = {name: getattr(locality, name) or getattr(blank, name) for name in DETAILS}
    for name in PLACES:
        values[name] = fill(_place(getattr(locality, name), getattr(blank, name)), values)
    for name in SAID:
        values[name] = getattr(locality, name).said() or getattr(blank, name).said()
    return {name: fill(value, values) for name, value in values.items()}


def _place(place: Place, blank: Place) -> str:
    details = [place.address and f"địa chỉ {place.address}", place.phone and f"điện thoại {place.phone}", place.hours]
    shown = "; ".join(detail for detail in details if detail)
    return (place.name or blank.name) + (f" ({shown})" if shown else "")
