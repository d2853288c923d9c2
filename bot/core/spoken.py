"""Spoken: words that a recogniser made of a voice message. It mishears, and does not say how sure it is.

1. What was heard is said before anything else.
2. Only an answer that would be sure by far is given; every other one is offered to choose from.
3. Nothing is erased or shown because of a word that may have been another.
4. Numbers read digit by digit are made figures first, or nobody would know an identity number to be masked.
"""

import re

from bot.core.conversation import Outcome, Turn
from bot.core.kinds import THINGS
from bot.core.message import Kind

SURE = 0.9
"""Score from which an answer to a spoken question is given: the usual 0.5 counts on the words being those that were meant."""
LEAST_DIGITS = 4
"""Read one after the other they are a number; "hai ba" are words."""

_DIGITS = {
    "không": "0",
    "một": "1",
    "mốt": "1",
    "hai": "2",
    "ba": "3",
    "bốn": "4",
    "tư": "4",
    "năm": "5",
    "lăm": "5",
    "sáu": "6",
    "bảy": "7",
    "bẩy": "7",
    "tám": "8",
    "chín": "9",
}
_ONE = rf"(?:{'|'.join(_DIGITS)}|\d+)"
_NUMBER = re.compile(rf"(?<!\w){_ONE}(?:[ ,.]+{_ONE}){{{LEAST_DIGITS - 1},}}(?!\w)", re.IGNORECASE)


def in_figures(words: str) -> str:
    """The words (NFC) with numbers that were read digit by digit in figures."""
    return _NUMBER.sub(lambda number: "".join(_DIGITS.get(one, one) for one in re.split(r"[ ,.]+", number[0].lower())), words)


def is_doubtful(turn: Turn) -> bool:
    """Whether an answer had better be offered than given."""
    return turn.outcome is Outcome.ANSWERED and turn.score < SURE


def as_logged(words: str) -> str:
    """Masked words as officers read them: they see that it was no typing."""
    return f"({THINGS[Kind.SPOKEN]}) {words}"
