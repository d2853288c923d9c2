"""Files replaced so that a process killed at any moment leaves all of them old or, once the next one looks, all of them new.

1. Every new file is written beside the old one, under a hidden name that nobody reads; a full disk stops it there.
2. Of several files, a note says which are to be replaced: from now on they will be, whoever does it.
3. Each takes its place in one step; the note goes.
`recover` finishes what stands in a note, and clears away what was written before there was one.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

NOTE = ".dang-thay.json"
"""Which files were being replaced: pairs of names below the folder, new and old."""
_HIDDEN = ".new"


def replace_all(changed: Mapping[Path, bytes], *, folder: Path | None = None) -> None:
    """Write new contents; `folder`: where the note goes, when they belong together."""
    staged: list[tuple[Path, Path]] = []
    note = folder / NOTE if folder and len(changed) > 1 else None
    try:
        for path, data in changed.items():
            staged.append((_staged(path, data), path.resolve()))
        if note:
            names = [(os.path.relpath(new, note.parent), os.path.relpath(target, note.parent)) for new, target in staged]
            _staged(note, json.dumps(names).encode()).replace(note)
            _sync([note.parent])
        _take_places(staged)
    finally:
        if note:
            note.unlink(missing_ok=True)
        for new, _ in staged:
            with suppress(FileNotFoundError):
                new.unlink()


def recover(folder: Path) -> None:
    """Bring to an end what a process that was killed left behind; nobody else may be writing meanwhile."""
    note = folder / NOTE
    if note.exists():
        pairs = [(folder / new, folder / target) for new, target in json.loads(note.read_bytes())]
        _take_places([(new, target) for new, target in pairs if new.exists()])
        note.unlink()
    for left in folder.rglob(f".*{_HIDDEN}"):
        left.unlink()


def _take_places(staged: Iterable[tuple[Path, Path]]) -> None:
    for new, target in staged:
        new.replace(target)
    _sync({target.parent for _, target in staged})


def _sync(folders: Iterable[Path]) -> None:
    """A name is not safe before its folder is."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _staged(path: Path, data: bytes) -> Path:
    target = path.resolve()  # a link stays a link
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=_HIDDEN)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), target.stat().st_mode & 0o7777 if target.exists() else 0o644)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)
