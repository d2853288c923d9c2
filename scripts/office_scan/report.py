"""What was tried, and what was found."""

from collections import Counter
from dataclasses import dataclass, field

from office_scan.reading import Shape


@dataclass(slots=True)
class Report:
    """Of one scan."""

    tried: Counter[str] = field(default_factory=Counter)
    found: dict[str, None] = field(default_factory=dict)
    """Each finding once, in the order they were made."""
    shapes: dict[Shape, str] = field(default_factory=dict)
    """Every element seen, and where first."""
    known: frozenset[Shape] = frozenset()
    """What there was with harmless texts; empty while that is found out."""

    notes: dict[str, None] = field(default_factory=dict)
    """What could not be tried."""

    def note(self, said: str) -> None:
        """Nothing wrong, but somebody should know."""
        self.notes.setdefault(said)

    def count(self, what: str, many: int = 1) -> None:
        """Something was tried."""
        self.tried[what] += many

    def find(self, what: str, where: str, why: str) -> None:
        """Something is wrong."""
        self.found.setdefault(f"{what}: {where}: {why}"[:400])

    def expect(self, fine: object, what: str, where: str, why: str) -> None:
        """Something was tried, and is wrong unless `fine`."""
        self.count(what)
        if not fine:
            self.find(what, where, why)
