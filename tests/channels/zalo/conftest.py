"""The scene of the Zalo tests: a Zalo of our own over real HTTP, tokens in a real database, the channel in service."""

import pytest

from bot.store.database import Database
from bot.store.tokens import ZaloTokens
from tests.channels.zalo.scene import HASTY, Inbox, connected, new_keeper, running
from tests.fakes.zalo_oa import ZaloOA


@pytest.fixture
async def oa():
    async with ZaloOA() as oa:
        yield oa


@pytest.fixture
def url(tmp_path):
    return f"sqlite+aiosqlite:///{tmp_path}/zalo.sqlite3"


@pytest.fixture
async def database(url):
    async with Database(url, locality="nam-sach", pepper="p") as database:
        yield database


@pytest.fixture
def tokens(database):
    return ZaloTokens(database)


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
async def zalo(oa, tokens, inbox):
    """Connected and in service."""
    await connected(oa, tokens)
    async with running(oa, tokens, inbox) as zalo:
        await oa.until(lambda: zalo.account)
        yield zalo


@pytest.fixture
async def hasty(oa, tokens, inbox):
    """The same without patience."""
    await connected(oa, tokens)
    async with running(oa, tokens, inbox, timing=HASTY) as zalo:
        await oa.until(lambda: zalo.account)
        yield zalo


@pytest.fixture
async def keeper(oa, tokens):
    """Makes keepers, each as in a process of its own, and closes them in the end."""
    made = []

    def new(ledger=tokens, **options):
        made.append(new_keeper(oa, ledger, **options))
        return made[-1]

    yield new
    for one in made:
        await one.close()
