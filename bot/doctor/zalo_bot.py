"""Zalo Bot: does Zalo know it, does it call the right address, how many messages are left. Facts: channels.md B (2026-11)."""

from collections.abc import Sequence

from bot.channels.foreign import text_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.channels.zalo_bot import account_of
from bot.channels.zalo_bot.api import Api, Told
from bot.channels.zalo_bot.payloads import NAME
from bot.channels.zalo_bot.quota import Quota
from bot.doctor.case import Case
from bot.doctor.database import is_ready
from bot.doctor.finding import Finding, error, warning
from bot.store.counters import Counters

_FEW = 0.2
_UNAUTHORIZED = (401, 403)
_NOT_FOUND = 404


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    settings = case.settings
    if not (token := settings.zalo_bot_token.get_secret_value()):
        return []
    api = Api(token, Caller(settings.zalo_bot_base_url, connect_seconds=3, total_seconds=4))
    try:
        me = await api.call("getMe")
        if not me.ok:
            return [_refused(me)]
        hook = await api.call("getWebhookInfo")
    except (NeverLeft, MayHaveArrived):
        return [error("Không nối được tới máy chủ Zalo Bot.", "Xem mạng của máy, tường lửa, ZALO_BOT_BASE_URL.")]
    finally:
        await api.close()
    name = text_at(me.result, "display_name") or text_at(me.result, "account_name")
    return [Finding(f"Mã đúng, {name or 'bot'}."), _webhook(case, hook), *await _quota(case, account_of(token))]


def _refused(me: Told) -> Finding:
    if me.code in _UNAUTHORIZED:
        return error("Zalo không nhận ZALO_BOT_TOKEN.", "Lấy lại mã trong Zalo, ở OA Zalo Bot Manager, rồi thay.")
    return error(f"Zalo Bot từ chối ({me}).", "Thử lại sau; xem ZALO_BOT_BASE_URL.")


def _webhook(case: Case, hook: Told) -> Finding:
    """404 is how a fresh bot says that it has none [M]."""
    wanted = case.settings.zalo_bot_webhook_url
    if not hook.ok and hook.code != _NOT_FOUND:
        return warning(f"Không xem được webhook ({hook}).", "Thử lại sau.")
    registered = text_at(hook.result, "url") if hook.ok else ""
    if registered == wanted:
        return Finding("Webhook đúng địa chỉ." if wanted else "Trợ lý tự hỏi Zalo (không dùng webhook).")
    if not wanted:
        return warning("Zalo đang gọi tới một địa chỉ, còn trợ lý thì tự hỏi Zalo.", "Khởi động lại trợ lý: nó tự gỡ địa chỉ đó.")
    what = "đang gọi tới địa chỉ khác" if registered else "chưa biết gọi tới đâu"
    return error(f"Zalo {what} chứ không phải ZALO_BOT_WEBHOOK_URL.", "Khởi động lại trợ lý: nó tự đăng ký lại.")


async def _quota(case: Case, account: str) -> list[Finding]:
    if not await is_ready(case):
        return []
    most = case.settings.zalo_bot_quota
    counters = Counters(case.database)
    left = await Quota(counters, f"{NAME}|{account}", most=most, clock=case.clock).left()
    said = f"Tháng này còn gửi được {left} trên {most} tin."
    if not left:
        return [error(said, "Hết tin của tháng: bà con không nhận được trả lời ở đây cho tới đầu tháng sau.")]
    return [warning(said, "Sắp hết tin của tháng; nên chuyển bà con sang Zalo OA.") if left < most * _FEW else Finding(said)]
