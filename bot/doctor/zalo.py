"""Zalo OA: connected, tokens young enough, known to Zalo. Facts: channels.md A4, A8, A9 (2026-11).

Zalo tells no program where its webhook leads; the report says where to look. Tokens are looked at, never refreshed here.
"""

from collections.abc import Sequence

from bot.channels.foreign import at, id_at, text_at
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.channels.zalo import fates
from bot.channels.zalo.tokens import CONNECT, trouble
from bot.channels.zalo.webhook import PATH
from bot.doctor.case import Case
from bot.doctor.database import is_ready
from bot.doctor.finding import Finding, error, warning
from bot.store.sealing import Unreadable
from bot.store.tokens import ZaloToken, ZaloTokens

_WHERE = (
    f"Webhook: Zalo không cho chương trình xem; cán bộ kỹ thuật mở developers.zalo.me, chọn ứng dụng, mục Webhook, "
    f"xem địa chỉ có kết thúc bằng {PATH}, các sự kiện đã bật, Syntax filter đang tắt."
)


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    settings = case.settings
    if not settings.zalo_app_id:
        return []
    if not await is_ready(case):
        return [warning("Chưa xem được mã truy cập: cơ sở dữ liệu chưa sẵn sàng.", "Sửa mục Cơ sở dữ liệu trước.")]
    try:
        kept = await ZaloTokens(case.database).load(settings.zalo_oa_id)
    except Unreadable:
        return [error("Không mở được mã truy cập đã cất: khoá PEPPER đã đổi.", f"Trả lại khoá cũ, hoặc chạy lại {CONNECT}")]
    if kept is None:
        return [error("OA chưa được kết nối, hoặc có nhiều OA mà chưa đặt ZALO_OA_ID.", f"Chạy: {CONNECT}")]
    if said := trouble(kept, now=case.clock()):
        return [error(f"Mã truy cập: {said}.", f"Chạy: {CONNECT}"), Finding(_WHERE)]
    age = (case.clock() - kept.refresh_since).days
    left = (kept.access_until - case.clock()).total_seconds() / 3600
    return [await _known(case, kept), Finding(f"Mã truy cập còn {left:.0f} giờ, mã làm mới {age} ngày tuổi."), Finding(_WHERE)]


async def _known(case: Case, kept: ZaloToken) -> Finding:
    caller = Caller(case.settings.zalo_base_url, connect_seconds=3, total_seconds=4)
    try:
        answer = await caller.get("/v2.0/oa/getoa", headers={"access_token": kept.access})
    except (NeverLeft, MayHaveArrived):
        return error("Không nối được tới máy chủ Zalo.", "Xem mạng của máy, tường lửa, ZALO_BASE_URL.")
    finally:
        await caller.close()
    code = at(answer.data, "error")
    if code == fates.OK:
        if id_at(answer.data, "data", "oa_id") not in ("", kept.oa_id):
            return error("Mã truy cập là của OA khác.", f"Xem ZALO_OA_ID, rồi chạy: {CONNECT}")
        return Finding(f"Zalo nhận mã, OA {text_at(answer.data, 'data', 'name')}.")
    if code in fates.TOKEN_REFUSED:
        return error(
            "Zalo không nhận mã truy cập.", f"Trợ lý đang chạy thì tự làm mới trong ít phút; vẫn vậy thì chạy: {CONNECT}"
        )
    return error(
        f"Zalo từ chối (mã {code if isinstance(code, int) else answer.status}).",
        "Xem OA và ứng dụng ở developers.zalo.me có bị khoá không.",
    )
