"""Telephone numbers that contradict each other: one service with two numbers, or one number with a slip in it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from bot.core.knowledge import Entry
from bot.core.text import title_key
from bot.linter.finding import Base, Finding, Path, Spot, shortened, spoken

RULE = "lech-dien-thoai"

_NUMBER = re.compile(r"(?<![\w/.])(?:1[89]00(?:[ .]?\d{2,6}){1,4}|0\d(?:[ .]?\d){7,9})(?![\w/])")
_LINK = re.compile(r"(?: (?:là|số))?[ (:]*$")
"""What may stand between a name and its number: "ví MoMo là 1900…"."""
_HOTLINE = re.compile(r"tổng đài (?:của )?((?:[^\W\d_]+ ){1,4})\(?$")
"""What a hotline is for: "tổng đài bảo hiểm xã hội 1900…"."""
_AFTER = re.compile(r"^,? (?:đường dây nóng |tổng đài )?của ([^\W\d_]+(?: [^\W\d_]+){0,5})")
_NO_NAMES = frozenset("goi so hoi hoac bao dau tong muon soan nhan lien dien neu hay dung".split())
"""What begins a sentence with a capital and names nobody."""
_NOWHERE = frozenset("cua cong nay do do thoai xa phuong vi".split())
"""What "tổng đài …" says without naming a service."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A number given in an entry."""

    number: str
    spot: Spot
    services: tuple[str, ...]
    """Whose it is, as the sentence says."""


def gives_numbers(entry: Entry) -> bool:
    """Whether there is anything in an entry to compare."""
    return any(_NUMBER.search(text) for _, text in spoken(entry))


def hotlines(base: Base) -> Iterator[Finding]:
    """Numbers of the whole base against each other."""
    given = [
        _Given(re.sub(r"\D", "", found.group()), Spot(entry.id, path, found.group()), tuple(_services(text, found)))
        for entry in base.entries
        for path, text in spoken(entry)
        for found in _NUMBER.finditer(text)
    ]
    yield from _two_numbers(base, given)
    yield from _slips(base, given)


def _services(text: str, found: re.Match[str]) -> Iterator[str]:
    before, after = text[: found.start()], text[found.end() :]
    name: list[str] = []
    for word in reversed(re.split(r"[,;:.\n] |\(", _LINK.sub("", before))[-1].split()):
        if not word[0].isupper() or title_key(word) in _NO_NAMES:
            break
        name.insert(0, word)
    if name:
        yield " ".join(name)
    if (named := _HOTLINE.search(before)) and title_key(named.group(1)) not in _NOWHERE:
        yield named.group(1).strip()
    if named := _AFTER.search(after):
        yield named.group(1)


def _two_numbers(base: Base, given: list[_Given]) -> Iterator[Finding]:
    """A service that has one number here and another there; a place name only among neighbours."""
    by_service: dict[str, dict[str, list[_Given]]] = defaultdict(lambda: defaultdict(list))
    for one in given:
        for service in one.services:
            by_service[title_key(service)][one.spot.entry].append(one)
    for entries in by_service.values():
        for first, second in combinations(entries.values(), 2):
            if {one.number for one in first} & {one.number for one in second}:
                continue
            if not base.near(first[0].spot.entry, second[0].spot.entry) and len({*first[0].services, *second[0].services}) > 1:
                continue
            here, there = second[0], first[0]
            message = (
                f"số của {shortened(here.services[0])} ghi {here.spot.text}, còn ở {base.place(there.spot)} "
                f'(câu "{there.spot.entry}") ghi {there.spot.text}; đối chiếu nguồn, sửa chỗ sai'
            )
            yield Finding(RULE, here.spot, message)


def _slips(base: Base, given: list[_Given]) -> Iterator[Finding]:
    """A number given once, one slip apart from another, which no text gives together."""
    texts: dict[str, dict[tuple[str, Path], _Given]] = defaultdict(dict)
    for one in given:
        texts[one.number].setdefault((one.spot.entry, one.spot.path), one)
    for a, b in combinations(texts, 2):
        rarer, usual = sorted((a, b), key=lambda number: len(texts[number]))
        apart = OSA.distance(a, b, score_cutoff=1) == 1 and not texts[a].keys() & texts[b].keys()
        if apart and len(texts[rarer]) == 1:
            here, there = (next(iter(texts[number].values())) for number in (rarer, usual))
            message = (
                f"số {here.spot.text} chỉ khác một chữ số với {there.spot.text} ở {base.place(there.spot)} "
                f'(câu "{there.spot.entry}"); xem có gõ nhầm không'
            )
            yield Finding(RULE, here.spot, message)
