"""The copy of the last good knowledge: whatever moment the power goes, one complete copy is there.

1. Everything is copied to `<name>.part`, which nobody reads.
2. `.part` becomes `.new`, in one step: from then on it is complete, and newer than the copy.
3. The old copy is deleted and `.new` takes its name; a reader who finds `.new` reads that.
"""

import shutil
from pathlib import Path

from bot.knowledge_files import is_read

Signature = tuple[tuple[str, int, int], ...]
"""Name, time and size of every file that is read."""


def signature(folder: Path) -> Signature:
    """What the files of a folder look like from outside; another one after every save."""
    found = []
    for path in sorted(folder.rglob("*")):
        if is_read(path):
            try:
                stat = path.stat()
            except OSError:  # an editor is just replacing it
                continue
            found.append((str(path.relative_to(folder)), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


class KeptCopy:
    """One folder and its two helpers beside it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new = folder.with_name(f"{folder.name}.new")
        self._part = folder.with_name(f"{folder.name}.part")

    def folder(self) -> Path | None:
        """Where the copy stands; None when there is none."""
        return next((place for place in (self._new, self._folder) if place.is_dir()), None)

    def keep(self, source: Path, good: Signature) -> None:
        """Copy a folder that was found good, unless it was saved again since."""
        shutil.rmtree(self._part, ignore_errors=True)
        shutil.copytree(source, self._part, ignore=_unread)
        if signature(source) != good:
            shutil.rmtree(self._part, ignore_errors=True)
            return
        self._settle()
        self._part.rename(self._new)
        self._settle()

    def _settle(self) -> None:
        """Finish a swap, this one or one that was cut short."""
        if self._new.is_dir():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._new.rename(self._folder)


def _unread(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_file() and not is_read(Path(name))]
