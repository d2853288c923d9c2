"""The tokens of Zalo Official Accounts, and the lease that lets one process at a time use a refresh token up.

A refresh token works once. So before it is used its row says so (`tried_at`), the new pair is saved in one transaction,
and only then is it handed out: whatever crashes in between, the next process knows what may have happened.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from bot.store.database import Database
from bot.store.utc import UtcTime

_LONGEST_FAILURE = 300


class ZaloTokenRow(SQLModel, table=True):
    """The pair of one OA."""

    __tablename__ = "zalo_token"

    oa_id: str = Field(primary_key=True, max_length=64)
    locality: str = Field(max_length=64, index=True)
    access: bytes
    """Sealed."""
    refresh: bytes
    """Sealed."""
    access_until: datetime = Field(sa_type=UtcTime)
    refreshed_at: datetime = Field(sa_type=UtcTime)
    refresh_since: datetime = Field(sa_type=UtcTime)
    """When this refresh token was given: it lives three months."""
    generation: int
    """Counted up with every new pair: an answer to an older refresh token must not overwrite a newer consent."""
    tried_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """This refresh token was handed to Zalo and no answer is known: it may be used up."""
    lease_holder: str | None = Field(default=None, max_length=32)
    lease_until: datetime | None = Field(default=None, sa_type=UtcTime)
    failure: str = Field(default="", max_length=_LONGEST_FAILURE)
    """What went wrong last, for officers; empty when all is well."""
    failed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    shape: int = 0
    """The shape of buttons this OA takes, see payloads.Shape."""


@dataclass(frozen=True, slots=True)
class ZaloToken:
    """The pair of one OA, opened."""

    oa_id: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_until: datetime
    refreshed_at: datetime
    refresh_since: datetime
    generation: int
    tried_at: datetime | None
    failure: str
    failed_at: datetime | None
    shape: int


class ZaloTokens:
    """What is kept of the tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, oa_id: str = "") -> ZaloToken | None:
        """The pair of an OA; without an id that of the locality's only one.

        Raises:
            Unreadable: when it was sealed with another pepper.
        """
        which = col(ZaloTokenRow.oa_id) == oa_id if oa_id else col(ZaloTokenRow.locality) == self._database.locality
        async with self._database.session() as session:
            rows = (await session.execute(select(ZaloTokenRow).where(which).limit(2))).scalars().all()
            return self._opened(rows[0]) if len(rows) == 1 else None

    async def connect(self, oa_id: str, access: str, refresh: str, *, until: datetime, now: datetime) -> None:
        """A first pair, or a new one after another consent."""
        values = self._sealed(oa_id, access, refresh) | {
            "locality": self._database.locality,
            "access_until": until,
            "refreshed_at": now,
            "refresh_since": now,
            "tried_at": None,
            "failure": "",
            "failed_at": None,
            "shape": 0,
        }
        async with self._database.session(writes=True) as session:
            # Written first: SQLite then waits for its turn instead of failing half-way.
            await session.execute(self._database.insert_new(ZaloTokenRow).values(oa_id=oa_id, generation=0, **values))
            await _change(session, _is(oa_id), generation=col(ZaloTokenRow.generation) + 1, **values)

    async def lease(self, oa_id: str, holder: str, *, now: datetime, until: datetime) -> ZaloToken | None:
        """Become the one who refreshes, and read the pair as it is now; None while somebody else is."""
        free = (col(ZaloTokenRow.lease_until).is_(None)) | (col(ZaloTokenRow.lease_until) < now)
        async with self._database.session(writes=True) as session:
            if not await _change(session, and_(_is(oa_id), free), lease_holder=holder, lease_until=until):
                return None
            return self._opened((await session.execute(select(ZaloTokenRow).where(_is(oa_id)))).scalar_one())

    async def release(self, oa_id: str, holder: str) -> None:
        """Let others refresh again."""
        async with self._database.session(writes=True) as session:
            await _change(session, _held(oa_id, holder), **_NO_LEASE)

    async def begin(self, oa_id: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """Write down that the refresh token is about to be used up; False when the lease does not last `until` then."""
        in_time = and_(_held(oa_id, holder), col(ZaloTokenRow.lease_until) > until)
        async with self._database.session(writes=True) as session:
            return await _change(session, in_time, tried_at=now)

    async def save(
        self, oa_id: str, access: str, refresh: str, *, generation: int, since: datetime, until: datetime, now: datetime
    ) -> bool:
        """The pair after that of `generation`, and the end of the lease; False when somebody saved another one meanwhile."""
        values = self._sealed(oa_id, access, refresh) | {
            "access_until": until,
            "refreshed_at": now,
            "refresh_since": since,
            "generation": generation + 1,
            "tried_at": None,
            "failure": "",
            "failed_at": None,
        }
        async with self._database.session(writes=True) as session:
            return await _change(session, _unchanged(oa_id, generation), **values, **_NO_LEASE)

    async def failed(self, oa_id: str, failure: str, *, generation: int, tried_at: datetime | None, now: datetime) -> None:
        """No new pair, and the end of the lease; `tried_at` stays when the refresh token may be used up."""
        values = {"failure": failure[:_LONGEST_FAILURE], "failed_at": now, "tried_at": tried_at}
        async with self._database.session(writes=True) as session:
            await _change(session, _unchanged(oa_id, generation), **values, **_NO_LEASE)

    async def note(self, oa_id: str, failure: str, *, now: datetime) -> None:
        """Something else officers must know of this account."""
        async with self._database.session(writes=True) as session:
            await _change(session, _is(oa_id), failure=failure[:_LONGEST_FAILURE], failed_at=now)

    async def remember_shape(self, oa_id: str, shape: int) -> None:
        """The shape of buttons the OA takes."""
        async with self._database.session(writes=True) as session:
            await _change(session, _is(oa_id), shape=shape)

    def _sealed(self, oa_id: str, access: str, refresh: str) -> dict[str, Any]:
        seal, purpose = self._database.sealing.seal, _purpose(oa_id)
        return {"access": seal(access, purpose=purpose), "refresh": seal(refresh, purpose=purpose)}

    def _opened(self, row: ZaloTokenRow) -> ZaloToken:
        opened, purpose = self._database.sealing.opened, _purpose(row.oa_id)
        return ZaloToken(
            oa_id=row.oa_id,
            access=opened(row.access, purpose=purpose),
            refresh=opened(row.refresh, purpose=purpose),
            access_until=row.access_until,
            refreshed_at=row.refreshed_at,
            refresh_since=row.refresh_since,
            generation=row.generation,
            tried_at=row.tried_at,
            failure=row.failure,
            failed_at=row.failed_at,
            shape=row.shape,
        )


_NO_LEASE: dict[str, Any] = {"lease_holder": None, "lease_until": None}


def _purpose(oa_id: str) -> str:
    return f"zalo token {oa_id}"


def _is(oa_id: str) -> ColumnElement[bool]:
    return col(ZaloTokenRow.oa_id) == oa_id


def _held(oa_id: str, holder: str) -> ColumnElement[bool]:
    return and_(_is(oa_id), col(ZaloTokenRow.lease_holder) == holder)


def _unchanged(oa_id: str, generation: int) -> ColumnElement[bool]:
    return and_(_is(oa_id), col(ZaloTokenRow.generation) == generation)


async def _change(session: AsyncSession, which: ColumnElement[bool], **values: Any) -> bool:
    """Whether there was such a row."""
    changed = await session.execute(update(ZaloTokenRow).where(which).values(**values).returning(col(ZaloTokenRow.oa_id)))
    return changed.scalar() is not None
