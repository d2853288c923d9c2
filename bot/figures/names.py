"""What officers call channels, outcomes and audiences; numbers as they are written in Vietnam."""

from bot.core.conversation import Outcome
from bot.figures.suppression import Hidden

CHANNELS = {
    "web": "Trang thông tin điện tử",
    "zalo": "Zalo OA",
    "zalo-bot": "Zalo Bot",
    "messenger": "Messenger (Facebook)",
    "telegram": "Telegram",
    "console": "Máy của cán bộ",
}
OUTCOMES = {
    Outcome.ANSWERED: "Trả lời được ngay",
    Outcome.ASKED_BACK: "Hỏi lại để người dân chọn",
    Outcome.NOT_ANSWERED: "Chưa trả lời được",
    Outcome.UNREAD: "Tin không có chữ (ảnh, ghi âm…)",
    Outcome.SMALL_TALK: "Chuyện trò",
}
AUDIENCES = {
    "nguoi-dan": "Người dân",
    "doanh-nghiep": "Doanh nghiệp, hộ kinh doanh",
    "can-bo": "Cán bộ, công chức",
    "to-cong-nghe-so": "Tổ công nghệ số cộng đồng",
}
NO_HAMLET = "Không rõ thôn, tổ dân phố"
NO_TOPIC = "Câu đã gỡ, đã đổi mã hoặc không rõ chủ đề"


def number(value: int) -> str:
    """1.234.567"""
    return f"{value:,}".replace(",", ".")


def percent(value: float, *, signed: bool = False) -> str:
    """12,3%"""
    text = f"{abs(value) * 100:.1f}".replace(".", ",").removesuffix(",0") + "%"
    sign = "giảm " if signed and value < 0 else "tăng " if signed and value > 0 else ""
    return sign + text


def cell(value: object) -> str:
    """A cell of a table as it is read: counts are int, shares are float."""
    match value:
        case None:
            return ""
        case Hidden():
            return value.value
        case float():
            return percent(value)
        case int():
            return number(value)
    return str(value)
