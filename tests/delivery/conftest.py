"""The delivery between a fake provider and a parrot, on both databases."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.core.knowledge import Knowledge
from bot.store.sql import SqlStore
from tests.delivery.desk import Desk, at_work
from tests.fakes.parrot import Parrot


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.fixture
def parrot(town: Knowledge) -> Parrot:
    return Parrot(town)


@pytest.fixture
def working(store: SqlStore, parrot: Parrot) -> Callable[..., AbstractAsyncContextManager[Desk]]:
    """`async with working(**pace) as desk`: a delivery in service."""
    return lambda **how: at_work(store, parrot, **how)


@pytest.fixture
async def desk(working: Callable[..., AbstractAsyncContextManager[Desk]]) -> AsyncIterator[Desk]:
    async with working() as desk:
        yield desk
