"""Updates as Telegram sends them: one that PTB cannot read must not hold up the others."""

import logging
from typing import Any

from telegram import Update
from telegram.request import HTTPXRequest

_log = logging.getLogger(__package__)


def is_update(data: object) -> bool:
    return isinstance(data, dict) and type(data.get("update_id")) is int


def digestible(data: dict[str, Any]) -> dict[str, Any]:
    """The update, or only its number if PTB cannot read it: refused, it would come again and again for a day."""
    try:
        chat = Update.de_json(data, None).effective_chat
        if chat is None or isinstance(chat.id, int):
            return data
    except Exception:  # noqa: BLE001 - PTB checks no types, so anything can happen in it
        _log.debug("Telegram: what PTB could not read follows")
    _log.warning("Telegram: passed over an update of an unknown shape")
    return {"update_id": data["update_id"]}


class PollingRequest(HTTPXRequest):
    """Where getUpdates comes in: in PTB one update it cannot read holds up all others for ever."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(answer.get("result"), list):
            answer["result"] = [digestible(data) for data in answer["result"] if is_update(data)]
        return answer
