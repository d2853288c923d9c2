"""Departures: which parts have left this process, in a file that outlives it.

A part that was being sent when the process died may have arrived, or may not even have begun to leave. The database cannot
tell the two apart; a line written to a file just before the first byte goes can, as it survives a kill (not a power cut: then,
and on another machine, everything that was being sent stays in doubt). So no answer is lost in a crash that never left.
"""

import logging
import os
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import time

from bot.store.outbox import HandedOver, ToSend

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_MOST = 100_000
"""Lines in a file until it is begun anew."""
_KEPT = 1000
"""The newest of them, which go on then: far more than can be on their way at a time."""
_OLD = 7 * 24 * 3600
"""Seconds after which nothing of a dead process is in doubt any more."""
log = logging.getLogger(__name__)


class Departures:
    """Those of this process, and what others on this machine left behind."""

    def __init__(self, folder: Path | None, holder: str) -> None:
        """Without a `folder` nothing is noted."""
        self._folder, self._holder = folder, holder
        self._newest: deque[str] = deque(maxlen=_KEPT)
        self._count = 0
        self._file: int | None = None

    def open(self) -> None:
        """Begin; without a place to write everything that is being sent at a crash is in doubt, as without a folder."""
        boot = _boot()
        if not self._folder or not boot:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for left in self._folder.iterdir():
                if time() - left.stat().st_mtime > _OLD:
                    left.unlink(missing_ok=True)
            self._begin(boot)
        except OSError as error:
            log.warning("what leaves cannot be noted: %s", type(error).__name__)
            self._give_up()

    def close(self) -> None:
        """Stopped in good order: nothing is on its way."""
        self._give_up()

    def note(self, part: ToSend) -> None:
        """A part leaves now."""
        if self._file is None:
            return
        line = f"{part.id}:{part.tries}\n"
        try:
            os.write(self._file, line.encode())
            self._newest.append(line)
            self._count += 1
            if self._count >= _MOST:
                self._begin(_boot())
        except OSError as error:  # a disk that is full: better in doubt than sent twice
            log.warning("what leaves cannot be noted any more: %s", type(error).__name__)
            self._give_up()

    def never_left(self, parts: Sequence[HandedOver]) -> list[int]:
        """Which of the parts of dead processes have certainly not begun to leave."""
        known = {holder: self._left_by(holder) for holder in {part.holder for part in parts}}
        noted = [(part, known[part.holder]) for part in parts]
        return [part.id for part, left in noted if left is not None and f"{part.id}:{part.tries}" not in left]

    def _left_by(self, holder: str) -> set[str] | None:
        """What a process noted; None when it did not, or when the machine was started anew since."""
        if not self._folder or not holder.isalnum():
            return None
        try:
            boot, *lines = (self._folder / holder).read_text(encoding="ascii").split("\n")
        except (OSError, ValueError):
            return None
        return set(lines) if boot and boot == _boot() else None

    def _begin(self, boot: str) -> None:
        assert self._folder
        path, new = self._folder / self._holder, self._folder / f"{self._holder}.new"
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.write(file, "".join([f"{boot}\n", *self._newest]).encode())
        new.rename(path)
        if self._file is not None:
            os.close(self._file)
        self._file, self._count = file, len(self._newest)

    def _give_up(self) -> None:
        if self._folder:
            with suppress(OSError):
                (self._folder / self._holder).unlink(missing_ok=True)
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _boot() -> str:
    """A name of the time since this machine was started; empty where there is none."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
