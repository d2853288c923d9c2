"""The morning digest: on working days each linked officer is told what waits for them, once, by whichever process comes first.

It is fleeting: where the provider's window is closed (Zalo 7 days, Messenger 24 hours after the officer's last message) it is
dropped and not said days later; so is what could not be sent within hours.
"""

import asyncio
import logging
from datetime import date, datetime, time, timedelta

from bot.channels.names import called
from bot.chat_review.screens import Rights, cut
from bot.core.conversation import VIETNAM
from bot.core.message import Reply
from bot.delivery.payloads import of_part
from bot.office.acting import Acting
from bot.office.dealing import groups
from bot.office.desk import Desk
from bot.office.roles import EVERYBODY
from bot.office.worklist import Asked
from bot.store.officer_links import Link, OfficerLinks
from bot.store.reviews import Kind
from bot.store.work import Outgoing, Work

LATEST = timedelta(hours=3)
"""After its hour: a service that was down then is not too late for a good morning."""
_EVERY = 30.0
_NO_MESSAGE = 0
"""None of theirs is answered by it."""
_SHOWN = 3
_FRIDAY, _WEEKEND = 4, 5
log = logging.getLogger(__name__)


class Digests:
    """The digests of one service."""

    def __init__(self, desk: Desk, *, at: time | None) -> None:
        """`at`: the time of day in Vietnam; None: never."""
        self._desk = desk
        self._at = at
        self._links = OfficerLinks(desk.store.database)

    async def run(self) -> None:
        """Every morning."""
        while self._at:
            try:
                await self.send_due()
            except Exception:  # a good morning must not stop the service
                log.exception("the morning digest could not be written yet")
            await asyncio.sleep(_EVERY)

    async def send_due(self) -> None:
        """To everybody who was told nothing today, if it is the hour."""
        now = self._desk.clock()
        here = now.astimezone(VIETNAM)
        begins = datetime.combine(here.date(), self._at or time(), VIETNAM)
        if self._at is None or here.weekday() >= _WEEKEND or not begins <= here < begins + LATEST:
            return
        for link in await self._links.without_digest(here.date()):
            if link.address and link.officer.role in EVERYBODY and link.lane.channel in self._desk.channels:
                await self._send(link, here.date(), since=_since(begins), now=now)

    async def _send(self, link: Link, today: date, *, since: datetime, now: datetime) -> None:
        acting, database = Acting(self._desk, link.officer, now), self._desk.store.database
        lists = {kind: await groups(acting, kind) for kind in Kind}
        text = told(link.officer.name, lists, since=since, rights=Rights.of(link.officer.role)) if any(lists.values()) else ""
        parts = self._desk.channels[link.lane.channel].parts(Reply(text)) if text else []
        chat = await self._desk.store.chat(link.lane)
        async with database.transaction(writes=True) as connection:
            if not await self._links.digested(connection, link.id, today) or chat.left or chat.is_quiet(now):
                return
            work = Work(connection, database, link.lane, messages=(_NO_MESSAGE,), at=now)
            await work.send([Outgoing(link.address, of_part(part)) for part in parts], due=now, fleeting=True)


def _since(begins: datetime) -> datetime:
    """The digest before this one: on a Monday that of Friday."""
    return begins - timedelta(days=3 if begins.weekday() == 0 else 1)


def told(name: str, lists: dict[Kind, list[Asked]], *, since: datetime, rights: Rights) -> str:
    """What a digest says."""
    missed, judged = lists[Kind.MISSED], [*lists[Kind.WRONG], *lists[Kind.NOT_THESE]]
    new, disliked = _new(missed, since), _new(judged, since)
    day = "sáng thứ Sáu" if since.astimezone(VIETNAM).weekday() == _FRIDAY else "hôm qua"
    news = [f"{new} lượt hỏi mới chưa trả lời được"] if new else []
    news += [f"{disliked} lượt bị chê chưa đúng"] if disliked else []
    said = f"có {', '.join(news)}" if news else "không có câu nào mới"
    lines = [f"Chào buổi sáng, {name}. Từ {day} {said}."]
    if missed:
        lines.append("Đông người hỏi nhất:")
        lines += [f"- “{cut(one.newest.text)}” ({_asked(one)})" for one in missed[:_SHOWN]]
    what = "xử lý" if rights.edit else "trả lời" if rights.answer else "xem"
    lines.append(f"Đang chờ tất cả {len(missed) + len(judged)} nội dung. Nhắn viec để {what} ngay tại đây.")
    return "\n".join(lines)


def _new(found: list[Asked], since: datetime) -> int:
    return sum(question.at >= since for one in found for question in one.questions)


def _asked(one: Asked) -> str:
    channels = sorted({called(question.channel) for question in one.questions})
    return f"{one.count} lượt, {', '.join(channels)}"
