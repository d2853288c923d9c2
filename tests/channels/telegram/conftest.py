"""The scene of the Telegram tests: a Telegram of our own over real HTTP, an inbox, both ways of receiving."""

import pytest

from tests.channels.telegram.desk import Inbox
from tests.fakes.telegram_api import TelegramApi


@pytest.fixture
async def api():
    async with TelegramApi() as api:
        yield api


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture(params=["polling", "webhook"])
def mode(request):
    return request.param
