"""A fault in what officers wrote, said so that they can mend it."""

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How much a problem matters."""

    ERROR = 0
    """The folder cannot be served with it; the last good version stays."""
    WARNING = 1
    """Served in spite of it, but to be mended, or explained beside the line."""
    HINT = 2
    """Could be better."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where, what, and what to do about it (in Vietnamese)."""

    file: str
    line: int
    """From 1."""
    message: str
    severity: Severity = Severity.ERROR
    rule: str = "doc-tep"
    """Name of the rule that found it, in Vietnamese without marks, as officers write it to explain a warning."""

    @property
    def blocks(self) -> bool:
        """Whether it forbids serving."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
