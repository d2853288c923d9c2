"""Outside: when a matter that no entry answers may be named to the resident who asked about it."""

from collections.abc import Iterable

from bot.core.hints import Hints
from bot.core.knowledge import Matter
from bot.core.matching import Ranking

LEAST_NAMED = 3
"""Telling words a message must have before the matter it is about is named to it."""
LIKENESS = 0.55
"""Likeness to a known question about the matter."""
TOLD = 0.7
"""Share of the telling words that people use when they ask about the matter."""


class Outside:
    """The matters outside one base."""

    def __init__(self, matters: Iterable[Matter], hints: Hints) -> None:
        self._hints = hints
        self._matters = {matter.title: matter for matter in matters if matter.named}
        self._vocabularies: dict[str, frozenset[str]] = {}

    def is_sure(self, text: str, ranking: Ranking) -> bool:
        """Whether the matter recognised in a text is surely what it is about: a wrong name is worse than none."""
        telling = self._hints.telling(text)
        if ranking.matter not in self._matters or len(telling) < LEAST_NAMED or not ranking.best:
            return False
        known = self._vocabulary(ranking.matter)
        told = sum(word in known for word in telling) >= TOLD * len(telling)
        return told and ranking.best.signs.foreign >= LIKENESS

    def _vocabulary(self, title: str) -> frozenset[str]:
        if title not in self._vocabularies:
            texts = (title, *self._matters[title].questions)
            self._vocabularies[title] = frozenset(word for text in texts for word in self._hints.telling(text))
        return self._vocabularies[title]
