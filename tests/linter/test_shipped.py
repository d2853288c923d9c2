"""The shipped base under the linter: on the day it was checked nothing is left unexplained."""

from time import process_time

from bot.core.problem import Severity
from bot.knowledge_files import load
from bot.linter import lint
from bot.linter.topics import states, total
from tests.conftest import NOW, SHIPPED


def test_every_warning_is_mended_or_explained(shipped_responder):
    def answered(text: str) -> str:
        best = shipped_responder.matcher.rank(text).best
        return best.entry if best else ""

    report = lint(load(SHIPPED), today=NOW.date(), rank=answered)

    assert [str(problem) for severity in (Severity.ERROR, Severity.WARNING) for problem in report.of(severity)] == []


def test_the_rules_take_little_time(shipped):
    loaded = load(SHIPPED)

    start = process_time()
    lint(loaded, today=NOW.date())

    assert process_time() - start < 3  # one on an idle machine; the matcher comes on top


def test_the_table_counts_every_entry_of_every_topic(shipped):
    rows = states(shipped, NOW.date())

    everything = total(rows)
    assert [row.topic for row in rows] == [topic.id for topic in shipped.topics]
    assert everything.entries == len(shipped.entries)
    assert everything.phrasings == sum(len(entry.questions) for entry in shipped.entries.values())
