import sys

import pytest

from bot.doctor import voice
from bot.doctor.finding import Level
from bot.hearing.extra import is_installed


async def test_nothing_is_said_of_voices_while_they_are_off(case):
    assert await voice.look(case()) == []


async def test_what_is_not_installed_is_named_with_how_to_install_it(case, monkeypatch):
    monkeypatch.setitem(sys.modules, "vietasr", None)  # as if it were not there
    (finding,) = await voice.look(case(voice=True))

    assert finding.level is Level.ERROR
    assert "[voice]" in finding.mend


@pytest.mark.skipif(not is_installed(), reason="the extra `voice` is not installed: pip install -e '.[voice]'")
async def test_what_is_installed_is_tried(case):
    (finding,) = await voice.look(case(voice=True))

    assert (finding.level, "Nghe được tin thoại" in finding.what) == (Level.FINE, True)
