"""Bringing the tables up to date when the store is opened, by one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6864735F6D696772
"""Of PostgreSQL's advisory locks the one that is ours: "hds_migr"."""


def migrate(connection: Connection) -> None:
    """Run what has not run yet; all of it or nothing. A second process waits here and then finds nothing to do."""
    if connection.dialect.name == "sqlite":
        # Python's sqlite3 would begin only before the first INSERT and commit every CREATE by itself.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
