import pytest

from tests.fakes.journal import Journal
from tests.fakes.zalo_bot import ZaloBotApi


@pytest.fixture
async def api():
    async with ZaloBotApi() as api:
        yield api


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture(params=["polling", "webhook"])
def mode(request):
    return request.param
