"""The error table: what becomes of a part that Zalo refused. Facts: channels.md A7 (2026-11); `error` stands in an HTTP 200."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.channels import Fate, Unsent

OK = 0
RATE_LIMIT = -32
FAILED_TO_SEND = -200
"""Once more at once, then never."""
TOKEN_REFUSED = (-216, -220)
NIGHT = -234
UNSUPPORTED = -233
ANOTHER_FORM = (-100, -201, -210, -214, UNSUPPORTED)
"""The form was refused, not the words: a simpler one may pass."""

_VIETNAM = timezone(timedelta(hours=7))
_DAY_BEGINS = 6
_MENDING = 600.0
"""Seconds until it is worth a look whether an officer has mended something."""
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Refused:
    """What an error code means for the part that was not sent."""

    meaning: str
    """For officers."""
    fate: Fate
    wait: float | None = None
    """Seconds until it is worth another attempt."""
    alarm: bool = False
    """Somebody has to do something about it."""


TABLE: dict[int, Refused] = {
    -32: Refused("gửi nhanh quá mức Zalo cho phép", Fate.RETRY, 2),
    -100: Refused("ảnh hoặc tệp đính kèm đã hết hạn", Fate.PARK),
    -200: Refused("Zalo báo gửi không thành công", Fate.PARK),
    -201: Refused("tham số không hợp lệ", Fate.PARK, alarm=True),
    -204: Refused("OA đã bị khóa", Fate.HALT, _MENDING, alarm=True),
    -205: Refused("không tìm thấy OA", Fate.HALT, _MENDING, alarm=True),
    -209: Refused("ứng dụng chưa được dùng API này hoặc chưa bật", Fate.HALT, _MENDING, alarm=True),
    -210: Refused("tham số quá dài", Fate.PARK, alarm=True),
    -211: Refused("hết hạn mức gửi tin của OA", Fate.HALT, _HOUR / 2, alarm=True),
    -212: Refused("ứng dụng chưa đăng ký dùng API", Fate.HALT, _MENDING, alarm=True),
    -213: Refused("người này chưa quan tâm OA", Fate.GONE),
    -214: Refused("tệp đính kèm đang xử lý hoặc không hợp lệ", Fate.PARK),
    -216: Refused("mã truy cập không còn dùng được", Fate.HALT, _MENDING, alarm=True),
    -217: Refused("người này đã chặn lời mời của OA", Fate.GONE),
    -218: Refused("người này đã nhận hết hạn mức tin", Fate.RETRY, 6 * _HOUR),
    -219: Refused("ứng dụng đã bị gỡ hoặc bị khóa", Fate.HALT, _MENDING, alarm=True),
    -220: Refused("mã truy cập đã hết hạn hoặc bị thu hồi", Fate.HALT, _MENDING, alarm=True),
    -221: Refused("OA chưa xác thực", Fate.HALT, _MENDING, alarm=True),
    -223: Refused("OA chưa cấp quyền cho ứng dụng", Fate.HALT, _MENDING, alarm=True),
    -224: Refused("OA cần gói dịch vụ cao hơn", Fate.HALT, _MENDING, alarm=True),
    -227: Refused("tài khoản bị khóa hoặc lâu không dùng", Fate.GONE),
    -230: Refused("người này không nhắn gì trong 7 ngày qua", Fate.WAIT),
    -232: Refused("người này chưa nhắn cho OA hoặc đã quá hạn trả lời", Fate.WAIT),
    -233: Refused("loại tin không được hỗ trợ", Fate.PARK, alarm=True),
    -234: Refused("Zalo không cho gửi loại tin này ban đêm", Fate.RETRY),
    -235: Refused("loại OA này không dùng được API", Fate.HALT, _MENDING, alarm=True),
    -237: Refused("nhóm đã hết hạn", Fate.PARK, alarm=True),
    -238: Refused("mã gói của nhóm không đúng", Fate.PARK, alarm=True),
    -240: Refused("Zalo đã bỏ API bản cũ này", Fate.HALT, _MENDING, alarm=True),
    -241: Refused("mã gói không dùng được", Fate.PARK, alarm=True),
    -242: Refused("appsecret_proof không đúng", Fate.HALT, _MENDING, alarm=True),
    -244: Refused("người này không nhận loại tin này", Fate.PARK),
    -248: Refused("tin vi phạm chính sách của Zalo", Fate.PARK, alarm=True),
    -249: Refused("mẫu tin không gửi được cho người này", Fate.PARK),
    -305: Refused("đã quá 48 giờ kể từ tin cuối của người này", Fate.WAIT),
    -311: Refused("đã trả lời hết số tin cho phép, chờ người này nhắn lại", Fate.WAIT),
    -320: Refused("OA chưa liên kết tài khoản Zalo Cloud", Fate.HALT, _MENDING, alarm=True),
    -321: Refused("tài khoản Zalo Cloud hết tiền", Fate.HALT, _MENDING, alarm=True),
    -403: Refused("OA không còn trong nhóm", Fate.GONE),
}
_UNKNOWN = Refused("mã lỗi chưa biết", Fate.PARK, alarm=True)


def refused(code: int) -> Refused:
    """What the table says of a code."""
    return TABLE.get(code, _UNKNOWN)


def unsent(code: int, *, private: bool, now: datetime, wait: float | None = None) -> Unsent:
    """A refusal as the delivery is told of it. `wait`: what Zalo or our own pace says, which wins over the table."""
    row = refused(code)
    fate = row.fate
    if fate is Fate.HALT and not private and code not in TOKEN_REFUSED:
        # Groups and the widget have plans and quotas of their own: they must not stop the residents' chats.
        fate = Fate.RETRY
    if code == NIGHT:
        wait = until_morning(now)
    return Unsent(fate, f"Zalo không nhận tin: {row.meaning} (mã {code})", wait=row.wait if wait is None else wait)


def until_morning(now: datetime) -> float:
    """Seconds until six in the morning in Vietnam."""
    here = now.astimezone(_VIETNAM)
    six = here.replace(hour=_DAY_BEGINS, minute=0, second=0, microsecond=0)
    return (six + timedelta(days=here >= six) - here).total_seconds()
