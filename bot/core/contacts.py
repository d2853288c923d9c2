"""Contacts: a resident asks for a telephone, an address, opening hours, and the commune has not filled them in.

"Số điện thoại của xã" must not be answered with "gọi số điện thoại của xã": say that it is not known here, and who knows.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.locality import PLACES, Locality, placeholders
from bot.core.text import fold

_ASKED = {
    "phone": re.compile(r"\bso (?:dien thoai|dt)\b|\bs[dđ]t\b|\bgoi so (?:nao|may)\b|\bduong day nong\b|\bhotline\b"),
    "address": re.compile(r"\bdia chi\b"),
    "hours": re.compile(r"\bmay gio\b|\bgio (?:lam viec|mo cua|nao)\b"),
    "page": re.compile(r"\btrang (?:web|mang|facebook|zalo)\b|\bfanpage\b|\bwebsite\b"),
}
"""How people ask for a detail, without marks."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Contacts:
    """What one locality says of how to reach it."""

    known: Mapping[str, Mapping[str, bool]]
    """Detail -> placeholder that could tell it -> whether it does."""

    @classmethod
    def of(cls, locality: Locality) -> "Contacts":
        """The contacts of a locality."""
        places = {place: getattr(locality, place) for place in PLACES}
        return cls(
            {
                "phone": {"hotline": bool(locality.hotline), **{name: bool(place.phone) for name, place in places.items()}},
                "address": {name: bool(place.address) for name, place in places.items()},
                "hours": {"hours": bool(locality.hours), **{name: bool(place.hours) for name, place in places.items()}},
                "page": {name: bool(getattr(locality, name)) for name in ("portal", "fanpage", "zalo_oa")},
            }
        )

    def missing(self, asked: str, texts: Iterable[str]) -> str:
        """The detail asked for, when an answer would tell it and the locality has not filled it in; else empty."""
        used = {name for text in texts for name in placeholders(text)}
        for detail, pattern in _ASKED.items():
            told = [known for name, known in self.known[detail].items() if name in used]
            if told and not any(told) and pattern.search(fold(asked)):
                return detail
        return ""

    def without(self, detail: str, text: str) -> str:
        """A text without the sentences and lines that would send in a circle."""
        blank = {name for name, known in self.known[detail].items() if not known and name not in PLACES}
        kept = [line for line in text.splitlines() if line.strip()]
        lines = [" ".join(s for s in _SENTENCE.split(line) if not blank.intersection(placeholders(s))) for line in kept]
        return "\n".join(line for line in lines if line)
