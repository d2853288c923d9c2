"""Rejoinders: "đúng rồi", "không được", "còn cái kia" mean something only after what the bot said last."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.conversation import Outcome, Turn
from bot.core.heard import Heard
from bot.core.knowledge import Entry, Knowledge
from bot.core.message import Reply
from bot.core.speech import Speech
from bot.core.turns import Turns


class Rejoinders:
    """Takes the kinds of small talk that are rejoinders; the rest of small talk means the same everywhere."""

    def __init__(self, knowledge: Knowledge, speech: Speech, turns: Turns) -> None:
        self._knowledge = knowledge
        self._speech = speech
        self._turns = turns
        self._meanings: dict[str, Callable[[Heard], Turn | None]] = {
            "yes": self._yes,
            "right": self._right,
            "no": self._no,
            "wrong": self._wrong,
            "stuck": self._stuck,
            "shorter": self._shorter,
            "again": self._again,
            "other": self._other,
        }
        """Kinds in phrases.yaml -> what they mean in the talk; None: nothing in particular."""

    def known(self, kind: str) -> bool:
        """Whether a kind of small talk is a rejoinder."""
        return kind in self._meanings

    def turn(self, heard: Heard, kind: str) -> Turn | None:
        """What a rejoinder comes to; None when the talk gives it no meaning."""
        return self._meanings[kind](heard)

    def thumb(self, heard: Heard, *, up: bool) -> Turn | None:
        """A thumb typed instead of tapped."""
        if heard.talk.asks_back:
            return self._yes(heard) if up else self._no(heard)
        return self._turns.judged(heard, heard.talk.question, helpful=up) if self._answer(heard) else None

    def _answer(self, heard: Heard) -> Entry | None:
        """The answer given last, if one was."""
        return self._knowledge.entries.get(heard.talk.entry) if heard.talk.outcome is Outcome.ANSWERED else None

    def _yes(self, heard: Heard) -> Turn | None:
        offered = [entry for entry in heard.talk.offered if entry in self._knowledge.entries]
        if not heard.talk.asks_back or not offered:
            return None
        if len(offered) == 1:
            return self._turns.answered(replace(heard, chosen=True), offered, score=1.0)
        return self._turns.listed(heard, self._speech.offer(offered, text=self._speech.say("which_one")))

    def _right(self, heard: Heard) -> Turn | None:
        if heard.talk.asks_back:
            return self._yes(heard)
        return self._turns.judged(heard, heard.talk.question, helpful=True) if self._answer(heard) else None

    def _no(self, heard: Heard) -> Turn | None:
        return self._turns.rejected(heard, "không phải các ý này") if heard.talk.asks_back else None

    def _wrong(self, heard: Heard) -> Turn | None:
        if self._answer(heard):
            return self._turns.rejected(heard, heard.masked.text)
        return self._no(heard)

    def _stuck(self, heard: Heard) -> Turn | None:
        entry = self._answer(heard)
        return self._turns.stuck(heard, entry) if entry else None

    def _shorter(self, heard: Heard) -> Turn | None:
        entry = self._answer(heard)
        return self._turns.shortened(heard, entry) if entry else None

    def _again(self, heard: Heard) -> Turn | None:
        entry = self._answer(heard)
        return self._turns.again(heard, entry) if entry else None

    def _other(self, heard: Heard) -> Turn | None:
        entry = self._knowledge.entries.get(heard.talk.entry)
        chosen = {heard.talk.entry} if heard.talk.outcome is Outcome.ANSWERED else set()
        left = [other for other in heard.talk.offered if other not in chosen and other in self._knowledge.entries]
        if len(left) == 1:
            return self._turns.answered(replace(heard, chosen=True), left, score=1.0)
        if left:
            return self._turns.listed(heard, self._speech.offer(left, text=self._speech.say("which_one")))
        if entry and (related := self._speech.related(entry)):
            return self._turns.listed(heard, Reply(self._speech.say("which_one"), related))
        return None
