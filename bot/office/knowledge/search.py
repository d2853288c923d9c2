"""Entries found by words, typed with and without marks, in titles, phrasings and answers."""

from dataclasses import dataclass

from bot.core.knowledge import Entry, Knowledge
from bot.core.text import fold, folded_words

MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """An entry, and the line that made it one of those looked for."""

    entry: Entry
    line: str


class Index:
    """The words of a base, folded once."""

    def __init__(self, knowledge: Knowledge, *, before: "Index | None" = None) -> None:
        """From an index `before` a change, the entries that are the same are taken over."""
        self._entries = knowledge.entries
        self._lines = {
            entry.id: (before.lines(entry) if before else None) or _folded(entry) for entry in knowledge.entries.values()
        }

    def lines(self, entry: Entry) -> list[tuple[str, str]] | None:
        """Those of an entry, when it is just so in here: each as it is and as it is looked for."""
        return self._lines[entry.id] if self._entries.get(entry.id) == entry else None

    def find(self, typed: str) -> list[Found]:
        """Those in which every word is begun, the best first: in the title, then in one phrasing, then anywhere."""
        words = folded_words(typed)[:MOST_WORDS]
        if not words:
            return []
        marked = typed.lower() if fold(typed) != typed.lower() else ""
        ranked = []
        for number, (entry, lines) in enumerate(self._lines.items()):
            if not all(any(f" {word}" in folded for _, folded in lines) for word in words):
                continue
            whole = [(place, line) for place, (line, folded) in enumerate(lines) if all(f" {word}" in folded for word in words)]
            exact = bool(marked) and any(marked in line.lower() for _, line in whole)
            where = (0 if whole[0][0] < 2 else 1) if whole else 2
            best = next((line for _, line in whole if marked and marked in line.lower()), whole[0][1] if whole else "")
            shown = "" if where == 0 and not (marked and best != lines[0][0]) else best
            ranked.append((where, not exact, number, Found(self._entries[entry], shown)))
        return [found for *_, found in sorted(ranked, key=lambda one: one[:3])]


def _folded(entry: Entry) -> list[tuple[str, str]]:
    lines = (entry.label, entry.id, *entry.questions, *entry.keywords, *entry.texts())
    return [(line, f" {' '.join(folded_words(line))}") for line in lines]
