"""The scene of the Telegram tests: a Telegram of our own over real HTTP, a desk, both ways of receiving."""

import pytest

from tests.channels.telegram.desk import Desk
from tests.fakes.telegram_api import TelegramApi


@pytest.fixture
async def api():
    async with TelegramApi() as api:
        yield api


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture(params=["polling", "webhook"])
def mode(request):
    return request.param
