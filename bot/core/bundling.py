"""Bundling: "a ơi" / "cho hỏi" / "làm căn cước ở đâu", sent as three messages, is one question.

Messages that make sense alone are never held up; of the others those are joined that came within moments of each other, and
only when together they are answered. Nothing is guessed: what is no answer joined is handled one by one.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Outcome, Turn, Wish
from bot.core.heard import LONGEST
from bot.core.message import Kind, Message

MOST = 6
"""Messages that one question is cut into; more is a talk."""


def can_be_joined(message: Message) -> bool:
    """Whether a message is nothing but words."""
    text = message.text.strip()
    return message.kind is Kind.TEXT and not message.choice and bool(text) and not text.startswith("/")


def stands_alone(message: Message, turn: Turn) -> bool:
    """Whether a message is understood as it is, so that nothing is to be waited for."""
    if not can_be_joined(message) or turn.urgent or turn.feedback or turn.wish is not Wish.NONE:
        return True
    return turn.complete or turn.outcome is Outcome.ANSWERED


def joined(messages: Sequence[Message]) -> Message | None:
    """The messages as one, named after the first; None when they cannot be one."""
    several = 1 < len(messages) <= MOST and all(map(can_be_joined, messages))
    text = " ".join(message.text.strip() for message in messages)
    return replace(messages[0], text=text) if several and len(text) <= LONGEST else None
