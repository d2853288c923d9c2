"""Days: what has run out, what is about to, and what nobody has compared with its source for a year."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.core.problem import Severity
from bot.linter.finding import Base, Finding, Spot

OVER = "het-hieu-luc"
ENDING = "sap-het-hieu-luc"
DUE = "den-han-kiem-tra"
SOON_DUE = "sap-den-han-kiem-tra"
UNCHECKED = "thieu-ngay-kiem-tra"
STALE = "kiem-tra-da-lau"
WRONG_DAY = "ngay-vo-ly"

SOON = timedelta(days=30)
YEAR = timedelta(days=365)


def _read(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def in_force(base: Base) -> Iterator[Finding]:
    """Answers that are no longer law, or will soon not be."""
    for entry in base.entries:
        begins, ends = entry.in_force.from_, entry.in_force.until
        spot = Spot(entry.id, ("in_force", "until"))
        if begins and ends and begins > ends:
            message = f"in_force bắt đầu {_read(begins)} sau khi kết thúc {_read(ends)}; xem lại hai ngày này"
            yield Finding(WRONG_DAY, spot, message)
        elif ends and ends < base.today:
            message = f"đã hết hiệu lực từ {_read(ends)}, trợ lý không trả lời như chắc chắn nữa; viết câu mới hoặc sửa ngày"
            yield Finding(OVER, spot, message)
        elif ends and ends <= base.today + SOON:
            message = f"còn {(ends - base.today).days} ngày nữa là hết hiệu lực ({_read(ends)}); chuẩn bị câu trả lời mới"
            yield Finding(ENDING, spot, message)


def checks(base: Base) -> Iterator[Finding]:
    """Answers to be compared with their sources again."""
    for entry in base.entries:
        spot = Spot(entry.id, ("checked",))
        if entry.checked is None:
            message = "thiếu ngày đối chiếu với nguồn; đối chiếu rồi thêm dòng checked"
            yield Finding(UNCHECKED, spot, message)
        elif entry.checked > base.today:
            yield Finding(WRONG_DAY, spot, f"checked ghi {_read(entry.checked)} là ngày chưa tới; ghi ngày đã đối chiếu thật")
        elif base.today - entry.checked > YEAR:
            yield Finding(STALE, spot, f"đối chiếu từ {_read(entry.checked)}, đã hơn một năm; đối chiếu lại rồi sửa checked")
        due = entry.recheck
        spot = Spot(entry.id, ("recheck",))
        if due and due < base.today:
            message = f"đã quá hạn kiểm tra lại {_read(due)}; đối chiếu với nguồn rồi sửa checked và recheck"
            yield Finding(DUE, spot, message)
        elif due and due <= base.today + SOON:
            message = f"đến hạn kiểm tra lại vào {_read(due)}; chuẩn bị đối chiếu với nguồn"
            yield Finding(SOON_DUE, spot, message, Severity.HINT)
