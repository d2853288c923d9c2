"""Totals read from the tallies: what figures and reports are made of. A store opened without a locality sums up all."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.conversation import VIETNAM, Outcome
from bot.core.totals import Closed, DayCount, EntryCount, Missed, PlaceCount, Sums
from bot.store.database import Database
from bot.store.tables import QUESTION
from bot.store.tallies import DAY, ENTRY_TALLY, GAP, MONTH, REPLY_TALLY, TALLY

_T = TypeVar("_T")
_ONE_DAY = timedelta(days=1)


class Totals:
    """Reads for one locality."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sums(self, first: date, last: date, *, hamlet: str | None = None) -> Sums:
        """What was counted from one day to another, both included.

        Of one hamlet there are days and places only: entries are not counted by hamlet.
        """
        here = true() if hamlet is None else TALLY.c.hamlet == hamlet
        async with self._database.transaction() as connection:
            days = await self._grouped(
                connection, TALLY, ["day"], ["asked"], self._on(TALLY, first, last), TALLY.c.grain == DAY, here
            )
            named, counted = ["channel", "hamlet", "outcome"], ["asked", "people", "helpful", "unhelpful"]
            places = await self._grouped(connection, TALLY, named, counted, self._in(TALLY, first, last), here)
            if hamlet is not None:
                return Sums(_made(DayCount, days), _made(PlaceCount, places))
            entries = await self._entries(connection, first, last)
            replies = await self._grouped(connection, REPLY_TALLY, ["hours"], ["count"], self._on(REPLY_TALLY, first, last))
            closed = await self._closed(connection, first, last)
        return Sums(
            _made(DayCount, days), _made(PlaceCount, places), entries, closed, tuple((int(h), int(n)) for h, n in replies)
        )

    async def entries(self, first: date, last: date) -> tuple[EntryCount, ...]:
        """By entry only: what a period is compared with."""
        async with self._database.transaction() as connection:
            return await self._entries(connection, first, last)

    async def missed(self, first: date, last: date, *, people: int, limit: int) -> tuple[Missed, ...]:
        """What was asked in vain most, each by at least so many people; only while the questions themselves are kept."""
        asked, askers = func.count(), func.count(QUESTION.c.person.distinct())
        begin, end = (datetime.combine(day, time(), VIETNAM) for day in (first, last + timedelta(days=1)))
        these = and_(QUESTION.c.outcome == Outcome.NOT_ANSWERED, QUESTION.c.at >= begin, QUESTION.c.at < end)
        grouped = (
            select(func.min(QUESTION.c.text), asked, askers)
            .where(self._ours(QUESTION), these, QUESTION.c.reading != "")
            .group_by(QUESTION.c.reading)
            .having(askers >= people)
            .order_by(asked.desc(), QUESTION.c.reading)
            .limit(limit)
        )
        async with self._database.transaction() as connection:
            return _made(Missed, await connection.execute(grouped))

    async def _entries(self, connection: AsyncConnection, first: date, last: date) -> tuple[EntryCount, ...]:
        named, counted = ["entry", "outcome"], ["asked", "helpful", "unhelpful"]
        return _made(EntryCount, await self._grouped(connection, ENTRY_TALLY, named, counted, self._in(ENTRY_TALLY, first, last)))

    async def _closed(self, connection: AsyncConnection, first: date, last: date) -> tuple[Closed, ...]:
        sums = (func.count(), func.sum(GAP.c.missed), func.sum(GAP.c.answered), func.min(GAP.c.closed))
        chosen = and_(self._ours(GAP), GAP.c.closed >= first, GAP.c.closed <= last)
        missed = func.sum(GAP.c.missed).desc()
        return _made(
            Closed,
            await connection.execute(
                select(GAP.c.entry, *sums).where(chosen).group_by(GAP.c.entry).order_by(missed, GAP.c.entry)
            ),
        )

    async def _grouped(
        self, connection: AsyncConnection, table: Table, named: list[str], counted: list[str], *where: ColumnElement[bool]
    ) -> Any:
        names = [table.c[name] for name in named]
        sums = [func.sum(table.c[name]) for name in counted]
        return await connection.execute(select(*names, *sums).where(*where).group_by(*names).order_by(*names))

    def _in(self, table: Table, first: date, last: date) -> ColumnElement[bool]:
        """From one day to another, by whole months where there are any."""
        parts = (and_(self._on(table, begin, end), table.c.grain == grain) for grain, begin, end in spans(first, last))
        return or_(*parts)

    def _on(self, table: Table, first: date, last: date) -> ColumnElement[bool]:
        return and_(self._ours(table), table.c.day >= first, table.c.day <= last)

    def _ours(self, table: Table) -> ColumnElement[bool]:
        return table.c.locality == self._database.locality if self._database.locality else true()


def spans(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """From one day to another as days, whole months and days."""
    begin = first if first.day == 1 else _next_month(first)
    end = (last + _ONE_DAY).replace(day=1)
    if begin >= end:
        yield DAY, first, last
        return
    if first < begin:
        yield DAY, first, begin - _ONE_DAY
    yield MONTH, begin, end - _ONE_DAY
    if end <= last:
        yield DAY, end, last


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _made(kind: type[_T], rows: Iterable[Any]) -> tuple[_T, ...]:
    return tuple(kind(*(int(value) if hasattr(value, "as_integer_ratio") else value for value in row)) for row in rows)
