"""Inbox and outbox: what waits too long, what was given up, what nobody knows the fate of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from bot.doctor.case import Case
from bot.doctor.database import is_ready
from bot.doctor.finding import Finding, error, warning
from bot.store.inbox import State as Inboxed
from bot.store.outbox import Outbox, State, Stuck
from bot.store.tables import MessageRow

_LATE = timedelta(minutes=5)
_REASONS = 3


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    if not await is_ready(case):
        return []
    counts, late = await _inbox(case)
    outbox = Outbox(case.database)
    sums: Counter[State] = Counter()
    for (_, state), count in (await outbox.counts()).items():
        sums[state] += count
    found = [*_unanswered(counts, late=late), *_unsent(sums, await outbox.stuck(limit=1000))]
    new, pending, waiting = counts.get(Inboxed.NEW, 0), sums[State.PENDING], sums[State.WAITING]
    said = f"{new} tin đang đợi trả lời, {pending} lời đang đợi gửi, {waiting} lời đợi bà con nhắn lại."
    return [Finding(said), *found]


def _unanswered(counts: Mapping[str, int], *, late: int) -> Iterator[Finding]:
    if late:
        yield error(f"{late} tin tới đã hơn 5 phút chưa được trả lời.", "Trợ lý có đang chạy không? Khởi động lại, xem nhật ký.")
    if parked := counts.get(Inboxed.PARKED, 0):
        yield warning(
            f"{parked} tin không xử lý được, đã để riêng.", "Gửi nhật ký cho người viết chương trình; bà con đã được báo."
        )


def _unsent(sums: Mapping[State, int], stuck: Sequence[Stuck]) -> Iterator[Finding]:
    if sums.get(State.PARKED):
        reasons = Counter(each.reason for each in stuck if each.state is State.PARKED).most_common(_REASONS)
        said = "; ".join(f"{reason or 'không rõ lý do'} ({count})" for reason, count in reasons)
        yield warning(f"{sums[State.PARKED]} lời trả lời không gửi được: {said}.", "Sửa theo lý do; tin cũ không tự gửi lại.")
    if sums.get(State.UNKNOWN):
        yield warning(
            f"{sums[State.UNKNOWN]} lời trả lời không rõ đã tới chưa (mạng đứt giữa chừng).",
            "Không gửi lại để bà con khỏi nhận hai lần. Nhiều lên thì xem mạng của máy.",
        )


async def _inbox(case: Case) -> tuple[dict[str, int], int]:
    """How many messages are in each state, and how many came long ago and are still new."""
    ours = col(MessageRow.locality) == case.database.locality
    by_state = select(col(MessageRow.state), func.count()).where(ours).group_by(col(MessageRow.state))
    old = (ours, col(MessageRow.state) == Inboxed.NEW, col(MessageRow.at) < case.clock() - _LATE)
    async with case.database.session() as session:
        counts = {state: count for state, count in await session.execute(by_state)}  # noqa: C416 - mypy
        return counts, (await session.execute(select(func.count()).where(*old))).scalar_one()
