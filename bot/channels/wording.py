"""A reply in plain words, for channels that show few buttons or none. Pure."""

import re

from bot.channels.splitting import split, units
from bot.core.message import Choice, Reply

ALARM = "🚨"
_ID_OR_SECRET = re.compile(r"(?=\S*\d)\S{20,}|\d{6,}")
_MOST_TOLD = 120


def worded(reply: Reply) -> str:
    """The text with its choices numbered below, an urgent one with an alarm light."""
    text = reply.text.strip()
    if reply.urgent and not text.startswith(ALARM):
        text = f"{ALARM} {text}"
    numbered = "\n".join(f"{number}. {one_line(choice.label)}" for number, choice in enumerate(reply.choices, 1))
    return "\n\n".join(part for part in (text, numbered) if part)


def one_line(label: str) -> str:
    return " ".join(label.split())


def title(label: str, most: int) -> str:
    """The label as a button of `most` UTF-16 units has room for it, cut at a word."""
    label = one_line(label)
    if units(label) <= most:
        return label
    # Without blanks `split` cuts only between characters as a reader sees them.
    room = len(split(label.replace(" ", "_"), most - 1)[0])
    head = label[:room]
    whole = head if label[room] == " " else head.rpartition(" ")[0]
    # A word that fills the button is cut inside: better than a button with a number only.
    return (whole if len(whole) > most // 3 else head).rstrip(" ,;:–-") + "…"


def usable(choice: Choice, *, longest: int) -> bool:
    """Whether it can be a button: one bad button would cost the whole message."""
    return bool(choice.label.strip()) and 0 < len(choice.code.encode()) <= longest


def told(description: object) -> str:
    """A provider's own words for an officer's eyes, or nothing: they may quote whom we wrote to, what, and with which token.

    Providers write English, what residents read has accents; ids are long numbers, tokens and addresses long words with digits.
    """
    if not isinstance(description, str) or not description.isascii():
        return ""
    return one_line(_ID_OR_SECRET.sub("…", description[: 2 * _MOST_TOLD]))[:_MOST_TOLD]
