"""Counting by the month what a provider allows only so often: it must survive a restart and be one for all processes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.core.conversation import VIETNAM
from bot.errors import Unavailable
from bot.store.database import Database
from bot.store.tables import CounterRow


class Counters:
    """The counters of one locality. A month ends at midnight in Vietnam; no provider says when theirs does (2026-11)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, many: int = 1, *, now: datetime) -> int:
        """Count more; how many it are this month with them. No other process gets the same number.

        Raises:
            Unavailable: when the database cannot.
        """
        # The same statement in both, but SQLAlchemy has it per dialect only.
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        first = insert(CounterRow).values(locality=self._database.locality, name=name, month=_month(now), count=many)
        counted = first.on_conflict_do_update(
            index_elements=["locality", "name", "month"], set_={"count": col(CounterRow.count) + many}
        ).returning(col(CounterRow.count))
        try:
            async with self._database.session(writes=True) as session:
                return (await session.execute(counted)).scalar_one()
        except (SQLAlchemyError, OSError) as exc:
            raise Unavailable("cannot count") from exc

    async def read(self, name: str, *, now: datetime) -> int:
        """How many it are this month.

        Raises:
            Unavailable: when the database cannot.
        """
        this = (
            col(CounterRow.locality) == self._database.locality,
            col(CounterRow.name) == name,
            col(CounterRow.month) == _month(now),
        )
        try:
            async with self._database.session() as session:
                return (await session.execute(select(col(CounterRow.count)).where(*this))).scalar() or 0
        except (SQLAlchemyError, OSError) as exc:
            raise Unavailable("cannot count") from exc


def _month(now: datetime) -> str:
    return f"{now.astimezone(VIETNAM):%Y-%m}"
