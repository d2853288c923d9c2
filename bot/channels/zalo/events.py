"""Events of Zalo -> Delivered. Pure. Facts: channels.md A2, G1, H (2026-11).

Event names change, so one that is not known is nobody's fault; ids stay strings, they do not fit into numbers elsewhere.
"""

import re
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from bot.channels import Delivered, Happening
from bot.channels.foreign import at, id_at, link_at, moment, objects, text_at
from bot.channels.zalo.address import Address
from bot.core.message import Kind, Message

NAME = "zalo"
REVOKED = "permission_revoked"
"""The OA took its permission back: nothing can be sent until an officer connects it again."""
TEMPLATE_TAP = "user_click_response_button"
IGNORED = re.compile(
    r"user_(seen_message|received_message|reacted_message|submit_info|reply_consent|call_oa|feedback|join_group|out_group"
    r"|request_join_group)|oa_(reacted_message|send_consent|call_user)|update_user_info|update_group_info|create_group"
    r"|(delete|disperse)_group|(add|remove)_group_admin|(accept|react|reject)_request_join_group|(add|remove)_user_(to|from)_tag"
    r"|remove_tag|extension_purchased|change_\w+|shop_\w+|widget_\w+|event_journey_\w+|anonymous_reacted_message"
)
"""Known, and nothing to be done; user_submit_info carries names and telephones, which are not even kept."""

_SAID = re.compile(r"(user|anonymous)_send_(group_)?(\w+)")
_ECHO = re.compile(r"oa_send_(group_|anonymous_)?(text|image|gif|list|file|sticker|template|link|video|audio|location)")
_KINDS = {
    "text": Kind.TEXT,
    "link": Kind.TEXT,
    "image": Kind.IMAGE,
    "gif": Kind.IMAGE,
    "audio": Kind.VOICE,
    "video": Kind.VIDEO,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "file": Kind.FILE,
    "business_card": Kind.CONTACT,
}
# A tap comes back as a typed text (A2); our codes are "#a:khai-sinh", "#t0:thue", "#m1", "#none", a hashtag is none of these.
_CODE = re.compile(r"#(?:[a-z]+\d*:[!-~]+|m\d+|none)")
_LONGEST_CODE = 64
_AUDIO = re.compile(r"(?:.*\.)?(?:amr|aac|m4a|mp3|mp4a|ogg|oga|opus|wav|3gpp?|audio/.+)", re.DOTALL)
_FOLLOWING = {
    "follow": Happening.FOLLOWED,
    "user_click_chatnow": Happening.FOLLOWED,
    "unfollow": Happening.LEFT,
    "user_withdraw": Happening.WITHDRAWN,
}


def read(event: dict[str, Any], *, account: str = "") -> Delivered | None:
    """What an event says; None for what is nobody's business. `account`: the OA served, others' events are not ours."""
    delivered = _read(text_at(event, "event_name"), event)
    return delivered if delivered and delivered.account and (not account or delivered.account == account) else None


def is_known(name: str) -> bool:
    """Whether an event has a place in this file, even if there was nothing to do with this one."""
    return (
        name in _FOLLOWING or any(known.fullmatch(name) for known in (IGNORED, _SAID, _ECHO)) or name in (REVOKED, TEMPLATE_TAP)
    )


def _read(name: str, event: dict[str, Any]) -> Delivered | None:
    if happening := _FOLLOWING.get(name):
        return _relation(name, event, happening)
    if name == TEMPLATE_TAP:
        return _template_tap(name, event)
    if IGNORED.fullmatch(name):
        return None
    if echo := _ECHO.fullmatch(name):
        return _echo(name, event, where=echo[1] or "")
    if said := _SAID.fullmatch(name):
        return _said(name, event, anonymous=said[1] == "anonymous", group=bool(said[2]), what=said[3])
    return None


def _said(name: str, event: dict[str, Any], *, anonymous: bool, group: bool, what: str) -> Delivered | None:
    sender = id_at(event, "sender", "id")
    oa = recipient = id_at(event, "recipient", "id")
    conversation = id_at(event, "message", "conversation_id")
    text, kind = _words(what, event), Kind.VOICE if _is_recording(what, event) else _KINDS.get(what, Kind.OTHER)
    if not sender or not recipient or (anonymous and not conversation):
        return None
    address = Address(anonymous=sender, conversation=conversation) if anonymous else Address(user=sender)
    if group:
        oa = id_at(event, "oa_id")
        mention = f"[@{oa}]"
        if not oa or mention not in text:
            return None
        text = re.sub(r"[ \t]{2,}", " ", text.replace(mention, " ")).strip(" \t\n,:;")
        address = Address(group=recipient, quote=id_at(event, "message", "msg_id"))
    what_else = id_at(event, "message", "msg_id") or f"{address.chat}:{id_at(event, 'timestamp')}"
    delivered = _delivered(event, oa, f"{name}:{what_else}", address, Happening.SAID)
    message = _message(delivered, text, kind)
    return replace(delivered, message=replace(message, media=_voice(event)) if kind is Kind.VOICE else message)


def _message(delivered: Delivered, text: str, kind: Kind) -> Message:
    typed = text.strip()
    choice = typed if kind is Kind.TEXT and len(typed) <= _LONGEST_CODE and _CODE.fullmatch(typed) else ""
    if kind is Kind.TEXT and not typed:
        kind = Kind.OTHER
    return Message(NAME, delivered.chat, delivered.key, "" if choice else text, choice, kind)


def _words(what: str, event: dict[str, Any]) -> str:
    """What was typed, or what a shared link says; a business card's description holds a telephone, which we do not read."""
    text = text_at(event, "message", "text")
    if what != "link":
        return text
    links = objects(at(event, "message", "attachments"))[:1]
    said = [text, *(text_at(link, "payload", name) for link in links for name in ("description", "url"))]
    return "\n".join(dict.fromkeys(part for part in said if part))


def _is_recording(what: str, event: dict[str, Any]) -> bool:
    """Recordings are often sent as files (F [M]); what is really in them is looked at when they are fetched."""
    files = objects(at(event, "message", "attachments"))[:1] if what == "file" else []
    return any(_AUDIO.fullmatch(text_at(file, "payload", name).lower()) for file in files for name in ("type", "name"))


def _voice(event: dict[str, Any]) -> str:
    attached = objects(at(event, "message", "attachments"))
    return link_at(attached[0], "payload", "url") if attached else ""


def _relation(name: str, event: dict[str, Any], happening: Happening) -> Delivered | None:
    """follow, unfollow, chatnow, withdraw: no message and no msg_id."""
    user = id_at(event, "follower", "id") or id_at(event, "user_id") or id_at(event, "sender", "id")
    oa = id_at(event, "oa_id") or id_at(event, "recipient", "id")
    key = f"{name}:{user}:{id_at(event, 'timestamp')}"
    return _delivered(event, oa, key, Address(user=user), happening) if user else None


def _echo(name: str, event: dict[str, Any], *, where: str) -> Delivered | None:
    """A message of the OA: typed by an officer when there is an admin_id, else one of ours."""
    to, msg_id = id_at(event, "recipient", "id"), id_at(event, "message", "msg_id")
    address = {
        "": Address(user=to),
        "group_": Address(group=to),
        "anonymous_": Address(anonymous=to, conversation=id_at(event, "message", "conversation_id")),
    }[where]
    oa = id_at(event, "oa_id") or id_at(event, "sender", "id")
    if not to or not msg_id:
        return None
    by_hand = bool(id_at(event, "sender", "admin_id"))
    happening = Happening.TAKEN_OVER if by_hand else Happening.ECHOED
    delivered = _delivered(event, oa, f"{name}:{msg_id}", address, happening)
    return delivered if by_hand else replace(delivered, echo=msg_id, echo_text=text_at(event, "message", "text"))


def _template_tap(name: str, event: dict[str, Any]) -> Delivered | None:
    """A button of a ZBS template. The skeleton of 2026-11 names no user ([S]); without one there is nobody to answer."""
    user = id_at(event, "user_id") or id_at(event, "sender", "id")
    oa = id_at(event, "oa_id") or id_at(event, "recipient", "id")
    if not user:
        return None
    told = [text_at(event, "message", name) for name in ("tracking_id", "submit_time", "data")] + [id_at(event, "msg_id")]
    digest = blake2b("|".join(told).encode(), digest_size=16).hexdigest()
    delivered = _delivered(event, oa, f"{name}:{digest}", Address(user=user), Happening.SAID)
    return replace(delivered, message=_message(delivered, text_at(event, "message", "data"), Kind.TEXT))


def _delivered(event: dict[str, Any], oa: str, key: str, address: Address, happening: Happening) -> Delivered:
    when = moment(event.get("timestamp"))
    return Delivered(NAME, oa, key, address.chat, happening, str(address), when, private=address.private)
