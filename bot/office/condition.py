"""How the service is, from what lies on this machine: quick, no provider is asked. Those are asked by the doctor."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.names import CHANNELS
from bot.channels.zalo.tokens import trouble
from bot.core.aging import Aging, aging
from bot.core.conversation import VIETNAM
from bot.core.problem import Problem
from bot.knowledge_files import is_read
from bot.office.desk import Desk
from bot.store.mailboxes import Heap, Mailboxes
from bot.store.outbox import State
from bot.store.sealing import Unreadable
from bot.store.switches import ALL, Off, Switches
from bot.store.tokens import ZaloTokens

_LATE = timedelta(minutes=5)
_LITTLE = 1024**3
"""Bytes of disk below which somebody should clear up."""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One channel."""

    name: str
    is_served: bool
    """Its settings are there."""
    off: Off | None
    came: datetime | None
    went: datetime | None
    waiting: int
    """Messages to be answered."""
    to_send: int
    on_hold: int
    """For the resident to write again."""
    unknown: int
    parked: int


@dataclass(frozen=True, slots=True)
class Token:
    """What Zalo gives access with."""

    access_until: datetime
    refresh_since: datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """How everything is."""

    channels: Sequence[ChannelState]
    off: Off | None
    """All answers are."""
    late_since: datetime | None
    """Somebody has been waiting for an answer for too long."""
    heaps: Sequence[Heap]
    token: Token | None
    token_trouble: str
    entries: int
    saved: datetime | None
    """When a file of answers was saved last."""
    faults: Sequence[Problem]
    aging: Aging
    database: int
    free: int
    total: int

    def alarms(self) -> Iterator[str]:
        """What somebody should see to now."""
        if self.off:
            yield f"Mọi câu trả lời đang tắt: {self.off.reason}"
        if self.late_since:
            yield "Có bà con nhắn đã hơn 5 phút chưa được trả lời: xem trợ lý có đang chạy không, khởi động lại nếu cần"
        if self.token_trouble:
            yield f"Zalo OA: {self.token_trouble}"
        if self.faults:
            yield f"Tệp câu hỏi có {len(self.faults)} lỗi: bà con vẫn được trả lời theo bản tốt gần nhất, bản mới chưa dùng"
        if self.free < _LITTLE:
            yield "Ổ đĩa sắp đầy: xoá bớt tệp không cần, hết chỗ thì trợ lý không nhận tin được nữa"


async def condition(desk: Desk, *, now: datetime) -> Condition:
    """As it is now."""
    mailboxes, database = Mailboxes(desk.store.database), desk.store.database
    off = {one.channel: one for one in await Switches(database).now_off()}
    oldest = await mailboxes.oldest_waiting()
    token, token_trouble = await _token(desk, now)
    knowledge, disk = desk.thinking.responder.knowledge, shutil.disk_usage(_existing(desk.settings.data_dir))
    return Condition(
        channels=await _channels(desk, mailboxes, off),
        off=off.get(ALL),
        late_since=oldest if oldest and now - oldest > _LATE else None,
        heaps=await mailboxes.heaps(),
        token=token,
        token_trouble=token_trouble,
        entries=len(knowledge.entries),
        saved=await asyncio.to_thread(_saved, desk.settings.knowledge),
        faults=desk.faults(),
        aging=aging(knowledge.entries.values(), now.astimezone(VIETNAM).date()),
        database=await database.size(),
        free=disk.free,
        total=disk.total,
    )


async def _channels(desk: Desk, mailboxes: Mailboxes, off: Mapping[str, Off]) -> list[ChannelState]:
    waiting, unfinished = await mailboxes.waiting(), await mailboxes.unfinished()
    states = []
    for name in CHANNELS:
        came, went = await mailboxes.last(name)
        counts = {state: unfinished.get((name, state), 0) for state in State}
        state = ChannelState(
            name=name,
            is_served=name == "web" or name in desk.channels,
            off=off.get(name),
            came=came,
            went=went,
            waiting=waiting.get(name, 0),
            to_send=counts[State.PENDING] + counts[State.SENDING],
            on_hold=counts[State.WAITING],
            unknown=counts[State.UNKNOWN],
            parked=counts[State.PARKED],
        )
        states.append(state)
    return states


async def _token(desk: Desk, now: datetime) -> tuple[Token | None, str]:
    if not desk.settings.zalo_app_id:
        return None, ""
    try:
        kept = await ZaloTokens(desk.store.database).load(desk.settings.zalo_oa_id)
    except Unreadable:
        return None, "không mở được mã truy cập đã cất, khoá PEPPER đã đổi"
    return Token(kept.access_until, kept.refresh_since) if kept else None, trouble(kept, now=now)


def _saved(folder: Path) -> datetime | None:
    times = [path.stat().st_mtime for path in folder.rglob("*") if is_read(path) and path.is_file()]
    return datetime.fromtimestamp(max(times), VIETNAM) if times else None


def _existing(folder: Path) -> Path:
    """What `folder` lies on, also before it was made."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())
