"""What is wrong with a draft, beside the very field: the rules of the loader, and what the linter can tell of one entry."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.core.knowledge import Entry, Knowledge
from bot.core.problem import Problem, Severity
from bot.core.text import title_key
from bot.knowledge_files.cross_checks import CrossChecks
from bot.knowledge_files.key_help import KEYS
from bot.knowledge_files.places import Places
from bot.knowledge_files.schema_faults import validated
from bot.knowledge_files.yaml_reader import Document, read_yaml
from bot.knowledge_files.yaml_style import written
from bot.linter import hotlines, links, own_details, phrasings
from bot.linter.finding import Base, Finding, Spot
from bot.linter.rules import RULES
from bot.office.knowledge.entries import exchanged

_NEEDED = {
    "questions": "Chưa có cách hỏi nào: viết ít nhất một dòng, như bà con hay hỏi",
    "answer": "Chưa có câu trả lời",
}
_TOGETHER = (links.related, links.titles)
"""Rules that look at other entries too, and are quick."""
_FILE = "bản đang sửa"
_IN_FILES = re.compile(
    r"(?:dòng |mục )?\b(sources|checked|recheck|in_force|questions|steps|if_stuck|follow_ups|related|keywords|urgent)\b(?: =|:)?"
)
"""Keys as messages name them for who writes the files by hand."""
ALL = ""
"""The field of what concerns the whole entry."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend."""

    field: str
    """Key of the entry."""
    line: int
    """Of the field, from 1; 0 where it has one value only."""
    message: str
    blocks: bool
    """Whether it cannot be published with it."""


@dataclass(frozen=True)
class Checked:
    """What came of looking a draft over."""

    entry: Entry | None
    """None while it is not one."""
    faults: tuple[Fault, ...]
    knowledge: Knowledge | None = None
    """The base with it."""

    def of(self, field: str) -> list[Fault]:
        """What is wrong with one field, the worst first."""
        return [fault for fault in self.faults if fault.field == field]

    @property
    def blocked(self) -> bool:
        """Whether it cannot be published."""
        return self.entry is None or any(fault.blocks for fault in self.faults)


def check(knowledge: Knowledge, topic: str, values: Mapping[str, Any], *, today: date) -> Checked:
    """Look a draft over."""
    faults = [Fault(key, 0, said, blocks=True) for key, said in _NEEDED.items() if not values.get(key)]
    document = read_yaml(_FILE, f"{written([dict(values)])}\n".encode())
    document.problems = [problem for problem in document.problems if problem.blocks]
    item = document.value[0] if isinstance(document.value, list) and document.value else {}
    entry = None if document.problems else validated(document, (0,), item, Entry)
    if entry is None:
        missing = {fault.field for fault in faults}
        noted = [_fault(document, problem, values) for problem in document.problems]
        return Checked(None, _sorted([*faults, *(fault for fault in noted if fault.field not in missing)]))
    base = exchanged(knowledge, topic, entry)
    _cross_check(base, entry, document)
    faults += [_fault(document, problem, values) for problem in document.problems]
    faults += [_found(finding) for finding in _lint(base, entry, today)]
    return Checked(entry, _sorted(faults), base)


def twin(knowledge: Knowledge, topic: str, title: str) -> Entry | None:
    """An entry of a topic that has the same title: a form sent twice, or two officers with one thought."""
    entries = next((t.entries for t in knowledge.topics if t.id == topic), ())
    return next((entry for entry in entries if title_key(entry.label) == title_key(title)), None)


def called(key: str) -> str:
    """What officers call a key."""
    return KEYS["Entry"][key].title if key in KEYS["Entry"] else ""


def _cross_check(base: Knowledge, entry: Entry, document: Document) -> None:
    checks = CrossChecks(base, Places({entry.id: (document, 1)}), only=entry.id)
    checks.texts()
    checks.references()


def _lint(base: Knowledge, entry: Entry, today: date) -> Iterator[Finding]:
    alone = Base(base, (entry,), today, lambda spot: _place(base, spot))
    for rule in RULES:
        if rule.alone:
            yield from rule.find(alone)
    yield from phrasings.variety(alone)
    yield from own_details.own_details(alone)
    everything = Base(base, tuple(base.entries.values()), today, lambda spot: _place(base, spot))
    # Who gives no number contradicts nobody's.
    for find in (*_TOGETHER, hotlines.hotlines) if hotlines.gives_numbers(entry) else _TOGETHER:
        yield from (finding for finding in find(everything) if finding.spot.entry == entry.id)


def _place(base: Knowledge, spot: Spot) -> str:
    return f"“{base.entries[spot.entry].label}”" if spot.entry in base.entries else spot.entry


def _found(finding: Finding) -> Fault:
    field, *rest = finding.spot.path or (ALL,)
    line = rest[0] + 1 if rest and isinstance(rest[0], int) else 0
    return Fault(_shown(str(field)), line, _said(finding.message), blocks=finding.severity is Severity.ERROR)


def _fault(document: Document, problem: Problem, values: Mapping[str, Any]) -> Fault:
    """The field on whose line of the file-to-be a problem lies."""
    before = [(line, path) for path, line in document.lines.items() if line <= problem.line and len(path) > 1]
    _, path = max(before, key=lambda one: (one[0], -len(one[1])), default=(1, (0, ALL)))
    field = str(path[1])
    deeper = max((p for line, p in before if line == problem.line and p[:2] == path[:2]), key=len, default=path)
    line = deeper[2] + 1 if len(deeper) > 2 and isinstance(deeper[2], int) else 0
    if field == "answer" and "\n" in str(values.get("answer", "")):
        line = max(1, problem.line - document.line((0, "answer")))
    return Fault(_shown(field), line, _said(problem.message), blocks=problem.blocks)


def _shown(field: str) -> str:
    return field if field in KEYS["Entry"] else ALL


def _said(message: str) -> str:
    """In the words of the form and not of the file."""
    message = re.sub(r'^câu "[^"]*": ', "", message)
    message = re.sub(r'mục "(\w+)"', lambda found: f"“{called(found[1])}”" if called(found[1]) else found[0], message)
    message = _IN_FILES.sub(lambda found: f"“{called(found[1])}”", message)
    return message[:1].upper() + message[1:]


def _sorted(faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (not fault.blocks, fault.line)))
