"""How long the Telegram channel waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things may take, in seconds."""

    poll: int = 25
    """One getUpdates waits this long for something new."""
    pace: float = 0.5
    """How often to look for something new while a slow answer is in hand."""
    request: float = 15
    """Any other request."""
    typing_after: float = 0.5
    """Most answers are quicker; a group may be sent only 20 things a minute, so "typing" is for slow ones."""
    typing_every: float = 4.5
    """Telegram shows it for 5 s."""
    resend: tuple[float, ...] = (1, 3, 9)
    """Before sending again what certainly never left."""
    retry_first: float = 1
    """While Telegram cannot be reached; doubled each time."""
    retry_most: float = 300
    grace: float = 20
    """What is in hand may take this long when the bot stops."""
