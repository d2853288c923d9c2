"""Candidates: the entries that a text may mean in one locality, and what the talk so far makes likelier."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from bot.core.bands import EXACT, Bands
from bot.core.heard import Heard
from bot.core.hints import Hints
from bot.core.knowledge import Knowledge
from bot.core.matching import Match, Matcher, Ranking
from bot.core.whereabouts import Whereabouts

STRANGER = 0.2
"""Share of the first score with which an entry of another topic is worth offering as the second."""
LATE_STRANGER = 0.4
"""The same from the third on. On questions of other writers: a quarter of the wrong choices less, 2 % of the right ones."""
REMEMBERED = 64
"""Readings kept: one message is read several times."""
SHORT_ANSWER = 6
"""Words of what may be an answer to a question back."""
LONGEST_LEANING = 9
"""Words from which a message stands on its own, unless it says that it goes on."""


class Candidates:
    """Ranks the entries of one locality."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, bands: Bands, whereabouts: Whereabouts, hints: Hints) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        self._bands = bands
        self._whereabouts = whereabouts
        self._hints = hints
        self._read = lru_cache(maxsize=REMEMBERED)(matcher.read)
        self._urgent = frozenset(entry.id for entry in knowledge.entries.values() if entry.urgent)

    def core(self, text: str) -> tuple[str, ...]:
        """The words of a text without marks and without politeness."""
        return self._read(text).core

    def sure(self, ranking: Ranking) -> bool:
        """Whether the first candidate may be answered as certain."""
        return self._bands.is_sure(ranking, urgent=self._urgent)

    def alarming(self, ranking: Ranking) -> bool:
        """Whether the first candidate is urgent and nothing that can wait comes near it."""
        return self._bands.is_alarm(ranking, urgent=self._urgent)

    def idle(self, ranking: Ranking) -> bool:
        """Whether nothing of the base comes near."""
        best = ranking.best
        return best is None or (best.score < self._bands.idle and best.entry not in self._urgent)

    def offered(self, ranking: Ranking) -> list[Match]:
        """What to offer when it is not sure; empty when nothing is likely enough.

        What has nothing to do with the first must be nearly as likely: an absurd choice costs more trust than it helps. Only
        a few words ("gia hạn") may well mean things that have nothing to do with each other.
        """
        found = self._bands.offered(ranking, urgent=self._urgent)
        if len(found) < 2 or Hints.is_terse(ranking.reading.core):
            return found
        first = max(found, key=lambda match: match.score)
        kin = self._knowledge.neighbours(first.entry) | {e.id for e in self._knowledge.topic_of(first.entry).entries}
        strangers = [match for match in found if match.entry not in kin]
        dropped = {m.entry for m in strangers if m.score < (STRANGER if m in found[:2] else LATE_STRANGER) * first.score}
        return [match for match in found if match.entry not in dropped]

    def urgent_too(self, ranking: Ranking) -> list[str]:
        """The second candidate, when it is urgent as the first is and worth a look."""
        two = self._bands.offered(ranking)[:2]
        return [match.entry for match in two[1:]] if {match.entry for match in two} <= self._urgent else []

    def rank(self, heard: Heard, text: str, leave: Collection[str] = ()) -> Ranking:
        """The candidates for a text, in the talk so far."""
        # A name with a slip in it ("Hoànpg Văn Thụ") is seen once the slips are put right.
        mended = str(self._read(text))
        leave = {*leave, *(self._whereabouts.elsewhere(text) & self._whereabouts.elsewhere(mended))}
        near = self._near(heard, text)
        ranking = self._matcher.rank(text, leave=leave, near=near)
        if not self._is_local(ranking.best):
            return ranking
        # "cháy nhà ở Nam Sách": the name of a place alone must not lead to what is written about that place.
        bare = self._whereabouts.without_names(text)
        if bare == text:
            return ranking
        anywhere = self._matcher.rank(bare, leave=leave, near=near)
        if self.sure(anywhere) and not self._is_local(anywhere.best):
            return anywhere
        fits = any(self._is_local(match) and match.score >= self._bands.idle for match in anywhere.matches)
        return ranking if fits or (ranking.best and ranking.best.likeness >= EXACT) else anywhere

    def _is_local(self, match: Match | None) -> bool:
        return match is not None and match.entry in self._whereabouts.local

    def _near(self, heard: Heard, text: str) -> Mapping[str, float]:
        """How much likelier the talk so far makes entries, when the message leans on it."""
        if heard.talk.asks_back and len(text.split()) <= SHORT_ANSWER:
            return dict.fromkeys(heard.talk.offered, 1.0)
        if not heard.talk.entry or heard.talk.entry not in self._knowledge.entries:
            return {}
        leaning = self._hints.continues(text)
        if not leaning and len(text.split()) > LONGEST_LEANING:
            return {}
        weight = 1.0 if leaning else 0.5
        topic = self._knowledge.topic_of(heard.talk.entry)
        near = {entry.id: 0.6 * weight for entry in topic.entries}
        near |= dict.fromkeys(self._knowledge.neighbours(heard.talk.entry), weight)
        return near
