"""The providers of the tests on loopback, all at once, and what residents send through them: for the scripts that measure.

Webhooks are posted by the scripts themselves, to whichever process they like: `Telegram`'s setting wants a public https
address, and a load is to be known to the byte.
"""

import hmac
import json
from collections import defaultdict
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from itertools import count
from time import time
from typing import Any, Self

from service import PEPPER

from bot.store.database import Database
from bot.store.tokens import ZaloTokens

_telegram: Any = import_module("fakes.telegram_api")
_zalo: Any = import_module("tests.fakes.zalo_oa")
_zalo_bot: Any = import_module("tests.fakes.zalo_bot")
_messenger: Any = import_module("tests.fakes.messenger")

TELEGRAM_SECRET, ZALO_BOT_SECRET = "secret-of-the-scripts", "secret-of-the-scripts"
PATHS = {"telegram": "/telegram", "zalo": "/zalo", "zalo-bot": "/zalo-bot", "messenger": "/messenger", "web": "/api/v1/messages"}
ACCOUNTS = {"telegram": _telegram.TOKEN.partition(":")[0], "zalo": _zalo.OA_ID, "messenger": _messenger.PAGE}
SECRETS = (
    _telegram.TOKEN.partition(":")[2],
    TELEGRAM_SECRET,
    _zalo.APP_SECRET,
    _zalo.OA_SECRET,
    _zalo_bot.TOKEN.partition(":")[2],
    _messenger.TOKEN,
    _messenger.APP_SECRET,
    _messenger.VERIFY_TOKEN,
)
"""What must never be in a log."""


@dataclass(frozen=True, slots=True)
class Call:
    """One POST to a webhook; posted again it is the same."""

    channel: str
    chat: str
    key: str
    body: bytes
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return PATHS[self.channel]

    @property
    def account(self) -> str:
        """Whom it was sent to; empty on the web."""
        return str(ACCOUNTS.get(self.channel, ""))


def headers_of(channel: str, body: bytes, timestamp: str = "", *, signed: bool = True) -> dict[str, str]:
    """What a provider sends along."""
    if channel == "telegram":
        proof = {"X-Telegram-Bot-Api-Secret-Token": TELEGRAM_SECRET if signed else "guess"}
    elif channel == "zalo":
        mac = _zalo.sign(body, timestamp.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
        proof = {"X-ZEvent-Signature": f"mac={mac if signed else '0' * 64}"}
    elif channel == "zalo-bot":
        proof = {"X-Bot-Api-Secret-Token": ZALO_BOT_SECRET if signed else "guess"}
    elif channel == "messenger":
        right = hmac.new(_messenger.APP_SECRET.encode(), body, sha256).hexdigest()
        proof = {"X-Hub-Signature-256": f"sha256={right if signed else '0' * 64}"}
    else:
        return {"Content-Type": "application/json" if signed else "text/plain"}
    return {"Content-Type": "application/json", **proof}


def signatures() -> tuple[bytes, bytes]:
    """The keys with which Zalo and Messenger sign."""
    return _zalo.OA_SECRET.encode(), _messenger.APP_SECRET.encode()


class Writers:
    """Residents: each call is a message of its own."""

    def __init__(self, *, first: int = 1) -> None:
        self._numbers = count(first)

    def says(self, channel: str, text: str, *, chat: int, choice: str = "") -> Call:
        """A resident writes, or with a `choice` taps."""
        number, make = next(self._numbers), _MAKE[channel]
        key, timestamp, values = make(number, text, chat)
        if choice:
            _TAP[channel](values, text, choice)
        try:
            body = json.dumps(values, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # halves of surrogate pairs only fit in as an escape
            body = json.dumps(values).encode()
        return Call(channel, f"{chat:032x}" if channel == "web" else str(chat), key, body, headers_of(channel, body, timestamp))


def _telegram_says(number: int, text: str, chat: int) -> tuple[str, str, dict[str, Any]]:
    writer = {"id": chat, "is_bot": False, "first_name": "Lan"}
    place = {"id": chat, "type": "private", "first_name": "Lan"}
    message = {"message_id": number, "date": int(time()), "chat": place, "from": writer, "text": text}
    return str(number), "", {"update_id": number, "message": message}


def _zalo_says(number: int, text: str, chat: int) -> tuple[str, str, dict[str, Any]]:
    timestamp, key = str(int(time() * 1000)), f"z{number}"
    event = {"app_id": _zalo.APP_ID, "user_id_by_app": "555", "event_name": "user_send_text", "sender": {"id": str(chat)}}
    event |= {"recipient": {"id": _zalo.OA_ID}, "message": {"text": text, "msg_id": key}, "timestamp": timestamp}
    return f"user_send_text:{key}", timestamp, event


def _zalo_bot_says(number: int, text: str, chat: int) -> tuple[str, str, dict[str, Any]]:
    message = {"message_id": f"b{number}", "date": int(time() * 1000), "text": text, "message_type": "CHAT_MESSAGE"}
    message |= {"from": {"id": str(chat), "is_bot": False}, "chat": {"id": str(chat), "chat_type": "PRIVATE"}}
    return f"{chat}|b{number}", "", {"event_name": "message.text.received", "message": message}


def _messenger_says(number: int, text: str, chat: int) -> tuple[str, str, dict[str, Any]]:
    now, mid = int(time() * 1000), f"m_{number}"
    event = {"sender": {"id": str(chat)}, "recipient": {"id": "1"}, "timestamp": now, "message": {"mid": mid, "text": text}}
    return mid, "", {"object": "page", "entry": [{"id": "1", "time": now, "messaging": [event]}]}


def _web_says(number: int, text: str, chat: int) -> tuple[str, str, dict[str, Any]]:
    return f"{number:032x}", "", {"chat": f"{chat:032x}", "id": f"{number:032x}", "text": text, "choice": ""}


_MAKE: dict[str, Callable[[int, str, int], tuple[str, str, dict[str, Any]]]] = {
    "telegram": _telegram_says,
    "zalo": _zalo_says,
    "zalo-bot": _zalo_bot_says,
    "messenger": _messenger_says,
    "web": _web_says,
}


async def _taken(_: object) -> int:
    """The look of Zalo's bots platform whether the webhook is there."""
    return 200


def _taps_telegram(update: dict[str, Any], label: str, choice: str) -> None:
    message = update.pop("message")
    keyboard = {"inline_keyboard": [[{"text": label or "?", "callback_data": choice}]]}
    shown = message | {"text": "?", "reply_markup": keyboard}
    query = {"id": str(update["update_id"]), "from": message["from"], "chat_instance": "1", "data": choice, "message": shown}
    update["callback_query"] = query


def _taps_messenger(batch: dict[str, Any], _: str, choice: str) -> None:
    batch["entry"][0]["messaging"][0]["message"]["quick_reply"] = {"payload": choice}


_TAP: dict[str, Callable[[dict[str, Any], str, str], None]] = {
    "telegram": _taps_telegram,
    # Their own phone sends it as if it were typed.
    "zalo": lambda event, _, choice: event["message"].update(text=choice),
    "messenger": _taps_messenger,
    "web": lambda posted, _, choice: posted.update(choice=choice),
}


class StandIns:
    """Telegram, Zalo, the Zalo bots' platform and Messenger; `async with` starts them."""

    def __init__(self) -> None:
        self.telegram, self.zalo = _telegram.TelegramApi(), _zalo.ZaloOA()
        self.zalo_bot, self.messenger = _zalo_bot.ZaloBotApi(), _messenger.MessengerApi()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        # What is pushed is the scripts' business: as if nobody had told them where.
        self.telegram._dispatch = lambda _: None  # noqa: SLF001
        self.zalo_bot._push_pending, self.zalo_bot._post = (lambda: None), _taken  # noqa: SLF001
        for one in (self.telegram, self.zalo, self.zalo_bot, self.messenger):
            await one.start()
            # As a real provider does: what was received is carried out, also when who sent it died before the answer.
            one._runner.server.handler_cancellation = False  # noqa: SLF001
            self._stack.push_async_callback(one.stop)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def heard(self) -> dict[tuple[str, str], list[str]]:
        """Channel and chat -> the texts that were sent there, in their order."""
        heard = defaultdict(list)
        for call in self.telegram.sent:
            heard["telegram", str(call["chat_id"])].append(call["text"])
        for sent in self.zalo.sent:
            heard["zalo", sent.recipient["user_id"]].append(sent.text)
        for sent in self.messenger.sent:
            heard["messenger", sent.chat].append(sent.text)
        return heard

    def environment(self) -> dict[str, str]:
        """Settings that lead a service to them."""
        return {
            "TELEGRAM_TOKEN": _telegram.TOKEN,
            "TELEGRAM_BASE_URL": self.telegram.base_url,
            "TELEGRAM_WEBHOOK_URL": "https://xa.example/telegram",
            "TELEGRAM_SECRET": TELEGRAM_SECRET,
            "ZALO_APP_ID": _zalo.APP_ID,
            "ZALO_APP_SECRET": _zalo.APP_SECRET,
            "ZALO_OA_SECRET": _zalo.OA_SECRET,
            "ZALO_OA_ID": _zalo.OA_ID,
            "ZALO_BASE_URL": self.zalo.base_url,
            "ZALO_OAUTH_URL": self.zalo.base_url,
            "ZALO_BOT_TOKEN": _zalo_bot.TOKEN,
            "ZALO_BOT_BASE_URL": self.zalo_bot.base_url,
            "ZALO_BOT_WEBHOOK_URL": "https://xa.example/zalo-bot",
            "ZALO_BOT_SECRET": ZALO_BOT_SECRET,
            "ZALO_BOT_QUOTA": "1000000000",
            "MESSENGER_TOKEN": _messenger.TOKEN,
            "MESSENGER_APP_SECRET": _messenger.APP_SECRET,
            "MESSENGER_VERIFY_TOKEN": _messenger.VERIFY_TOKEN,
            "MESSENGER_APP_ID": _messenger.APP_ID,
            "MESSENGER_BASE_URL": self.messenger.base_url,
        }

    async def connect_zalo(self, database_url: str) -> None:
        """What an officer's consent leaves in the database."""
        pair, now = self.zalo.authorise(), datetime.now(UTC)
        until = now + timedelta(seconds=self.zalo.access_seconds)
        async with Database(database_url, pepper=PEPPER) as database:
            await ZaloTokens(database).connect(_zalo.OA_ID, pair["access_token"], pair["refresh_token"], until=until, now=now)
