"""What Messenger's errors mean for a part. channels.md D: most of the codes are [W] there, so texts help (2026-11)."""

from dataclasses import dataclass

from bot.channels import Fate
from bot.channels.foreign import at, text_at
from bot.channels.http import Response
from bot.channels.wording import told


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success."""

    status: int
    code: int
    subcode: int
    transient: bool
    said: str
    """Fit for an officer's eyes."""

    def __str__(self) -> str:
        codes = "/".join(str(number) for number in (self.code or self.status, self.subcode) if number)
        return " ".join(piece for piece in (codes, self.said) if piece)


WINDOW = frozenset({2018278, 1893063})
"""Subcodes of 10: outside the 24 hours [W]; page restricted [M], where waiting for the resident is the mildest reading."""
RATE = frozenset({4, 613, 80006})
TOKEN, NOT_ALLOWED, UNAVAILABLE = 190, frozenset({3, 10, 200}), 551
PASSING = frozenset({1, 2})
"""Unknown and "try again" errors of the Graph API, which mostly come with a 5xx."""


def read_refusal(response: Response) -> Refusal:
    error = at(response.data, "error")
    return Refusal(
        status=response.status,
        code=_number(at(error, "code")),
        subcode=_number(at(error, "error_subcode")),
        transient=at(error, "is_transient") is True,
        said=told(text_at(error, "message")),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def fate_of(refusal: Refusal) -> tuple[Fate, str]:
    """What becomes of the part, and why, for officers."""
    code = refusal.code
    if refusal.status == 429 or code in RATE:
        return Fate.RETRY, f"Messenger báo gửi quá nhanh ({refusal})"
    if code == 10 and (refusal.subcode in WINDOW or "window" in refusal.said.lower()):
        return Fate.WAIT, f"đã quá 24 giờ từ tin cuối của bà con ({refusal})"
    if code == UNAVAILABLE:
        return Fate.GONE, f"không gửi được cho người này nữa ({refusal})"
    if code == TOKEN:
        return Fate.HALT, f"mã truy cập của trang không còn dùng được ({refusal}); cần thay MESSENGER_TOKEN"
    if code in NOT_ALLOWED:
        return Fate.HALT, f"ứng dụng chưa được phép gửi tin ({refusal})"
    if refusal.status >= 500 or refusal.transient or code in PASSING:
        return Fate.RETRY, f"máy chủ Messenger đang lỗi ({refusal})"
    if not code and refusal.status in {401, 403}:
        return Fate.HALT, f"Messenger không nhận mã truy cập ({refusal})"
    if not code and 300 <= refusal.status < 400:
        return Fate.HALT, f"địa chỉ máy chủ Messenger trong cài đặt chưa đúng ({refusal})"
    if not code and (refusal.status < 300 or refusal.status == 408):
        return Fate.UNKNOWN, f"Messenger không nói rõ tin đã đến hay chưa ({refusal})"
    # 100, a wrong parameter, above all.
    return Fate.PARK, f"Messenger từ chối tin này ({refusal})"
