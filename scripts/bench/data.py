"""What is asked on the bench: questions with what answers them, and messages that nothing answers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml
from measure import slipped

from bot.core.knowledge import Entry, Knowledge, Phrases, Topic, Words
from bot.core.text import fold

ROOT = Path(__file__).parents[2]
HELD_OUT = ROOT / "tests" / "questions"
EVAL = ROOT.parent / "shared" / "eval"
OUTSIDE = ""
"""Stands for an entry where nothing answers."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Question:
    """A message and what should come of it."""

    text: str
    wanted: tuple[str, ...] = ()
    """The entries that answer it; empty when none does."""
    by: str = ""
    """Who writes like that, or what kind of negative it is."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to learn and something to be asked."""

    name: str
    knowledge: Knowledge
    questions: dict[str, list[Question]]
    """Set -> questions; the first set is the one ways of being sure are chosen on."""
    negatives: list[Question]

    def learned(self) -> tuple[list[str], list[str]]:
        """Phrasings and their entries in order, then what is known to be outside."""
        own = [(text, entry.id) for entry in self.knowledge.entries.values() for text in (*entry.questions, *entry.keywords)]
        outside = [(text, OUTSIDE) for matter in self.knowledge.outside for text in matter.questions]
        texts, entries = zip(*own, *outside, strict=True)
        return list(texts), list(entries)

    def asked(self) -> Iterator[str]:
        """Every text of it."""
        for questions in (*self.questions.values(), self.negatives):
            yield from (question.text for question in questions)


def lines(path: Path) -> list[dict[str, Any]]:
    """The values of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def shipped(base: Knowledge, folder: Path, *, share: float = 1.0) -> Task:
    """The shipped base and the development questions, or a share of them drawn by chance (always the same)."""
    rows = _drawn([row for row in lines(folder / "dev-questions.jsonl") if row["id"] in base.entries], share)
    dev = [Question(row["text"], (row["id"], *row.get("also", ())), row["by"]) for row in rows]
    sets = {
        "dev": dev,
        "without marks": [replace(question, text=fold(question.text)) for question in dev],
        "one slip per 12 letters": [replace(question, text=slipped(question.text)) for question in dev],
        "tests/questions": _drawn(held_out(base), share),
    }
    negatives = [Question(row["text"], by=row["kind"]) for row in lines(folder / "dev-negatives.jsonl")]
    return Task("shipped base", base, sets, negatives)


def _drawn(items: list[Item], share: float) -> list[Item]:
    return Random(1).sample(items, round(share * len(items)))


def held_out(base: Knowledge) -> list[Question]:
    """One question an entry that no phrasing repeats."""
    found = []
    for path in sorted(HELD_OUT.glob("*.yaml")):
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [Question(item["text"], (item["id"],), path.stem) for item in items if item["id"] in base.entries]
    return found


def external(folder: Path) -> list[Task]:
    """Intent sets other people wrote: the training half is the knowledge, the test half is asked."""
    chatter = [Question(row["text"], by="off-topic") for row in lines(folder / "off-topic.jsonl")]
    tasks = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem != "off-topic":
            taught, asked = halves(lines(path))
            tasks.append(Task(path.stem, knowledge_of(taught), {"test": asked}, chatter))
    return tasks


def halves(rows: Iterable[dict[str, Any]]) -> tuple[dict[str, list[str]], list[Question]]:
    """The protocol of shared/eval: what is learned of each intent, and what is asked."""
    by: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by[row["intent"]].append(row["text"])
    taught: dict[str, list[str]] = {}
    asked: list[Question] = []
    for intent, texts in by.items():
        ordered = sorted(texts, key=lambda text: md5(f"a{text}".encode(), usedforsecurity=False).hexdigest())
        size = min(8, max(3, len(texts) // 2), len(texts) - 1)
        taught[intent] = ordered[:size]
        asked += [Question(text, (intent,)) for text in ordered[size : size + 20]]
    return taught, asked


def knowledge_of(taught: dict[str, list[str]]) -> Knowledge:
    """A base with these phrasings and nothing else: no abbreviations, no synonyms, nothing outside."""
    entries = tuple(Entry(id=intent, questions=tuple(texts), answer=intent) for intent, texts in taught.items())
    return Knowledge((Topic("external", "external", "", entries),), Phrases(says={}), Words(), {})
