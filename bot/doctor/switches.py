"""The kill switch: what an officer switched off and may have forgotten."""

from collections.abc import Sequence

from bot.core.conversation import VIETNAM
from bot.doctor.case import Case
from bot.doctor.database import is_ready
from bot.doctor.finding import Finding, warning
from bot.store.switches import ALL, Switches


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    if not await is_ready(case):
        return []
    found = []
    for off in await Switches(case.database).now_off():
        what = "mọi câu trả lời" if off.channel == ALL else f"kênh {off.channel}"
        back = "python -m bot on" if off.channel == ALL else f"python -m bot on --channel {off.channel}"
        since = f"{off.since.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
        found.append(warning(f"Đang tắt {what} từ {since} ({off.by}): {off.reason}", f"Xong việc thì bật lại: {back}"))
    return found or [Finding("Mọi kênh đang bật.")]
