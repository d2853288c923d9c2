"""A message as the bot hears it: unwrapped, masked, cut to a bearable length, with the memory of its chat."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.core.conversation import VIETNAM, Conversation
from bot.core.forwarded import unwrapped
from bot.core.message import Kind, Message
from bot.core.personal_data import Masked, mask, without_marks
from bot.core.spoken import in_figures
from bot.core.text import clean

LONGEST = 1500
"""Characters of a message that are read; a question is long before that."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message on its way through."""

    masked: Masked
    """What may be kept of it."""
    text: str
    """Masked and cleaned, what is left to understand."""
    talk: Conversation
    now: datetime
    ref: str
    """What the question will be called, if it is one."""
    chosen: bool = False
    """Whether something was picked from a list, tapped or typed."""
    too_long: bool = False

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()


def hear(message: Message, talk: Conversation, *, now: datetime, ref: str) -> Heard:
    """Make a message ready to be understood."""
    text = unwrapped(clean(message.text))
    if message.kind is Kind.SPOKEN:
        text = in_figures(text)
    masked = mask(text[:LONGEST])
    said = " ".join(without_marks(masked.text).split())
    return Heard(masked, said, talk.forgetting(now), now, ref, too_long=len(text) > LONGEST)
