"""Where an answer goes: what the delivery keeps as the address of a chat."""

import json
from dataclasses import dataclass

from telegram import CallbackQuery
from telegram import Message as Received
from telegram.constants import ChatType

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and where in it."""

    chat: int
    thread: int | None = None
    """The topic of a group (or of a private chat) that is divided into topics."""
    asked: int | None = None
    """In a group the message to reply to."""

    def __post_init__(self) -> None:
        # PTB checks no types, and what is stored must be small: https://core.telegram.org/bots/api#chat, 52 bits (2026-11).
        if not all(
            number is None or (type(number) is int and abs(number) < 2**63) for number in (self.chat, self.thread, self.asked)
        ):
            raise TypeError("no place of Telegram")

    @property
    def is_group(self) -> bool:
        """Telegram gives groups negative ids."""
        return self.chat < 0

    def address(self) -> str:
        """As it is stored."""
        return json.dumps({"chat": self.chat, "thread": self.thread, "asked": self.asked})

    @classmethod
    def of(cls, address: str) -> "Place":
        """Read back what `address()` wrote."""
        return cls(**json.loads(address))


def place_of(message: Received) -> Place:
    """Where what is said in answer to a message goes."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, thread, message.message_id if message.chat.type in GROUPS else None)


def place_of_tap(query: CallbackQuery) -> Place | None:
    """Where the answer to a tap goes; nowhere under a message that was posted in inline mode."""
    if isinstance(query.message, Received):
        return place_of(query.message)
    # Tapped under a message too old to be shown ("inaccessible").
    return Place(query.message.chat.id) if query.message else None
