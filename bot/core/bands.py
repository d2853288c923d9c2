"""Bands: how sure is sure. A ranking -> answer it, ask back, or leave it alone."""

from dataclasses import dataclass

from bot.core.hints import Hints
from bot.core.matching import Match, Ranking

MOST_OFFERED = 4
EXACT = 1.9
"""Likeness to a phrasing from which a short message is that phrasing."""
SUBJECT = 1.0
"""Likeness to a phrasing from which a short message names a subject of the base."""
COMPARABLE = 0.6
"""Share of the nearest likeness with which another entry is about the same subject."""
WORTH = 0.12
"""Share of the first score with which another candidate is still worth offering."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The limits between the three; chosen on the development questions (scripts/measure.py)."""

    answer: float = 0.6
    """From here on a candidate is answered as certain: on the development questions 0.3 % wrong."""
    rival: float = 0.8
    """A second candidate with this share of the first one's score makes both a question back."""
    ask: float = 0.15
    """From here on it is offered."""
    small_talk: float = 1.2
    """Likeness from which a message is small talk, unless an entry is sure and more like it."""
    idle_talk: float = 1.0
    """The same for a message that no entry is even offered for."""

    def is_sure(self, ranking: Ranking) -> bool:
        """Whether the first candidate may be answered as certain."""
        best = ranking.best
        if best is None or best.score < self.answer:
            return False
        if _is_terse(ranking) and (best.signs.likeness < SUBJECT or _of_subject(ranking)):
            return False
        return len(ranking.matches) < 2 or ranking.matches[1].score < self.rival * best.score

    def is_small_talk(self, likeness: float, ranking: Ranking) -> bool:
        """Whether a message that is so like a phrase of small talk is just that."""
        best = ranking.best
        if best and best.signs.likeness >= EXACT:  # officers wrote an answer to just that
            return False
        if likeness >= self.small_talk:
            return not (best and best.score >= self.answer and best.signs.likeness > likeness)
        return likeness >= self.idle_talk and (best is None or best.score < self.ask)

    def offered(self, ranking: Ranking) -> list[Match]:
        """What to offer when it is not sure; empty when nothing is likely enough."""
        best = ranking.best
        if best and _is_terse(ranking) and (several := _of_subject(ranking)):
            return several
        if best is None or best.score < self.ask:
            return []
        return [match for match in ranking.matches if match.score >= WORTH * best.score][:MOST_OFFERED]


def _is_terse(ranking: Ranking) -> bool:
    """Whether the message is only a few words that ask nothing ("sang tên"), and no phrasing of the base."""
    return Hints.is_terse(ranking.reading.folded) and max(match.signs.likeness for match in ranking.matches) < EXACT


def _of_subject(ranking: Ranking) -> list[Match]:
    """The entries that a subject named in a few words may be about, when they are several."""
    known = [match for match in ranking.matches if match.signs.covered > 0.99]
    nearest = max((match.signs.likeness for match in known), default=0.0)
    fit = [match for match in known if match.signs.likeness >= COMPARABLE * nearest]
    return fit[:MOST_OFFERED] if nearest >= SUBJECT and len(fit) > 1 else []
