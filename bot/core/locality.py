"""A commune's own details, and how they fill the placeholders of answers.

A blank is filled with a wording that is true everywhere ("số điện thoại của xã"), never with an invented detail.
"""

import re
from collections.abc import Iterator, Mapping

from bot.core.knowledge import Strict, Text, Texts

_PLACEHOLDER = re.compile(r"\{\{?\s*([^{}]*?)\s*\}?\}")

PLACES = ("office", "police", "health", "team")
DETAILS = ("name", "province", "hotline", "hours", "portal", "zalo_oa", "fanpage")


class Place(Strict):
    """An office residents go to."""

    name: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""


class Locality(Strict):
    """One commune (xã, phường, đặc khu) or province; whatever is left out is blank."""

    id: Text
    name: str = ""
    """With its kind, as in a sentence: "xã Nam Sách"."""
    names: Texts = ()
    """How else people call it, abolished names too; a question that says one of them is about this locality."""
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
    note: str = ""
    """For officers; residents never see it."""

    def called(self) -> Iterator[str]:
        """Every name it goes by."""
        yield from (name for name in (self.name, *self.names) if name)


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
    return {name: fill(value, values) for name, value in values.items()}


def _place(place: Place, blank: Place) -> str:
    details = [place.address and f"địa chỉ {place.address}", place.phone and f"điện thoại {place.phone}", place.hours]
    shown = "; ".join(detail for detail in details if detail)
    return (place.name or blank.name) + (f" ({shown})" if shown else "")
