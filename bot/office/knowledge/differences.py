"""Two versions of an entry, field by field and line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bot.core.knowledge import Entry
from bot.office.knowledge.checking import called

Values = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a field in two versions."""

    sign: str
    """- only before, + only afterwards, blank in both."""
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs."""

    key: str
    title: str
    lines: tuple[Line, ...]
    before: str
    after: str


def differences(before: Values, after: Values) -> list[Difference]:
    """What differs, in the order in which officers read an entry; either may not be there at all."""
    found = []
    for key in Entry.model_fields:
        old, new = _lines((before or {}).get(key)), _lines((after or {}).get(key))
        if old != new:
            found.append(Difference(key, called(key), tuple(_compared(old, new)), "\n".join(old), "\n".join(new)))
    return found


def as_text(found: Sequence[Difference]) -> str:
    """For the audit log."""
    said = []
    for one in found:
        said += [f"{one.title}:", *(f"{line.sign} {line.text}" for line in one.lines if line.sign.strip())]
    return "\n".join(said)


def _compared(old: list[str], new: list[str]) -> list[Line]:
    lines = []
    for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line(" ", text) for text in old[a:a_end]]
        else:
            lines += [*(Line("-", text) for text in old[a:a_end]), *(Line("+", text) for text in new[b:b_end])]
    return lines


def _lines(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["có" if value else "không"]
    if isinstance(value, Mapping):
        return [f"{key}: {said}" for key, said in value.items()]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [", ".join(map(str, item.values())) if isinstance(item, Mapping) else str(item) for item in value]
    return str(value).split("\n")
