"""Bodies a webhook may be sent: valid ones, valid ones with something wrong, and nonsense. Pure, the same for the same seed.

Everything a resident could have typed carries MARK, so that a log can be searched for it.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

MARK = "điều kín 7391"
PAGE, OA, BOT_ID = "1", "388613280878808645", 123456789
_TEXTS = (
    f"làm giấy khai sinh cho con cần gì {MARK}",
    f"xin visa đi Mỹ {MARK}",
    MARK,
    "/xoa",
    "/start",
    "2",
    f"nhà bị cháy {MARK}",
)
_ODD_TEXTS = (
    "",
    " ",
    "\0",
    "\ud800",
    f"{MARK}\udfff",
    "\u202e" + MARK,
    "'; DROP TABLE message; --",
    "{0.__class__}",
    "%s%n",
    "<script>",
    "👨‍👩‍👧‍👦" * 50,
    "\x1b[31m",
    "#a:khai-sinh",
    "#" * 70,
    "x" * 300,
    "9" * 25,
    "true",
    "2026-11-21",
    "١٢",
    "²",
)
_ODD_NUMBERS: tuple[Any, ...] = (0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 10**400, 1e308, 1.5, -0.0, True, False)
_NOT_JSON_NUMBERS = ("1e999", "-1e999", "NaN", "Infinity", "-Infinity", "9" * 5000, "0x10", "01", "1" + "0" * 400 + ".5")
_Dice = random.Random


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent to one channel."""

    channel: str
    kind: str
    data: bytes
    signed: bool
    timestamp: str
    """What Zalo signs along with the body."""


def bodies(seed: int) -> Callable[[int], Body]:
    """Body n of a seed."""

    def body(number: int) -> Body:
        dice = random.Random(f"{seed}:{number}")
        channel = dice.choices(list(SHAPES), [28, 28, 18, 20, 6])[0]
        kind = dice.choices(list(_KINDS), [share for share, _ in _KINDS.values()])[0]
        shape = SHAPES[channel](dice)
        data, sent = _KINDS[kind][1](dice, shape)
        timestamp = sent.get("timestamp", "") if isinstance(sent, dict) else ""
        signs = isinstance(timestamp, str | int) and not isinstance(timestamp, bool)
        return Body(channel, kind, data, dice.random() < 0.5, _digits(timestamp) if signs else "")

    return body


def _digits(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # an integer that Python does not print
        return ""


# Valid ones


def _text(dice: _Dice) -> str:
    return dice.choice(_TEXTS) if dice.random() < 0.9 else dice.choice(_ODD_TEXTS)


def _name(dice: _Dice, many: int = 10**6) -> str:
    return str(dice.randrange(1, many))


def telegram(dice: _Dice) -> dict[str, Any]:
    """An update."""
    private = dice.random() < 0.8
    writer = {"id": dice.randrange(1, 10**6), "is_bot": False, "first_name": MARK, "language_code": "vi"}
    chat = (
        {"id": writer["id"], "type": "private"}
        if private
        else {"id": -dice.randrange(1, 999), "type": "supergroup", "title": MARK}
    )
    said = {"message_id": dice.randrange(10**6), "date": int(time()), "chat": chat, "from": writer}
    photo = [{"file_id": "F", "file_unique_id": "Q", "width": 9, "height": 9}]
    origin = {"type": "hidden_user", "sender_user_name": MARK, "date": int(time())}
    member = {"user": {"id": BOT_ID, "is_bot": True, "first_name": "Bot"}, "status": "member"}
    left, tapped = member | {"status": "left"}, {"id": _name(dice), "from": writer, "chat_instance": "1"}
    what: list[dict[str, Any]] = [
        {"message": said | {"text": _text(dice)}},
        {"message": said | {"text": f"@XaThuBot {_text(dice)}", "entities": [{"type": "mention", "offset": 0, "length": 9}]}},
        {"message": said | {"text": "/chude", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}},
        {"message": said | {"text": _text(dice), "forward_origin": origin}},
        {"message": said | {"photo": photo, "caption": _text(dice)}},
        {"message": said | {"voice": {"file_id": "V", "file_unique_id": "U", "duration": 3}}},
        {"message": said | {"location": {"latitude": 20.9, "longitude": 106.3}}},
        {"message": said | {"reply_to_message": said | {"text": _text(dice)}, "text": _text(dice)}},
        {"message": said | {"migrate_to_chat_id": -1007}},
        {"edited_message": said | {"text": _text(dice)}},
        {"my_chat_member": {"chat": chat, "from": writer, "date": 1, "old_chat_member": member, "new_chat_member": left}},
        {"callback_query": tapped | {"data": "#a:khai-sinh", "message": said | {"text": MARK}}},
        {"inline_query": {"id": _name(dice), "from": writer, "query": _text(dice), "offset": ""}},
    ]  # fmt: skip
    weights = [8, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.3, 0.3]
    return {"update_id": dice.randrange(10**9)} | dice.choices(what, weights)[0]


def zalo(dice: _Dice) -> dict[str, Any]:
    """An event of an OA."""
    user, now = {"id": _name(dice)}, str(int(time() * 1000))
    message: dict[str, Any] = {"msg_id": _name(dice, 10**12), "text": _text(dice)}
    attached = [{"type": "image", "payload": {"url": "https://photo.talk.zdn.vn/1", "thumbnail": "https://photo.talk.zdn.vn/2"}}]
    card = [{"type": "link", "payload": {"description": json.dumps({"phone": MARK}), "url": MARK}}]
    oa, seen = {"id": OA}, {"msg_ids": ["1"]}
    place = [{"type": "location", "payload": {"coordinates": {"latitude": "20.9", "longitude": 1}}}]
    kinds = ["user_send_image", "user_send_audio", "user_send_file", "user_send_sticker", "user_send_gif"]
    what: list[dict[str, Any]] = [
        {"event_name": "user_send_text", "sender": user, "recipient": oa, "message": message},
        {"event_name": "user_send_text", "sender": user, "recipient": oa, "message": message | {"quote_msg_id": "1"}},
        {"event_name": dice.choice(kinds), "sender": user, "recipient": oa, "message": message | {"attachments": attached}},
        {"event_name": dice.choice(["user_send_link", "user_send_business_card"]),
         "sender": user, "recipient": oa, "message": message | {"attachments": card}},
        {"event_name": "user_send_location", "sender": user, "recipient": oa,
         "message": message | {"attachments": place}},
        {"event_name": dice.choice(["follow", "unfollow"]), "oa_id": OA, "follower": user, "source": "oa_profile"},
        {"event_name": dice.choice(["user_withdraw", "user_click_chatnow"]), "oa_id": OA, "user_id": user["id"]},
        {"event_name": "oa_send_text", "sender": oa | dice.choice([{}, {"admin_id": "7"}]), "recipient": user,
         "message": message},
        {"event_name": "user_submit_info", "sender": user, "recipient": oa, "info": {"name": MARK, "phone": MARK}},
        {"event_name": "user_send_group_text", "sender": user, "recipient": {"id": "g1"}, "oa_id": OA,
         "message": message | {"text": f"[@{OA}] {message['text']}"}},
        {"event_name": "anonymous_send_text", "sender": user, "recipient": oa, "message": message | {"conversation_id": "c1"}},
        {"event_name": "user_click_response_button", "oa_id": OA, "msg_id": "1", "user_id": user["id"],
         "message": {"submit_time": now, "button_type": "response", "data": MARK, "tracking_id": "t"}},
        {"event_name": dice.choice(["user_seen_message", "change_oa_daily_quota", "brand_new_event"]), "message": seen},
    ]  # fmt: skip
    common = {"app_id": "1234567890123456789", "user_id_by_app": "555", "timestamp": now}
    return common | dice.choices(what, [8, *[1] * (len(what) - 1)])[0]


def zalo_bot(dice: _Dice) -> dict[str, Any]:
    """An update of a Zalo bot, wrapped or flat."""
    group = dice.random() < 0.2
    message: dict[str, Any] = {
        "message_id": _name(dice, 10**12),
        "date": int(time() * dice.choice([1, 1000])),
        "from": {"id": _name(dice), "display_name": MARK, "is_bot": False},
        "chat": {"id": _name(dice), "chat_type": "GROUP" if group else "PRIVATE"},
    }
    event, content = dice.choice(
        [
            ("message.text.received", {"text": _text(dice)}),
            ("message.image.received", {"photo": "https://x.zdn.vn/1", "caption": _text(dice)}),
            ("message.sticker.received", {"sticker": "s", "url": "https://x.zdn.vn"}),
            ("message.voice.received", {"voice_url": "https://x.zdn.vn/1.aac"}),
            ("message.unsupported.received", {}),
            ("webhook.test", {}),
            ("something.new", {"text": MARK}),
        ]
    )
    update = {"event_name": event, "message": message | content}
    return {"ok": True, "result": update} if dice.random() < 0.5 else update


def messenger(dice: _Dice) -> dict[str, Any]:
    """A batch of events."""

    def event() -> dict[str, Any]:
        resident = {"id": _name(dice)}
        common = {"sender": resident, "recipient": {"id": PAGE}, "timestamp": int(time() * 1000)}
        message = {"mid": f"m_{_name(dice, 10**12)}", "text": _text(dice)}
        attached = {
            "attachments": [{"type": dice.choice(["image", "audio", "fallback", "reel"]), "payload": {"url": "https://x"}}]
        }
        told: list[dict[str, Any]] = [
            {"message": message},
            {"message": message | {"quick_reply": {"payload": "#a:khai-sinh"}}},
            {"message": message | attached},
            {"postback": {"mid": message["mid"], "title": MARK, "payload": "#t:ho-tich"}},
            {
                "message": message | {"is_echo": True, "app_id": dice.choice([424242, 7])},
                "sender": {"id": PAGE},
                "recipient": resident,
            },
            {"delivery": {"mids": ["m"], "watermark": 1}},
            {"read": {"watermark": 1}},
            {"reaction": {"reaction": "love", "mid": "m"}},
        ]
        return common | dice.choices(told, [6, 1, 1, 1, 1, 1, 1, 1])[0]

    entries = [
        {"id": PAGE, "time": 1, "messaging": [event() for _ in range(dice.choice([1, 1, 1, 2, 5]))]}
        for _ in range(dice.choice([1, 1, 1, 2]))
    ]
    return {"object": "page", "entry": entries}


def web_chat(dice: _Dice) -> dict[str, Any]:
    """What the page posts."""
    chat, message = (f"{dice.getrandbits(128):032x}" for _ in range(2))
    return {"chat": chat, "id": message, "text": _text(dice), "choice": dice.choice(["", "", "#a:khai-sinh", "#m1"])}


SHAPES: dict[str, Callable[[_Dice], dict[str, Any]]] = {
    "telegram": telegram,
    "zalo": zalo,
    "zalo-bot": zalo_bot,
    "messenger": messenger,
    "web": web_chat,
}


# What may be wrong with them


def _any_value(dice: _Dice, depth: int = 0) -> Any:
    what = dice.randrange(8 if depth < 4 else 6)
    if what == 0:
        return None
    if what in (1, 2):
        return dice.choice(_ODD_NUMBERS)
    if what < 6:
        return dice.choice(_ODD_TEXTS) if dice.random() < 0.7 else _text(dice)
    names = ["id", "text", "message", "chat", "from", "sender", "recipient", "timestamp", "event_name", "", "\0", MARK]
    if what == 6:
        return [_any_value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {dice.choice(names): _any_value(dice, depth + 1) for _ in range(dice.randrange(5))}


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Everything that stands somewhere in it: what holds it, and under which key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((value, key), *_places(value[key]))]


def _mutated(dice: _Dice, shape: dict[str, Any]) -> dict[str, Any]:
    shape = json.loads(json.dumps(shape))
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        places = _places(shape)
        if not places:
            break
        holder, key = dice.choice(places)
        change = dice.randrange(6)
        if change == 0:
            del holder[key]
        elif change == 1:
            holder[key] = [holder[key]] * dice.choice([1, 2, 30])
        elif change == 2:
            holder[key] = {"id": holder[key]}
        elif change == 3 and isinstance(holder, dict):
            holder[dice.choice(["text", "caption", "id", "chat", "is_bot", "oa_id", MARK])] = holder[key]
        else:
            holder[key] = _any_value(dice)
    return shape


def _written(dice: _Dice, value: Any) -> bytes:
    ascii_only = dice.random() < 0.5
    return json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


def _as_it_is(dice: _Dice, shape: Any) -> tuple[bytes, Any]:
    return _written(dice, shape), shape


def _wrong_shape(dice: _Dice, shape: Any) -> tuple[bytes, Any]:
    changed = _mutated(dice, shape)
    return _written(dice, changed), changed


def _random_json(dice: _Dice, _: Any) -> tuple[bytes, Any]:
    value = _any_value(dice)
    return _written(dice, value), value


def _random_bytes(dice: _Dice, _: Any) -> tuple[bytes, Any]:
    return dice.randbytes(dice.choice([0, 1, 2, 10, 100, 1000])), {}


def _damaged(dice: _Dice, shape: Any) -> tuple[bytes, Any]:
    data = bytearray(_written(dice, shape))
    for _ in range(dice.choice([1, 2, 5])):
        at = dice.randrange(len(data) + 1)
        what = dice.randrange(5)
        if what == 0:
            del data[at:]
        elif what == 1:
            data[at:at] = dice.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\0", b"\\u", b'\\ud800"', b'"'])
        elif what == 2 and at < len(data):
            data[at] ^= 1 << dice.randrange(8)
        elif what == 3:
            data = bytearray(data.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-32", "utf-8-sig"])))
        else:
            data[at:at] = data[: dice.randrange(200)]
    return bytes(data), shape


def _huge_number(dice: _Dice, shape: Any) -> tuple[bytes, Any]:
    holder, key = dice.choice(_places(shape))
    holder[key] = "@@@"
    return _written(dice, shape).replace(b'"@@@"', dice.choice(_NOT_JSON_NUMBERS).encode()), shape


def _deep(dice: _Dice, shape: Any) -> tuple[bytes, Any]:
    holder, key = dice.choice(_places(shape))
    holder[key] = "@@@"
    left, right = dice.choice([(b"[", b"]"), (b'{"message":', b"}"), (b'{"a":[', b"]}")])
    depth = dice.choice([5, 50, 500, 900, 2000, 20_000])
    return _written(dice, shape).replace(b'"@@@"', left * depth + b"1" + right * depth), shape


def _long(dice: _Dice, shape: Any) -> tuple[bytes, Any]:
    holder, key = dice.choice(_places(shape))
    size = dice.choice([5_000, 5_000, 50_000, 300_000] + [1_100_000] * (dice.random() < 0.02))
    holder[key] = (dice.choice(["khai sinh ", "ă", "👍", MARK + "\n"]) * size)[:size]
    return _written(dice, shape), shape


_KINDS: dict[str, tuple[float, Callable[[_Dice, Any], tuple[bytes, Any]]]] = {
    "valid": (15, _as_it_is),
    "wrong shape": (48, _wrong_shape),
    "random JSON": (10, _random_json),
    "random bytes": (6, _random_bytes),
    "damaged": (14, _damaged),
    "huge number": (3, _huge_number),
    "deep": (2.5, _deep),
    "long": (1.5, _long),
}
