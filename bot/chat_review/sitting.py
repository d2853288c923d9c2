"""A sitting: what is remembered of a review between two messages of an officer. Pure."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

LIVES = timedelta(hours=3)
"""After so long without a word a bare "3" means what it means to residents."""
MOST = 40
"""Questions gone through in one sitting."""


class Stage(StrEnum):
    """What is waited for."""

    ITEM = "cau"
    """What to do with a question."""
    AGREE = "dong-y"
    """Whether to merge all the same."""
    REASON = "ly-do"
    """Why it is skipped."""
    SEND = "gui"
    """Whether to send what was shown."""
    SENT = "da-gui"
    """Whether the answer becomes an entry."""
    TOPIC = "chu-de"
    """Which topic a draft belongs to."""
    PUBLISH = "dang"
    """Whether to publish what was written."""
    END = "het"
    """Nothing: the list is through."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """How far an officer has come."""

    refs: tuple[str, ...] = ()
    """A question of each group in the list."""
    place: int = 0
    stage: Stage = Stage.ITEM
    screen: str = ""
    """What was shown last; buttons under other screens are old."""
    offered: tuple[str, ...] = ()
    """The entries that numbers mean; TOPIC: the topics."""
    entry: str = ""
    """AGREE: to be merged into."""
    text: str = ""
    """SEND, SENT: the answer."""
    draft: str = ""
    """Key of the draft written for this question."""
    revision: int = 0
    """Of the draft as it was looked over."""
    undo: str = ""
    """The batch that may be undone."""
    begun: str = ""
    """Key of the message that began to write phrasings …"""
    added: tuple[str, ...] = ()
    """… these: it may have been cut off."""
    used: datetime | None = None

    @property
    def ref(self) -> str:
        """The question it is at; empty after the last."""
        return self.refs[self.place] if self.place < len(self.refs) else ""

    def is_alive(self, now: datetime) -> bool:
        """Whether numbers mean something."""
        return self.used is not None and now - self.used <= LIVES

    def at(self, place: int) -> "Sitting":
        """Before the question at a place, with nothing begun."""
        return Sitting(self.refs, place, undo=self.undo, used=self.used)

    def to_json(self) -> dict[str, Any]:
        """As plain values; `from_json` reads them."""
        return asdict(self) | {"used": self.used.isoformat() if self.used else None}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Sitting":
        """The sitting of `to_json`; one that another version of the service wrote otherwise is over."""
        try:
            read: dict[str, Any] = {name: tuple(values[name]) for name in ("refs", "offered", "added")}
            read |= {"stage": Stage(values["stage"]), "used": datetime.fromisoformat(values["used"]) if values["used"] else None}
            return cls(**(values | read))
        except (KeyError, TypeError, ValueError):
            return cls()
