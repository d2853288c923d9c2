"""Questions: what a message asks, in the talk so far, and how sure that is. What is said of it is turns.py's."""

from functools import partial

from bot.core.bands import EXACT, Bands
from bot.core.conversation import Outcome, Turn
from bot.core.heard import Heard
from bot.core.hints import Hints
from bot.core.keyboard import is_syllable
from bot.core.knowledge import Entry, Knowledge
from bot.core.matching import Match, Matcher, Ranking
from bot.core.parts import Parts, Several
from bot.core.rejoinders import Rejoinders
from bot.core.small_talk import SmallTalk
from bot.core.turns import Turns
from bot.core.whereabouts import Whereabouts

SHORT_ANSWER = 6
"""Words of what may be an answer to a question back."""
LONGEST_LEANING = 9
"""Words from which a message stands on its own, unless it says that it goes on."""
CLEAR_REJOINDER = 1.5
"""Likeness to a phrase from which a message is taken for a rejoinder."""
LEAST_NAMED = 3
"""Telling words a message must have before the matter it is about is named to it."""


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
        self._matcher = matcher
        self._bands = bands
        self._whereabouts = whereabouts
        self._hints = hints
        self._small_talk = small_talk
        self._turns = turns
        self._rejoinders = rejoinders
        self._parts = Parts(knowledge, bands, hints)
        self._urgent = frozenset(entry.id for entry in knowledge.entries.values() if entry.urgent)

    def turn(self, heard: Heard) -> Turn:
        """What comes of a message that is no choice and no command."""
        text, leave = heard.text, set[str]()
        kind = self._small_talk.exactly(text)
        if self._rejoinders.known(kind) and (turn := self._rejoinders.turn(heard, kind)):
            return turn
        if (meant := self._hints.correction(text)) is not None and heard.talk.entry:
            leave.add(heard.talk.entry)
            text = meant
            if not meant:
                return self._turns.said(heard, "ask_again")
        ranking = self.rank(heard, text, leave)
        best, sure = ranking.best, self._bands.is_sure(ranking, urgent=self._urgent)
        if heard.talk.awaiting_why and not sure and not self._hints.kind(text):
            return self._turns.why(heard)
        if not leave and (turn := self._follow_up(heard, text, ranking)):
            return turn
        if turn := self._chatted(heard, ranking):
            return turn
        if not leave and (several := self._parts.several(partial(self.rank, heard), text, ranking)):
            return self._answered_several(heard, several, ranking)
        if not leave and not sure and (asked := self._parts.several_unsure(partial(self.rank, heard), text)):
            return self._turns.asked_several(heard, asked, ranking=ranking)
        if sure and best:
            return self._turns.answered(heard, [best.entry], score=best.score, ranking=ranking, also=self._urgent_too(ranking))
        return self._unsure(heard, text, ranking)

    def _chatted(self, heard: Heard, ranking: Ranking) -> Turn | None:
        chat = self._small_talk.closest(heard.text)
        if not self._bands.is_small_talk(chat.likeness, ranking):
            return None
        if not self._rejoinders.known(chat.kind):
            return self._turns.chatted(heard, chat.kind)
        if chat.likeness < CLEAR_REJOINDER:  # "bão" is no "nó báo lỗi"
            return None
        return self._rejoinders.turn(heard, chat.kind) or self._turns.chatted(heard, chat.kind)

    def rank(self, heard: Heard, text: str, leave: set[str] | frozenset[str] = frozenset()) -> Ranking:
        """The candidates of this locality for a text, in the talk so far."""
        # A name with a slip in it ("Hoànpg Văn Thụ") is seen once the slips are put right.
        mended = str(self._matcher.read(text))
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
        if self._bands.is_sure(anywhere, urgent=self._urgent) and not self._is_local(anywhere.best):
            return anywhere
        fits = any(self._is_local(match) and match.score >= self._bands.idle for match in anywhere.matches)
        return ranking if fits or (ranking.best and ranking.best.signs.likeness >= EXACT) else anywhere

    def _is_local(self, match: Match | None) -> bool:
        return match is not None and match.entry in self._whereabouts.local

    def _near(self, heard: Heard, text: str) -> dict[str, float]:
        """How much likelier the talk so far makes entries, when the message leans on it."""
        if heard.talk.asks_back and len(text.split()) <= SHORT_ANSWER:
            return dict.fromkeys(heard.talk.offered, 1.0)  # "bhyt", asked back, "của con nít"
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

    def _urgent_too(self, ranking: Ranking) -> list[str]:
        """The second candidate, when it is urgent as the first is and worth a look."""
        two = self._bands.offered(ranking)[:2]
        return [match.entry for match in two[1:]] if {match.entry for match in two} <= self._urgent else []

    # --- follow-ups

    def _follow_up(self, heard: Heard, text: str, ranking: Ranking) -> Turn | None:
        kind = self._hints.kind(text)
        if kind and self._bands.is_alarm(ranking, urgent=self._urgent) and not self._hints.asks(text):
            return None  # "mất tiền" after any answer
        if heard.talk.asks_back:
            return self._detail_of_offered(heard, kind, ranking) if kind else None
        entry = self._knowledge.entries.get(heard.talk.entry)
        if not entry:
            return None
        if not kind:
            own = self._hints.own_follow_up(text, entry)
            best = ranking.best
            sure = best is not None and best.entry != entry.id and best.score >= self._bands.answer
            return self._turns.detail(heard, entry, entry.follow_ups[own], "", ranking) if own and not sure else None
        return self._detail(heard, entry, kind, ranking)

    def _detail(self, heard: Heard, entry: Entry, kind: str, ranking: Ranking) -> Turn:
        if detail := entry.follow_ups.get(kind):
            return self._turns.detail(heard, entry, detail, kind, ranking)
        if self._hints.already_answers(entry, kind) or kind == "cach-lam":
            return self._turns.answered(heard, [entry.id], score=1.0, ranking=ranking)
        return self._turns.detail_unknown(heard, entry, kind, ranking)

    def _detail_of_offered(self, heard: Heard, kind: str, ranking: Ranking) -> Turn | None:
        """A detail asked while the bot waits to hear of what."""
        offered = [entry for entry in heard.talk.offered if entry in self._knowledge.entries]
        if len(offered) == 1:
            return self._detail(heard, self._knowledge.entries[offered[0]], kind, ranking)
        return self._turns.asked_back(heard, offered, score=1.0, ranking=ranking, kind=kind) if offered else None

    # --- several questions

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

    def _unsure(self, heard: Heard, text: str, ranking: Ranking) -> Turn:
        if lone := self._parts.lone(text, ranking):
            return self._turns.answered(heard, [lone.entry], score=lone.score, ranking=ranking, lead=True)
        if offered := self._bands.offered(ranking, urgent=self._urgent):
            entries = [match.entry for match in offered]
            return self._turns.asked_back(heard, entries, score=offered[0].score, ranking=ranking)
        if kind := self._hints.kind(text):
            return self._turns.asked_what(heard, kind, ranking)
        entry = self._knowledge.entries.get(heard.talk.entry)
        telling = self._hints.telling(text)
        if not any(is_syllable(word) for word in telling):
            return self._turns.declined(heard, "not_understood", ranking, logged=False)
        if ranking.matter and len(telling) >= LEAST_NAMED:
            return self._turns.declined(heard, "not_answered_matter", ranking, matter=ranking.matter)
        if entry and heard.talk.outcome is not Outcome.ASKED_BACK and self._hints.supposes(text):
            return self._turns.detail_unknown(heard, entry, "", ranking)
        idle = ranking.best is None or (ranking.best.score < self._bands.idle and ranking.best.entry not in self._urgent)
        if idle and self._small_talk.is_chatter(text):
            return self._turns.declined(heard, "out_of_scope", ranking, logged=False)
        return self._turns.declined(heard, "not_answered", ranking)
