"""Parts: the questions of one message, each judged on its own, and the only candidate that a text leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.bands import Bands
from bot.core.cutting import asks_plainly, ways_to_cut
from bot.core.hints import Hints
from bot.core.knowledge import Knowledge
from bot.core.matching import Match, Ranking

MOST_PARTS = 3
SHORTEST_PART = 3
"""Words a part must have to be a question of its own."""
LEAST_UNSURE = 2
"""Telling words a part must have to be asked back about."""
LEAST_UNKNOWN = 4
"""Telling words a part must have to be called a question that nothing answers."""
_OF_ANY_PART = frozenset("toi ra xem bang cach phai mo vao len xuong di kip va cam theo to mang chua bi nguoi".split())
"""Words that tell little without the rest of the message."""
_OF_ANY_TITLE = frozenset("dang ki lam xin cap thu tuc giay can muon viec".split())
"""Words of titles that do not tell one from another."""

Rank = Callable[[str], Ranking]
"""The candidates for a part, in the talk so far."""


@dataclass(frozen=True, slots=True)
class Several:
    """The questions of one message."""

    certain: list[Match]
    rest: list[tuple[str, list[str]]]
    """The others: the part, and the entries it may mean."""


class Parts:
    """Judges the parts of messages."""

    def __init__(self, knowledge: Knowledge, bands: Bands, hints: Hints) -> None:
        self._knowledge = knowledge
        self._bands = bands
        self._hints = hints

    def several(self, rank: Rank, text: str, whole: Ranking) -> Several | None:
        """The questions of a message that has more than one, when at least one is certain."""
        for cut in ways_to_cut(text, self._knowledge.words.joints):
            if len(cut) > MOST_PARTS + 1:
                continue
            found, unsure = self._judged(rank, cut)
            rest = self._rest(unsure, found)
            enough = 1 < len(found) <= MOST_PARTS and len(found) >= len(cut) - 1
            if (enough or self._is_half_known(cut, found, rest)) and self._really_several(whole, found):
                return Several(list(found.values()), rest)
        return None

    def _judged(self, rank: Rank, cut: Sequence[str]) -> tuple[dict[str, Match], list[tuple[str, Ranking]]]:
        """The certain answers to the parts, and the parts without one."""
        found: dict[str, Match] = {}
        unsure = []
        for part in cut:
            ranking = rank(part)
            best = ranking.best
            certain = best is not None and (best.score >= self._bands.answer or self.lone(part, ranking) is not None)
            if best and certain and len(part.split()) >= SHORTEST_PART:
                found.setdefault(best.entry, best)
            else:
                unsure.append((part, ranking))
        return found, unsure

    def _meant(self, ranking: Ranking, found: dict[str, Match]) -> list[str]:
        return [match.entry for match in self._bands.offered(ranking) if match.entry not in found]

    def _rest(self, unsure: Sequence[tuple[str, Ranking]], found: dict[str, Match]) -> list[tuple[str, list[str]]]:
        """The uncertain parts that are questions of their own, with the entries they may mean.

        What nothing is offered for may as well lean on the part before ("tôi mở ra xem bằng cách nào"): it must say more.
        """
        rest = []
        for part, ranking in unsure:
            meant = self._meant(ranking, found)
            words = set(self._hints.telling(part)) - _OF_ANY_PART
            if found and not meant and any(self._hints.kinds_within(part)):
                continue  # "làm trong bao nhiêu ngày" is a detail of what the message asks before
            enough = len(words) >= (LEAST_UNSURE if meant else LEAST_UNKNOWN)
            if enough and asks_plainly(part) and not self._hints.kind(part):
                rest.append((part, meant))
        return rest

    def _is_half_known(self, cut: Sequence[str], found: dict[str, Match], rest: list[tuple[str, list[str]]]) -> bool:
        """Whether a message asks two things outright and one of them is certain."""
        return len(cut) == 2 and len(found) == len(rest) == 1 and all(asks_plainly(part) for part in cut)

    def several_unsure(self, rank: Rank, text: str) -> list[tuple[str, list[str]]]:
        """Two questions asked outright, neither certain: each with the entries it may mean."""
        for cut in ways_to_cut(text, self._knowledge.words.joints):
            if len(cut) == 2 and all(asks_plainly(part) for part in cut):
                asked = self._rest([(part, rank(part)) for part in cut], {})
                if len(asked) == len(cut) and any(offered for _, offered in asked):
                    return asked
        return []

    def _really_several(self, whole: Ranking, found: dict[str, Match]) -> bool:
        """A situation told in several sentences is one question: then the whole is nearer to one entry than a part is."""
        best = whole.best
        if not best:
            return True
        parts = [match.likeness for match in found.values()]
        return best.entry not in found or best.likeness < max(parts)

    def lone(self, text: str, ranking: Ranking) -> Match | None:
        """The only candidate, when it may be answered though it is not certain: the words leave no doubt.

        The message holds every telling word of the title, or half of a known phrasing and nothing beyond it.
        """
        offered = self._bands.offered(ranking)
        if len(offered) != 1 or offered[0].score < self._bands.lone:
            return None
        match = offered[0]
        said = set(self._hints.telling(text))
        title = set(self._hints.telling(self._knowledge.entries[match.entry].label)) - _OF_ANY_TITLE
        phrasing = set(self._hints.telling(match.phrasing))
        named = len(title) > 1 and title <= said
        within = len(said) > 1 and said <= phrasing and len(said) * 2 >= len(phrasing)
        return match if named or within else None
