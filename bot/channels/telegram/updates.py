"""Updates as Telegram sends them: one that PTB cannot read must not hold up the others."""

import logging
from typing import Any

from telegram import Update, User
from telegram.request import HTTPXRequest

from bot.channels import Delivered
from bot.channels.telegram.reading import read

MAX_NUMBER = 2**63 - 1

_log = logging.getLogger(__package__)


def is_update(data: object) -> bool:
    return isinstance(data, dict) and type(data.get("update_id")) is int and 0 <= data["update_id"] <= MAX_NUMBER


def parsed(data: dict[str, Any]) -> Update:
    """The update, or only its number if PTB cannot read it: refused, it would come again and again for a day."""
    return _readable(data) or Update(data["update_id"])


def read_safely(update: Update, *, me: User) -> Delivered | None:
    """What `read` makes of it, and nothing where a field holds what Telegram never sends."""
    try:
        return read(update, me=me)
    except Exception:  # noqa: BLE001 - as above: a text may be a list
        _log.warning("Telegram: passed over an update with an odd field")
        return None


class PollingRequest(HTTPXRequest):
    """Where getUpdates comes in: in PTB one update it cannot read holds up all others for ever."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            found = [data for data in answer["result"] if is_update(data)]
            answer["result"] = [data if _readable(data) else {"update_id": data["update_id"]} for data in found]
        return answer


def _readable(data: dict[str, Any]) -> Update | None:
    try:
        update = Update.de_json(data, None)
        if _is_sound(update):
            return update
    except Exception:  # noqa: BLE001 - PTB checks no types, so anything can happen in it
        _log.debug("Telegram: what PTB could not read follows")
    _log.warning("Telegram: passed over an update of an unknown shape")
    return None


def _is_sound(update: Update) -> bool:
    """Whether what is acted on beside `read` is what it should be."""
    chat, tap, query = update.effective_chat, update.callback_query, update.inline_query
    return (
        (chat is None or isinstance(chat.id, int))
        and (tap is None or isinstance(tap.id, str))
        and (
            query is None or (isinstance(query.id, str) and isinstance(query.query, str) and isinstance(query.from_user.id, int))
        )
    )
