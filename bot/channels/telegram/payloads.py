"""Payloads of Telegram: an update -> Message, Reply -> messages with buttons. Pure."""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update, User
from telegram import Message as Received
from telegram.constants import ChatType, MessageEntityType

from bot.channels.splitting import split
from bot.channels.typed import storable
from bot.core.message import Choice, Message, Reply

MAX_TEXT = 4096
"""UTF-16 units, https://core.telegram.org/bots/api#sendmessage (2026-11)."""
MAX_CODE = 64
"""Bytes of callback_data, https://core.telegram.org/bots/api#inlinekeyboardbutton (2026-11)."""
MAX_ROW, MAX_BUTTONS = 8, 100
"""Not documented; what clients show and the server takes (seen 2026-11)."""
MAX_LABEL = 60
"""Characters a phone shows on a button of full width, about two lines."""
ALARM = "🚨"
GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)

_COMMAND = re.compile(r"(/\w+)@(\w+)")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One sendMessage."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def read(update: Update, *, me: User) -> Message | None:
    """What a resident said to the bot; None for everything else."""
    if update.callback_query:
        return _read_tap(update.callback_query, update.update_id)
    message = update.message
    if message is None or not _is_said(message):
        return None
    text = message.text or message.caption or ""
    addressed = _addressed(message, text, me) if message.chat.type in GROUPS else _without_name(text, me)
    return None if addressed is None else Message("telegram", str(message.chat.id), str(update.update_id), storable(addressed))


def _is_said(message: Received) -> bool:
    """By a person (admins of a group may write in its name), and not a service message."""
    writer = message.from_user
    in_the_groups_name = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    if writer is None or (writer.is_bot and not in_the_groups_name) or message.is_automatic_forward:
        return False
    return any((message.text, message.caption, message.effective_attachment, message.checklist))


def _without_name(text: str, me: User) -> str:
    """Of "/chude@XaBot" the "/chude"."""
    command = _COMMAND.match(text)
    return command[1] + text[command.end() :] if command and _is_me(command[2], me) else text


def _is_me(name: str, me: User) -> bool:
    return name.lower() == (me.username or "").lower()


def _addressed(message: Received, text: str, me: User) -> str | None:
    """What is said to the bot in a group, or None: a command with its name, a mention, a reply to it."""
    if command := _COMMAND.match(text):
        return _without_name(text, me) if _is_me(command[2], me) else None
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


def _read_tap(query: CallbackQuery, update_id: int) -> Message | None:
    if query.message is None or not query.data:
        return None
    keyboard = query.message.reply_markup if isinstance(query.message, Received) else None
    buttons = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
    label = next((button.text for button in buttons if button.callback_data == query.data), "")
    return Message("telegram", str(query.message.chat.id), str(update_id), storable(label), choice=storable(query.data))


def write(reply: Reply) -> list[Outgoing]:
    """A reply as messages: choices as numbers in the text and as buttons under the last one, actions as a row of buttons."""
    text = reply.text.strip()
    if reply.urgent and not text.startswith(ALARM):
        text = f"{ALARM} {text}"
    numbered = "\n".join(f"{number}. {_one_line(choice.label)}" for number, choice in enumerate(reply.choices, 1))
    parts = split("\n\n".join(part for part in (text, numbered) if part), MAX_TEXT)
    return [Outgoing(part) for part in parts[:-1]] + [Outgoing(part, _keyboard(reply)) for part in parts[-1:]]


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    choices = [[_button(choice)] for choice in reply.choices if is_tappable(choice)]
    actions = [_button(action) for action in reply.actions if is_tappable(action)]
    actions = actions[: max(0, MAX_BUTTONS - len(choices))]
    rows = choices[:MAX_BUTTONS] + [actions[i : i + MAX_ROW] for i in range(0, len(actions), MAX_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def is_tappable(choice: Choice) -> bool:
    """Whether Telegram takes it as a button; one bad button would cost the whole message."""
    return bool(choice.label.strip()) and 0 < len(choice.code.encode()) <= MAX_CODE


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(_cut(_one_line(choice.label)), callback_data=choice.code)


def _one_line(label: str) -> str:
    return " ".join(label.split())


def _cut(label: str) -> str:
    """The label as a button has room for it, cut at a word."""
    if len(label) <= MAX_LABEL:
        return label
    head = label[:MAX_LABEL].rpartition(" ")[0] or split(label, MAX_LABEL - 1)[0]
    return head.rstrip(" ,;:–-") + "…"
