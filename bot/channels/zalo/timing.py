"""How long the Zalo channel waits for what."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds unless said otherwise."""

    connect: float = 5
    request: float = 15
    """Any call to Zalo, from the first byte to the last."""
    resend: float = 1
    """Before sending once more what Zalo says it failed to send (-200)."""
    settle: float = 30
    """A message that is not in the chat yet may still be on its way for so long."""

    unconnected: float = 60
    """Until a look whether an officer has connected the OA meanwhile."""
    lease: float = 60
    """One process refreshes for so long at most: well above `request`, and above what two clocks may differ."""
    lease_poll: float = 0.2
    """How often the others look whether it is done."""
    save_again: float = 1
    """Before another attempt to save a new pair while the database is away."""
    remembered: float = 5
    """A token read from the store is used so long before it is read again."""
    check: float = 60
    """How often to look whether a refresh is due."""
    again: timedelta = timedelta(minutes=10)
    """Between two attempts that fail."""
    refresh_every: timedelta = timedelta(hours=12)
    """An access token lives 25 hours (channels.md A8): one missed refresh does no harm."""
    nearly_out: timedelta = timedelta(minutes=30)
    """An access token is taken for expired so long before it is."""
    old: timedelta = timedelta(days=60)
    """A refresh token lives three months; from this age on we sound the alarm."""

    def __post_init__(self) -> None:
        if self.lease <= 2 * self.request:
            raise ValueError("the lease must be well above the timeout of a request")
