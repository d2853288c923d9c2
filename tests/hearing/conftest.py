from collections.abc import AsyncIterator

import pytest

from bot.hearing.listener import Listener

FAKE = "tests.fakes.recogniser"


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """The real process around a fake recogniser."""
    made = Listener(FAKE, seconds=5)
    yield made
    await made.stop()
