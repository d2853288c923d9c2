"""Log-ins that failed: each further one makes the next wait longer. Counted before the password is looked at, so that
many at the same moment are not many guesses; in the database, so that processes and restarts do not forget.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Delete, Executable, and_, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from bot.store.database import Database
from bot.store.utc import UtcTime

FORGOTTEN = timedelta(days=1)
"""After so long without another one, failures count no more."""
KNOWN = timedelta(days=90)
"""How long it is remembered that somebody logged in from somewhere."""


class LoginAttemptRow(SQLModel, table=True):
    """Failures of one login, from one network address, or of one login from one address."""

    __tablename__ = "login_attempt"

    locality: str = Field(primary_key=True, max_length=64)
    key: str = Field(primary_key=True, max_length=32)
    """Keyed hash: an address is nobody's business, and a password is typed in the wrong field now and then."""
    count: int
    """0: the login succeeded from this address."""
    at: datetime = Field(sa_type=UtcTime)
    until: datetime = Field(sa_type=UtcTime)
    """No further try before."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How failures of one kind slow down."""

    free: int
    """Failures without any wait."""
    first: timedelta
    """The wait after one more; doubled with each."""
    most: timedelta

    def wait(self, count: int) -> timedelta:
        """How long after so many failures."""
        return min(self.most, self.first * 2 ** min(count - self.free - 1, 20)) if count > self.free else timedelta()


class TooMany(Exception):
    """No further try before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too many failures")
        self.until = until


class LoginAttempts:
    """The failures of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def key(self, kind: str, what: str) -> str:
        """What stands for a login or an address."""
        return self._database.pseudonym(f"canbo {kind}", what)

    async def begin(self, keys: dict[str, Patience], *, now: datetime) -> None:
        """Count one try under every key; it stays counted unless `succeeded`.

        Raises:
            TooMany: when one of them must wait; then nothing is counted.
        """
        async with self._database.session(writes=True) as session:
            for key in sorted(keys):  # in one order: two at the same moment must not wait for each other
                await self._count(session, key, keys[key], now)

    async def is_known(self, key: str) -> bool:
        """Whether this login succeeded from this address before."""
        async with self._database.session() as session:
            return (await session.execute(select(1).where(self._this(key)))).first() is not None

    async def succeeded(self, counted: str, *, address: str, place: str, now: datetime) -> None:
        """It was no failure: what it was counted under is forgotten, the address gets back this one, the place is known."""
        known = {"count": 0, "at": now, "until": now}
        less = {"count": col(LoginAttemptRow.count) - 1, "until": col(LoginAttemptRow.at)}
        new = self._database.insert_new(LoginAttemptRow).values(locality=self._database.locality, key=place, **known)
        steps: list[tuple[str, Executable]] = [
            (counted, delete(LoginAttemptRow).where(self._this(counted))),
            (address, update(LoginAttemptRow).where(self._this(address)).values(less)),
            (place, new),
        ]
        async with self._database.session(writes=True) as session:
            for _, step in sorted(steps, key=lambda each: each[0]):  # in the order of `begin`; a stable one
                await session.execute(step)
        async with self._database.session(writes=True) as session:
            await session.execute(self._swept(now))

    async def forget(self, key: str) -> None:
        """Let somebody try again at once."""
        async with self._database.session(writes=True) as session:
            await session.execute(delete(LoginAttemptRow).where(self._this(key)))

    def _swept(self, now: datetime) -> Delete:
        """What counts no more."""
        failed, at = col(LoginAttemptRow.count) > 0, col(LoginAttemptRow.at)
        return delete(LoginAttemptRow).where(or_(and_(failed, at < now - FORGOTTEN), at < now - KNOWN))

    async def _count(self, session: AsyncSession, key: str, patience: Patience, now: datetime) -> None:
        # The same statement in both, but SQLAlchemy has it per dialect only.
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        row, old = LoginAttemptRow, col(LoginAttemptRow.at) < now - FORGOTTEN
        first = insert(row).values(locality=self._database.locality, key=key, count=1, at=now, until=now + patience.wait(1))
        counted = first.on_conflict_do_update(
            index_elements=["locality", "key"],
            set_={"count": case((old, 1), else_=col(row.count) + 1), "at": now},
            where=col(row.until) <= now,
        ).returning(col(row.count))
        count = (await session.execute(counted)).scalar()
        if count is None:
            raise TooMany((await session.execute(select(col(row.until)).where(self._this(key)))).scalar_one())
        await session.execute(update(row).where(self._this(key)).values(until=now + patience.wait(count)))

    def _this(self, key: str) -> ColumnElement[bool]:
        return and_(col(LoginAttemptRow.locality) == self._database.locality, col(LoginAttemptRow.key) == key)
