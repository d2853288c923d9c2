"""How long the Telegram channel waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds."""

    poll: int = 25
    """One getUpdates waits this long for something new."""
    pace: float = 0.5
    """The least time between two getUpdates that bring nothing: whatever stands in between may not wait at all."""
    connect: float = 5
    """To be connected; where Telegram is blocked this is what every try costs."""
    request: float = 15
    """Any request other than getUpdates, from when it is connected."""
    retry_first: float = 1
    """Until the next try while Telegram cannot be reached; doubled each time."""
    retry_most: float = 300
    """The same at most: for connecting and polling."""
    away: float = 30
    """The same at most: for sending."""
    grace: float = 5
    """What is being stored or acknowledged may take this long when the bot stops."""
    inline_pause: float = 0.3
    """An inline query is answered when its writer has stopped typing for so long."""
    inline_cache: int = 2
    """Telegram gives the same answer to the same inline query for so long; answers switched off are to be gone within 5 s."""
