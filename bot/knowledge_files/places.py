"""Where an entry stands in the files, so that a fault can be blamed on the very line."""

from dataclasses import dataclass, field

from bot.knowledge_files.yaml_reader import Document


def in_layer(entry: str, locality: str) -> str:
    """What `Places` calls the part of an entry that a locality's layer writes."""
    return f"{entry}@{locality}"


@dataclass(slots=True)
class Places:
    """Entry id -> its file and lines."""

    _found: dict[str, tuple[Document, int]] = field(default_factory=dict)

    def add(self, entry: str, document: Document, line: int) -> None:
        """An entry begins on a line of a document."""
        self._found[entry] = (document, line)

    def first(self, entry: str) -> str:
        """`file:line` of an entry seen before; empty for a new one."""
        document, line = self._found.get(entry, (None, 0))
        return f"{document.file}:{line}" if document else ""

    def find(self, entry: str, text: str = "") -> tuple[Document, int]:
        """The document and the line of the entry on which a text stands; the entry's first line when it is nowhere."""
        document, line = self._found[entry]
        later = (n for d, n in self._found.values() if d is document and n > line)
        stop = min(later, default=len(document.text) + 1)
        needle = " ".join(text.split("\n", 1)[0].split())[:40]
        stands = (n for n in range(line, stop) if needle and needle in document.text[n - 1])
        return document, next(stands, line)
