"""The officers' accounts. Passwords come here as argon2 hashes only; who may do what is bot/office/roles.py's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UniqueConstraint, and_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from bot.errors import AccountError
from bot.store.database import Database
from bot.store.utc import UtcTime

ADMIN = "quan-tri"
"""The one role the store knows: somebody must be able to let others in."""


class OfficerRow(SQLModel, table=True):
    """An account; never deleted, since the audit log names it."""

    __tablename__ = "officer"
    __table_args__ = (UniqueConstraint("locality", "login"),)

    id: int | None = Field(default=None, primary_key=True)
    locality: str = Field(max_length=64)
    login: str = Field(max_length=32)
    name: str = Field(max_length=80)
    role: str = Field(max_length=16)
    hamlet: str = Field(default="", max_length=80)
    """Of a leader of a community digital team: what they may see."""
    password: str = Field(max_length=200)
    """An argon2id hash."""
    disabled: bool = False
    made_at: datetime = Field(sa_type=UtcTime)
    password_changed_at: datetime = Field(sa_type=UtcTime)
    one_time_until: datetime | None = Field(default=None, sa_type=UtcTime)
    """The password was made by somebody else: it lets in until then, and only to set another one."""


@dataclass(frozen=True, slots=True)
class Officer:
    """An account, without its password."""

    id: int
    login: str
    name: str
    role: str
    hamlet: str = ""
    disabled: bool = False
    made_at: datetime | None = None
    password_changed_at: datetime | None = None
    one_time_until: datetime | None = None


class Officers:
    """The accounts of one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, officer: Officer, password: str, *, now: datetime) -> Officer:
        """A new account; `officer.id` is not looked at.

        Raises:
            AccountError: when the login is taken.
        """
        row = OfficerRow(
            locality=self._database.locality,
            login=officer.login,
            name=officer.name,
            role=officer.role,
            hamlet=officer.hamlet,
            password=password,
            made_at=now,
            password_changed_at=now,
            one_time_until=officer.one_time_until,
        )
        try:
            async with self._database.session(writes=True) as session:
                session.add(row)
                await session.flush()
                return officer_of(row)
        except IntegrityError as error:
            raise AccountError(f'Đã có tài khoản "{officer.login}"; chọn tên đăng nhập khác') from error

    async def all(self) -> list[Officer]:
        """Every account, those in use first."""
        order = (col(OfficerRow.disabled), col(OfficerRow.login))
        async with self._database.session() as session:
            rows = await session.execute(select(OfficerRow).where(self._ours()).order_by(*order))
            return [officer_of(row) for row in rows.scalars()]

    async def are_any(self) -> bool:
        """Whether somebody can log in at all."""
        this = select(1).where(self._ours(), ~col(OfficerRow.disabled)).limit(1)
        async with self._database.session() as session:
            return (await session.execute(this)).first() is not None

    async def get(self, id: int) -> Officer | None:  # noqa: A002
        """An account by its number."""
        return await self._one(col(OfficerRow.id) == id)

    async def find(self, login: str) -> Officer | None:
        """An account by what its officer types."""
        return await self._one(col(OfficerRow.login) == login)

    async def password(self, login: str) -> str:
        """The hash to verify with; empty when there is no such account."""
        chosen = select(col(OfficerRow.password)).where(self._ours(), col(OfficerRow.login) == login)
        async with self._database.session() as session:
            return (await session.execute(chosen)).scalar() or ""

    async def change(self, id: int, *, name: str, role: str, hamlet: str) -> None:  # noqa: A002
        """What an account may do from its next click on.

        Raises:
            AccountError: when nobody could let others in afterwards.
        """
        await self._changed(id, {"name": name, "role": role, "hamlet": hamlet})

    async def disable(self, id: int, *, disabled: bool) -> None:  # noqa: A002
        """Lock an account, or open it again. Raises as `change` does."""
        await self._changed(id, {"disabled": disabled})

    async def set_password(self, id: int, password: str, *, now: datetime, one_time_until: datetime | None = None) -> None:  # noqa: A002
        """Another password."""
        values = {"password": password, "password_changed_at": now, "one_time_until": one_time_until}
        async with self._database.session(writes=True) as session:
            await session.execute(update(OfficerRow).where(self._this(id)).values(values))

    async def _one(self, which: ColumnElement[bool]) -> Officer | None:
        async with self._database.session() as session:
            row = (await session.execute(select(OfficerRow).where(self._ours(), which))).scalar()
            return officer_of(row) if row else None

    async def _changed(self, id: int, values: dict[str, Any]) -> None:  # noqa: A002
        async with self._database.session(writes=True) as session:
            before = await self._admins(session)
            await session.execute(update(OfficerRow).where(self._this(id)).values(values))
            if before and not await self._admins(session):
                raise AccountError("Đây là tài khoản quản trị cuối cùng: hãy thêm một quản trị khác trước")

    async def _admins(self, session: AsyncSession) -> Sequence[int]:
        """Locked until the end, so that two admins cannot take each other's rights at the same moment."""
        able = and_(self._ours(), col(OfficerRow.role) == ADMIN, ~col(OfficerRow.disabled))
        chosen = select(col(OfficerRow.id)).where(able).order_by(col(OfficerRow.id)).with_for_update()
        return [id_ for id_ in (await session.execute(chosen)).scalars() if id_]

    def _ours(self) -> ColumnElement[bool]:
        return col(OfficerRow.locality) == self._database.locality

    def _this(self, id: int) -> ColumnElement[bool]:  # noqa: A002
        return and_(self._ours(), col(OfficerRow.id) == id)


def officer_of(row: OfficerRow) -> Officer:
    """What others may know of an account."""
    return Officer(
        id=row.id or 0,
        login=row.login,
        name=row.name,
        role=row.role,
        hamlet=row.hamlet,
        disabled=row.disabled,
        made_at=row.made_at,
        password_changed_at=row.password_changed_at,
        one_time_until=row.one_time_until,
    )
