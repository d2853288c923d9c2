"""Payloads of Messenger: a batch of events -> Delivered, Reply -> the bodies of calls. Pure. channels.md D and H (2026-11)."""

import re
from dataclasses import replace
from typing import Any

from bot.channels import Delivered, Happening, Part
from bot.channels.foreign import MAX_KEY, at, id_at, link_at, moment, objects, text_at
from bot.channels.splitting import split
from bot.channels.wording import title, usable, worded
from bot.core.message import Choice, Kind, Message, Reply

NAME = "messenger"
MAX_TEXT = 2000
"""The unit is not said, so UTF-16 (channels.md G3)."""
MAX_QUICK_REPLIES, MAX_TITLE, MAX_PAYLOAD = 13, 20, 1000
_WORD = re.compile(r"thon_[a-z0-9-]{1,58}")
"""The words of our own links; advertisements hand over others, which mean nothing here."""
KINDS = {
    "audio": Kind.VOICE,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "reel": Kind.VIDEO,
    "ig_reel": Kind.VIDEO,
    "file": Kind.FILE,
    "location": Kind.LOCATION,
}


def read(data: dict[str, Any], *, app_id: str) -> list[Delivered]:
    """All that happened, of every page and chat in the batch; what is none of our business (delivery, read …) is left out."""
    if text_at(data, "object") != "page":
        return []
    events = [(id_at(entry, "id"), event) for entry in objects(at(data, "entry")) for event in objects(at(entry, "messaging"))]
    return [found for page, event in events if (found := _read(event, page, app_id))]


def _read(event: dict[str, Any], page: str, app_id: str) -> Delivered | None:
    message = at(event, "message")
    if at(message, "is_echo") is True:
        return _echo(event, page or id_at(event, "sender", "id"), app_id)
    resident = id_at(event, "sender", "id")
    account = page or id_at(event, "recipient", "id")
    if not resident or not account or resident == account:
        return None
    if isinstance(message, dict):
        return _said(event, account, resident, message)
    if word := _handed(event):
        return _came(event, account, resident, word)
    if isinstance(at(event, "postback"), dict):
        return _tapped(event, account, resident)
    return None


def _handed(event: dict[str, Any]) -> str:
    """What an m.me link hands over: beside the first tap of a new chat, alone in one that is there already."""
    words = (text_at(event, *path, "ref") for path in (("postback", "referral"), ("referral",)))
    return next((word for word in words if _WORD.fullmatch(word)), "")


def _came(event: dict[str, Any], account: str, resident: str, word: str) -> Delivered:
    """Through a link of ours: the same as Telegram's "/start …"."""
    key = id_at(event, "postback", "mid", longest=MAX_KEY) or f"{resident}|{id_at(event, 'timestamp')}|{word}"
    return _delivered(event, account, resident, key, message=Message(NAME, resident, key, f"/start {word}"))


def _said(event: dict[str, Any], account: str, resident: str, message: dict[str, Any]) -> Delivered | None:
    mid = id_at(message, "mid", longest=MAX_KEY)
    if not mid or at(message, "is_deleted") is True:
        return None
    text, choice, kind = text_at(message, "text"), text_at(message, "quick_reply", "payload"), _kind(message)
    voice = link_at(objects(at(message, "attachments"))[0], "payload", "url") if kind is Kind.VOICE else ""
    said = Message(NAME, resident, mid, text, choice, kind, media=voice)
    return _delivered(event, account, resident, mid, message=said)


def _kind(message: dict[str, Any]) -> Kind:
    attached = objects(at(message, "attachments"))
    if not attached:
        return Kind.TEXT if text_at(message, "text") else Kind.OTHER
    if id_at(attached[0], "payload", "sticker_id"):
        return Kind.STICKER
    # A link that was shared comes as "fallback" beside its text, which says everything.
    other = Kind.TEXT if text_at(message, "text") else Kind.OTHER
    return KINDS.get(text_at(attached[0], "type"), other)


def _tapped(event: dict[str, Any], account: str, resident: str) -> Delivered:
    payload = text_at(event, "postback", "payload")
    key = id_at(event, "postback", "mid", longest=MAX_KEY) or f"{resident}|{id_at(event, 'timestamp')}|{payload}"
    said = Message(NAME, resident, key, text_at(event, "postback", "title"), payload)
    return _delivered(event, account, resident, key, message=said)


def _echo(event: dict[str, Any], account: str, app_id: str) -> Delivered | None:
    """What the page sent: through us, or by an officer (in the page's inbox, which is another app, or none)."""
    resident, mid = id_at(event, "recipient", "id"), id_at(event, "message", "mid", longest=MAX_KEY)
    if not resident or not mid or not account:
        return None
    if id_at(event, "message", "app_id") == app_id:
        echoed = _delivered(event, account, resident, mid, happening=Happening.ECHOED)
        return replace(echoed, echo=mid, echo_text=text_at(event, "message", "text"))
    return _delivered(event, account, resident, mid, happening=Happening.TAKEN_OVER)


def _delivered(
    event: dict[str, Any],
    account: str,
    resident: str,
    key: str,
    *,
    happening: Happening = Happening.SAID,
    message: Message | None = None,
) -> Delivered:
    when = moment(at(event, "timestamp"))
    # A page has no groups: whoever writes to it is alone with it.
    return Delivered(NAME, account, key, resident, happening, resident, at=when, message=message, private=True)


def parts(reply: Reply) -> list[Part]:
    """A picture on its own first, then texts; the last carries what may be tapped, whose numbers stand in the text as well."""
    texts = [Part(text) for text in split(worded(reply), MAX_TEXT)]
    if texts:
        texts[-1] = Part(texts[-1].text, reply.choices, reply.actions)
    return [Part("", image=reply.image), *texts] if reply.image else texts


def body_of(address: str, part: Part) -> dict[str, Any]:
    """The call that sends a part. RESPONSE: we only ever answer, within the 24 hours that are open for it."""
    return {"recipient": {"id": address}, "messaging_type": "RESPONSE", "message": _message(part)}


def _message(part: Part) -> dict[str, Any]:
    if part.image:
        return {"attachment": {"type": "image", "payload": {"url": part.image}}}
    tappable = [*_numbered(part.choices), *((action.label, action) for action in part.actions)]
    quick = [
        {"content_type": "text", "title": title(label, MAX_TITLE), "payload": choice.code}
        for label, choice in tappable
        if usable(choice, longest=MAX_PAYLOAD)
    ]
    return {"text": part.text} | ({"quick_replies": quick[:MAX_QUICK_REPLIES]} if quick else {})


def _numbered(choices: tuple[Choice, ...]) -> list[tuple[str, Choice]]:
    """With their numbers: cut to 20 letters two labels may look the same."""
    return [(f"{number}. {choice.label}", choice) for number, choice in enumerate(choices, 1)]


def simplest(part: Part) -> Part:
    """The part without what may be refused: a picture as its link, nothing to tap."""
    return Part(part.text or part.image)
