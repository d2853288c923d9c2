"""A machine to be examined: settings, a folder, a database whose tables are up to date."""

import pytest

from bot.doctor.case import Case, database_of
from bot.settings import Settings
from tests.conftest import NOW


@pytest.fixture
def case(tmp_path, town_folder):
    """Make a case; nothing is there but an empty data folder."""
    made = []

    def case(*, now=NOW, **settings):
        given = {"data_dir": tmp_path, "knowledge": town_folder, "pepper": "p" * 8 + "tieu-xay-nho", **settings}
        settings = Settings.model_validate(given)
        made.append(Case(settings, database_of(settings), clock=lambda: now, env_file=tmp_path / ".env"))
        return made[-1]

    return case


@pytest.fixture
async def ready(case):
    """Make a case whose database is in use."""
    started = []

    async def ready(**settings):
        made = case(**settings)
        await made.database.start()
        started.append(made.database)
        return made

    yield ready
    for database in started:
        await database.close()
