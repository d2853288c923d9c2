"""What comes of a message: everything in one transaction, or nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import Outcome, Turn
from bot.store.chats import Chat, Chats
from bot.store.database import Database
from bot.store.inbox import State as Inboxed
from bot.store.lane import Lane
from bot.store.officer_links import OfficerLinks
from bot.store.outbox import WAITS_AT_MOST, State
from bot.store.questions import LoggedQuestion, Questions
from bot.store.sealing import Unreadable
from bot.store.tables import MESSAGE, OUTBOX
from bot.store.tallies import Tallies

_ECHO_LATEST = timedelta(minutes=15)
"""How long after a part was handed over its echo may still come."""
TOO_LATE = "Bà con không viết lại trong bảy ngày nên không gửi được nữa."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A part to be sent."""

    address: str
    part: dict[str, Any]


class Work:
    """One transaction over the rows of one lane."""

    def __init__(
        self, connection: AsyncConnection, database: Database, lane: Lane, *, messages: Sequence[int], at: datetime
    ) -> None:
        self._connection = connection
        self._database = database
        self._lane = lane
        self._messages = messages
        self._at = at
        self._chats = Chats(connection, database)
        self._questions = Questions(connection, database.locality)
        self._tallies = Tallies(connection, database)

    async def record(self, chat: Chat, turn: Turn, *, ref: str, address: str = "") -> None:
        """Keep what the chat remembers from now on, the question and what was thought of an answer.

        The `address` is kept only if the resident could not be helped: an officer may answer later.

        Raises:
            Overtaken: when the memory of the chat is a newer one by now.
        """
        reply_to = address if _is_open(turn) else ""
        await self._chats.remember(self._lane, turn.conversation, version=chat.version, at=self._at, reply_to=reply_to)
        await self.log(turn, ref=ref)

    async def log(self, turn: Turn, *, ref: str) -> None:
        """Keep the question and what was thought of an answer, not the talk."""
        if turn.is_question:
            await self._tallies.asked(self._lane, turn, at=self._at, hamlet=turn.hamlet)
            await self._questions.log(self._lane, turn, ref=ref, at=self._at)
        if turn.feedback:
            await self._tallies.judged(self._lane, turn.feedback)
            await self._questions.judge(self._lane, turn.feedback)

    async def send(self, outgoing: Sequence[Outgoing], *, due: datetime, fleeting: bool = False) -> None:
        """Put parts into the outbox, in their order."""
        sealing = self._database.sealing
        same = {
            "locality": self._database.locality,
            "channel": self._lane.channel,
            "account": self._lane.account,
            "person": self._lane.person,
            "message": self._messages[0],
            "state": State.PENDING,
            "due": due,
            "at": self._at,
            "tries": 0,
            "reason": "",
            "fleeting": fleeting,
        }
        sealed = [(sealing.seal(one.address, purpose="address"), sealing.seal(one.part, purpose="part")) for one in outgoing]
        if sealed:
            rows = [same | {"address": address, "part": part} for address, part in sealed]
            await self._connection.execute(insert(OUTBOX), rows)

    async def also(self, keep: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        """Keep something else with it."""
        await keep(self._connection)

    # --- what residents want to know and to have erased

    async def stored(self, *, limit: int) -> tuple[int, list[LoggedQuestion]]:
        """How many questions of this chat are kept, and the newest of them."""
        return await self._questions.count(self._lane), await self._questions.newest(self._lane, limit=limit)

    async def forget(self) -> int:
        """Erase everything about the chat; how many questions there were. What came later stays, to be answered."""
        count = await self._questions.forget(self._lane)
        await self._chats.forget(self._lane, at=self._at)
        await OfficerLinks(self._database).unlink(self._connection, self._lane, now=self._at)
        handled = and_(
            MESSAGE.c.locality == self._database.locality,
            MESSAGE.c.person == self._lane.person,
            MESSAGE.c.state != Inboxed.NEW,
        )
        # The message in hand stays as a key only: delivered once more, it must not be answered once more.
        this = MESSAGE.c.id.in_(self._messages)
        await self._connection.execute(delete(MESSAGE).where(handled, ~this))
        await self._connection.execute(update(MESSAGE).where(this).values(person="", replies=[]))
        theirs = and_(OUTBOX.c.locality == self._database.locality, OUTBOX.c.person == self._lane.person)
        await self._connection.execute(delete(OUTBOX).where(theirs))
        return count

    # --- what the provider tells of the chat

    async def reachable(self, chat: Chat) -> None:
        """They may be written to again: what waited for it is sent, unless that was too long ago."""
        if chat.left:
            await self._chats.returned(self._lane)
        late = OUTBOX.c.at < self._at - WAITS_AT_MOST
        values = {
            "state": case((late, State.PARKED), else_=State.PENDING),
            "reason": case((late, TOO_LATE), else_=""),
            "due": self._at,
            "tries": 0,
        }
        await self._connection.execute(update(OUTBOX).where(self._parts(State.WAITING)).values(values))

    async def left(self, reason: str) -> None:
        """They cannot be written to any more."""
        await self._chats.mark(self._lane, at=self._at, left=True)
        await self._drop(reason)

    async def quiet(self, until: datetime, reason: str) -> None:
        """An officer has taken over: nothing that was still to be said is said."""
        await self._chats.mark(self._lane, at=self._at, quiet_until=until)
        await self._drop(reason)

    async def moved(self, address: str) -> None:
        """The chat is somewhere else from now on."""
        await self._chats.mark(self._lane, at=self._at, address=address)
        sealed = self._database.sealing.seal(address, purpose="address")
        unsent = self._parts(State.PENDING, State.SENDING, State.UNKNOWN, State.WAITING)
        await self._connection.execute(update(OUTBOX).where(unsent).values(address=sealed))

    async def echoed(self, provider_id: str, text: str, *, at: datetime) -> None:
        """One of our own messages has arrived.

        Whose answer was lost has no id to be known by: an id that nothing sent has is that of the oldest doubtful part with
        the same text, or of the oldest one where the provider does not tell what the message said.
        """
        told = self._database.pseudonym(self._lane.channel, provider_id)
        if (await self._connection.execute(select(1).where(self._parts(State.SENT), OUTBOX.c.provider_id == told))).first():
            return
        if (await self._connection.execute(select(1).where(self._parts(State.SENDING)))).first():
            return  # most likely its own, and its answer is on the way
        handed = and_(OUTBOX.c.sent_at <= at + _ECHO_LATEST, OUTBOX.c.sent_at >= at - _ECHO_LATEST)
        doubtful = select(OUTBOX.c.id, OUTBOX.c.part).where(self._parts(State.UNKNOWN), handed).order_by(OUTBOX.c.id)
        found = (await self._connection.execute(doubtful)).all()
        its_own = next((row.id for row in found if not text or self._text_of(row.part) == text.split()), None)
        if its_own is None:
            return
        values = {"state": State.SENT, "provider_id": told, "address": None, "part": None, "reason": "", "until": None}
        await self._connection.execute(update(OUTBOX).where(OUTBOX.c.id == its_own).values(values | {"holder": None}))

    def _text_of(self, part: bytes | None) -> list[str]:
        """The words of a sealed part: providers trim, and may join lines."""
        try:
            opened = self._database.sealing.opened(part, purpose="part") if part else None
        except Unreadable:
            return []
        return opened["text"].split() if opened else []

    async def _drop(self, reason: str) -> None:
        values = {"state": State.GONE, "reason": reason, "address": None, "part": None}
        await self._connection.execute(update(OUTBOX).where(self._parts(State.PENDING, State.WAITING)).values(values))

    def _parts(self, *states: State) -> ColumnElement[bool]:
        return and_(
            OUTBOX.c.locality == self._database.locality,
            OUTBOX.c.channel == self._lane.channel,
            OUTBOX.c.account == self._lane.account,
            OUTBOX.c.person == self._lane.person,
            OUTBOX.c.state.in_(states),
        )


def _is_open(turn: Turn) -> bool:
    """Whether officers may find a question of this chat in their lists."""
    disliked = turn.feedback is not None and turn.feedback.helpful is False
    return disliked or (turn.is_question and turn.outcome in (Outcome.NOT_ANSWERED, Outcome.ASKED_BACK))
