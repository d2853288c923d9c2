"""Edits of the knowledge files: all of them or none, never a folder that cannot be served, never a comment lost.

An edit is rehearsed on a copy of the folder; only when the copy loads are the files replaced, each in one step.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, rmtree
from time import time

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem
from bot.errors import KnowledgeError, Outdated
from bot.knowledge_files.edits import Change, Drafts
from bot.knowledge_files.loader import load
from bot.knowledge_files.replacing import recover, replace_all

_COPY = "hoi-dap-so-thu-"
_ABANDONED = 3600.0
"""Seconds after which nobody rehearses in a copy any more."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit."""

    files: tuple[Path, ...]
    """Those that differ from before."""
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    """What is still worth mending; none of it blocks."""


def digests(folder: Path) -> dict[str, str]:
    """What every file holds now, by its name below the folder: hand it back to `edit` as `seen`."""
    return {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}


def rehearse(folder: Path, changes: Sequence[Change]) -> Edited:
    """What `edit` would do, without doing it.

    Raises:
        EditError: when a change cannot be made.
        KnowledgeError: when the folder could not be served afterwards, with every problem.
    """
    return _rehearsed(folder, Drafts.of(folder, changes))


def edit(folder: Path, changes: Sequence[Change], *, seen: Mapping[str, str] | None = None) -> Edited:
    """Make all changes, or none. `seen` holds the digests of the files as the editor read them.

    Raises:
        EditError: when a change cannot be made.
        Outdated: when a file it touches is no longer what `seen` says.
        KnowledgeError: when the folder could not be served afterwards, with every problem.
    """
    with _locked(folder):
        recover(folder)
        drafts = Drafts.of(folder, changes)
        for path in drafts.changed:
            name = str(path.relative_to(folder))
            if seen is not None and seen.get(name, "") != _digest(path):
                raise Outdated(f"{name}: có người vừa sửa tệp này; mở lại bản mới nhất rồi sửa tiếp, chưa ghi gì cả")
        edited = _rehearsed(folder, drafts)
        replace_all(drafts.changed, folder=folder)
    return edited


def settle(folder: Path) -> None:
    """Bring to an end what a process left undone that was killed while it edited; where nothing may be written, nothing is."""
    with suppress(OSError), _locked(folder):
        recover(folder)
    for copy in Path(tempfile.gettempdir()).glob(f"{_COPY}*"):
        with suppress(OSError):
            if time() - copy.stat().st_mtime > _ABANDONED:
                rmtree(copy, ignore_errors=True)


def _rehearsed(folder: Path, drafts: Drafts) -> Edited:
    with tempfile.TemporaryDirectory(prefix=_COPY) as made:
        copy = Path(made)
        for path in _files(folder):
            target = copy / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(path, target)
        for path, data in drafts.changed.items():
            (copy / path.relative_to(folder)).write_bytes(data)
        loaded = load(copy)
    problems = tuple(
        replace(p, file=p.file.replace(made, str(folder)), message=p.message.replace(made, str(folder))) for p in loaded.problems
    )
    if loaded.knowledge is None:
        raise KnowledgeError([problem for problem in problems if problem.blocks])
    return Edited(tuple(drafts.changed), loaded.knowledge, problems)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.y*ml") if path.is_file())


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One editor at a time: a lock on the folder itself leaves no file behind, whatever happens."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
