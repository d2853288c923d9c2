"""Officers' chats: linked with a one-time code, they get a morning digest and may review there.

1. A link is worth what its officer's account is worth at this moment: locked, or with a password set after the chat was
   linked, it counts for nothing. Who may do what is bot/office/roles.py's.
2. Of a chat only the keyed hash is readable; its address and what is being reviewed lie sealed.
3. A code is kept as a keyed hash, works once, and is used up in the transaction that makes the link.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, UniqueConstraint, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel

from bot.store.audit import Audit, Deed
from bot.store.chats import Overtaken
from bot.store.database import Database
from bot.store.lane import Lane
from bot.store.officers import Officer
from bot.store.sealing import Unreadable
from bot.store.utc import UtcTime

DIGITS = 8
"""Of a code: a hundred million; who guesses is slowed down, see bot/chat_review/linking.py."""
LINKED, UNLINKED = "nối chat", "ngắt chat"
"""What the audit log calls it."""


class OfficerLinkRow(SQLModel, table=True):
    """A chat of an officer."""

    __tablename__ = "officer_link"
    __table_args__ = (UniqueConstraint("locality", "channel", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    account: str = Field(max_length=64)
    person: str = Field(max_length=32)
    """Keyed hash of the channel's own key of the chat."""
    officer: int = Field(index=True)
    address: bytes
    """Sealed; where the digest goes."""
    since: datetime = Field(sa_type=UtcTime)
    digest_day: date | None = Field(default=None, sa_type=Date)
    """In Vietnam; of the last digest, or of the last morning without anything to tell."""
    review: bytes | None = None
    """Sealed; what is being reviewed."""


class OfficerLinkCodeRow(SQLModel, table=True):
    """A code that links one chat, once."""

    __tablename__ = "officer_link_code"

    locality: str = Field(primary_key=True, max_length=64)
    key: str = Field(primary_key=True, max_length=32)
    """Keyed hash of the code."""
    officer: int
    until: datetime = Field(sa_type=UtcTime)


LINK = SQLModel.metadata.tables["officer_link"]
CODE = SQLModel.metadata.tables["officer_link_code"]
OFFICER = SQLModel.metadata.tables["officer"]

_OFFICERS = ("login", "name", "role", "hamlet")


@dataclass(frozen=True, slots=True)
class Link:
    """A chat of an officer, and the officer as they are now."""

    id: int
    lane: Lane
    officer: Officer
    since: datetime
    address: str = field(repr=False, default="")
    """Empty: it was sealed with another pepper."""
    review: dict[str, Any] = field(repr=False, default_factory=dict)
    """What is being reviewed, as whoever keeps it writes it."""


class OfficerLinks:
    """The officers' chats of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- what is linked

    async def of_chat(self, lane: Lane) -> Link | None:
        """Whose chat it is; None when nobody's, or its link counts for nothing now."""
        found = await self._found(_is(lane))
        return found[0] if found else None

    async def of_officer(self, officer: int) -> list[Link]:
        """Their chats, the oldest link first."""
        return await self._found(LINK.c.officer == officer)

    async def without_digest(self, day: date) -> list[Link]:
        """The chats that were told nothing on a day."""
        return await self._found(_undigested(day))

    # --- codes

    async def new_code(self, officer: int, *, now: datetime, until: datetime) -> str:
        """A code of an officer; those they had before work no more."""
        theirs = and_(self._ours(CODE), or_(CODE.c.officer == officer, CODE.c.until <= now))
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(delete(CODE).where(theirs))
            while True:
                code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
                row = {"locality": self._database.locality, "key": self._key(code), "officer": officer, "until": until}
                new = self._database.insert_new(CODE).values(row)
                if (await connection.execute(new.returning(CODE.c.key))).first():
                    return code

    async def officer_of(self, code: str, *, now: datetime) -> int:
        """Whose code it is; 0 when it is none, or too old."""
        chosen = select(CODE.c.officer).where(self._of_code(code, now))
        async with self._database.transaction() as connection:
            return (await connection.execute(chosen)).scalar() or 0

    async def burn(self, code: str) -> None:
        """Others have read it: it works no more."""
        async with self._database.transaction(writes=True) as connection:
            await connection.execute(delete(CODE).where(self._ours(CODE), CODE.c.key == self._key(code)))

    # --- within the transaction that settles a message

    async def link(
        self, connection: AsyncConnection, code: str, lane: Lane, *, address: str, officer: Officer, now: datetime
    ) -> None:
        """Use the code up. The chat may have been somebody else's before.

        Raises:
            Overtaken: when the code was used up meanwhile.
        """
        used = delete(CODE).where(self._of_code(code, now), CODE.c.officer == officer.id).returning(CODE.c.key)
        if (await connection.execute(used)).first() is None:
            raise Overtaken
        await self.unlink(connection, lane, now=now)
        values = {
            "locality": self._database.locality,
            "channel": lane.channel,
            "account": lane.account,
            "person": lane.person,
            "officer": officer.id,
            "address": self._database.sealing.seal(address, purpose="address"),
            "since": now,
        }
        await connection.execute(insert(LINK).values(values))
        deed = Deed(now, officer.login, LINKED, officer.login, f"Nối ứng dụng chat: {lane.channel}")
        await Audit(self._database).noted(connection, deed)

    async def unlink(self, connection: AsyncConnection, lane: Lane, *, now: datetime) -> bool:
        """Nobody's chat any more; whether it was somebody's."""
        gone = delete(LINK).where(self._ours(LINK), _is(lane)).returning(LINK.c.officer)
        officer = (await connection.execute(gone)).scalar()
        if officer is None:
            return False
        await self._note_end(connection, officer, [lane.channel], now=now)
        return True

    async def keep_review(self, connection: AsyncConnection, link: int, review: dict[str, Any]) -> None:
        """What is being reviewed there from now on; empty: nothing."""
        sealed = self._database.sealing.seal(review, purpose="review") if review else None
        await connection.execute(update(LINK).where(self._ours(LINK), LINK.c.id == link).values(review=sealed))

    async def digested(self, connection: AsyncConnection, link: int, day: date) -> bool:
        """Whether this process is the one that tells the chat something on this day."""
        marked = update(LINK).where(self._ours(LINK), LINK.c.id == link, _undigested(day)).values(digest_day=day)
        return (await connection.execute(marked.returning(LINK.c.id))).first() is not None

    # --- in the console

    async def end(self, officer: int, *, now: datetime, link: int = 0) -> int:
        """Unlink a chat of an officer, or all of them and their codes; how many chats it were."""
        theirs = and_(self._ours(LINK), LINK.c.officer == officer, *([LINK.c.id == link] if link else []))
        async with self._database.transaction(writes=True) as connection:
            if not link:
                await connection.execute(delete(CODE).where(self._ours(CODE), CODE.c.officer == officer))
            ended = (await connection.execute(delete(LINK).where(theirs).returning(LINK.c.channel))).scalars().all()
            if ended:
                await self._note_end(connection, officer, ended, now=now)
        return len(ended)

    # --- inside

    async def _note_end(self, connection: AsyncConnection, officer: int, channels: Sequence[str], *, now: datetime) -> None:
        theirs = select(OFFICER.c.login).where(self._ours(OFFICER), OFFICER.c.id == officer)
        login = (await connection.execute(theirs)).scalar() or ""
        deed = Deed(now, login, UNLINKED, login, f"Ngắt ứng dụng chat: {', '.join(sorted(channels))}")
        await Audit(self._database).noted(connection, deed)

    async def _found(self, which: ColumnElement[bool]) -> list[Link]:
        async with self._database.transaction() as connection:
            rows = (await connection.execute(self._chosen().where(which).order_by(LINK.c.id))).all()
        return [self._link(row) for row in rows]

    def _chosen(self) -> Select[Any]:
        """Links that count."""
        counts = and_(
            LINK.c.officer == OFFICER.c.id,
            LINK.c.locality == OFFICER.c.locality,
            OFFICER.c.disabled.is_(False),
            OFFICER.c.one_time_until.is_(None),
            OFFICER.c.password_changed_at <= LINK.c.since,
        )
        return select(*LINK.c, *(OFFICER.c[name] for name in _OFFICERS)).join_from(LINK, OFFICER, counts).where(self._ours(LINK))

    def _link(self, row: Row[Any]) -> Link:
        return Link(
            row.id,
            Lane(row.channel, row.account, row.person),
            Officer(row.officer, row.login, row.name, row.role, row.hamlet),
            row.since,
            address=self._opened(row.address, "address") or "",
            review=self._opened(row.review, "review") or {},
        )

    def _opened(self, sealed: bytes | None, purpose: str) -> Any:
        try:
            return self._database.sealing.opened(sealed, purpose=purpose) if sealed else None
        except Unreadable:
            return None

    def _of_code(self, code: str, now: datetime) -> ColumnElement[bool]:
        return and_(self._ours(CODE), CODE.c.key == self._key(code), CODE.c.until > now)

    def _key(self, code: str) -> str:
        return self._database.pseudonym("canbo noi", code)

    def _ours(self, table: Any) -> ColumnElement[bool]:
        ours: ColumnElement[bool] = table.c.locality == self._database.locality
        return ours


def _is(lane: Lane) -> ColumnElement[bool]:
    return and_(LINK.c.channel == lane.channel, LINK.c.person == lane.person)


def _undigested(day: date) -> ColumnElement[bool]:
    return or_(LINK.c.digest_day.is_(None), LINK.c.digest_day < day)
