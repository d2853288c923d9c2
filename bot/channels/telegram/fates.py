"""Fates: what becomes of a part when Telegram, or the way to it, says no.

That Telegram cannot be reached is no trouble of the part: in Vietnam it is blocked for hours and days. So it halts the account:
everything is kept, one part tries now and then, and none uses up its tries.
"""

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from bot.channels import Fate, Unsent
from bot.channels.wording import told


def is_away(exc: BaseException) -> bool:
    """Whether there was no way to Telegram, so that no byte of the request left: in PTB the cause of its error says so."""
    return isinstance(exc.__cause__, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol | httpx.InvalidURL)


def seconds_asked(exc: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    wait = exc.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def unreachable(wait: float) -> Unsent:
    """Telegram cannot be reached."""
    return Unsent(Fate.HALT, "Không kết nối được tới Telegram: mạng hỏng, hoặc Telegram bị chặn", wait=wait)


def refused() -> Unsent:
    """Telegram does not take the token."""
    return Unsent(Fate.HALT, "Telegram không nhận TELEGRAM_TOKEN: mã sai, hoặc đã bị thu hồi ở @BotFather")


def unsent(exc: BaseException) -> Unsent:
    """The verdict on a part that Telegram did not take, or did not say that it took."""
    if isinstance(exc, RetryAfter):
        wait = seconds_asked(exc)
        return Unsent(Fate.RETRY, f"Telegram bảo gửi chậm lại, {wait:.0f} giây nữa gửi tiếp", wait=wait)
    if isinstance(exc, Forbidden):
        return Unsent(Fate.GONE, "Người nhận đã chặn trợ lý, hoặc trợ lý không còn ở trong nhóm")
    if isinstance(exc, InvalidToken):
        return refused()
    if isinstance(exc, BadRequest):
        return Unsent(Fate.PARK, f"Telegram không nhận tin này: {told(str(exc)) or 'không rõ vì sao'}")
    if "Too Many Requests" in str(exc):  # 429 that does not say for how long
        return Unsent(Fate.RETRY, "Telegram bảo gửi chậm lại")
    if isinstance(exc.__cause__, httpx.PoolTimeout):
        return Unsent(Fate.RETRY, "Máy đang gửi quá nhiều tin cùng lúc")
    return Unsent(Fate.UNKNOWN, "Không rõ tin đã tới chưa: Telegram không trả lời, hoặc trả lời không đọc được")
