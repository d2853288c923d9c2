"""What is remembered between two messages of one chat, and what comes of a message."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from bot.core.message import Choice, Reply

VIETNAM = timezone(timedelta(hours=7))
"""The one time zone of residents and officers; Vietnam has no summer time."""
CONTEXT_LIFE = timedelta(minutes=30)
"""How long "còn lệ phí?" still means the answer before."""
MENU_LIFE = timedelta(hours=24)
"""How long a number still means the list before."""


class Outcome(StrEnum):
    """What became of a message."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    NOT_ANSWERED = "not_answered"
    SMALL_TALK = "small_talk"
    UNREAD = "unread"
    """A picture, a voice message or the like without words: counted, no question for officers to read."""


class Wish(StrEnum):
    """What only the store can do."""

    NONE = ""
    ERASE = "erase"
    SHOW = "show"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a resident thinks of an answer."""

    question: str
    """The reference of the question answered."""
    helpful: bool | None = None
    why: str = ""
    """Masked."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The memory of one chat; holds nothing personal."""

    entry: str = ""
    """The entry answered last."""
    subject: str = ""
    """What the talk is about in the resident's own few words, masked: "bhyt" before "của con nít"."""
    question: str = ""
    """The reference of the question answered last."""
    menu: tuple[Choice, ...] = ()
    """What a number means now."""
    offered: tuple[str, ...] = ()
    """The entries asked back about last; they stay after one was chosen, for "còn cái kia"."""
    detail: str = ""
    """The kind of follow-up in the air: asked before it was clear about what, or answered last ("thế còn khai sinh")."""
    outcome: Outcome | None = None
    """What became of the last question; None before any, or when it is too long ago."""
    told: tuple[str, ...] = ()
    """The abolished places and offices that were explained."""
    awaiting_why: bool = False
    """A thumbs-down was given: the next words say why."""
    notice: str = ""
    """Which notice was given last while the service was off or the resident wrote too much."""
    hamlet: str = ""
    """Where its people live, if they said so: the name of a hamlet and nothing nearer. It stays until they take it back."""
    noticed: datetime | None = None
    """When it was given (UTC)."""
    at: datetime | None = None
    """When the last message came (UTC)."""

    def forgetting(self, now: datetime) -> "Conversation":
        """The conversation without what is too old to mean anything."""
        if self.at is None or now - self.at > MENU_LIFE:
            return Conversation(at=now, hamlet=self.hamlet)
        if now - self.at > CONTEXT_LIFE:
            return replace(self, entry="", subject="", offered=(), detail="", outcome=None, awaiting_why=False)
        return self

    @property
    def asks_back(self) -> bool:
        """Whether the bot waits for a choice of what it offered."""
        return self.outcome is Outcome.ASKED_BACK and bool(self.offered)

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads them."""
        times = {"at": self.at, "noticed": self.noticed}
        return asdict(self) | {name: time.isoformat() if time else None for name, time in times.items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Conversation":
        """The conversation of `to_json`."""
        menu = tuple(Choice(**choice) for choice in values.get("menu", ()))
        outcome = values.get("outcome")
        read = {
            "menu": menu,
            "offered": tuple(values.get("offered", ())),
            "told": tuple(values.get("told", ())),
            "outcome": Outcome(outcome) if outcome else None,
            **{name: datetime.fromisoformat(at) if (at := values.get(name)) else None for name in ("at", "noticed")},
        }
        return cls(**{**values, **read})


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of a message: nothing has happened yet."""

    conversation: Conversation
    replies: tuple[Reply, ...]
    outcome: Outcome
    text: str = ""
    """The message, masked."""
    entries: tuple[str, ...] = ()
    """Answered, or offered, in order."""
    score: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()
    """The best five, whatever the outcome."""
    context: str = ""
    """The entry talked about when the message came."""
    masked: tuple[str, ...] = ()
    """Kinds of personal data hidden."""
    urgent: bool = False
    is_question: bool = False
    """Whether it belongs in the log of questions (commands, small talk and feedback do not)."""
    feedback: Feedback | None = None
    wish: Wish = Wish.NONE
    hamlet: str = ""
    """Which hamlet's question it is; empty where nobody said."""
    complete: bool = False
    """It asks nothing, and no rest of it is to be waited for."""
    reading: str = field(default="", compare=False)
    """The words as understood, for --explain."""
