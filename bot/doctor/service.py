"""The service: is it running here, and can it store what comes in."""

from collections.abc import Sequence

from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning

_OK = 200


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(case.settings.host, case.settings.host)  # noqa: S104
    address = f"http://{host}:{case.settings.port}"
    caller = Caller(address, connect_seconds=2, total_seconds=4)
    try:
        answer = await caller.get("/healthz")
    except NeverLeft:
        return [warning(f"Trợ lý chưa chạy ở {address}.", "Bật lên: python -m bot run (hoặc systemctl start, tuỳ cách cài)")]
    except MayHaveArrived:
        return [error(f"Trợ lý ở {address} không trả lời.", "Khởi động lại dịch vụ, xem nhật ký.")]
    finally:
        await caller.close()
    if answer.status == _OK and answer.data.get("ok") is True:
        return [Finding(f"Đang chạy ở {address}.")]
    if answer.status == _OK or "ok" not in answer.data:
        return [error(f"Ở {address} là chương trình khác.", "Đổi PORT, hoặc tắt chương trình kia.")]
    return [error("Đang chạy nhưng không ghi được vào cơ sở dữ liệu.", "Xem mục Cơ sở dữ liệu và Thư mục dữ liệu.")]
