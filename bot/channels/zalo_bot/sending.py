"""Sending to a Zalo bot's chats: what becomes of a part that Zalo does not take."""

import logging

from bot.channels import Fate, Part, Unsent
from bot.channels.foreign import id_at
from bot.channels.http import MayHaveArrived, NeverLeft
from bot.channels.zalo_bot.api import Api, Told
from bot.channels.zalo_bot.payloads import request_of, simplest
from bot.channels.zalo_bot.quota import Quota
from bot.channels.zalo_bot.timing import Timing

_log = logging.getLogger(__package__)


class Sender:
    """Sends parts, once each, and counts them."""

    def __init__(self, api: Api, quota: Quota, *, timing: Timing) -> None:
        self._api, self._quota, self._timing = api, quota, timing

    async def send(self, address: str, part: Part) -> str:
        """The message's id.

        Raises:
            Unsent: with what becomes of it.
        """
        told = await self._try(address, part)
        if not told.ok and told.code == 400 and part.image:  # Zalo fetches pictures itself, and not every one
            told = await self._try(address, simplest(part))
        if told.ok:
            return id_at(told.result, "message_id")
        raise await self._unsent(told)

    async def _try(self, address: str, part: Part) -> Told:
        method, body = request_of(address, part)
        try:
            told = await self._api.call(method, body)
        except NeverLeft as exc:
            raise Unsent(Fate.RETRY, f"không kết nối được tới máy chủ Zalo ({exc})") from None
        except MayHaveArrived as exc:
            self._quota.used()
            raise Unsent(Fate.UNKNOWN, f"đã gửi nhưng không nhận được trả lời của Zalo ({exc})") from None
        if told.ok or _unclear(told):
            self._quota.used()
        return told

    async def _unsent(self, told: Told) -> Unsent:
        """The table of channels.md B: `ok` decides, the code says what to do."""
        code = told.code
        if code == 429 and told.over_quota:
            _log.error("Zalo bot: the month's messages are used up; what is to be sent is kept")
            return Unsent(Fate.HALT, "đã hết số tin được gửi trong tháng của bot Zalo", wait=self._timing.quota)
        if code == 429:
            return Unsent(Fate.RETRY, "Zalo báo gửi quá nhanh (429)", wait=self._timing.slow)
        if code >= 500:
            return Unsent(Fate.RETRY, f"máy chủ Zalo đang lỗi ({told})")
        if _unclear(told):
            return Unsent(Fate.UNKNOWN, f"Zalo không nói rõ tin đã đến hay chưa ({code})")
        if code < 400 and not told.understood:
            _log.error("Zalo bot: ZALO_BOT_BASE_URL leads elsewhere (%d)", code)
            return Unsent(Fate.HALT, f"địa chỉ máy chủ Zalo trong cài đặt chưa đúng ({code})")
        if code == 401 or (code in {403, 404} and not await self._knows_us()):
            _log.error("Zalo bot: the token is not accepted (%s); what is to be sent is kept", told)
            return Unsent(Fate.HALT, f"Zalo không nhận mã của bot ({told}); cần kiểm tra ZALO_BOT_TOKEN")
        return Unsent(Fate.PARK, f"Zalo từ chối tin này ({told})")

    async def _knows_us(self) -> bool:
        """Whether the token is good: 403 and 404 are said to be about it, but might be about one chat [W, 2026-11]."""
        try:
            return (await self._api.call("getMe")).ok
        except (NeverLeft, MayHaveArrived):
            return False


def _unclear(told: Told) -> bool:
    """Whether it may have been sent: Zalo ran out of time, or what came back with a 200 is not Zalo's."""
    return not told.ok and (told.code == 408 or (told.code < 300 and not told.understood))
