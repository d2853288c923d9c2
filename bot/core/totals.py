"""Totals: what is counted of the questions of a span of days. They name no person and no chat, and outlive the questions."""

from dataclasses import dataclass
from datetime import date

from bot.core.conversation import Outcome

REPLY_HOURS = (1, 4, 24, 72, 168)
"""Bounds between which the time until an officer's answer is counted; LATER holds what took longer."""
LATER = 9_999


def subject(outcome: str, entries: tuple[str, ...], candidates: tuple[str, ...]) -> tuple[str, ...]:
    """The entries a question is counted under: those answered; else the one offered first, else the nearest."""
    if outcome == Outcome.ANSWERED:
        return tuple(sorted(set(entries))) or ("",)
    return (entries or candidates or ("",))[:1]


@dataclass(frozen=True, slots=True)
class DayCount:
    """Questions of one day."""

    day: date
    """In Vietnam."""
    asked: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Questions by where they came from and what became of them."""

    channel: str
    hamlet: str
    """Empty where it is not known."""
    outcome: str
    asked: int
    people: int
    """Chats, each counted once a day."""
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class EntryCount:
    """Questions by entry: answered with it, or, by the outcome, only near it."""

    entry: str
    outcome: str
    asked: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Questions that were not answered before and are now, by the entry that answers them."""

    entry: str
    questions: int
    """How many different ones."""
    missed: int
    """How often they had been asked in vain."""
    answered: int
    """How often they have been answered since."""
    since: date
    """The first day."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question asked in vain by several people, as one of them put it (masked)."""

    text: str
    asked: int
    people: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything counted from one day to another."""

    days: tuple[DayCount, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    entries: tuple[EntryCount, ...] = ()
    closed: tuple[Closed, ...] = ()
    replies: tuple[tuple[int, int], ...] = ()
    """Of answers by officers: upper bound in hours -> how many."""
