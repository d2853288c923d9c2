"""Speech: the bot's words, filled in. What to say is the responder's; how it reads is here and in phrases.yaml."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.core.codes import NONE_OF_THESE, command_code, entry_code, hamlets_code, opinion_code, topic_code, topics_code
from bot.core.contacts import Contacts
from bot.core.knowledge import Entry, Knowledge, Topic
from bot.core.locality import Locality, fill, placeholder_values
from bot.core.message import Choice, Reply

PAGE = 8
"""Choices of a list shown at once: what fits a phone without much scrolling."""
RELATED = 3
_TITLE = 60


@dataclass(frozen=True)
class Speech:
    """Speaks for one locality."""

    knowledge: Knowledge
    values: dict[str, str]
    contacts: Contacts

    @classmethod
    def of(cls, knowledge: Knowledge, locality: str = "", *, blank: str = "mac-dinh") -> "Speech":
        """The speech of a locality; an empty or unknown one speaks for any commune."""
        default = knowledge.localities.get(blank, Locality(id=blank))
        own = knowledge.localities.get(locality, default)
        return cls(knowledge, placeholder_values(own, default), Contacts.of(own if own.real else Locality(id=blank)))

    def say(self, key: str, **own: object) -> str:
        """A phrase of phrases.yaml, filled in."""
        return fill(self.knowledge.phrases.says.get(key, ""), {**self.values, **{k: str(v) for k, v in own.items()}}).strip()

    def filled(self, text: str) -> str:
        """A text of an entry, filled in."""
        return fill(text, self.values).strip()

    def reach(self, text: str) -> str:
        """A text that tells how to reach somebody: without what the locality has not filled in, and with who knows it."""
        missing = self.contacts.missing("số điện thoại", (text,))
        if not missing:
            return self.filled(text)
        return f"{self.filled(self.contacts.without(missing, text))}\n{self.say(f'blank_{missing}')}"

    def answer(self, entry: Entry, *, today: date, first: str = "", asked: str = "") -> str:
        """The whole answer: what to do, numbered steps, where to go, where it comes from; `first` is said before.

        When it was `asked` for a telephone or the like that is not known here, this is said instead.
        """
        # "Bước 2" and not "2.": a bare number is what a resident types to choose from the list below.
        steps = "\n".join(self.say("step", n=n, step=self.filled(step)) for n, step in enumerate(entry.steps, 1))
        missing = self.contacts.missing(asked, (entry.answer, *entry.steps))
        said = self.contacts.without(missing, entry.answer) if missing else entry.answer
        note = self.say(f"blank_{missing}") if missing else ""
        parts = [first, note, self.filled(said), steps, self.filled(entry.if_stuck)]
        head = [self.say("urgent")] if entry.urgent else []
        body = "\n".join([*head, *(part for part in parts if part)])
        return f"{body}\n\n{self.source(entry, today)}".strip()

    def source(self, entry: Entry, today: date) -> str:
        """Where an answer comes from and when it was checked; with a caution when that is too long ago."""
        lines = []
        if entry.sources:
            names = dict.fromkeys(_cited(s.title, s.document) for s in entry.sources[:2])
            lines.append(self.say("source", sources="; ".join(names)))
        if entry.checked:
            lines.append(self.say("checked", day=f"{entry.checked.day}/{entry.checked.month}/{entry.checked.year}"))
        line = " ".join(part.rstrip(".") + "." for part in lines)
        return f"{line}\n{self.say('recheck')}".strip() if entry.recheck and today > entry.recheck else line

    def title(self, entry_id: str) -> str:
        """What buttons call an entry."""
        label = " ".join(self.knowledge.entries[entry_id].label.split())
        return label if len(label) <= _TITLE else label[:_TITLE].rsplit(" ", 1)[0] + "…"

    def choice(self, entry_id: str) -> Choice:
        """An entry to choose."""
        return Choice(self.title(entry_id), entry_code(entry_id))

    def related(self, entry: Entry, *, also: Sequence[str] = ()) -> tuple[Choice, ...]:
        """What people often need next, `also` before the rest."""
        known = [other for other in (*also, *entry.related) if other in self.knowledge.entries and other != entry.id]
        return tuple(self.choice(other) for other in list(dict.fromkeys(known))[:RELATED])

    def with_related(self, text: str, entry: Entry, *, also: Sequence[str] = ()) -> tuple[str, tuple[Choice, ...]]:
        """A text and the choices under it, announced when there are any."""
        related = self.related(entry, also=also)
        return (f"{text}\n\n{self._announcement}" if related else text), related

    def with_note(self, replies: Sequence[Reply], note: str, *, after: bool = False) -> tuple[Reply, ...]:
        """Replies with a note about the message itself: first, but never before what is urgent nor after a list.

        `after`: not first, though nothing is urgent.
        """
        if not replies or not (replies[0].urgent or after):
            return (Reply(note), *replies)
        last = replies[-1]
        text = last.text.removesuffix(self._announcement).rstrip()
        rest = last.text[len(text) :]
        return (*replies[:-1], replace(last, text=f"{text}\n\n{note}{rest}"))

    @property
    def _announcement(self) -> str:
        return f"{self.say('related')}:"

    def opinions(self, question: str) -> tuple[Choice, ...]:
        """The thumbs under an answer."""
        return (
            Choice(f"👍 {self.say('helpful')}", opinion_code(question, helpful=True)),
            Choice(f"👎 {self.say('not_helpful')}", opinion_code(question, helpful=False)),
        )

    def offer(self, entry_ids: Sequence[str], *, text: str = "") -> Reply:
        """The question which of these was meant, in the usual words or in `text`."""
        text = text or self.say("asked_back" if len(entry_ids) > 1 else "asked_back_one")
        none = Choice(self.say("none_of_these"), NONE_OF_THESE)
        return Reply(text, tuple(self.choice(i) for i in entry_ids), (none,))

    def welcome(self) -> Reply:
        """The greeting, with what one may begin with."""
        choices = (Choice(self.say("see_topics"), topics_code(0)), Choice(self.say("meet_officer"), command_code("gapcanbo")))
        return Reply(self.say("welcome"), choices)

    def topics(self, page: int = 0) -> Reply:
        """The list of topics."""
        choices = [Choice(topic.title, topic_code(topic.id)) for topic in self.knowledge.topics if topic.entries]
        return Reply(self.say("topics"), self._page(choices, page, topics_code(page + 1)))

    def topic(self, topic: Topic, page: int = 0) -> Reply:
        """The list of a topic's entries."""
        choices = [self.choice(entry.id) for entry in topic.entries]
        text = self.say("topic", title=topic.title, intro=topic.intro)
        return Reply(" ".join(text.split()), self._page(choices, page, topic_code(topic.id, page + 1)))

    def hamlets(self, text: str, choices: Sequence[Choice], page: int) -> Reply:
        """A page of the list of hamlets."""
        return Reply(text, self._page(choices, page, hamlets_code(page + 1)))

    def _page(self, choices: Sequence[Choice], page: int, more: str) -> tuple[Choice, ...]:
        shown = tuple(choices[page * PAGE : (page + 1) * PAGE])
        return (*shown, Choice(self.say("more"), more)) if len(choices) > (page + 1) * PAGE else shown


def _cited(title: str, document: str) -> str:
    return title if not document or document in title else f"{title} ({document})"


def as_text(reply: Reply) -> str:
    """A reply where there are no buttons: choices as numbered lines."""
    lines = [f"{n}. {choice.label}" for n, choice in enumerate(reply.choices, 1)]
    return "\n".join([reply.text, *lines])
