"""What a rule says, where, and what it is given to look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.core.knowledge import Entry, Knowledge
from bot.core.problem import Severity
from bot.linter.likeness import Likeness

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Somewhere in an entry."""

    entry: str
    path: Path = ()
    """Keys and indexes within the entry: ("steps", 2)."""
    text: str = ""
    """Words that stand on the very line, when the value has several."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend."""

    rule: str
    spot: Spot
    message: str
    """In Vietnamese: what is wrong and what to do."""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class Base:
    """What a rule is given."""

    knowledge: Knowledge
    entries: tuple[Entry, ...]
    """Those looked at: all of them in the order of the files, or what one layer writes over."""
    today: date
    place: Callable[[Spot], str]
    """`file:line` of a spot, for messages that name another place."""
    rank: Callable[[str], str] | None = None
    """Text -> id of the entry the bot would answer with; None when nobody built a matcher."""

    @cached_property
    def likeness(self) -> Likeness:
        """Which phrasings are alike: costly, so shared by the rules."""
        return Likeness(self.knowledge)

    def near(self, one: str, other: str) -> bool:
        """Whether two entries are neighbours: one names the other as related, or both belong to one topic."""
        entries, topic = self.knowledge.entries, self.knowledge.topic_of
        return other in entries[one].related or one in entries[other].related or topic(one) is topic(other)


def spoken(entry: Entry) -> Iterator[tuple[Path, str]]:
    """Everything a resident may be shown of an entry, and where it stands."""
    yield ("answer",), entry.answer
    yield from ((("steps", n), step) for n, step in enumerate(entry.steps))
    if entry.if_stuck:
        yield ("if_stuck",), entry.if_stuck
    for key, text in entry.follow_ups.items():
        yield ("follow_ups", key), text


def shortened(text: str, length: int = 60) -> str:
    """A text on one line, to be quoted in a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0] + "…"
