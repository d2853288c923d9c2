"""The one vocabulary every channel speaks: what came in, what goes out."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a resident sent, when it is not only text; the bot reads texts and taps, and says so kindly to the rest."""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    FILE = "file"
    CONTACT = "contact"
    OTHER = "other"
    SPOKEN = "spoken"
    """The words of a voice message, as a recogniser heard them: they may be others than were said."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a resident sent, whatever the channel."""

    channel: str
    """console, web, telegram, …"""
    chat: str
    """The channel's own key of the conversation; only its keyed hash is ever stored."""
    id: str
    """The channel's own key of this message, unique within the channel; a second delivery has the same one."""
    text: str
    """What was typed; for a tapped button its label."""
    choice: str = ""
    """The code of the tapped button, see Choice.code; empty for typed text."""
    kind: Kind = Kind.TEXT
    """What came with the text (its caption), or instead of it."""
    media: str = ""
    """Of a voice message: what its channel can fetch the voice with, an address or the id of a file; nobody else reads it."""
    hamlet: str = ""
    """The slug of the hamlet it was written from, where a program of the commune says so; see hamlets.py."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap, or to choose by typing its number or its label."""

    label: str
    code: str
    """Short ASCII, at most 64 bytes (Telegram's callback_data): `#a:<entry>`, `#t:<topic>`, `#up:<question>` …"""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the bot; channels degrade it to what they can show."""

    text: str
    """Plain text; a line break is a line break; no markup."""
    choices: tuple[Choice, ...] = ()
    """Numbered ones a resident picks from; the text need not list them: channels without buttons do."""
    actions: tuple[Choice, ...] = ()
    """Small extras under an answer (helpful or not); dropped where there are no buttons."""
    urgent: bool = False
    """Show it loudly: somebody may be losing money or be in danger right now."""
    image: str = ""
    """Public https address of a picture that goes with it; the text says everything without it too."""
