"""How fast, how often and how long: what differs between a town and a test."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds, where nothing else is said."""

    bundle: float = 2.5
    """Waited for the rest of a question sent in pieces; 0: never."""
    takeover: timedelta = timedelta(hours=12)
    """How long the bot keeps quiet after an officer answered by hand."""
    send_tries: int = 20
    stale: timedelta = timedelta(hours=12)
    """An answer that should have been sent so long ago is not sent any more."""
    lease: float = 60
    """How long a process has what it took; afterwards it counts as dead."""
    send_timeout: float = 45
    """A call to a provider that takes longer has an unknown end; shorter than the lease."""
    poll: float = 1
    """Between looks for what other processes stored."""
    grace: float = 10
    """For what is in hand when the service stops."""
    retry_first: float = 1
    retry_most: float = 600
    halt: float = 60
    """For an account that cannot send, when the channel does not say for how long."""
    ask_again: float = 30
    """Before a provider that could not be asked what arrived is asked again."""
    most_in_hand: int = 64
    """Messages answered at a time; most of them wait for the rest of a question."""
    most_sent: int = 32
    """Parts of a channel on their way at a time."""
