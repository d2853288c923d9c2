"""All rules, in the order they are run, and the running of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem, Severity
from bot.knowledge_files import Loaded
from bot.knowledge_files.places import in_layer
from bot.linter import (
    abbreviations,
    amounts,
    dates,
    document_numbers,
    documents,
    hotlines,
    lengths,
    links,
    own_details,
    phrasings,
    rivalry,
    sources,
    statements,
)
from bot.linter.finding import Base, Finding
from bot.linter.places import Lines
from bot.linter.silences import Silences


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked at."""

    subject: str
    """Shown while it runs."""
    find: Callable[[Base], Iterable[Finding]]
    alone: bool = False
    """It looks at one entry at a time, so it can look at what a locality writes over one."""


RULES = (
    Rule("nguồn", sources.sources, alone=True),
    Rule("ngày hiệu lực", dates.in_force, alone=True),
    Rule("ngày kiểm tra", dates.checks, alone=True),
    Rule("độ dài", lengths.answers, alone=True),
    Rule("tên và các bước", lengths.shapes, alone=True),
    Rule("chữ viết tắt", abbreviations.abbreviations, alone=True),
    Rule("liên kết", links.related),
    Rule("tên trùng", links.titles),
    Rule("chi tiết của riêng một xã", own_details.own_details),
    Rule("số điện thoại", hotlines.hotlines),
    Rule("mức tiền, thời hạn", amounts.amounts),
    Rule("mức tiền, thời hạn trong một câu", amounts.details, alone=True),
    Rule("số hiệu văn bản", document_numbers.document_numbers),
    Rule("ngày, hiệu lực của văn bản", documents.documents),
    Rule("số trong hai câu giống nhau", statements.statements),
    Rule("số cách hỏi", phrasings.variety),
    Rule("cách hỏi trùng", phrasings.twice),
    Rule("cách hỏi gần câu khác", rivalry.closer),
    Rule("cách hỏi bị trả lời nhầm", rivalry.stolen),
)
"""The costly ones last."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be mended in a folder."""

    problems: tuple[Problem, ...]
    """In the order of severity, files and lines."""

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        """Those of one severity."""
        return tuple(problem for problem in self.problems if problem.severity is severity)


def lint(
    loaded: Loaded,
    *,
    today: date,
    rank: Callable[[str], str] | None = None,
    before: Callable[[str, int], None] = lambda _subject, _number: None,
) -> Report:
    """Every fault of reading, what layers write over, and, when the folder can be served, all that nobody explained.

    `rank` says with which entry the bot would answer a text; `before` is called with each rule's subject and number.
    """
    if loaded.knowledge is None:
        return Report(_sorted(loaded.problems))
    lines = Lines(loaded.places)
    base = Base(loaded.knowledge, tuple(loaded.knowledge.entries.values()), today, lines, rank)
    found: list[Finding] = []
    for number, rule in enumerate(RULES):
        before(rule.subject, number)
        found += rule.find(base)
    layers = _layers(base, found)
    problems = [*loaded.problems, *(o.problem() for o in loaded.overrides), *(_problem(f, lines) for f in (*found, *layers))]
    silences = {document.file: Silences(document) for document in lines.documents(_places(loaded.knowledge))}
    kept = [p for p in problems if p.file not in silences or not silences[p.file].silences(p)]
    return Report(_sorted([*kept, *(problem for silence in silences.values() for problem in silence.idle())]))


def _layers(base: Base, found: Iterable[Finding]) -> Iterator[Finding]:
    """What is new in the versions of entries that localities write: what was found beneath is not said again."""
    said = {(finding.rule, finding.spot.entry, finding.message) for finding in found}
    for locality, layer in base.knowledge.layers.items():
        versions = tuple(e.model_copy(update={"id": in_layer(e.id, locality)}) for e in layer.values())
        for rule in RULES:
            for finding in rule.find(replace(base, entries=versions)) if rule.alone else ():
                if (finding.rule, finding.spot.entry.split("@")[0], finding.message) not in said:
                    yield finding


def _places(knowledge: Knowledge) -> Iterator[str]:
    """What `Places` calls every entry and every version of one."""
    yield from knowledge.entries
    yield from (in_layer(entry, locality) for locality, layer in knowledge.layers.items() for entry in layer)


def _problem(finding: Finding, lines: Lines) -> Problem:
    document, line = lines.find(finding.spot)
    message = f'câu "{finding.spot.entry}": {finding.message}'
    return Problem(document.file, line, message, finding.severity, finding.rule)


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems), key=lambda p: (p.severity, p)))
