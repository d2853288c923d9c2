"""The store, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.store.sql import SqlStore


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened
