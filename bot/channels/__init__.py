"""Channels translate: a provider's payload -> Message, Reply -> the provider's payload. They decide nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.message import Message, Reply


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a message."""

    replies: tuple[Reply, ...]
    repeated: bool = False
    """The same message was answered before (a second delivery): these are the replies of then."""


Answer = Callable[[Message], Awaitable[Answered]]
"""What a channel is handed: never raises, trouble is a reply too."""
