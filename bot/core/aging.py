"""Which answers grow old: past their law, about to be, or due to be compared with their sources again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.knowledge import Entry

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Aging:
    """Entries to be seen to."""

    over: tuple[Entry, ...]
    """Their last day has passed."""
    ending: tuple[Entry, ...]
    """It comes within 30 days."""
    due: tuple[Entry, ...]
    """They should have been compared with their sources by now."""


def aging(entries: Iterable[Entry], today: date) -> Aging:
    """What is to be seen to, each in the order of its day."""
    entries = tuple(entries)
    over = [e for e in entries if e.in_force.is_over(today)]
    ending = [e for e in entries if e.in_force.until and today <= e.in_force.until <= today + SOON]
    due = [e for e in entries if e.recheck and e.recheck < today]
    return Aging(_by_end(over), _by_end(ending), tuple(sorted(due, key=lambda e: e.recheck or today)))


def _by_end(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda e: e.in_force.until or date.max))
