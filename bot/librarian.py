"""The librarian: serves what officers saved, without a restart; a broken file changes nothing for residents.

The last good version is kept as a copy, so that a file broken while the service is down does not keep it down.
"""

import asyncio
import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem
from bot.core.responder import Responder
from bot.errors import KnowledgeError
from bot.knowledge_files import load

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between looks at the files."""
Signature = tuple[tuple[str, int, int], ...]


class Librarian:
    """Watches one knowledge folder."""

    def __init__(self, folder: Path, *, kept: Path, build: Callable[[Knowledge], Responder]) -> None:
        self._folder = folder
        self._kept = kept
        self._build = build
        self._seen: Signature = ()

    def open(self) -> Responder:
        """A responder over the folder, or over the last good version when the folder is broken.

        Raises:
            KnowledgeError: when there is neither.
        """
        self._seen = self._signature()
        loaded = load(self._folder)
        if loaded.knowledge:
            self._keep()
            return self._build(loaded.knowledge)
        faults = [problem for problem in loaded.problems if problem.blocks]
        last = load(self._kept).knowledge if self._kept.is_dir() else None
        if last is None:
            raise KnowledgeError(faults)
        self._report(faults)
        return self._build(last)

    async def watch(self, serve: Callable[[Responder], None]) -> None:
        """For ever: when a file was saved, read all, and serve them if they are good."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = await asyncio.to_thread(self._signature)
            if now == self._seen:
                continue
            self._seen = now
            loaded = await asyncio.to_thread(load, self._folder)
            if loaded.knowledge is None:
                self._report([problem for problem in loaded.problems if problem.blocks])
                continue
            serve(await asyncio.to_thread(self._build, loaded.knowledge))
            await asyncio.to_thread(self._keep)
            log.info("knowledge read again: %d entries", len(loaded.knowledge.entries))

    def _signature(self) -> Signature:
        found = []
        for path in sorted(self._folder.rglob("*.y*ml")):
            try:
                stat = path.stat()
            except FileNotFoundError:  # an editor is just replacing it
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(found)

    def _keep(self) -> None:
        """Copy the good version; the old copy goes when the new one is complete."""
        new = self._kept.with_name(f"{self._kept.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(self._folder, new, ignore=lambda folder, names: [n for n in names if _is_other(Path(folder) / n)])
        shutil.rmtree(self._kept, ignore_errors=True)
        new.rename(self._kept)

    def _report(self, faults: Sequence[Problem]) -> None:
        lines = "\n".join(f"  {fault}" for fault in faults)
        log.error("Tệp câu hỏi có lỗi, trợ lý vẫn dùng bản tốt gần nhất. Cần sửa:\n%s", lines)


def _is_other(path: Path) -> bool:
    return path.is_file() and path.suffix not in (".yaml", ".yml")
