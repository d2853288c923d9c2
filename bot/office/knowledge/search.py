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

    def __init__(self, knowledge: Knowledge) -> None:
        self._lines = {
            e.id: [(line, f" {' '.join(folded_words(line))}") for line in (e.label, e.id, *e.questions, *e.keywords, *e.texts())]
            for e in knowledge.entries.values()
        }
        self._entries = knowledge.entries

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
