"""The terminal: a line in, a reply out; choices are numbers."""

import sys
from collections.abc import Callable, Iterator
from typing import TextIO

GOODBYE = {"thoát", "thoat", "exit", "quit"}


class Console:
    """A resident at a terminal."""

    def __init__(self, source: TextIO, echo: Callable[[str], None]) -> None:
        self._source = source
        self._echo = echo

    def lines(self, first: str) -> Iterator[str]:
        """What is typed, after a first line said on the resident's behalf; ends with the input or a goodbye."""
        yield first
        while True:
            if self._source.isatty():
                sys.stdout.write("Bạn: ")
                sys.stdout.flush()
            line = self._source.readline()
            if not line or line.strip().lower() in GOODBYE:
                return
            if line.strip():
                yield line.strip()

    def say(self, text: str) -> None:
        """Show a reply."""
        self._echo(f"\n{text}\n")
