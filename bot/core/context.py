"""Context: a short message read together with what the talk is about, and compared with the message read alone.

"bhyt", asked back, "của con nít": alone that is about children on the internet. Only a clearly better reading alone
changes the subject.
"""

from dataclasses import dataclass

from bot.core.candidates import LONGEST_LEANING, Candidates
from bot.core.heard import Heard
from bot.core.hints import Hints
from bot.core.knowledge import Entry, Knowledge
from bot.core.matching import Match, Ranking
from bot.core.outside import Outside
from bot.core.text import accented, folded_words, words

LONGEST_SUBJECT = 8
"""Words of a message that are remembered as the subject of the talk."""
CLEAR = 0.75
"""Score from which a message that is sure alone needs no context."""
OBVIOUS = 0.9
"""Score from which a message after an answer is not even compared."""
FAMILIAR = 0.4
"""Likeness to a phrasing it must have besides."""
LEAD = 0.15
"""By how much one reading must be surer than the other to be preferred."""
OTHER = 0.3
"""Score from which another entry that a message alone may mean forbids taking it for more about the answer before."""
USED = 0.5
"""Share of the words of a message that an entry must use, if the message is to be taken for more about it."""
SPOKEN_OF = 0.75
"""Share of the telling words of a message that an answer must use to be about it."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A message in the talk."""

    text: str
    """With what came before, when it was read together with that."""
    ranking: Ranking
    joined: bool = False
    """Whether it was read together with what came before."""
    again: str = ""
    """The entry answered last, when the message is about that."""
    doubtful: str = ""
    """The same, when the message may as well be about something else."""


class Context:
    """Reads the short messages of one locality's talks."""

    def __init__(self, knowledge: Knowledge, candidates: Candidates, hints: Hints, outside: Outside) -> None:
        self._knowledge = knowledge
        self._candidates = candidates
        self._hints = hints
        self._outside = outside
        self._vocabularies: dict[str, frozenset[str]] = {}

    def understood(self, heard: Heard, text: str, alone: Ranking) -> Understood:
        """A message in the talk so far, `alone` being what it means out of the blue."""
        if not self._leans(text):
            return Understood(text, alone)
        if heard.talk.asks_back:
            return self._answer_to_offer(heard, text, alone)
        entry = self._knowledge.entries.get(heard.talk.entry)
        return self._after_answer(heard, text, alone, entry) if entry else Understood(text, alone)

    def clear_detail(self, heard: Heard) -> Match | None:
        """The entry that a detail is asked of, when only one fits: "sổ đỏ", asked back, "bị mất"."""
        if not heard.talk.subject:
            return None
        joined = self._candidates.rank(heard, f"{heard.talk.subject} {heard.text}")
        return joined.best if joined.best and self._candidates.sure(joined) and self._is_clear(joined.best) else None

    def subject(self, heard: Heard, text: str, *, joined: bool, settled: bool) -> str:
        """What the talk is about from now on, in the resident's words; `settled` when an entry was answered."""
        if heard.masked.kinds:
            return ""  # what was masked once is not remembered in any form
        if not joined:
            return _short(text)
        return heard.talk.subject if settled else _short(f"{heard.talk.subject} {text}") or heard.talk.subject

    def _leans(self, text: str) -> bool:
        return len(text.split()) <= LONGEST_LEANING or self._hints.continues(text)

    def _answer_to_offer(self, heard: Heard, text: str, alone: Ranking) -> Understood:
        """The bot asked which one is meant: the message most likely says more of that."""
        if not heard.talk.subject:
            return Understood(text, alone)
        whole = f"{heard.talk.subject} {text}"
        joined = self._candidates.rank(heard, whole)
        if self._stands(alone, joined) or not self._fits(joined, text):
            return Understood(text, alone)
        return Understood(whole, joined, joined=True)

    def _fits(self, joined: Ranking, text: str) -> bool:
        """Whether what was read together is sure, or at least uses the words added."""
        entry = self._knowledge.entries.get(joined.best.entry) if joined.best else None
        return entry is not None and (self._candidates.sure(joined) or self._spoken_of(entry, text) >= USED)

    def _after_answer(self, heard: Heard, text: str, alone: Ranking, entry: Entry) -> Understood:
        """After an answer: more about it, its neighbour, or something else."""
        if alone.best and alone.best.score >= OBVIOUS and self._is_clear(alone.best) and self._candidates.sure(alone):
            return Understood(text, alone)
        readings = [f"{subject} {text}" for subject in dict.fromkeys((heard.talk.subject or entry.label, entry.label))]
        rankings = [self._candidates.rank(heard, whole) for whole in readings]
        for whole, joined in zip(readings, rankings, strict=True):
            if self._stands(alone, joined):
                return Understood(text, alone)
            if joined.best and joined.best.entry != entry.id and self._candidates.sure(joined):
                return Understood(whole, joined, joined=True)
        if self._may_be_about(entry, text, alone, rankings[-1]):
            if entry.urgent or self._spoken_of(entry, text) == 1 or not self._is_of_another(alone, entry):
                return Understood(readings[-1], rankings[-1], joined=True, again=entry.id)
            return Understood(text, alone, joined=True, doubtful=entry.id)
        if self._candidates.sure(alone) and rankings[-1].best and rankings[-1].best.entry == entry.id:
            if self._spoken_of(entry, text) < USED:  # it names a subject of its own
                return Understood(text, alone)
            return Understood(text, alone, joined=True, doubtful=entry.id)
        moved = rankings[0]
        if not self._candidates.offered(alone) and moved.best and moved.best.entry != entry.id:
            return Understood(readings[0], moved, joined=True)
        return Understood(text, alone)

    def _may_be_about(self, entry: Entry, text: str, alone: Ranking, titled: Ranking) -> bool:
        """Whether a message may say more about an answer: read with its title it fits, and the answer uses its words."""
        if not titled.best or titled.best.entry != entry.id:
            return False
        spoken = self._spoken_of(entry, text)
        return spoken >= SPOKEN_OF and (spoken == 1 or not self._outside.is_sure(text, alone))

    @staticmethod
    def _is_of_another(alone: Ranking, entry: Entry) -> bool:
        return alone.best is not None and alone.best.entry != entry.id and alone.best.score >= OTHER

    def _stands(self, alone: Ranking, joined: Ranking) -> bool:
        """Whether the message is clearly better understood alone."""
        if not alone.best or not self._candidates.sure(alone):
            return False
        if not joined.best or not self._candidates.sure(joined):
            return self._is_clear(alone.best) or self._candidates.alarming(alone)
        return self._is_clear(alone.best) and alone.best.score >= joined.best.score + LEAD

    @staticmethod
    def _is_clear(match: Match) -> bool:
        return match.score >= CLEAR and match.likeness >= FAMILIAR

    def speaks_of(self, entry: Entry, text: str) -> bool:
        """Whether an entry uses most of the words that a message adds to a follow-up."""
        return self._spoken_of(entry, text) >= SPOKEN_OF

    def _spoken_of(self, entry: Entry, text: str) -> float:
        added, known = self._hints.beyond(text), self._vocabulary(entry)
        return sum(word in known for word in added) / len(added) if added else 1.0

    def _vocabulary(self, entry: Entry) -> frozenset[str]:
        if entry.id not in self._vocabularies:
            texts = (entry.label, *entry.questions, *entry.texts(), *entry.follow_ups)
            said = {word for text in texts for word in words(text)}
            self._vocabularies[entry.id] = frozenset(
                (*map(accented, said), *(plain for word in said for plain in folded_words(word)))
            )
        return self._vocabularies[entry.id]


def _short(text: str) -> str:
    return text if len(text.split()) <= LONGEST_SUBJECT else ""
