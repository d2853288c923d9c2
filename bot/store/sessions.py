"""Who is logged in. The cookie holds a random id of which only the hash lies here: a copy of the database logs nobody in."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, SQLModel, col

from bot.store.database import Database
from bot.store.officers import Officer, OfficerRow, officer_of
from bot.store.utc import UtcTime

SEEN_EVERY = timedelta(seconds=30)
"""Not every click is worth a write."""


class SessionRow(SQLModel, table=True):
    """A session; gone when it ends."""

    __tablename__ = "office_session"

    key: str = Field(primary_key=True, max_length=64)
    """SHA-256 of the id in the cookie, which is random enough to need no salt."""
    locality: str = Field(max_length=64)
    officer: int = Field(index=True)
    csrf: str = Field(max_length=64)
    made: datetime = Field(sa_type=UtcTime)
    seen: datetime = Field(sa_type=UtcTime)
    ends: datetime = Field(sa_type=UtcTime)
    notice: str = ""
    """What the next page says, once."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is logged in."""

    id: str = field(repr=False)
    """What the cookie holds."""
    csrf: str = field(repr=False)
    officer: Officer
    notice: str = ""


class Sessions:
    """The sessions of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, officer: Officer, *, now: datetime, lasts: timedelta) -> Session:
        """A new session with a new id; what has ended is swept out."""
        session_id, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        row = SessionRow(
            key=_key(session_id),
            locality=self._database.locality,
            officer=officer.id,
            csrf=csrf,
            made=now,
            seen=now,
            ends=now + lasts,
        )
        async with self._database.session(writes=True) as session:
            await session.execute(delete(SessionRow).where(col(SessionRow.ends) <= now))
            session.add(row)
        return Session(session_id, csrf, officer)

    async def find(self, session_id: str, *, now: datetime, idle: timedelta) -> Session | None:
        """The session of a cookie, with its officer as they are now; None when it ended, or they were locked out."""
        alive = (col(SessionRow.ends) > now, col(SessionRow.seen) > now - idle, ~col(OfficerRow.disabled))
        theirs = and_(col(OfficerRow.id) == col(SessionRow.officer), col(OfficerRow.locality) == col(SessionRow.locality))
        chosen = select(SessionRow, OfficerRow).join(OfficerRow, theirs).where(self._this(session_id), *alive)
        async with self._database.session() as session:
            found = (await session.execute(chosen)).first()
            if not found:
                return None
            row, officer = found
            opened, stale = Session(session_id, row.csrf, officer_of(officer), row.notice), row.seen < now - SEEN_EVERY
        if stale:
            await self._told(session_id, seen=now)
        return opened

    async def notice(self, session_id: str, text: str) -> None:
        """What the next page says; empty: nothing any more."""
        await self._told(session_id, notice=text)

    async def close(self, session_id: str) -> None:
        """Log out."""
        async with self._database.session(writes=True) as session:
            await session.execute(delete(SessionRow).where(self._this(session_id)))

    async def close_all(self, officer_id: int) -> None:
        """Log somebody out everywhere."""
        theirs = (col(SessionRow.locality) == self._database.locality, col(SessionRow.officer) == officer_id)
        async with self._database.session(writes=True) as session:
            await session.execute(delete(SessionRow).where(*theirs))

    async def open_for(self, *, now: datetime, idle: timedelta) -> dict[int, int]:
        """How many sessions each officer has."""
        alive = and_(col(SessionRow.ends) > now, col(SessionRow.seen) > now - idle)
        chosen = select(col(SessionRow.officer)).where(col(SessionRow.locality) == self._database.locality, alive)
        counts: dict[int, int] = {}
        async with self._database.session() as session:
            for officer in (await session.execute(chosen)).scalars():
                counts[officer] = counts.get(officer, 0) + 1
        return counts

    async def _told(self, session_id: str, **values: object) -> None:
        """With a full disk officers must still see what is wrong: a page does not fail over this."""
        with suppress(SQLAlchemyError):
            async with self._database.session(writes=True) as session:
                await session.execute(update(SessionRow).where(self._this(session_id)).values(**values))

    def _this(self, session_id: str) -> ColumnElement[bool]:
        return and_(col(SessionRow.locality) == self._database.locality, col(SessionRow.key) == _key(session_id))


def _key(session_id: str) -> str:
    return sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()
