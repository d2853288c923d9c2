"""Leaving: who hands a part to the network says so just before the bytes go without which nobody can carry it out.

Until then nothing can have arrived, whatever becomes of the process; from then on it may have. Connecting, TLS and waiting
for a token come before. A context variable, so that the many hands between `Channel.send` and the socket need not pass it on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


def _nobody() -> None: ...


_told: ContextVar[Callable[[], None]] = ContextVar("leaving", default=_nobody)


def leaves() -> None:
    """It goes now, unless this raises."""
    _told.get()()


@contextmanager
def noticed(note: Callable[[], None]) -> Iterator[None]:
    """Have `note` called when what is sent meanwhile leaves; it may raise to hold it back."""
    before = _told.set(note)
    try:
        yield
    finally:
        _told.reset(before)
