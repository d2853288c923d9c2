"""The responder: a message and the memory of its chat -> what to say. Pure: it is given the time and a reference code.

It sorts messages (choices, commands, titles, questions); understanding a question is questions.py's, wording turns.py's.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from bot.core import chosen, codes, kinds, spoken
from bot.core.bands import MOST_OFFERED, Bands
from bot.core.conversation import Conversation, Outcome, Turn, Wish
from bot.core.dwelling import Dwelling
from bot.core.heard import Heard, hear
from bot.core.hints import Hints
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.message import Choice, Kind, Message, Reply
from bot.core.phrased import Phrased
from bot.core.questions import Questions
from bot.core.rejoinders import Rejoinders
from bot.core.small_talk import SmallTalk
from bot.core.speech import Speech
from bot.core.text import title_key
from bot.core.turns import Turns
from bot.core.whereabouts import Whereabouts

LONGEST_MENU = 20
"""No list is longer; a larger number may be one that titles speak of."""


class Responder:
    """Answers for one locality of one base."""

    def __init__(
        self,
        knowledge: Knowledge,
        matcher: Matcher,
        *,
        locality: str = "",
        bands: Bands | None = None,
        before: "Responder | None" = None,
    ) -> None:
        """From a responder of the base `before` a change, what was not changed is taken over."""
        self.knowledge = knowledge
        self.matcher = matcher
        self.locality = locality
        self.bands = bands or Bands()
        self.speech = Speech.of(knowledge, locality)
        chat: SmallTalk | None = before.small_talk if before and _chats_alike(before.knowledge, knowledge) else None
        self.small_talk: SmallTalk = chat or SmallTalk(knowledge.phrases, knowledge.words, knowledge.outside)
        alike = before is not None and before.knowledge.words == knowledge.words
        self.hints: Hints = before.hints if before and alike else Hints(knowledge.words)
        self._whereabouts = Whereabouts(knowledge, locality)
        self.dwelling = Dwelling(knowledge, locality, self.speech, self._whereabouts)
        self._turns = Turns(knowledge, self.speech, self.hints, self._whereabouts)
        self._rejoinders = Rejoinders(knowledge, self.speech, self._turns)
        self._questions = Questions(
            knowledge,
            matcher,
            self.bands,
            whereabouts=self._whereabouts,
            hints=self.hints,
            small_talk=self.small_talk,
            turns=self._turns,
            rejoinders=self._rejoinders,
        )
        self.phrased: Phrased = Phrased(knowledge, before.phrased if before else None)
        self._codes = {codes.entry_code(entry): entry for entry in knowledge.entries}
        self._topics = {codes.topic_code(topic.id): topic for topic in knowledge.topics}
        self._titled: dict[str, frozenset[str]] = defaultdict(frozenset)
        for entry in knowledge.entries.values():
            for title in (entry.label, self.speech.title(entry.id)):
                self._titled[title_key(title)] |= {entry.id}

    def respond(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn:
        """What comes of a message; `ref` names the question if it turns out to be one."""
        heard = hear(message, talk, now=now, ref=ref)
        turn = self._with_remark(heard, self._turn(heard, message))
        if message.kind is Kind.SPOKEN and _has_words(heard.text):
            turn = self._spoken(heard, turn)
        replies = turn.replies
        if message.kind not in (Kind.TEXT, Kind.SPOKEN) and _has_words(heard.text) and turn.wish is Wish.NONE:
            note = self.speech.say("unread_beside", thing=kinds.THINGS[message.kind])
            replies = self.speech.with_note(replies, note, after=turn.outcome is Outcome.ANSWERED)
        if heard.masked.kinds:
            replies = self.speech.with_note(replies, self.speech.say("masked", kinds=", ".join(heard.masked.kinds)))
        if heard.too_long:
            replies = self.speech.with_note(replies, self.speech.say("too_long"))
        return replace(
            turn,
            replies=replies,
            text=turn.text or heard.masked.text,
            masked=heard.masked.kinds,
            context=turn.context or heard.talk.entry,
            hamlet=self.dwelling.of(heard, message, turn.conversation.hamlet),
            conversation=replace(turn.conversation, at=now),
        )

    def look_up(self, text: str, *, now: datetime, most: int = 8) -> list[tuple[Choice, str]]:
        """The entries in force for a text that may be half typed, each with its whole answer: first those it begins to name."""
        heard = hear(Message("", "", "", text), Conversation(), now=now, ref="")
        likely = [match.entry for match in self._questions.rank(heard, heard.text).matches if match.score >= self.bands.ask]
        begun = [entry for title, entries in self._titled.items() if _is_begun(heard.text, title) for entry in sorted(entries)]
        elsewhere = self._whereabouts.elsewhere(heard.text)
        found = [entry for entry in dict.fromkeys([*likely, *begun]) if entry not in elsewhere]
        found.sort(key=lambda entry: entry not in begun)
        in_force = [entry for entry in found if self.knowledge.entries[entry].in_force.holds(heard.today)][:most]
        answers = (self._turns.answered(heard, [entry], score=1.0, alone=False) for entry in in_force)
        return [(self.speech.choice(entry), turn.replies[-1].text) for entry, turn in zip(in_force, answers, strict=True)]

    def _spoken(self, heard: Heard, turn: Turn) -> Turn:
        """The turn of words that a recogniser heard: first what it heard, and nothing that hangs on every word of it."""
        if turn.wish is not Wish.NONE:
            turn = self._turns.said(heard, "spoken_wish")
        elif spoken.is_doubtful(turn):
            ranking = self._questions.rank(heard, heard.text)
            entries = dict.fromkeys([*turn.entries, *(match.entry for match in self.bands.offered(ranking))])
            turn = self._turns.asked_back(heard, [*entries][:MOST_OFFERED], score=turn.score, ranking=ranking)
        words = self.speech.say("spoken", words=heard.masked.text)
        return replace(turn, replies=(Reply(words), *turn.replies), text=spoken.as_logged(heard.masked.text))

    def _with_remark(self, heard: Heard, turn: Turn) -> Turn:
        """A question that uses the name of an abolished place or office is told so, once a conversation, never in an alarm."""
        if not turn.is_question or turn.urgent or not (old := self._whereabouts.out_of_date(heard.text)):
            return turn
        said = " ".join(reply.text for reply in turn.replies)
        remark = self._whereabouts.remark(old, self.speech, said=said)
        if not remark or old.old in heard.talk.told:
            return turn
        talk = replace(turn.conversation, told=(*heard.talk.told, old.old))
        after = turn.outcome is Outcome.ANSWERED
        return replace(turn, replies=self.speech.with_note(turn.replies, remark, after=after), conversation=talk)

    # --- which kind of message is it?

    def _turn(self, heard: Heard, message: Message) -> Turn:
        if message.choice:
            return self._tapped(heard, message.choice)
        if heard.text.startswith("/"):
            return self._command(heard, heard.text[1:])
        up = chosen.thumb(heard.text)
        if up is not None and (turn := self._rejoinders.thumb(heard, up=up)):
            return turn
        if not _has_words(heard.text):
            if message.kind is not Kind.TEXT:
                return self._turns.unread(heard, message.kind)
            return self._turns.said(heard, "not_understood" if message.text.strip() else "not_text")
        if (number := chosen.number(heard.text)) is not None and (turn := self._numbered(heard, number)):
            return turn
        if picked := chosen.label(heard.text, heard.talk.menu):
            return self._tapped(heard, picked.code)
        if turn := self.dwelling.told(heard):
            return turn
        if entry := self._worded(heard):
            return self._turns.answered(heard, [entry], score=1.0)
        if command := self.small_talk.command(heard.text):
            return self._command(heard, command)
        return self._questions.turn(self.dwelling.without(heard))

    def _worded(self, heard: Heard) -> str:
        """The only entry whose title, or a phrasing of it, a message is word for word."""
        elsewhere = self._whereabouts.elsewhere(heard.text)
        titled = self._titled.get(title_key(heard.text), frozenset()) - elsewhere
        if len(titled) == 1:
            return next(iter(titled))
        talk = heard.talk
        phrased = self.phrased.entries(heard.text, in_talk=bool(talk.entry) or talk.asks_back) - elsewhere
        return next(iter(phrased)) if len(phrased) == 1 and not talk.awaiting_why else ""

    def _numbered(self, heard: Heard, number: int) -> Turn | None:
        menu = heard.talk.menu
        if 1 <= number <= len(menu):
            return self._tapped(heard, menu[number - 1].code)
        if number > LONGEST_MENU and (about := self._entries_about(heard, number)):
            return self._turns.asked_back(heard, about, score=0.0, ranking=self._questions.rank(heard, heard.text))
        return self._turns.said(heard, "out_of_menu", count=len(menu)) if menu else self._turns.said(heard, "no_menu")

    def _entries_about(self, heard: Heard, number: int) -> list[str]:
        """The entries whose titles speak of a number, such as 57."""
        elsewhere = self._whereabouts.elsewhere(heard.text)
        named = [e.id for e in self.knowledge.entries.values() if str(number) in title_key(e.label).split()]
        return [entry for entry in named if entry not in elsewhere][:MOST_OFFERED]

    def _tapped(self, heard: Heard, code: str) -> Turn:
        if entry := self._codes.get(code):
            return self._turns.answered(replace(heard, chosen=True), [entry], score=1.0)
        kind, _, rest = code.partition(":")
        if kind in ("#up", "#down"):
            return self._turns.judged(heard, rest, helpful=kind == "#up")
        if code == codes.command_code("gapcanbo"):
            return self._command(heard, rest)
        if code == codes.NONE_OF_THESE:
            return self._turns.rejected(heard, "không phải các ý này")
        if kind.startswith("#t") and kind[2:].isdecimal() and (topic := self._topics.get(f"#t0:{rest}")):
            return self._turns.listed(heard, self.speech.topic(topic, int(kind[2:])))
        if code.startswith("#m") and code[2:].isdecimal():
            return self._turns.listed(heard, self.speech.topics(int(code[2:])))
        if kind == "#thon" and (turn := self.dwelling.tapped(heard, rest)):
            return turn
        if kind == "#thons" and rest.isdecimal():
            return self.dwelling.listed(heard, int(rest))
        return self._turns.said(heard, "gone")

    def _command(self, heard: Heard, line: str) -> Turn:
        name, _, rest = line.partition(" ")
        name, rest = name.split("@")[0].lower(), rest.strip()
        if name in ("start", "batdau"):
            if rest and (entry := self._codes.get(codes.entry_code(rest))):
                return self._turns.answered(heard, [entry], score=1.0)
            return self.dwelling.started(heard, rest)
        if name == "chude":
            return self._turns.listed(heard, self.speech.topics())
        if name == "thon":
            return self.dwelling.command(heard, rest)
        if name == "bothon":
            return self.dwelling.forgotten(heard)
        if name == "gapcanbo":
            return self._turns.contact(heard)
        if name == "xoa":
            return Turn(Conversation(), (), Outcome.SMALL_TALK, wish=Wish.ERASE)
        if name == "dulieu":
            return Turn(heard.talk, (), Outcome.SMALL_TALK, wish=Wish.SHOW)
        if rest and name not in ("trogiup", "help"):  # "/ai đi làm": a slip, not a command
            return self._turn(replace(heard, text=line.lstrip("/ ")), Message("", "", "", line))
        return self.dwelling.helped(heard)


def _is_begun(text: str, title: str) -> bool:
    """Whether every word of a text begins a word of a title (see title_key): it may be on its way to being typed."""
    typed, words = title_key(text), title.split()
    return len(typed) > 1 and all(any(word.startswith(begun) for word in words) for begun in typed.split())


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _chats_alike(one: Knowledge, other: Knowledge) -> bool:
    return (one.phrases, one.words, one.outside) == (other.phrases, other.words, other.outside)
