"""Writing: a reply -> the parts it takes, a part -> its buttons. Pure."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels import Part
from bot.channels.splitting import split, units
from bot.channels.wording import title, usable, worded
from bot.core.message import Choice, Reply

MAX_TEXT = 4096
"""UTF-16 units, https://core.telegram.org/bots/api#sendmessage (2026-11)."""
MAX_CAPTION = 1024
"""UTF-16 units, https://core.telegram.org/bots/api#sendphoto (2026-11)."""
MAX_CODE = 64
"""Bytes of callback_data, https://core.telegram.org/bots/api#inlinekeyboardbutton (2026-11)."""
MAX_ROW, MAX_BUTTONS = 8, 100
"""Not documented; what clients show and the server takes (seen 2026-11)."""
MAX_LABEL = 60
"""What a phone shows on a button of full width, about two lines."""


def write(reply: Reply) -> list[Part]:
    """A reply as messages: choices as numbers in the text and as buttons under the last of it, actions as a row of buttons.

    A picture carries the text when that is short enough to stand under it, else it follows.
    """
    text = worded(reply)
    if reply.image and units(text) <= MAX_CAPTION:
        return [Part(text, reply.choices, reply.actions, reply.image)]
    pieces = split(text, MAX_TEXT)
    parts = [Part(piece) for piece in pieces[:-1]] + [Part(piece, reply.choices, reply.actions) for piece in pieces[-1:]]
    return [*parts, Part("", image=reply.image)] if reply.image else parts


def keyboard(part: Part) -> InlineKeyboardMarkup | None:
    """The buttons of a part; what cannot be one is left out: the number of a choice stands in the text."""
    choices = [[_button(choice)] for choice in part.choices if is_tappable(choice)]
    actions = [_button(action) for action in part.actions if is_tappable(action)]
    actions = actions[: max(0, MAX_BUTTONS - len(choices))]
    rows = choices[:MAX_BUTTONS] + [actions[i : i + MAX_ROW] for i in range(0, len(actions), MAX_ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def is_tappable(choice: Choice) -> bool:
    """Whether Telegram takes it as a button."""
    return usable(choice, longest=MAX_CODE)


def _button(choice: Choice) -> InlineKeyboardButton:
    return InlineKeyboardButton(title(choice.label, MAX_LABEL), callback_data=choice.code)
