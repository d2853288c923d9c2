"""Effort: what a piece of work at the console costs a person, counted while it is done.

The seconds are those of the keystroke-level model (Card, Moran and Newell), its usual figures; who is quicker or slower
changes all ways of doing it alike.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from typing import Self

KEY = 0.28
"""Seconds for a key: somebody who types, but is no typist."""
POINT = 1.1
"""For bringing the mouse or a finger to something."""
PRESS = 0.1
"""For pressing what is pointed at."""
SWITCH = 0.4
"""For the hand between mouse and keyboard."""
DECIDE = 1.35
"""For making up one's mind."""
READ = 60 / 200
"""For a word read: 200 a minute."""
_BOTH_HORNS = re.compile("u\u031b[\u0300\u0301\u0303\u0309\u0323]?o\u031b", re.IGNORECASE)


@dataclass(slots=True)
class Effort:
    """Of one thing that was done, or of several together."""

    taps: int = 0
    """Clicks of the mouse, or touches."""
    keys: int = 0
    """Pressed, those that make a mark over a letter too."""
    switches: int = 0
    """Between mouse and keyboard."""
    decisions: int = 0
    words: int = 0
    """Read before deciding."""
    waited: float = 0.0
    """Seconds in which the page had nothing to show yet."""

    @property
    def seconds(self) -> float:
        """What it takes a person, the waiting too."""
        hands = self.taps * (POINT + PRESS) + self.keys * KEY + self.switches * SWITCH
        return hands + self.decisions * DECIDE + self.words * READ + self.waited

    def __add__(self, other: Self) -> Self:
        """Both together."""
        return type(self)(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def keys_of(text: str) -> int:
    """Keys of a text in Telex: a mark over a letter is one more ("đ" is "dd", "ế" is "ees", "ươ" is "uow"), so is Shift."""
    bare = unicodedata.normalize("NFD", text)
    marks = sum(unicodedata.combining(letter) > 0 for letter in bare) - len(_BOTH_HORNS.findall(bare))
    letters = unicodedata.normalize("NFC", text)
    return len(letters) + marks + sum(letter in "đĐ" for letter in letters) + sum(letter.isupper() for letter in letters)


def words_of(text: str) -> int:
    """Words to be read."""
    return len(text.split())
