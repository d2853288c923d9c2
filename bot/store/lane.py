"""A lane: one chat of one account of one channel. What happens in it is handled, and sent, in its order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lane:
    """What rows of one chat have in common."""

    channel: str
    account: str
    """The OA, bot or page, by the provider's id; empty where there is only one."""
    person: str
    """Pseudonym of the channel's own key of the chat."""
