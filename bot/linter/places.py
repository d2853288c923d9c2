"""An entry's key -> file and line, over what the reading of the files noted."""

from collections.abc import Iterable

from bot.knowledge_files.places import Places
from bot.knowledge_files.yaml_reader import Document
from bot.linter.finding import Path, Spot


class Lines:
    """Finds spots in the files of one base."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._items: dict[str, dict[int, Path]] = {}
        """File -> line an entry begins on -> its path in the file."""

    def find(self, spot: Spot) -> tuple[Document, int]:
        """The document and line of a spot; the nearest thing around it when it has no line of its own."""
        document, first = self._places.find(spot.entry)
        item = self._begins(document).get(first)
        if item is None:
            return self._places.find(spot.entry, spot.text)
        path = spot.path
        while path and (*item, *path) not in document.lines:
            path = path[:-1]
        line = document.lines[(*item, *path)] if path else first
        return document, self._narrowed(document, line, spot.text)

    def __call__(self, spot: Spot) -> str:
        """`file:line` of a spot."""
        document, line = self.find(spot)
        return f"{document.file}:{line}"

    def documents(self, entries: Iterable[str]) -> list[Document]:
        """The files in which entries stand, each once."""
        return list({(document := self._places.find(entry)[0]).file: document for entry in entries}.values())

    def _begins(self, document: Document) -> dict[int, Path]:
        if document.file not in self._items:
            self._items[document.file] = {line: path[:-1] for path, line in document.lines.items() if path[-1:] == ("id",)}
        return self._items[document.file]

    def _narrowed(self, document: Document, line: int, text: str) -> int:
        """The line on which a text stands, from a value's first line to the end of the entry; else the first line."""
        stop = min((n for n in self._begins(document) if n > line), default=len(document.text) + 1)
        found = (n for n in range(line, stop) if text and text in document.text[n - 1])
        return next(found, line)
