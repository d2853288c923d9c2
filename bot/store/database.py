"""The database: SQLite (WAL) on one small machine, PostgreSQL by its address. One code path for both."""

import asyncio
import hmac
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import sleep
from typing import Any, Self

from sqlalchemy import Table, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlmodel import SQLModel

from bot.store.lane import Lane
from bot.store.migrating import migrate
from bot.store.sealing import Sealing


class Database:
    """The tables of one locality, opened."""

    def __init__(self, url: str, *, locality: str = "", pepper: str) -> None:
        """`url` as SQLAlchemy writes it; `pepper` is the key of the pseudonyms and of the seals."""
        self.is_sqlite = url.startswith("sqlite")
        # A server that was restarted is no error, one that does not answer is one.
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
        # hide_parameters: an error must not print what a resident typed.
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **options)
        self.locality = locality
        self.sealing = Sealing(pepper.encode())
        self._pepper = pepper.encode()
        # Fewer than the pool has connections (15): what is urgent finds one.
        self._room = asyncio.Semaphore(10)
        # SQLite has one writer at a time: waiting here is fairer than its busy timeout. At most one that is not urgent waits
        # for the second lock, so that what is urgent waits for two transactions and not for a hundred.
        self._queue, self._writing = asyncio.Lock(), asyncio.Lock()

    async def start(self) -> None:
        """Bring the tables up to date."""
        if self.is_sqlite:
            if name := self.engine.url.database:
                Path(name).parent.mkdir(parents=True, exist_ok=True)
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
        async with self.engine.begin() as connection:
            await connection.run_sync(migrate)

    async def close(self) -> None:
        """Let go of the database."""
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def session(self, *, writes: bool = False) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back by an exception."""
        async with self._turn(writes=writes), AsyncSession(self.engine) as session, session.begin():
            yield session

    @asynccontextmanager
    async def transaction(self, *, writes: bool = False, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        """The same without objects, for what must be quick; `urgent` goes before all others."""
        async with self._turn(writes=writes, urgent=urgent), self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def _turn(self, *, writes: bool, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for one's turn before a connection is taken."""
        async with AsyncExitStack() as turn:
            if not urgent:
                await turn.enter_async_context(self._room)
            if writes and self.is_sqlite:
                if not urgent:
                    await turn.enter_async_context(self._queue)
                await turn.enter_async_context(self._writing)
            yield

    def pseudonym(self, channel: str, key: str) -> str:
        """What stands for a person or message in the store; cannot be turned back without the pepper."""
        told = f"{self.locality}|{channel}|{key}".encode("utf-8", "surrogatepass")
        return hmac.new(self._pepper, told, sha256).hexdigest()[:32]

    def lane(self, channel: str, account: str, chat: str) -> Lane:
        """Where things happen one after the other."""
        return Lane(channel, account, self.pseudonym(channel, chat))

    def insert_new(self, table: Table | type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
        """An INSERT that leaves alone what is there already."""
        insert = sqlite.insert if self.is_sqlite else postgresql.insert
        return insert(table).on_conflict_do_nothing()

    async def size(self) -> int:
        """Bytes it takes on its disk."""
        if self.is_sqlite:
            name = self.engine.url.database or ""
            return sum(path.stat().st_size for path in (Path(name), Path(f"{name}-wal")) if path.is_file())
        async with self.session() as session:
            return int((await session.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())

    async def check_writable(self) -> None:
        """Write something that changes nothing.

        Raises:
            SQLAlchemyError: when nothing can be written now.
        """
        async with self.session(writes=True) as session:
            await session.execute(text("UPDATE alembic_version SET version_num = version_num"))


def cannot_write(error: BaseException) -> bool:
    """Whether the database refused because its disk is full, broken, or may only be read."""
    told = str(getattr(error, "orig", "")).lower()
    return any(word in told for word in ("is full", "no space", "readonly", "read-only", "disk i/o"))


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """The database keeps it; turning it on fails at once, whatever the timeout, while another process is doing the same."""
    for _ in range(100):
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] == "wal":
            return
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        sleep(0.05)
    raise sqlite3.OperationalError("the write-ahead log cannot be turned on")
