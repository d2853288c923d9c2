"""Calls with the access token: paced, and once more with another token when Zalo refuses it (channels.md A5-A9, 2026-11)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.channels import Fate, Unsent
from bot.channels.http import Caller, MayHaveArrived, NeverLeft, Response
from bot.channels.zalo import fates
from bot.channels.zalo.pace import Pace
from bot.channels.zalo.timing import Timing
from bot.channels.zalo.tokens import Keeper, NotConnected

_log = logging.getLogger(__package__)

_OK, _TOO_MANY, _SERVER_ERROR, _GATEWAY_TIMEOUT = 200, 429, 500, 504


@dataclass(frozen=True, slots=True)
class Answer:
    """What Zalo said."""

    code: int
    data: dict[str, Any] = field(default_factory=dict)
    """`data` of the answer, when it is an object."""
    items: list[Any] = field(default_factory=list)
    """The same, when it is a list."""
    wait: float | None = None
    """Seconds to keep still, when it was too fast."""


class Calls:
    """The only way to Zalo's API; raises `Unsent` for what no table can mend."""

    def __init__(self, caller: Caller, keeper: Keeper, *, pace: Pace, timing: Timing) -> None:
        self._caller, self._keeper, self._pace, self._timing = caller, keeper, pace, timing

    async def post(self, path: str, body: dict[str, Any]) -> Answer:
        """Send something, once.

        Raises:
            Unsent: when there was no answer of Zalo's.
        """
        answer = await self._call(lambda headers: self._caller.post_json(path, body, headers))
        if answer.code == fates.FAILED_TO_SEND:
            await asyncio.sleep(self._timing.resend)
            answer = await self._call(lambda headers: self._caller.post_json(path, body, headers))
        return answer

    async def get(self, path: str, data: str = "") -> Answer:
        """Ask something; raises as `post` does."""
        query = {"data": data} if data else None
        return await self._call(lambda headers: self._caller.get(path, query, headers))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._caller.close()

    async def _call(self, ask: Callable[[dict[str, str]], Awaitable[Response]]) -> Answer:
        token = await self._token(self._keeper.access)
        answer = await self._ask(ask, token)
        if answer.code in fates.TOKEN_REFUSED:
            token = await self._token(lambda: self._keeper.renewed(token))
            answer = await self._ask(ask, token)
        return answer

    async def _token(self, get: Callable[[], Awaitable[str]]) -> str:
        try:
            return await get()
        except NotConnected as exc:
            raise Unsent(Fate.HALT, f"Chưa gửi được qua Zalo: {exc}", wait=self._timing.unconnected) from exc
        except Exception as exc:
            # The store's own trouble, whatever it is: nothing was sent.
            _log.error("Zalo: the tokens cannot be read: %s", type(exc).__name__)
            raise Unsent(Fate.RETRY, "không đọc được mã truy cập Zalo trong cơ sở dữ liệu") from exc

    async def _ask(self, ask: Callable[[dict[str, str]], Awaitable[Response]], token: str) -> Answer:
        if still := await self._pace.turn():
            return Answer(fates.RATE_LIMIT, wait=still)
        try:
            response = await ask({"access_token": token})
        except NeverLeft as exc:
            raise Unsent(Fate.RETRY, "không kết nối được máy chủ Zalo") from exc
        except MayHaveArrived as exc:
            raise Unsent(Fate.UNKNOWN, "đã gửi đi nhưng không nghe Zalo trả lời") from exc
        answer = _read(response)
        if answer.code == fates.RATE_LIMIT:
            return Answer(answer.code, wait=max(self._pace.refused(), _seconds(response.headers.get("Retry-After", ""))))
        self._pace.heed(response.headers)
        return answer


def _read(response: Response) -> Answer:
    """Zalo's own word, else what the status says."""
    code = _code(response.data.get("error"))
    if code is not None and (code != fates.OK or response.status == _OK):
        data = response.data.get("data")
        return Answer(code, data if isinstance(data, dict) else {}, data if isinstance(data, list) else [])
    if response.status == _TOO_MANY:
        return Answer(fates.RATE_LIMIT)
    if response.status in (_GATEWAY_TIMEOUT, _OK):
        # Somebody on the way waited in vain, or the answer is no answer: Zalo may have it all the same.
        raise Unsent(Fate.UNKNOWN, f"Zalo trả lời không rõ (HTTP {response.status})")
    if response.status >= _SERVER_ERROR:
        raise Unsent(Fate.RETRY, f"máy chủ Zalo trục trặc (HTTP {response.status})")
    _log.error("Zalo: HTTP %d without an answer of Zalo's; is ZALO_BASE_URL right?", response.status)
    raise Unsent(Fate.HALT, f"địa chỉ ZALO_BASE_URL trả lời HTTP {response.status}, không phải câu trả lời của Zalo")


def _code(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 10 and text.count("-") <= 1 else None


def _seconds(value: str) -> float:
    return float(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0.0
