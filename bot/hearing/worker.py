"""The worker process: `python -m bot.hearing.worker MODULE SECONDS` loads MODULE's `Recogniser` and turns audio into words.

In: four bytes of length, then the audio. Out: the same with the words in UTF-8. Ready is said with an empty answer. When the
service is gone its end of the pipe is closed, and the worker ends; so it does when it takes longer than SECONDS.
"""

import os
import resource
import signal
import struct
import sys
from importlib import import_module
from typing import BinaryIO, Protocol

LENGTH = struct.Struct(">I")
_MEMORY = 2 << 30
"""Bytes of addresses; the recogniser and its model take about a quarter."""


class Recogniser(Protocol):
    """What listens; made once in the process."""

    def words(self, audio: bytes) -> str:
        """What is said in a voice message as it came; empty when nothing was understood, or it is no audio."""
        ...


def main() -> None:
    module, seconds = sys.argv[1], int(sys.argv[2])
    heard, said = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What libraries print is not ours to keep: it may hold what was said.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file is written, not even by mistake
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # nor what was in memory when it crashed
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    recogniser: Recogniser = import_module(module).Recogniser()
    _say(said, "")
    while (audio := _read(heard)) is not None:
        signal.alarm(seconds)
        _say(said, recogniser.words(audio))
        signal.alarm(0)


def _read(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def _say(stream: BinaryIO, words: str) -> None:
    told = words.encode("utf-8", "replace")
    stream.write(LENGTH.pack(len(told)) + told)
    stream.flush()


if __name__ == "__main__":
    main()
