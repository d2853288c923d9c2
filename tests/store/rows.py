"""Looking into the tables."""

from sqlalchemy import Table, select

from bot.store.sql import SqlStore


async def everything_in(store: SqlStore, table: Table) -> list:
    """Every row of a table."""
    async with store.database.transaction() as connection:
        return list((await connection.execute(select(table))).all())
