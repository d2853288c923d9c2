"""The commit of what was published, in the officer's name. Git is a convenience: whatever fails there is a warning only."""

import asyncio
import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path

log = logging.getLogger(__name__)
PATIENCE = 20.0
"""Seconds a call of git may take."""
_FAILED = "Đã đăng, nhưng chưa ghi được vào Git; người quản trị xem nhật ký của máy chủ."
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_EDITOR": "true", "LC_ALL": "C.UTF-8"}


async def commit(folder: Path, files: Sequence[Path], *, name: str, login: str, said: str) -> str:
    """Commit files of a folder, and nothing else that lies about there; what went wrong, for the officer."""
    who = ("-c", f"user.name={_plain(name) or login}", "-c", f"user.email={login}@canbo.invalid", "-c", "commit.gpgsign=false")
    paths = [str(path.resolve()) for path in files]
    try:
        if await _git(folder, "rev-parse", "--is-inside-work-tree") != 0:
            log.warning("OFFICE_GIT=commit, nhưng %s không nằm trong một kho Git", folder)
            return _FAILED
        done = await _git(folder, "add", "--", *paths) == 0
        done = done and await _git(folder, *who, "commit", "--quiet", "--only", "-m", said, "--", *paths) == 0
    except (OSError, TimeoutError) as error:
        log.warning("Git: %s", error or "quá lâu")
        done = False
    return "" if done else _FAILED


async def _git(folder: Path, *words: str) -> int:
    process = await asyncio.create_subprocess_exec(
        "git",
        "-C",
        str(folder),
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | _ENVIRONMENT,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            _, told = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        log.warning("git %s: %s", words[0], told.decode(errors="replace").strip()[:500])
    return process.returncode or 0


def _plain(name: str) -> str:
    """Without what git reads as the end of a name."""
    return re.sub(r"[<>\n\r\x00]", "", name).strip()
