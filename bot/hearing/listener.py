"""The listener: keeps the worker process. One voice at a time; a worker that hangs or breaks is ended, the next one is new."""

import asyncio
import math
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path

import bot
from bot.hearing.worker import LENGTH

_MOST_SAID = 64 * 1024
_GRACE = 5
"""Seconds after which a worker that nobody ends ends itself."""
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")
"""What the worker is told of the service's environment: no setting, so no secret."""


class Deaf(Exception):
    """The worker could not be started, ended in the middle of a voice, or took too long over it."""


class Listener:
    """Hears, in a process of its own: recognising takes seconds of a whole core and a few hundred megabytes."""

    def __init__(self, recogniser: str = "bot.hearing.viet_asr", *, seconds: float = 30, idle: float = 900) -> None:
        """`recogniser`: a module, see worker; `seconds`: a voice that takes longer ends the worker; `idle`: so does silence."""
        self._recogniser = recogniser
        self._seconds = seconds
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._resting: asyncio.TimerHandle | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a worker now."""
        return self._process is not None and self._process.returncode is None

    async def words(self, audio: bytes) -> str:
        """What is said; the voices before it are heard first.

        Raises:
            Deaf: see there.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds):
                    said = await self._exchange(audio)
            except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
                await self._end()
                raise Deaf(type(error).__name__) from None
            except BaseException:  # cancelled too: what it says next would be the answer to another voice
                await self._end()
                raise
            self._rest()
            return said

    async def stop(self) -> None:
        """End the worker."""
        await self._end()

    async def _exchange(self, audio: bytes) -> str:
        if self._resting:
            self._resting.cancel()
        process = self._process if self._process and self.is_running else await self._started()
        if not process.stdin or not process.stdout:
            raise OSError
        process.stdin.write(LENGTH.pack(len(audio)) + audio)
        await process.stdin.drain()
        return await _said(process.stdout)

    async def _started(self) -> Process:
        root = Path(bot.__file__).parents[1]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        command = (sys.executable, "-m", "bot.hearing.worker", self._recogniser, str(math.ceil(self._seconds) + _GRACE))
        # A session of its own: Ctrl-C is for the service, which then ends the worker in order.
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=root, env=environment, start_new_session=True
        )
        if self._process.stdout:
            await _said(self._process.stdout)
        return self._process

    def _rest(self) -> None:
        """Give the memory back when nobody speaks for a while."""

        def end() -> None:
            if not self._turn.locked() and self._process:
                with suppress(ProcessLookupError):
                    self._process.kill()

        self._resting = asyncio.get_running_loop().call_later(self._idle, end)

    async def _end(self) -> None:
        if self._resting:
            self._resting.cancel()
        process, self._process = self._process, None
        if process:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _said(stream: asyncio.StreamReader) -> str:
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    if length > _MOST_SAID:
        raise ValueError
    return (await stream.readexactly(length)).decode("utf-8", "replace")
