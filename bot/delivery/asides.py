"""Asides: what is said in a chat and is no resident's business, settled before answering is asked. An officer who reviews."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels import Delivered
from bot.core.message import Reply
from bot.store.lane import Lane


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it. Of the message itself nothing is kept: no question, nothing of the talk."""

    replies: tuple[Reply, ...]
    keep: Callable[[AsyncConnection], Awaitable[None]]
    """What is to be kept in the transaction that settles the message: then it has happened, before it has not."""


class Aside(Protocol):
    """What answering asks first of all, before the gates: an officer works while answers are switched off, too."""

    async def __call__(self, delivered: Delivered, lane: Lane, *, now: datetime) -> Settled | None:
        """None: a message like any other.

        The same message may be asked about again, after a crash: what was done outside `keep` must not be done twice.
        """
        ...


async def no_aside(delivered: Delivered, lane: Lane, *, now: datetime) -> Settled | None:  # noqa: ARG001
    """Every message is like any other."""
    return None
