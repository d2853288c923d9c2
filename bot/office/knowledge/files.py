"""The knowledge folder as it lies on disk: read beside the event loop, once for every time it was changed."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem
from bot.kept_copy import Signature, signature
from bot.knowledge_files import is_read, load
from bot.knowledge_files.writer import Edited
from bot.office.knowledge.entries import as_national
from bot.office.knowledge.search import Index


@dataclass(frozen=True)
class Shelf:
    """What the files say."""

    knowledge: Knowledge
    """Without any locality's layer laid over it; of broken files what they said when they were last good."""
    index: Index
    faults: Sequence[Problem] = ()
    """Why they cannot be served as they are."""


class KnowledgeFiles:
    """One folder."""

    def __init__(self) -> None:
        self._reading = asyncio.Lock()
        self._seen: Signature | None = None
        self._shelf: Shelf | None = None
        self._good: Knowledge | None = None

    async def shelf(self, folder: Path, served: Knowledge) -> Shelf:
        """What the files say now; `served` stands in for files that were never good."""
        async with self._reading:
            now = await asyncio.to_thread(signature, folder)
            if self._shelf is None or now != self._seen:
                self._shelf = await asyncio.to_thread(self._read, folder, served)
                self._seen = now
            return self._shelf

    async def take(self, folder: Path, edited: Edited) -> None:
        """What was just written need not be read again, if nobody else wrote meanwhile."""
        async with self._reading:
            now = await asyncio.to_thread(signature, folder)
            ours = {str(path.relative_to(folder)) for path in edited.files}
            if {name for name, *_ in set(now) ^ set(self._seen or ())} <= ours:
                index = await asyncio.to_thread(Index, edited.knowledge, before=self._index)
                self._shelf, self._seen, self._good = Shelf(edited.knowledge, index), now, edited.knowledge

    def _read(self, folder: Path, served: Knowledge) -> Shelf:
        loaded = load(folder)
        if loaded.knowledge is None:
            last = self._good or as_national(served)
            faults = tuple(problem for problem in loaded.problems if problem.blocks)
            return Shelf(last, Index(last, before=self._index), faults)
        self._good = loaded.knowledge
        return Shelf(loaded.knowledge, Index(loaded.knowledge, before=self._index))

    @property
    def _index(self) -> Index | None:
        return self._shelf.index if self._shelf else None


@dataclass(frozen=True, slots=True)
class Stands:
    """Where an entry is written."""

    file: str
    """Below the folder."""
    line: int
    comments: int
    """Lines of it that only officers read."""


def stands(folder: Path, entry: str) -> list[Stands]:
    """Where an entry is written: in its file, and in the layers that write over it."""
    begins = re.compile(rf"^ *(?:- +)?id *: *[\"']?{re.escape(entry)}[\"']? *(?:#.*)?$", re.MULTILINE)
    found = []
    for path in sorted(path for path in folder.rglob("*.y*ml") if path.is_file() and is_read(path)):
        text = path.read_text(encoding="utf-8", errors="replace")
        for begun in begins.finditer(text):
            rest = text[begun.start() :]
            end = re.search(r"\n *- +id *:", rest)
            own = rest[: end.start()] if end else rest
            line = text.count("\n", 0, begun.start()) + 1
            found.append(Stands(str(path.relative_to(folder)), line, len(re.findall(r"^ +#", own, re.MULTILINE))))
    return found
