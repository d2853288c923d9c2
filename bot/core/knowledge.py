"""What officers wrote: entries, topics, and the rules that every file must keep. Files are knowledge_files.py's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

Audience = Literal["nguoi-dan", "doanh-nghiep", "can-bo", "to-cong-nghe-so"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _day(value: Any) -> Any:
    """Officers also write days as on paper: 31/12/2026."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}", value.strip()):
        return datetime.strptime(value.strip().replace(".", "/"), "%d/%m/%Y").date()  # noqa: DTZ007
    return value


def _one_or_many(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_one_or_many)]


class Strict(BaseModel):
    """A frozen value in which an unknown key is an error: it is nearly always a slip of the keyboard."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, coerce_numbers_to_str=True)


class Source(Strict):
    """Where a fact comes from."""

    title: Text
    document: str = ""
    """Number of the official document, such as 301/2026/NĐ-CP."""
    date: Day | None = None
    url: str = ""


class InForce(Strict):
    """The days on which an answer is law; either end may be open."""

    from_: Day | None = Field(None, alias="from")
    until: Day | None = None

    def holds(self, today: date) -> bool:
        """Whether today lies within, both ends included."""
        return (self.from_ is None or self.from_ <= today) and (self.until is None or today <= self.until)

    def is_over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < today


class Entry(Strict):
    """One question that is answered, with everything officers wrote about it."""

    id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    questions: Annotated[Texts, Field(min_length=1)]
    """The ways people ask it."""
    answer: Text
    title: str = ""
    """What buttons and menus call it; the first phrasing when left out."""
    audience: Annotated[tuple[Audience, ...], BeforeValidator(_one_or_many)] = ("nguoi-dan",)
    steps: Texts = ()
    if_stuck: str = ""
    """The closing line: where to go when it does not work."""
    sources: tuple[Source, ...] = ()
    checked: Day | None = None
    """The day an officer last compared the answer with its sources."""
    recheck: Day | None = None
    """The day after which the answer must be compared again."""
    in_force: InForce = InForce()
    urgent: bool = False
    related: Texts = ()
    follow_ups: dict[Text, Text] = Field(default_factory=dict)
    """Kind of follow-up (see words.yaml) or a short phrase -> what to say, or the id of the entry that says it."""
    keywords: Texts = ()
    locality: str = ""
    """The id of the locality this entry is about; empty for the whole country."""

    @field_validator("sources", mode="before")
    @classmethod
    def _source_by_title(cls, value: Any) -> Any:
        if isinstance(value, str | dict):
            value = [value]
        return [{"title": s} if isinstance(s, str) else s for s in value] if isinstance(value, list) else value

    @property
    def label(self) -> str:
        """The title, or the first phrasing."""
        return self.title.strip() or self.questions[0]

    def texts(self) -> Iterable[str]:
        """Everything a resident may be shown of it, with placeholders."""
        yield self.answer
        yield from self.steps
        yield self.if_stuck
        yield from self.follow_ups.values()


class TopicInfo(Strict):
    """A line of topics.yaml."""

    id: Text
    title: Text
    intro: str = ""


class Matter(Strict):
    """Something people ask about that no entry answers: the matcher learns from it what to leave alone."""

    title: Text
    questions: Annotated[Texts, Field(min_length=1)]
    named: bool = True
    """Whether the bot says that it recognised the matter; not for gossip and abuse."""


class FollowUp(Strict):
    """A kind of short follow-up: "mất bao nhiêu tiền", "bao lâu", "ở đâu"."""

    title: Text
    asked: Texts
    """How people ask it, without what it is about."""
    answered: Texts = ()
    """Words that show an answer already speaks of it."""


class Words(Strict):
    """How people write: data for the understanding, edited in words.yaml."""

    abbreviations: dict[Text, Text] = Field(default_factory=dict)
    fillers: Texts = ()
    """Politeness that says nothing about the question."""
    synonyms: tuple[Texts, ...] = ()
    """Groups of words that mean the same; the first one stands for all."""
    follow_ups: dict[Text, FollowUp] = Field(default_factory=dict)
    corrections: Texts = ()
    """How people say that they meant something else: "không phải, ý tôi là"."""
    continuations: Texts = ()
    """How people go on from the answer before: "còn", "thế", "vậy thì"."""
    joints: Texts = ()
    """What joins two questions in one message: "với lại", "ngoài ra"."""


class SmallTalk(Strict):
    """A kind of small talk."""

    questions: Texts
    answer: Text


class Phrases(Strict):
    """The bot's own words, edited in phrases.yaml; each may use the placeholders of localities and its own."""

    says: dict[Text, str]
    small_talk: dict[Text, SmallTalk] = Field(default_factory=dict)
    commands: dict[Text, Texts] = Field(default_factory=dict)
    """Command -> what people may type instead of it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Entries of one file, in its order."""

    id: str
    title: str
    intro: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Knowledge:
    """All that officers wrote; immutable, replaced whole when a file changes."""

    topics: tuple[Topic, ...]
    phrases: Phrases
    words: Words
    localities: Mapping[str, Any]
    """Locality id -> Locality."""
    outside: tuple[Matter, ...] = ()
    """What the base does not answer."""
    layers: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    """Locality id -> what it says otherwise: entry id -> the whole entry as it reads there."""
    renames: Any = None
    """Renames: places and offices that are no more."""
    national: Mapping[str, Entry] = field(default_factory=dict)
    """The entries without any layer."""
    entries: Mapping[str, Entry] = field(init=False)
    """Entry id -> Entry, in the order of the files; as the locality served reads them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", {entry.id: entry for topic in self.topics for entry in topic.entries})
        if not self.national:
            object.__setattr__(self, "national", self.entries)
        object.__setattr__(self, "_topic_of", {entry.id: topic for topic in self.topics for entry in topic.entries})

    def chain(self, locality: str) -> tuple[str, ...]:
        """A locality and those around it, the nearest first; empty for none."""
        chain: list[str] = []
        while locality in self.localities and locality not in chain:
            chain.append(locality)
            locality = self.localities[locality].parent
        return tuple(chain)

    def entry_for(self, entry_id: str, locality: str) -> Entry:
        """An entry as a locality reads it: its own layer's, else its province's, else the nation's."""
        layers = (self.layers.get(place, {}) for place in self.chain(locality))
        return next((layer[entry_id] for layer in layers if entry_id in layer), self.national[entry_id])

    def serving(self, locality: str) -> "Knowledge":
        """The base as a locality reads it; other localities can still be asked about."""
        topics = tuple(
            replace(topic, entries=tuple(self.entry_for(entry.id, locality) for entry in topic.entries)) for topic in self.topics
        )
        return replace(self, topics=topics, national=self.national)

    def topic_of(self, entry_id: str) -> Topic:
        """The topic an entry belongs to."""
        return self._topic_of[entry_id]  # type: ignore[attr-defined, no-any-return]

    def neighbours(self, entry_id: str) -> frozenset[str]:
        """The entries people often need next: related ones, both ways."""
        entry = self.entries[entry_id]
        back = {other.id for other in self.entries.values() if entry_id in other.related}
        return frozenset((back | set(entry.related)) & self.entries.keys())
