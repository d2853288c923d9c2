"""A finding: what was looked at, how it is, what to do about it."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst is the exit code of the command."""

    FINE = 0
    WARNING = 1
    """The bot serves, but something should be seen to."""
    ERROR = 2
    """Residents get no answer, or soon will not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report, in Vietnamese."""

    what: str
    """Without secrets, addresses of residents, or texts of theirs."""
    level: Level = Level.FINE
    mend: str = ""
    """What to do; empty when there is nothing to do."""


def warning(what: str, mend: str) -> Finding:
    """Something to see to."""
    return Finding(what, Level.WARNING, mend)


def error(what: str, mend: str) -> Finding:
    """Something to mend at once."""
    return Finding(what, Level.ERROR, mend)
