"""The librarian: serves what officers saved, without a restart; a broken file changes nothing for residents.

The last good version is kept as a copy, so that a file broken while the service is down does not keep it down.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem
from bot.core.responder import Responder
from bot.errors import BotError, KnowledgeError
from bot.kept_copy import KeptCopy, Signature, signature
from bot.knowledge_files import load
from bot.knowledge_files.writer import settle

log = logging.getLogger(__name__)

LOOK_EVERY = 0.2
"""Seconds between looks at the files; a save is read when two looks see the same, so within twice as long."""
BREATH = 0.5
"""Seconds in which residents are answered before all is learned again behind them."""
Serve = Callable[[Responder], None]
Build = Callable[[Knowledge], Iterator[Responder]]
"""Responders over some knowledge: perhaps one that is ready at once, and at last the one that learned it all."""


class Librarian:
    """Watches one knowledge folder."""

    def __init__(self, folder: Path, *, kept: Path, build: Build) -> None:
        self._folder = folder
        self._kept = KeptCopy(kept)
        self._build = build
        self._done: Signature = ()
        """What the files looked like when they were last dealt with, well or badly."""
        self._looked: Signature = ()
        """What they looked like at the last look."""
        self._broken = False
        self._faults: tuple[Problem, ...] = ()

    @property
    def faults(self) -> Sequence[Problem]:
        """What keeps the files from being served as they are; empty when they are."""
        return self._faults

    def open(self) -> Responder:
        """A responder over the folder, or over the last good version when the folder is broken.

        Raises:
            KnowledgeError: when there is neither.
            SettingsError: when the folder is good but not what the settings ask for.
        """
        settle(self._folder)
        self._done = self._looked = signature(self._folder)
        loaded = load(self._folder)
        if loaded.knowledge:
            *_, responder = self._build(loaded.knowledge)
            self._keep(self._done)
            return responder
        faults = [problem for problem in loaded.problems if problem.blocks]
        kept = self._kept.folder()
        last = load(kept).knowledge if kept else None
        if last is None:
            raise KnowledgeError(faults)
        self._report(faults)
        *_, responder = self._build(last)
        return responder

    async def watch(self, serve: Serve) -> None:
        """For ever: when a file was saved, read all, and serve them if they are good."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.look(serve)
            except Exception:  # whatever went wrong, residents keep what they have, and the next save is read
                log.exception("Không dùng được tệp câu hỏi mới, trợ lý vẫn dùng bản đang có")

    async def look(self, serve: Serve) -> None:
        """Deal with what was saved since the last look, once it is the same at two looks: editors save in pieces."""
        now = await asyncio.to_thread(signature, self._folder)
        settled, self._looked = now == self._looked, now
        if now == self._done or not settled:
            return
        self._done = now
        loaded = await asyncio.to_thread(load, self._folder)
        if await asyncio.to_thread(signature, self._folder) != now:
            self._done = ()  # saved again while it was read: what was read may be half of each
        elif loaded.knowledge is None:
            self._report([problem for problem in loaded.problems if problem.blocks])
        else:
            await self._replace(loaded.knowledge, serve, now)

    async def _replace(self, knowledge: Knowledge, serve: Serve, now: Signature) -> None:
        try:
            responders = self._build(knowledge)
            while (responder := await asyncio.to_thread(next, responders, None)) is not None:
                serve(responder)
                await asyncio.sleep(BREATH)
        except BotError as error:  # the locality that is served was deleted
            self._broken = True
            self._faults = (Problem(str(self._folder), 1, str(error)),)
            log.error("Tệp câu hỏi đọc được nhưng chưa dùng được, trợ lý vẫn dùng bản đang có: %s", error)  # noqa: TRY400
            return
        said = "Đã sửa xong lỗi, trợ lý dùng bản mới" if self._broken else "Trợ lý đã dùng bản mới của các tệp câu hỏi"
        self._broken = False
        self._faults = ()
        log.info("%s: %d câu", said, len(knowledge.entries))
        await asyncio.to_thread(self._keep, now)

    def _keep(self, good: Signature) -> None:
        try:
            self._kept.keep(self._folder, good)
        except OSError as error:  # a full disk must not stop the service
            log.warning("Chưa cất được bản tốt gần nhất (%s)", error)

    def _report(self, faults: Sequence[Problem]) -> None:
        self._broken = True
        self._faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in faults)
        log.error("Tệp câu hỏi có lỗi, trợ lý vẫn dùng bản tốt gần nhất. Cần sửa:\n%s", lines)
