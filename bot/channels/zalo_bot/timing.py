"""How long the Zalo bot waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """In seconds."""

    poll: int = 25
    """One getUpdates waits this long for something new."""
    poll_floor: float = 1
    """Between the beginnings of two polls: the same update may be answered to every one of them [W]."""
    connect: float = 10
    request: float = 15
    """Any other request, and what a poll may take beyond its time. Sending takes three at most (picture, text, getMe), which
    must end before the lease of the outbox does."""
    retry_first: float = 1
    """While Zalo or the store cannot be reached; doubled each time."""
    retry_most: float = 300
    store_most: float = 10
    slow: float = 60
    """After a 429: there is no Retry-After and no documented rate [M]."""
    quota: float = 6 * 3600
    """After a "Quota exceeded", which may last until the month ends."""
    grace: float = 10
    """What was fetched may take this long to be stored when the bot stops."""
