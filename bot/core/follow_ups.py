"""Follow-ups: a detail asked of the answer before, or of what was offered ("mất bao nhiêu tiền", "ở đâu")."""

from dataclasses import replace

from bot.core.bands import Bands
from bot.core.candidates import Candidates
from bot.core.context import Context
from bot.core.conversation import Turn
from bot.core.heard import Heard
from bot.core.hints import Hints
from bot.core.knowledge import Entry, Knowledge
from bot.core.matching import Ranking
from bot.core.turns import Turns

TELLS_TOO = {"han-lam": "qua-han"}
"""Kind -> the kind whose answer tells it as well: what happens after the deadline says when that is."""


class FollowUps:
    """Understands the follow-ups of one locality."""

    def __init__(
        self, knowledge: Knowledge, bands: Bands, *, candidates: Candidates, context: Context, hints: Hints, turns: Turns
    ) -> None:
        self._knowledge = knowledge
        self._bands = bands
        self._candidates = candidates
        self._context = context
        self._hints = hints
        self._turns = turns

    def turn(self, heard: Heard, ranking: Ranking) -> Turn | None:
        """What comes of a detail asked; None when the message asks none."""
        kind = self._hints.kind(heard.text)
        if kind and self._candidates.alarming(ranking) and not self._hints.asks(heard.text):
            return None  # "mất tiền" after any answer
        if kind:
            return self._detail_wanted(heard, kind, ranking)
        best = ranking.best
        for entry in self._talked_about(heard):
            other = best is not None and best.entry != entry.id and best.score >= self._bands.answer
            if not other and (own := self._hints.own_follow_up(heard.text, entry)):
                return self._turns.detail(heard, entry, entry.follow_ups[own], "", ranking)
        return None

    def _talked_about(self, heard: Heard) -> list[Entry]:
        """The entries offered, while the bot waits to hear which; else the one answered last."""
        entries = heard.talk.offered if heard.talk.asks_back else (heard.talk.entry,)
        return [self._knowledge.entries[entry] for entry in entries if entry in self._knowledge.entries]

    def _detail_wanted(self, heard: Heard, kind: str, ranking: Ranking) -> Turn | None:
        """A detail of the answer before; asked of what was only offered, it must first be clear of which."""
        about = self._talked_about(heard)
        answered = self._knowledge.entries.get(heard.talk.entry)
        if heard.talk.asks_back and answered in about:  # offered beside what else it might be: it was what the talk was about
            about = [answered] if answered else about
        elif heard.talk.asks_back and about:
            if clear := self._context.clear_detail(heard):
                return self._turns.answered(heard, [clear.entry], score=clear.score, ranking=ranking)
            return self._turns.asked_back(heard, [entry.id for entry in about], score=1.0, ranking=ranking, kind=kind)
        return self._detail(heard, about[0], kind, ranking) if about else None

    def _detail(self, heard: Heard, entry: Entry, kind: str, ranking: Ranking) -> Turn:
        if detail := entry.follow_ups.get(kind):
            return self._turns.detail(heard, entry, detail, kind, ranking)
        if self._hints.already_answers(entry, kind) or kind == "cach-lam":
            turn = self._turns.answered(heard, [entry.id], score=1.0, ranking=ranking)
            return replace(turn, conversation=replace(turn.conversation, detail=kind))
        if late := entry.follow_ups.get(TELLS_TOO.get(kind, "")):
            return self._turns.detail(heard, entry, late, kind, ranking)
        return self._turns.detail_unknown(heard, entry, kind, ranking)

    def again(self, heard: Heard, entry: Entry, ranking: Ranking) -> Turn:
        """More about the answer before, in words of its own ("1 trang bao nhiêu")."""
        kind = next((kind for kind in self._hints.kinds_within(heard.text) if kind in entry.follow_ups), "")
        if kind:
            return self._detail(heard, entry, kind, ranking)
        return self._turns.answered(heard, [entry.id], score=1.0, ranking=ranking, lead=not entry.urgent)
