"""Messenger: does it know the page's token, and do the page's messages come to our app. Facts: channels.md D (2026-11).

What `subscribed_apps` tells is general knowledge, not in the facts sheet [W]: an answer that is not understood is no fault.
"""

from collections.abc import Sequence

from bot.channels.foreign import at, id_at, objects, text_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft, Response
from bot.channels.messenger.refusals import TOKEN, read_refusal
from bot.channels.messenger.webhook import PATH
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning

_OK = 200
_NEEDED = ("messages", "messaging_postbacks")
_WHERE = (
    f"Webhook: xem ở developers.facebook.com, ứng dụng, Messenger, Webhooks: địa chỉ kết thúc bằng {PATH}, "
    f"trang đã được thêm, đã bật {', '.join(_NEEDED)}."
)


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    settings = case.settings
    if not (token := settings.messenger_token.get_secret_value()):
        return []
    base = f"{settings.messenger_base_url.rstrip('/')}/{settings.messenger_version}"
    caller, headers = Caller(base, connect_seconds=3, total_seconds=4), {"Authorization": f"Bearer {token}"}
    try:
        me = await caller.get("/me", {"fields": "id,name"}, headers)
        if me.status != _OK or not id_at(me.data, "id"):
            return [_refused(me), Finding(_WHERE)]
        apps = await caller.get("/me/subscribed_apps", None, headers)
    except (NeverLeft, MayHaveArrived):
        return [error("Không nối được tới Messenger.", "Xem mạng của máy, tường lửa, MESSENGER_BASE_URL.")]
    finally:
        await caller.close()
    return [Finding(f"Mã đúng, trang {text_at(me.data, 'name') or 'đã kết nối'}."), _subscribed(apps, settings.messenger_app_id)]


def _refused(me: Response) -> Finding:
    refusal = read_refusal(me)
    if refusal.code == TOKEN:
        return error("Messenger không nhận MESSENGER_TOKEN.", "Lấy mã mới của trang ở developers.facebook.com rồi thay.")
    return error(f"Messenger từ chối ({refusal}).", "Thử lại sau; xem ứng dụng ở developers.facebook.com.")


def _subscribed(apps: Response, app_id: str) -> Finding:
    if apps.status != _OK or not isinstance(at(apps.data, "data"), list):
        return Finding(_WHERE)
    ours = [app for app in objects(apps.data["data"]) if not app_id or id_at(app, "id") == app_id]
    if not ours:
        return error("Trang chưa gửi tin cho ứng dụng của trợ lý.", _WHERE)
    told = [fields for app in ours if isinstance(fields := at(app, "subscribed_fields"), list)]
    missing = [field for field in _NEEDED if not any(field in fields for fields in told)]
    return (
        warning(f"Trang chưa bật {', '.join(missing)}.", _WHERE) if missing else Finding("Trang gửi tin cho ứng dụng của trợ lý.")
    )
