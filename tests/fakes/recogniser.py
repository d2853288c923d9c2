"""A recogniser that understands what is written after the beginning of a file; runs in the real worker process.

Its commands: "crash" ends the process, "hang" never comes back, "say <words>", "who" tells the process, "secret NAME" reads
the environment, "write PATH" tries to keep something, "shout" prints where libraries print.
"""

import os
import time
from pathlib import Path

OGG = b"OggS" + b"\0" * 12


def voice(command: str) -> bytes:
    """A voice message that makes the recogniser do something."""
    return OGG + command.encode()


class Recogniser:
    """Implements bot.hearing.worker.Recogniser."""

    def words(self, audio: bytes) -> str:
        command, _, rest = audio.removeprefix(OGG).decode().partition(" ")
        match command:
            case "crash":
                os._exit(1)
            case "hang":
                time.sleep(3600)
            case "who":
                return str(os.getpid())
            case "secret":
                return os.environ.get(rest, "")
            case "write":
                return _written(rest)
            case "shout":
                os.write(1, "cái gì đó".encode())
        return rest


def _written(path: str) -> str:
    try:
        Path(path).write_text("giọng nói", encoding="utf-8")
    except OSError:
        return "không ghi được"
    return "ghi được"
