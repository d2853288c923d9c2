"""What can only be checked once everything is read: placeholders, references, phrasings, all entries together."""

import re
from collections.abc import Collection, Iterator

from bot.core.knowledge import Entry, Knowledge
from bot.core.locality import PLACEHOLDERS, fill, placeholders
from bot.core.problem import Severity
from bot.knowledge_files.places import Places, in_layer
from bot.knowledge_files.sense import kind_meant

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
"""What reads like the id of an entry and like no sentence."""


def brace_faults(text: str, known: Collection[str]) -> Iterator[str]:
    """What is wrong with the placeholders of a text."""
    for name in placeholders(text):
        if name not in known:
            choices = ", ".join(f"{{{k}}}" for k in sorted(known))
            yield f"không có chỗ điền {{{name}}}; dùng một trong: {choices}"
    if any(brace in fill(text, dict.fromkeys(placeholders(text), "")) for brace in "{}"):
        yield "có dấu ngoặc { hoặc } lẻ; chỗ điền phải có đủ hai ngoặc, như {office}"


class CrossChecks:
    """Blames the line of the entry on which a fault stands."""

    def __init__(self, knowledge: Knowledge, places: Places, *, only: str = "") -> None:
        """`only` one entry is looked at; empty: all of them."""
        self._knowledge = knowledge
        self._places = places
        layered = (
            (in_layer(entry.id, locality), entry, knowledge.entries.get(entry.id))
            for locality, layer in knowledge.layers.items()
            for entry in layer.values()
        )
        self._entries: list[tuple[str, Entry, Entry | None]] = [(e.id, e, None) for e in knowledge.entries.values()]
        self._entries += layered
        if only:
            self._entries = [(place, entry, beneath) for place, entry, beneath in self._entries if place == only]

    def texts(self) -> None:
        """Placeholders in everything a resident may be shown."""
        for place, entry, beneath in self._entries:
            known = set(beneath.texts()) if beneath else set()
            for text in entry.texts():
                for fault in brace_faults(text, PLACEHOLDERS) if text not in known else ():
                    stands = next((name for name in placeholders(text) if f"{{{name}}}" in fault), "{" if "{" in text else "}")
                    self._fault(place, entry, stands, fault)

    def references(self) -> None:
        """What entries say of other entries and of localities."""
        for place, entry, beneath in self._entries:
            self._follow_ups(place, entry, beneath)
            self._related(place, entry, beneath)
            if entry.locality and len(self._knowledge.localities) > 1 and entry.locality not in self._knowledge.localities:
                message = f"không có tệp dia-phuong/{entry.locality}.yaml; thêm tệp hoặc sửa mục locality"
                self._fault(place, entry, entry.locality, message)

    def _follow_ups(self, place: str, entry: Entry, beneath: Entry | None) -> None:
        known = beneath.follow_ups.values() if beneath else ()
        for kind in entry.follow_ups.keys() - (beneath.follow_ups.keys() if beneath else ()):
            if meant := kind_meant(kind, self._knowledge.words.follow_ups):
                message = f'follow_ups có mục "{kind}", có phải "{meant}"? Viết đúng "{meant}" thì trợ lý mới dùng được'
                self._fault(place, entry, kind, message, severity=Severity.WARNING)
        for detail in entry.follow_ups.values():
            if detail not in known and _ID.fullmatch(detail) and detail not in self._knowledge.entries:
                self._fault(place, entry, detail, f'follow_ups nhắc tới "{detail}" nhưng không có câu nào mang id đó; sửa lại')

    def _related(self, place: str, entry: Entry, beneath: Entry | None) -> None:
        for other in entry.related:
            if other not in (beneath.related if beneath else ()) and other not in self._knowledge.entries:
                message = f'related nhắc tới "{other}" nhưng không có câu nào mang id đó; sửa hoặc xoá'
                self._fault(place, entry, other, message, severity=Severity.WARNING)

    def _fault(self, place: str, entry: Entry, text: str, message: str, *, severity: Severity = Severity.ERROR) -> None:
        document, line = self._places.find(place, text)
        document.fault(line, f'câu "{entry.id}": {message}', severity=severity)
