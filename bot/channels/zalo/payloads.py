"""Reply -> Parts -> the bodies of calls, richest form first. Pure. Facts: channels.md A5, E (2026-11).

No official page of the v3 "cs" message knows buttons ([S]), yet people send them in two shapes that contradict each other
([W]): both are built here, and a text with numbers that says the same without any.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from bot.channels import Part
from bot.channels.splitting import split
from bot.channels.zalo.address import Address
from bot.core.message import Choice, Reply

MAX_TEXT = 1800
"""Zalo says 2000 without saying of what; UTF-16 units and a margin are safe either way."""
MAX_BUTTONS = 5
MAX_TITLE = 100
MAX_PAYLOAD = 1000
ALARM = "🚨"
CS = "/v3.0/oa/message/cs"
GROUP = "/v3.0/oa/group/message"
_PICK, _PICK_HOW = "Bà con chọn", "Bấm vào ý đúng, hoặc gõ số của ý đó"
"""A list element is refused (-201) without a title and a subtitle."""


class Shape(IntEnum):
    """The shape of buttons an OA takes."""

    UNTRIED = 0
    TEMPLATE = 1
    LIST = 2
    NONE = 3


@dataclass(frozen=True, slots=True)
class Form:
    """One way to send a part."""

    body: dict[str, Any]
    shape: Shape | None = None
    """What we learn if it is taken, or refused; None: nothing."""


def parts(reply: Reply) -> list[Part]:
    """A reply as the calls it takes: choices with their numbers in the text and on the last part, a picture with the first."""
    text = reply.text.strip()
    if reply.urgent and not text.startswith(ALARM):
        text = f"{ALARM} {text}"
    numbered = "\n".join(f"{number}. {_one_line(choice.label)}" for number, choice in enumerate(reply.choices, 1))
    if reply.image and reply.choices:
        # A picture leaves no room for buttons, so these come below it.
        texts = [*split(text, MAX_TEXT), *split(numbered, MAX_TEXT)]
    else:
        texts = split("\n\n".join(part for part in (text, numbered) if part), MAX_TEXT)
    made = [Part(text) for text in texts] or ([Part("")] if reply.image else [])
    if made:
        made[-1] = replace(made[-1], choices=reply.choices, actions=reply.actions)
        made[0] = replace(made[0], image=reply.image)
    return made


def forms(address: Address, part: Part, shape: Shape) -> list[Form]:
    """The ways to send a part, richest first; `shape`: what is known of the OA."""
    plain = Form(_body(address, {"text": _with_link(part)}))
    if part.image and not address.anonymous:
        caption = {"text": part.text} if part.text else {}
        rich = [Form(_body(address, caption | _template({"template_type": "media", "elements": [_picture(part)]})))]
    elif address.private and (buttons := _buttons(part)) and shape is not Shape.NONE:
        template = Form(_body(address, {"text": part.text} | _template({"buttons": buttons})), Shape.TEMPLATE)
        element = {"title": _PICK, "subtitle": _PICK_HOW, "buttons": buttons}
        listed = _template({"template_type": "list", "elements": [element]})
        rich = [template, Form(_body(address, {"text": part.text} | listed), Shape.LIST)]
        if shape is Shape.LIST:
            rich.reverse()
        plain = replace(plain, shape=Shape.NONE)
    else:
        rich = []
    if address.group and address.quote:
        # Whether groups take a quote is not documented ([W]): without one it is asked again.
        rich = [Form(_quoting(form.body, address.quote)) for form in [*rich, plain]]
    return [*rich, plain]


def _quoting(body: dict[str, Any], quote: str) -> dict[str, Any]:
    return body | {"message": body["message"] | {"quote_message_id": quote}}


def _body(address: Address, message: dict[str, Any]) -> dict[str, Any]:
    return {"recipient": address.recipient, "message": message}


def _template(payload: dict[str, Any]) -> dict[str, Any]:
    return {"attachment": {"type": "template", "payload": payload}}


def _picture(part: Part) -> dict[str, str]:
    return {"media_type": "image", "url": part.image}


def _with_link(part: Part) -> str:
    return "\n".join(filter(None, (part.text, part.image)))


def _buttons(part: Part) -> list[dict[str, str]]:
    tappable = [
        choice for choice in (*part.choices, *part.actions) if _one_line(choice.label) and 0 < len(choice.code) <= MAX_PAYLOAD
    ]
    # "hide": the code is not shown in the chat when it is tapped.
    return [{"title": _title(choice), "type": "oa.query.hide", "payload": choice.code} for choice in tappable[:MAX_BUTTONS]]


def _title(choice: Choice) -> str:
    label = _one_line(choice.label)
    if len(label) <= MAX_TITLE:
        return label
    head = label[: MAX_TITLE - 1].rpartition(" ")[0] or split(label, MAX_TITLE - 1)[0]
    return head.rstrip(" ,;:–-") + "…"


def _one_line(label: str) -> str:
    return " ".join(label.split())
