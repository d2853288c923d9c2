"""Telegram: does it know our bot, and does it call the right address. https://core.telegram.org/bots/api (2026-11)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from yarl import URL

from bot.channels.foreign import at, text_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft, Response
from bot.channels.wording import told
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning

_MANY = 100
_LATELY = timedelta(hours=24)
_UNAUTHORIZED = (401, 404)
"""404 as well: the token is a part of the address."""


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    settings = case.settings
    if not (token := settings.telegram_token.get_secret_value()):
        return []
    bot = URL(settings.telegram_base_url + token)
    caller = Caller(str(bot.origin()), connect_seconds=3, total_seconds=4)
    try:
        me = await caller.post_json(f"{bot.raw_path}/getMe", {})
        if at(me.data, "ok") is not True:
            return [_refused(me)]
        hook = await caller.post_json(f"{bot.raw_path}/getWebhookInfo", {})
    except (NeverLeft, MayHaveArrived):
        return [
            error(
                "Không nối được tới Telegram.", "Ở nhiều mạng trong nước Telegram bị chặn; xem mạng của máy, TELEGRAM_BASE_URL."
            )
        ]
    finally:
        await caller.close()
    return [Finding(f"Mã đúng, bot @{text_at(me.data, 'result', 'username')}."), *_webhook(case, at(hook.data, "result") or {})]


def _refused(answer: Response) -> Finding:
    if answer.status in _UNAUTHORIZED:
        return error("Telegram không nhận TELEGRAM_TOKEN.", "Lấy lại mã ở @BotFather (/mybots, API Token) rồi thay.")
    said = told(text_at(answer.data, "description"))
    return error(f"Telegram từ chối (HTTP {answer.status} {said}).".replace(" )", ")"), "Thử lại sau; xem TELEGRAM_BASE_URL.")


def _webhook(case: Case, info: dict[str, Any]) -> list[Finding]:
    wanted, registered = case.settings.telegram_webhook_url, text_at(info, "url")
    if registered != wanted:
        if not wanted:
            return [
                warning(
                    "Telegram đang gọi tới một địa chỉ, còn trợ lý thì tự hỏi Telegram.",
                    "Khởi động lại trợ lý: nó tự gỡ địa chỉ đó.",
                )
            ]
        what = "đang gọi tới địa chỉ khác" if registered else "chưa biết gọi tới đâu"
        return [error(f"Telegram {what} chứ không phải TELEGRAM_WEBHOOK_URL.", "Khởi động lại trợ lý: nó tự đăng ký lại.")]
    if not wanted:
        return [Finding("Trợ lý tự hỏi Telegram (không dùng webhook).")]
    found = [Finding("Webhook đúng địa chỉ.")]
    failed = at(info, "last_error_date")
    if isinstance(failed, int) and case.clock().timestamp() - failed < _LATELY.total_seconds():
        said = told(text_at(info, "last_error_message")) or "không rõ"
        found.append(
            warning(f"Trong một ngày qua Telegram gọi webhook bị lỗi: {said}.", "Xem máy chủ web, chứng chỉ https, tường lửa.")
        )
    pending = at(info, "pending_update_count")
    if isinstance(pending, int) and pending > _MANY:
        found.append(
            warning(f"{pending} tin đang kẹt ở Telegram.", "Trợ lý có đang chạy không? Webhook có vào được từ ngoài không?")
        )
    return found
