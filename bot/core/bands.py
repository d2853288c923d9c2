"""Bands: how sure is sure. A ranking -> answer it, ask back, or leave it alone."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.hints import Hints
from bot.core.matching import Match, Ranking

MOST_OFFERED = 4
EXACT = 0.95
"""Likeness to a phrasing from which a short message is that phrasing."""
SUBJECT = 0.5
"""Likeness to a phrasing from which a short message names a subject of the base."""
COMPARABLE = 0.5
"""Share of the nearest likeness with which another entry is about the same subject."""
HEARD = 0.4
"""Likeness to a phrasing without which nothing is an alarm: one word in common ("vneid") is no cry for help."""
FEW = 12
"""Words of somebody in a hurry."""
WORTH = 0.12
"""Share of the first score with which another candidate is still worth offering."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The limits between the three; chosen on the development questions (scripts/measure.py)."""

    answer: float = 0.52
    """From here on a candidate is answered as certain: on the development questions 1.2 % wrong."""
    obvious: float = 0.9
    """From here on even a few words that ask nothing ("mất sổ đỏ") are answered, when nothing else is worth offering."""
    rival: float = 0.7
    """A second candidate with this share of the first one's score makes both a question back."""
    ask: float = 0.1
    """From here on it is offered."""
    idle: float = 0.05
    """Below this for every entry, what sounds like chatter is chatter."""
    lone: float = 0.31
    """From here on the only one worth offering is answered, if the words of the message leave no doubt."""
    alarm: float = 0.4
    """From here on what is urgent is answered when it is told in FEW words: a false alarm is cheaper than a delay. Who tells
    a long story has the time to choose."""
    alarm_rival: float = 0.4
    """Share of an urgent candidate's score with which one that is not urgent forbids the alarm."""
    cry: float = 0.15
    """The same as `alarm` for a few words that ask nothing ("mất tiền"), when there is hardly another candidate."""
    cry_rival: float = 0.1
    """Share of the score with which any other candidate forbids that: "cấp cứu" may mean two urgent things."""
    small_talk: float = 0.6
    """Likeness from which a message is small talk, unless an entry is sure and more like it."""
    small_talk_amid: float = 0.75
    """The same in the middle of a talk."""
    idle_talk: float = 0.5
    """The same for a message that no entry is even offered for."""

    def is_sure(self, ranking: Ranking, *, urgent: Collection[str] = ()) -> bool:
        """Whether the first candidate may be answered as certain; `urgent` are the entries that cannot wait."""
        best = ranking.best
        if best is not None and self.is_alarm(ranking, urgent=urgent):
            return True
        if best is None or best.score < self.answer:
            return False
        if best.score >= self.obvious and all(match.score < WORTH * best.score for match in ranking.matches[1:]):
            return True
        if _is_terse(ranking) and (best.likeness < SUBJECT or _of_subject(ranking)):
            return False
        return len(ranking.matches) < 2 or ranking.matches[1].score < self.rival * best.score

    def is_alarm(self, ranking: Ranking, *, urgent: Collection[str]) -> bool:
        """Whether the first candidate is urgent and nothing that can wait comes near it; an urgent second does not matter."""
        best = ranking.best
        if best is None or best.entry not in urgent:
            return False
        if best.score < self.answer and (best.likeness < HEARD or len(ranking.reading.core) < 2):
            return False
        calm = max((match.score for match in ranking.matches if match.entry not in urgent), default=0.0)
        if best.score >= (self.alarm if len(ranking.reading.core) <= FEW else self.answer):
            return calm < self.alarm_rival * best.score
        others = (match.score for match in ranking.matches[1:])
        cries = _is_terse(ranking) and best.score >= self.cry and best.likeness >= SUBJECT
        return cries and all(score < self.cry_rival * best.score for score in others)

    def is_small_talk(self, likeness: float, alone: Ranking, joined: Ranking, *, in_talk: bool = False) -> bool:
        """Whether a message that is so like a phrase of small talk is just that, read alone and joined with what came before.

        `in_talk`: something is being talked about, so that "cài thế nào" need not ask how to use the bot.
        """
        best = alone.best
        if best and best.likeness >= EXACT:  # officers wrote an answer to just that
            return False
        if likeness >= (self.small_talk_amid if in_talk else self.small_talk):
            return not (best and best.score >= self.answer and best.likeness > likeness)
        return likeness >= self.idle_talk and not any(found.best and found.best.score >= self.ask for found in (alone, joined))

    def offered(self, ranking: Ranking, *, urgent: Collection[str] = ()) -> list[Match]:
        """What to offer when it is not sure, what is urgent and about as likely first; empty when nothing is likely enough."""
        found = self._worth_offering(ranking)
        return sorted(found, key=lambda match: not (match.entry in urgent and match.score >= self.rival * found[0].score))

    def _worth_offering(self, ranking: Ranking) -> list[Match]:
        best = ranking.best
        if best and _is_terse(ranking) and (several := _of_subject(ranking)):
            return several
        if best is None or best.score < self.ask:
            return []
        return [match for match in ranking.matches if match.score >= WORTH * best.score][:MOST_OFFERED]


def _is_terse(ranking: Ranking) -> bool:
    """Whether the message is only a few words that ask nothing ("sang tên"), and no phrasing of the base."""
    return Hints.is_terse(ranking.reading.core) and max(match.likeness for match in ranking.matches) < EXACT


def _of_subject(ranking: Ranking) -> list[Match]:
    """The entries that a subject named in a few words may be about, when they are several."""
    known = [match for match in ranking.matches if match.signs.covered > 0.99]
    nearest = max((match.likeness for match in known), default=0.0)
    fit = [match for match in known if match.likeness >= COMPARABLE * nearest]
    return fit[:MOST_OFFERED] if nearest >= SUBJECT and len(fit) > 1 else []
