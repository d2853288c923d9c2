"""Phrased: a message that is, word for word, a phrasing officers wrote for one entry. Then there is nothing to guess."""

from collections import defaultdict

from bot.core.knowledge import Knowledge
from bot.core.text import accented, has_accents, title_key, words

LEAST = 2
"""Words it must have: a single one may be the beginning of anything."""
LEAST_IN_TALK = 5
"""The same while something is talked about: "lệ phí bao nhiêu" is about that."""


class Phrased:
    """The phrasings of one base."""

    def __init__(self, knowledge: Knowledge, before: "Phrased | None" = None) -> None:
        """`before`: of the base before a change; what was not changed is taken over."""
        known = before.keys if before else {}
        self.keys: dict[str, str] = {}
        """Of each phrasing."""
        self._phrasings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for entry in knowledge.entries.values():
            for phrasing in entry.questions:
                key = self.keys[phrasing] = known.get(phrasing) or title_key(phrasing)
                self._phrasings[key].append((entry.id, phrasing))

    def entries(self, text: str, *, in_talk: bool) -> frozenset[str]:
        """The entries of which a message is a phrasing; marks may be left out, but not be others."""
        key = title_key(text)
        if len(key.split()) < (LEAST_IN_TALK if in_talk else LEAST):
            return frozenset()
        return frozenset(entry for entry, phrasing in self._phrasings.get(key, ()) if _agree(text, phrasing))


def _agree(text: str, phrasing: str) -> bool:
    return not (has_accents(text) and has_accents(phrasing)) or _spelled(text) == _spelled(phrasing)


def _spelled(text: str) -> list[str]:
    return [accented(word) for word in words(text)]
