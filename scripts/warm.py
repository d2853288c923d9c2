"""Services that start quickly: a process that has imported everything forks a child for each.

What runs in the child is `python -m bot run` all the same; what is spared are two seconds of imports, two hundred times.
Alone, this file is that process: a line of JSON starts a service ({cwd, environment, log}), a number waits for its end.
"""

import asyncio
import json
import os
import random
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Forked:
    """A service, with what is used of asyncio's Process."""

    def __init__(self, warm: "Warm", pid: int) -> None:
        self._warm, self.pid = warm, pid
        self._code: int | None = None

    @property
    def returncode(self) -> int | None:
        if self._code is None and self._is_dead():
            return -1
        return self._code

    def _is_dead(self) -> bool:
        try:
            return Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    def terminate(self) -> None:
        os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        while not self._is_dead():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if self._code is None:
            self._code = int(await self._warm.ask(str(self.pid)))
        return self._code


class Warm:
    """The process that forks."""

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(sys.executable, __file__, stdin=pipe, stdout=pipe)
        self._turn = asyncio.Lock()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()

    async def start(self, cwd: Path, environment: dict[str, str], log: Path) -> Forked:
        """A new service."""
        asked = json.dumps({"cwd": str(cwd), "environment": environment, "log": str(log)})
        return Forked(self, int(await self.ask(asked)))

    async def ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        async with self._turn:
            self._process.stdin.write(line.encode() + b"\n")
            return (await self._process.stdout.readline()).decode()


def _serve() -> None:
    root = Path(__file__).resolve().parents[1]
    sys.path.insert(0, str(root))
    import psycopg  # noqa: PLC0415
    import telegram.ext  # noqa: PLC0415

    import bot.cli.commands  # noqa: PLC0415
    import bot.cli.run  # noqa: PLC0415

    assert psycopg
    assert telegram.ext
    assert bot.cli.run
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            print(os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1]), flush=True)
        elif pid := os.fork():
            print(pid, flush=True)
        else:
            _become(asked)
            bot.cli.commands.main(["run"])
            return


def _become(asked: dict[str, Any]) -> None:
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    log, nothing = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND), os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    random.seed()


if __name__ == "__main__":
    _serve()
