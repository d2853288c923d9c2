import asyncio
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

import bot.store
from bot.core.message import Message
from bot.store.sql import SqlStore
from tests.conftest import NOW
from tests.store.test_store import record

MIGRATIONS = Path(bot.store.__file__).parent / "migrations"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """Of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/store.sqlite3"
    else:
        with request.getfixturevalue("postgres").database("template1") as url:
            yield url


@contextmanager
def connected(url):
    engine = create_engine(url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def migrate(connection, to, do=command.upgrade):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    do(config, to)


async def test_the_migrations_make_exactly_the_tables_of_the_models(store, database_url):
    with connected(database_url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


async def test_what_the_first_version_stored_is_still_there(empty_url):
    old = SqlStore(empty_url, pepper="p")
    person, key = old.pseudonym("web", "lan"), old.pseudonym("web", "lan|m1")
    with connected(empty_url) as connection:
        migrate(connection, "0001")
        said = '[{"text": "Chào", "choices": [], "actions": []}]'
        values = {"person": person, "key": key, "said": said, "at": "2026-11-21 01:00:00.000000"}
        columns = "locality, channel, key, person, replies, at"
        connection.execute(text(f"INSERT INTO message ({columns}) VALUES ('', 'web', :key, :person, :said, :at)"), values)
        connection.execute(
            text(
                "INSERT INTO chat (locality, channel, person, memory, at) VALUES ('', 'web', :person, '{\"entry\":\"mot\"}', :at)"
            ),
            values,
        )

    async with SqlStore(empty_url, pepper="p") as store:
        chat, replies = await store.load(Message("web", "lan", "m1", "x"))
        await record(store, Message("web", "lan", "m2", "x"))

    assert [reply.text for reply in replies] == ["Chào"]
    assert (chat.talk.entry, chat.version, chat.left) == ("mot", 1, False)


async def test_processes_that_start_at_the_same_moment_do_not_disturb_each_other(empty_url):
    async def start():
        async with SqlStore(empty_url, pepper="p") as store:
            return await store.to_review(since=NOW - timedelta(days=1))

    assert await asyncio.gather(*(start() for _ in range(4))) == [[]] * 4


async def test_a_migration_can_be_taken_back(empty_url):
    with connected(empty_url) as connection:
        migrate(connection, "head")
        migrate(connection, "0001", command.downgrade)
        migrate(connection, "head")

        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
