"""Official documents that two places of the base describe differently: dates, days of effect, numbers of laws."""

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.core.text import title_key
from bot.linter.document_numbers import RULE, mentions
from bot.linter.finding import Base, Finding, Spot, spoken

_DAY = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_ISSUED = re.compile(rf"^,? ?\(?(?:ban hành )?ngày {_DAY}")
_EFFECT = re.compile(rf"^[^.;(\d]{{0,20}}hiệu lực (?:thi hành )?(?:kể )?(?:từ )?(?:ngày )?{_DAY}")
_LAW = re.compile(r"\b((?:Bộ )?[Ll]uật [^,;.()\d]+?)(?: (\d{4}))?,? \(?(?:số )?(\d+/\d{4}/QH\d+)")


class _Told:
    """What the base says of each document: number -> value -> the places that say so."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, list[Spot]]] = defaultdict(lambda: defaultdict(list))

    def add(self, of: str, value: str, spot: Spot) -> None:
        self._told[of][value].append(spot)

    def all(self) -> Iterator[tuple[str, str, Spot]]:
        """(of, value, place)."""
        for of, values in self._told.items():
            yield from ((of, value, spot) for value, spots in values.items() for spot in spots)

    def differing(self) -> Iterator[tuple[str, str, Spot, str, Spot]]:
        """(of, value, place, the value said most often, a place that says it), wherever they differ."""
        for of, values in self._told.items():
            usual = max(values, key=lambda value: len(values[value]))
            others = ((value, spot) for value, spots in values.items() if value != usual for spot in spots)
            yield from ((of, value, spot, usual, values[usual][0]) for value, spot in others)


def documents(base: Base) -> Iterator[Finding]:
    """Each document's year, date and day of effect, and each law's number, against what else the base says of it."""
    issued, effect, laws = _Told(), _Told(), _Told()
    for entry in base.entries:
        for n, source in enumerate(entry.sources):
            if source.document and source.date:
                issued.add(source.document, f"{source.date:%d/%m/%Y}", Spot(entry.id, ("sources", n, "date")))
        for mention in mentions(entry):
            for told, day in ((issued, _ISSUED.search(mention.after)), (effect, _EFFECT.search(mention.after))):
                if day:
                    told.add(mention.number, "{:0>2}/{:0>2}/{}".format(*day.groups()), mention.spot)
        for path, text in spoken(entry):
            for law in _LAW.finditer(text):
                laws.add(title_key(f"{law.group(1)} {law.group(2) or ''}"), law.group(3), Spot(entry.id, path, law.group(3)))
    yield from _years(issued)
    yield from _differing(base, issued, "ngày ban hành")
    yield from _differing(base, effect, "ngày hiệu lực")
    yield from _differing(base, laws, "số")


def _years(issued: _Told) -> Iterator[Finding]:
    for number, day, spot in issued.all():
        year = re.search(r"/(\d{4})/", number)
        if year and not day.endswith(year.group(1)):
            message = f"văn bản {number} mang năm {year.group(1)} nhưng ngày ghi {day}; xem lại ngày hoặc số hiệu"
            yield Finding(RULE, spot, message)


def _differing(base: Base, told: _Told, what: str) -> Iterator[Finding]:
    for of, value, here, usual, there in told.differing():
        message = (
            f"{'luật này' if what == 'số' else f'văn bản {of}'} ghi {what} {value}, còn ở {base.place(there)} "
            f'(câu "{there.entry}") ghi {usual}; đối chiếu văn bản, sửa chỗ sai'
        )
        yield Finding(RULE, here, message)
