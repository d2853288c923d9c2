"""Questions: what a message asks, in the talk so far, and how sure that is. What is said of it is turns.py's."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from bot.core.bands import MOST_OFFERED, Bands
from bot.core.candidates import Candidates
from bot.core.context import CLEAR, Context, Understood
from bot.core.conversation import Outcome, Turn
from bot.core.follow_ups import FollowUps
from bot.core.heard import Heard
from bot.core.hints import Hints
from bot.core.keyboard import is_syllable
from bot.core.knowledge import Knowledge
from bot.core.matching import Match, Matcher, Ranking
from bot.core.outside import Outside
from bot.core.parts import Parts, Several
from bot.core.rejoinders import Rejoinders
from bot.core.small_talk import SmallTalk
from bot.core.subjects import Subjects
from bot.core.turns import Turns
from bot.core.whereabouts import Whereabouts

CLEAR_REJOINDER = 0.75
"""Likeness to a phrase from which a message is taken for a rejoinder."""
LEAST_BESIDE_MATTER = 0.2
"""Score below which nothing is offered to who most likely asks about a matter outside the base."""
FEW_ABOUT = 3
"""Entries about a subject below which what is likely anyway fills the list."""


class Questions:
    """Understands the questions of one locality."""

    def __init__(
        self,
        knowledge: Knowledge,
        matcher: Matcher,
        bands: Bands,
        *,
        whereabouts: Whereabouts,
        hints: Hints,
        small_talk: SmallTalk,
        turns: Turns,
        rejoinders: Rejoinders,
    ) -> None:
        self._knowledge = knowledge
        self._bands = bands
        self._hints = hints
        self._small_talk = small_talk
        self._turns = turns
        self._rejoinders = rejoinders
        self._candidates = Candidates(knowledge, matcher, bands, whereabouts, hints)
        self._outside = Outside(knowledge.outside, hints)
        self._context = Context(knowledge, self._candidates, hints, self._outside)
        self._subjects = Subjects(knowledge, matcher.said)
        self._follow_ups = FollowUps(
            knowledge, bands, candidates=self._candidates, context=self._context, hints=hints, turns=turns
        )
        self._parts = Parts(knowledge, bands, hints)

    def rank(self, heard: Heard, text: str, leave: Collection[str] = ()) -> Ranking:
        """The candidates of this locality for a text, in the talk so far."""
        return self._candidates.rank(heard, text, leave)

    def turn(self, heard: Heard) -> Turn:
        """What comes of a message that is no choice and no command."""
        kind = self._small_talk.exactly(heard.text)
        if self._rejoinders.known(kind) and (turn := self._rejoinders.turn(heard, kind)):
            return turn
        if (meant := self._hints.correction(heard.text)) is not None and heard.talk.entry:
            return self._corrected(heard, meant)
        alone = self._alone(heard)
        if heard.talk.awaiting_why and not self._candidates.sure(alone) and not self._hints.kind(heard.text):
            return self._turns.why(heard)
        if turn := self._follow_ups.turn(heard, alone):
            return turn
        found = self._context.understood(heard, heard.text, alone)
        if turn := self._chatted(heard, alone, found.ranking):
            return turn
        turn = self._asked(heard, found, alone)
        settled = turn.outcome is Outcome.ANSWERED
        subject = self._context.subject(heard, heard.text, joined=found.joined, settled=settled)
        return replace(turn, conversation=replace(turn.conversation, subject=subject))

    def _alone(self, heard: Heard) -> Ranking:
        """What a message means out of the blue, with or without the "thế còn" it begins with."""
        whole = self.rank(heard, heard.text)
        rest = self._hints.without_opening(heard.text)
        if rest == heard.text:
            return whole
        ranking = self.rank(heard, rest)
        return max(whole, ranking, key=lambda found: found.best.score if found.best else 0.0)

    def _corrected(self, heard: Heard, meant: str) -> Turn:
        """The answer before was not what was asked: it is not given again."""
        if not meant:
            return self._turns.rejected(heard, heard.masked.text)
        ranking = self.rank(heard, meant, {heard.talk.entry})
        return self._chatted(heard, ranking, ranking) or self._found(heard, Understood(meant, ranking))

    def _chatted(self, heard: Heard, alone: Ranking, joined: Ranking) -> Turn | None:
        chat = self._small_talk.closest(heard.text)
        in_talk = heard.talk.asks_back or bool(heard.talk.entry)
        if not self._bands.is_small_talk(chat.likeness, alone, joined, in_talk=in_talk):
            return None
        if not self._rejoinders.known(chat.kind):
            return self._turns.chatted(heard, chat.kind)
        if chat.likeness < CLEAR_REJOINDER:  # "bão" is no "nó báo lỗi"
            return None
        return self._rejoinders.turn(heard, chat.kind) or self._turns.chatted(heard, chat.kind)

    # --- questions

    def _asked(self, heard: Heard, found: Understood, alone: Ranking) -> Turn:
        if (found.again or found.doubtful) and len(about := self._subject(heard.text)) > 1:
            return self._turns.asked_back(heard, about[:MOST_OFFERED], score=0.0, ranking=alone)
        if found.again:
            return self._follow_ups.again(heard, self._knowledge.entries[found.again], alone)
        if found.doubtful:
            entries = [found.doubtful, *(match.entry for match in self._candidates.offered(alone))]
            return self._turns.asked_back(heard, list(dict.fromkeys(entries))[:MOST_OFFERED], score=0.0, ranking=alone)
        if not found.joined:
            parts = partial(self.rank, heard)
            if several := self._parts.several(parts, heard.text, alone):
                return self._answered_several(heard, several, alone)
            if not self._candidates.sure(alone) and (asked := self._parts.several_unsure(parts, heard.text)):
                return self._turns.asked_several(heard, asked, ranking=alone)
        return self._found(heard, found, alone)

    def _found(self, heard: Heard, found: Understood, alone: Ranking | None = None) -> Turn:
        ranking = found.ranking
        best = ranking.best
        if best and best.score < self._bands.obvious and not found.joined and len(self._subject(heard.text)) > 1:
            best = None  # "vneid" alone is neither a question nor a cry for help
        if best and self._candidates.sure(ranking) and (best.score >= CLEAR or not found.joined):
            also = self._candidates.urgent_too(ranking)
            return self._turns.answered(heard, [best.entry], score=best.score, ranking=ranking, also=also)
        if turn := self._unsure(heard, found):
            return turn
        if found.joined and alone:
            return self._narrowed(heard, ranking) or self._found(heard, Understood(heard.text, alone))
        return self._unknown(heard, found)

    def _answered_several(self, heard: Heard, several: Several, ranking: Ranking) -> Turn:
        turn = self._turns.answered(
            heard,
            [match.entry for match in several.certain],
            score=min(match.score for match in several.certain),
            ranking=ranking,
            alone=not several.rest,
        )
        return self._turns.with_rest(heard, turn, several.rest) if several.rest else turn

    # --- not sure

    def _unsure(self, heard: Heard, found: Understood) -> Turn | None:
        """The only likely one, or a question back; None when nothing is likely."""
        ranking, offered = found.ranking, self._offered(found)
        if not (found.joined and offered) and (turn := self._bare_subject(heard, ranking, offered)):
            return turn
        if lone := self._parts.lone(found.text, ranking):
            return self._turns.answered(heard, [lone.entry], score=lone.score, ranking=ranking, lead=True)
        if offered:
            entries = [match.entry for match in offered]
            return self._turns.asked_back(heard, entries, score=offered[0].score, ranking=ranking)
        return None

    def _offered(self, found: Understood) -> list[Match]:
        offered = self._candidates.offered(found.ranking)
        return [] if found.ranking.matter and offered and offered[0].score < LEAST_BESIDE_MATTER else offered

    def _bare_subject(self, heard: Heard, ranking: Ranking, offered: Sequence[Match]) -> Turn | None:
        """A message that only names a subject: what is asked of it most, beside what is likely anyway."""
        about, best = self._subject(heard.text), ranking.best
        if len(about) == 1 and best and best.entry == about[0] and best.score >= self._bands.answer:
            return self._turns.answered(heard, about, score=best.score, ranking=ranking, lead=True)
        likely = [match.entry for match in offered if match.score >= self._bands.answer or len(about) < FEW_ABOUT]
        about = list(dict.fromkeys((*likely, *about))) if about else []
        return self._turns.asked_back(heard, about[:MOST_OFFERED], score=0.0, ranking=ranking) if about else None

    def _subject(self, text: str) -> list[str]:
        """The entries about the subject that a message names, when it does nothing else."""
        named = self._hints.named(text)
        core = self._candidates.core(named)
        if not self._hints.telling(named) or not Hints.only_names(core):
            return []
        bare = Hints.bare(core)
        # A single syllable without marks that is left over may be any word: "the" of "làm lại thẻ".
        says = len(bare) > 1 or not all(map(is_syllable, bare))
        return self._subjects.about(core) or (self._subjects.about(bare) if says else [])

    def _narrowed(self, heard: Heard, ranking: Ranking) -> Turn | None:
        """Which of what was offered, or is about the same subject, speaks of the words added."""
        about = [*heard.talk.offered, *(match.entry for match in ranking.matches)]
        entries = [self._knowledge.entries[entry] for entry in dict.fromkeys(about) if entry in self._knowledge.entries]
        fit = [entry.id for entry in entries if self._context.speaks_of(entry, heard.text)][:MOST_OFFERED]
        return self._turns.asked_back(heard, fit, score=0.0, ranking=ranking) if heard.talk.asks_back and fit else None

    # --- not known

    def _unknown(self, heard: Heard, found: Understood) -> Turn:
        ranking = found.ranking
        if kind := self._hints.kind(found.text):
            return self._turns.asked_what(heard, kind, ranking)
        entry = self._knowledge.entries.get(heard.talk.entry)
        if not any(is_syllable(word) for word in self._hints.telling(found.text)):
            return self._turns.declined(heard, "not_understood", ranking, logged=False)
        if not ranking.matter and self._candidates.idle(ranking) and self._small_talk.is_chatter(found.text):
            return self._turns.declined(heard, "out_of_scope", ranking, logged=False)
        if entry and heard.talk.outcome is not Outcome.ASKED_BACK and self._hints.supposes(found.text):
            return self._turns.detail_unknown(heard, entry, "", ranking)
        if self._outside.is_sure(found.text, ranking):
            return self._turns.declined(heard, "not_answered_matter", ranking, matter=ranking.matter)
        return self._turns.declined(heard, "not_answered", ranking)
