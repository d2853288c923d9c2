"""Payloads of the Zalo Bot Platform: an update -> Delivered, Reply -> texts. Pure. channels.md B and H (2026-11)."""

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from bot.channels import Delivered, Happening, Part
from bot.channels.foreign import at, id_at, link_at, moment, text_at
from bot.channels.splitting import split
from bot.channels.wording import worded
from bot.core.message import Kind, Message, Reply

NAME = "zalo-bot"
MAX_TEXT = 2000
"""Of sendMessage and of a caption; the unit is not said, so UTF-16 (channels.md G3)."""
CUT = 1800
"""Where texts are cut, on the safe side of MAX_TEXT."""
GROUP, PRIVATE = "GROUP", "PRIVATE"
KINDS = {
    "message.text.received": Kind.TEXT,
    "message.image.received": Kind.IMAGE,
    "message.sticker.received": Kind.STICKER,
    "message.voice.received": Kind.VOICE,
    # Links and people whose messages are protected come without content.
    "message.unsupported.received": Kind.OTHER,
}
_AFTER_A_NAME = " \t\n,.:;!-–"


def unwrapped(data: dict[str, Any]) -> dict[str, Any]:
    """The update itself: the documentation shows it inside {ok, result}, webhooks seen in the wild are flat [S]."""
    inner = data.get("result")
    return inner if isinstance(inner, dict) else data


def is_probe(update: dict[str, Any]) -> bool:
    """Whether it is Zalo's (or its console's) look whether anybody answers there."""
    ids = (text_at(update, "message_id"), text_at(update, "message", "message_id"))
    return text_at(update, "event_name") == "webhook.test" or "webhook-test" in ids


def read(update: dict[str, Any], *, account: str, names: Sequence[str] = ()) -> Delivered | None:
    """What a resident sent; None for everything else. `names` of the bot, for groups."""
    kind = KINDS.get(text_at(update, "event_name"))
    message = at(update, "message")
    chat = id_at(message, "chat", "id")
    if kind is None or not chat or at(message, "from", "is_bot") is True:
        return None
    text = text_at(message, "text") or text_at(message, "caption")
    if text_at(message, "chat", "chat_type") == GROUP:
        text = without_name(text, names)
    key = f"{chat}|{id_at(message, 'message_id') or _fingerprint(message)}"
    return Delivered(
        channel=NAME,
        account=account,
        key=key,
        chat=chat,
        happening=Happening.SAID,
        # Private or group: it is answered where it was said.
        address=chat,
        at=moment(at(message, "date")),
        message=Message(NAME, chat, key, text, kind=kind, media=link_at(message, "voice_url") if kind is Kind.VOICE else ""),
        private=text_at(message, "chat", "chat_type") == PRIVATE,
    )


def _fingerprint(message: dict[str, Any]) -> str:
    """In place of a missing id, which was never seen: the same message replayed by every poll must stay one."""
    said = (id_at(message, "from", "id"), str(moment(at(message, "date"))), text_at(message, "text"), text_at(message, "caption"))
    return sha256("|".join(said).encode()).hexdigest()[:32]


def without_name(text: str, names: Sequence[str]) -> str:
    """What is said in a group without the mention in front: "@Bot Xã Nam Sách làm khai sinh" -> "làm khai sinh".

    Mentions are plain text there [M]; whether with "@" is not said, so both are taken off.
    """
    text = normalize("NFC", text).strip()
    for name in sorted((normalize("NFC", name).strip() for name in names), key=len, reverse=True):
        if name and (found := re.match(rf"@?[ \t]*{re.escape(name)}(?!\w)", text, re.IGNORECASE)):
            return text[found.end() :].lstrip(_AFTER_A_NAME)
    return text


def parts(reply: Reply) -> list[Part]:
    """Numbered texts: there are no buttons, so actions are left out. A picture goes with the first, as one message."""
    texts = split(worded(reply), CUT)
    first = Part(texts[0] if texts else "", image=reply.image)
    if not (first.text or first.image):
        return []
    made = [first, *(Part(text) for text in texts[1:])]
    last = made[-1]
    return [*made[:-1], Part(last.text, choices=reply.choices, image=last.image)]


def request_of(address: str, part: Part) -> tuple[str, dict[str, str]]:
    """The method that sends a part, and its body."""
    if part.image:
        return "sendPhoto", {"chat_id": address, "photo": part.image, "caption": part.text}
    return "sendMessage", {"chat_id": address, "text": part.text}


def simplest(part: Part) -> Part:
    """The part without what may be refused: a picture as its link."""
    return Part("\n".join(piece for piece in (part.text, part.image) if piece))
