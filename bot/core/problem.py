"""A fault in what officers wrote, said so that they can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where, what, and what to do about it (in Vietnamese)."""

    file: str
    line: int
    """From 1."""
    message: str
    harmless: bool = False
    """The knowledge can be served in spite of it (BOM, CRLF, NFD): still to be mended."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"
