"""Commands: what an officer types or taps while reviewing, with or without marks. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.core.message import Message
from bot.core.text import accented, clean, fold, has_accents


class Verb(StrEnum):
    """What may be done; the name stands in the codes of buttons."""

    WORK = "viec"
    TAKE = "gop"
    NEW = "moi"
    REPLY = "traloi"
    SKIP = "boqua"
    FIND = "tim"
    LATER = "sau"
    STOP = "thoi"
    AGREE = "dongy"
    SEND = "gui"
    PUBLISH = "dang"
    UNDO = "hoantac"
    UNLINK = "ngat"


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done."""

    verb: Verb
    number: int = 0
    text: str = ""
    screen: str = ""
    """Of a button: what it stood under."""
    is_bare: bool = False
    """A number and nothing else: it means something only where numbers were offered."""


_SPELLED = {
    Verb.WORK: ("việc", "việc hôm nay"),
    Verb.NEW: ("mới",),
    Verb.REPLY: ("trả lời", "trảlời"),
    Verb.SKIP: ("bỏ qua", "bỏqua"),
    Verb.FIND: ("tìm",),
    Verb.LATER: ("sau", "để sau"),
    Verb.STOP: ("thôi", "dừng"),
    Verb.AGREE: ("đồng ý", "đồngý"),
    Verb.SEND: ("gửi",),
    Verb.PUBLISH: ("đăng",),
    Verb.UNDO: ("hoàn tác", "hoàntác"),
    Verb.UNLINK: ("ngắt kết nối",),
}
_TAKES_TEXT = frozenset({Verb.NEW, Verb.REPLY, Verb.SKIP, Verb.FIND})
_NUMBER = re.compile(r"(/?(?:gop|so)\s*)?(\d{1,2})[.)]?")
_CODE = re.compile(r"#viec:([0-9a-f]+):([a-z]+)(?::(\d{1,2}))?")
_LINK = re.compile(r"/?noi[\s:]*((?:\d[\s.-]*){8})")
_UNLINK = re.compile(r"/ngat(?:\s+ket\s+noi)?")


def read(message: Message) -> Command | None:
    """What an officer wants done; None: it is no command."""
    if message.choice:
        return _tapped(message.choice)
    text = clean(message.text)
    folded = fold(text)
    if found := _NUMBER.fullmatch(folded):
        return Command(Verb.TAKE, int(found[2]), is_bare=not found[1])
    if _UNLINK.fullmatch(folded):
        return Command(Verb.UNLINK)
    longest = sorted(((phrase, verb) for verb, phrases in _SPELLED.items() for phrase in phrases), key=lambda one: -len(one[0]))
    for phrase, verb in longest:
        rest = _after(text, phrase)
        if rest is not None and (not rest or verb in _TAKES_TEXT):
            return Command(verb, text=rest)
    return None


def link_code(message: Message) -> str:
    """The one-time code in a message; empty when it is none."""
    found = _LINK.fullmatch(fold(clean(message.text)).strip())
    return re.sub(r"\D", "", found[1]) if found else ""


def button(screen: str, verb: Verb, number: int = 0) -> str:
    """The code of a button that stands under a screen."""
    return f"#viec:{screen}:{verb}" + (f":{number}" if number else "")


def _tapped(code: str) -> Command | None:
    found = _CODE.fullmatch(code)
    if not found or found[2] not in {*Verb}:
        return None
    return Command(Verb(found[2]), int(found[3] or 0), screen=found[1])


def _after(text: str, phrase: str) -> str | None:
    """What follows a phrase at the beginning of a text; None when it does not stand there."""
    wanted = phrase.split()
    begun = re.match(r"/?" + r"[ \n]+".join([r"(\w+)"] * len(wanted)), text)
    if not begun or not all(_is(typed, word) for typed, word in zip(begun.groups(), wanted, strict=True)):
        return None
    return text[begun.end() :].lstrip(" \n:.,;–-").rstrip()


def _is(typed: str, word: str) -> bool:
    """The same word; typed without marks, or with the right ones: "mỗi" is not "mới"."""
    return accented(typed) == accented(word) if has_accents(typed) else fold(typed) == fold(word)
