"""A year of made-up traffic in the store, and how long figures, reports and retention take then.

    python scripts/made_up_year.py                                  # a million questions in SQLite, in a folder thrown away
    python scripts/made_up_year.py --questions 50000 --database postgresql+psycopg://…   # an EMPTY database of your own

The figures behind pages must come within 200 ms; retention must leave room for residents.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from made_up import COLUMNS, Counted, Residents, per_day

from bot.core.conversation import Conversation, Outcome, Turn
from bot.core.knowledge import Knowledge
from bot.core.message import Message, Reply
from bot.figures.periods import Period, parse_period
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.reports.gathering import gather
from bot.reports.writing import write_report
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from bot.store.tallies import Tallies, day_of
from bot.store.totals import Totals

LOCALITY = "nam-sach"
PAGE = 0.2
"""Seconds within which a page must have its figures."""
_BATCH = 20_000
_PLACE = ("locality", "grain", "day", "channel", "hamlet", "outcome", "asked", "people", "helpful", "unhelpful")
_ENTRY = ("locality", "grain", "day", "entry", "outcome", "asked", "helpful", "unhelpful")
_GAP = ("locality", "key", "missed", "last_missed", "entry", "closed", "answered")


class Bulk:
    """Rows written as fast as the database takes them."""

    def __init__(self, store: SqlStore) -> None:
        url = store.engine.url
        self._sqlite = sqlite3.connect(str(url.database)) if store.database.is_sqlite else None
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._postgres = None if self._sqlite else psycopg.connect(plain)
        if self._sqlite:
            self._sqlite.execute("PRAGMA synchronous=OFF")

    def write(self, table: str, columns: Iterable[str], rows: list[tuple[Any, ...]]) -> None:
        """Add rows to a table."""
        names = list(columns)
        if self._sqlite:
            marks = ",".join("?" * len(names))
            plain = [tuple(_sqlite_value(value) for value in row) for row in rows]
            self._sqlite.executemany(f"INSERT INTO {table} ({','.join(names)}) VALUES ({marks})", plain)
        elif self._postgres:
            with self._postgres.cursor().copy(f"COPY {table} ({','.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def commit(self) -> None:
        """Let go of what is written."""
        for connection in (self._sqlite, self._postgres):
            if connection:
                connection.commit()

    def close(self) -> None:
        """Make it last."""
        if self._sqlite:
            self._sqlite.commit()
            self._sqlite.execute("ANALYZE")
            self._sqlite.close()
        if self._postgres:
            self._postgres.execute("SELECT setval('question_id_seq', (SELECT max(id) FROM question))")
            self._postgres.execute("ANALYZE")
            self._postgres.commit()
            self._postgres.close()


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value


def fill(store: SqlStore, knowledge: Knowledge, questions: int, last: date) -> None:
    """Write the questions and what they add up to."""
    residents, counted, bulk = Residents(knowledge, store.database), Counted(), Bulk(store)
    numbers, rows = count(1), []
    middle, season = last - timedelta(days=182), last - timedelta(days=60)
    for day, many in per_day(questions, last):
        for drawn in residents.day(day, many, half=day > middle, season=day > season):
            residents.count(drawn, counted)
            rows.append(residents.row(next(numbers), drawn))
        if len(rows) >= _BATCH:
            bulk.write("question", COLUMNS, rows)
            bulk.commit()
            rows = []
    bulk.write("question", COLUMNS, rows)
    bulk.write("tally", _PLACE, [(*key, *(n[name] for name in _PLACE[6:])) for key, n in sorted(counted.places.items())])
    bulk.write("entry_tally", _ENTRY, [(*key, *(n[name] for name in _ENTRY[5:])) for key, n in sorted(counted.entries.items())])
    keys = Tallies(None, store.database)  # type: ignore[arg-type]  # only its keys are needed
    gaps = [(LOCALITY, keys.gap_key(text), *(gap[name] for name in _GAP[2:])) for text, gap in counted.gaps.items()]
    bulk.write("gap", _GAP, gaps)
    bulk.close()


async def seconds(work: Callable[[], Awaitable[object]], *, times: int = 9) -> tuple[float, float]:
    """How long it takes, in the middle of some tries and at best: the machine may be busy with other things."""
    taken = []
    for _ in range(times):
        begin = perf_counter()
        await work()
        taken.append(perf_counter() - begin)
    return median(taken), min(taken)


class Resident:
    """Somebody who asks all the time, and how long they wait until it is stored."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.waits: list[float] = []

    async def ask(self) -> None:
        """Ask once."""
        number, now = len(self.waits), datetime.now(UTC)
        message = Message("web", f"ask{number % 50}-{id(self)}", f"m{number}", "x")
        turn = Turn(
            Conversation(at=now), (Reply("Đây ạ."),), Outcome.ANSWERED, "làm khai sinh", ("khai-sinh",), reading="khai sinh",
            is_question=True,
        )  # fmt: skip
        begin = perf_counter()
        chat, _ = await self._store.load(message)
        await self._store.record(message, chat, turn, ref=f"@{os.urandom(5).hex()}", now=now)
        self.waits.append(perf_counter() - begin)

    async def ask_on(self) -> None:
        """Ask twenty times a second."""
        while True:
            await self.ask()
            await asyncio.sleep(0.05)


async def measure_figures(store: SqlStore, knowledge: Knowledge, today: date) -> bool:
    """Figures of every length, as pages need them."""
    totals, quick = Totals(store.database), True
    spans = [f"{today}", f"{today:%G-W%V}", f"{today:%Y-%m}", f"{today.year}-Q{(today.month + 2) // 3}", "05-12", str(today.year)]
    periods = [parse_period(text, today=today) for text in spans]
    periods.append(Period(today - timedelta(days=364), today, "365 ngày"))
    for period in periods:
        taken = await seconds(lambda period=period: gather(totals, knowledge, period, today=today, texts=False))  # type: ignore[misc]
        quick = quick and taken[1] <= PAGE
        line(f"figures, {period.days} days", taken, f"limit {PAGE * 1000:.0f} ms")
    year = periods[-1]
    line("figures with texts, 365 days (report)", await seconds(lambda: gather(totals, knowledge, year, today=today), times=3))
    return quick


async def measure_report(store: SqlStore, knowledge: Knowledge, today: date, folder: Path) -> None:
    """A report of half a year, both forms."""
    period = parse_period("05-12", today=today)
    for name in ("bao-cao.docx", "so-lieu.xlsx"):

        async def make(name: str = name) -> None:
            found = await gather(Totals(store.database), knowledge, period, today=today)
            await asyncio.to_thread(write_report, found, knowledge.localities[LOCALITY], folder / name, today=today)

        line(f"report, {name}", await seconds(make, times=1))


async def measure_retention(store: SqlStore, now: datetime, keep_days: int) -> bool:
    """Deleting while residents ask: how long it takes, how long they wait, what is left."""
    totals, day = Totals(store.database), day_of(now)
    first = day - timedelta(days=400)
    before, resident = await totals.sums(first, day - timedelta(days=1)), Resident(store)
    old = await _older(store, now - timedelta(days=keep_days))
    asking = asyncio.create_task(resident.ask_on())
    begin = perf_counter()
    await store.expire(now=now, keep=timedelta(days=keep_days))
    taken = perf_counter() - begin
    asking.cancel()
    left = await _older(store, now - timedelta(days=keep_days))
    kept = await totals.sums(first, day - timedelta(days=1))
    same = (kept.days, kept.places, kept.entries, kept.closed) == (before.days, before.places, before.entries, before.closed)
    waits = sorted(resident.waits) or [0.0]
    told = f"{old - left:,} deleted, {left} left over; totals {'the same' if same else 'CHANGED'}"
    line(f"retention, KEEP_DAYS={keep_days}", taken, told)
    line("  residents meanwhile, middle", median(waits), f"{len(waits)} asked")
    line("  residents meanwhile, longest", waits[-1])
    return same and not left


async def _older(store: SqlStore, than: datetime) -> int:
    counted = select(func.count()).select_from(QUESTION).where(QUESTION.c.at < than)
    async with store.engine.connect() as connection:
        return int((await connection.execute(counted)).scalar_one())


async def is_exact(store: SqlStore) -> bool:
    """Whether the totals are what the questions add up to."""
    async with store.engine.connect() as connection:
        asked = (await connection.exec_driver_sql("SELECT outcome, count(*) FROM question GROUP BY 1 ORDER BY 1")).all()
        sums = (
            await connection.exec_driver_sql("SELECT outcome, sum(asked) FROM tally WHERE grain = 'd' GROUP BY 1 ORDER BY 1")
        ).all()
    return [tuple(row) for row in asked] == [tuple(row) for row in sums]


def line(what: str, taken: float | tuple[float, float], more: str = "") -> None:
    """A row of the table that is printed."""
    middle, best = taken if isinstance(taken, tuple) else (taken, None)
    at_best = "" if best is None else f"best {_shown(best)}"
    print(f"{what:<42}{_shown(middle):>12}  {at_best:<14}{more}", flush=True)


def _shown(taken: float) -> str:
    return f"{taken * 1000:,.0f} ms" if taken < 10 else f"{taken:,.1f} s"


async def main(questions: int, database: str, folder: Path) -> int:
    """Fill, measure, judge."""
    knowledge, now = load_or_fail(SHIPPED), datetime.now(UTC)
    url = database or f"sqlite+aiosqlite:///{folder}/year.sqlite3"
    async with SqlStore(url, locality=LOCALITY, pepper="made up") as store:
        begin = perf_counter()
        await asyncio.to_thread(fill, store, knowledge, questions, day_of(now))
        size = "" if database else f"{(folder / 'year.sqlite3').stat().st_size >> 20} MiB"
        line(f"{questions:,} questions written", perf_counter() - begin, size)
        begin = perf_counter()
        exact = await is_exact(store)
        line("totals compared with the questions", perf_counter() - begin, "the same" if exact else "DIFFERENT")
        quick = await measure_figures(store, knowledge, day_of(now))
        await measure_report(store, knowledge, day_of(now), folder)
        since = now - timedelta(days=7)
        line("list of what was not answered, 7 days", await seconds(lambda: store.to_review(since=since)))
        resident = Resident(store)
        line("one question recorded", await seconds(resident.ask, times=50))
        daily = await measure_retention(store, now, 364)
        lowered = await measure_retention(store, now, 300)
    print("All good." if exact and quick and daily and lowered else "NOT GOOD: see above.")
    return 0 if exact and quick and daily and lowered else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=1_000_000)
    parser.add_argument(
        "--database", default="", help="SQLAlchemy address of an empty database; SQLite in a folder when left out"
    )
    parser.add_argument("--folder", type=Path, help="keeps the database and the reports there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        target = given.folder or Path(temporary)
        target.mkdir(parents=True, exist_ok=True)
        sys.exit(asyncio.run(main(given.questions, given.database, target)))
