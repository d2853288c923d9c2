"""Addressed: what in a group is said to the bot. Pure.

A command with its name, a mention, a reply to it; all else is the talk of neighbours. Whether a bare mention gets through
while privacy mode is on is not certain (channels.md C3 [W], 2026-11: third parties say yes, the official list does not name
it). Nothing depends on it: what arrives is read, and commands and replies always arrive.
"""

import re

from telegram import Message as Received
from telegram import User
from telegram.constants import MessageEntityType

_COMMAND = re.compile(r"(/\w+)@(\w+)")


def without_name(text: str, me: User) -> str:
    """Of "/chude@XaBot" the "/chude"."""
    command = _COMMAND.match(text)
    return command[1] + text[command.end() :] if command and _is_me(command[2], me) else text


def addressed(message: Received, text: str, me: User) -> str | None:
    """What a message in a group says to the bot, None when it is none of its business."""
    if command := _COMMAND.match(text):
        return without_name(text, me) if _is_me(command[2], me) else None
    # As Telegram counts, so before anything is dropped from the text.
    units = text.encode("utf-16-le", "surrogatepass")
    mentioned = False
    for entity in sorted(message.entities or message.caption_entities, key=lambda e: e.offset, reverse=True):
        first, last = 2 * entity.offset, 2 * (entity.offset + entity.length)
        by_name = entity.type == MessageEntityType.MENTION and _is_me(units[first + 2 : last].decode("utf-16-le", "replace"), me)
        if by_name or (entity.type == MessageEntityType.TEXT_MENTION and entity.user and entity.user.id == me.id):
            units, mentioned = units[:first] + units[last:], True
    if mentioned:
        return re.sub(r"[ \t]{2,}", " ", units.decode("utf-16-le", "replace")).strip(" \t\n,:;")
    replied = message.reply_to_message
    return text if replied and replied.from_user and replied.from_user.id == me.id else None


def _is_me(name: str, me: User) -> bool:
    return name.lower() == (me.username or "").lower()
