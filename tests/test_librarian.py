import asyncio
import logging
from contextlib import suppress

import pytest

from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.errors import KnowledgeError
from bot.librarian import Librarian
from tests.conftest import TOWN

BROKEN = TOWN.replace("title: Đăng ký khai sinh", 'title: "Đăng ký khai sinh')


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    return folder


@pytest.fixture
def librarian(folder, tmp_path):
    return Librarian(folder, kept=tmp_path / "kept", build=lambda base: Responder(base, Matcher(base)))


async def watched(librarian, folder, content, *, until) -> list[Responder]:
    """What is served after a file was saved; waits until the condition holds, 10 seconds at most."""
    served: list[Responder] = []
    watching = asyncio.create_task(librarian.watch(served.append))
    await asyncio.sleep(0)
    (folder / "ho-tich.yaml").write_text(content, encoding="utf-8")
    for _ in range(200):
        if until(served):
            break
        await asyncio.sleep(0.05)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return served


async def test_a_saved_file_is_served_without_a_restart(librarian, folder):
    librarian.open()

    served = await watched(librarian, folder, TOWN.replace("trong 15 ngày", "trong 20 ngày"), until=bool)

    assert "20 ngày" in served[0].knowledge.entries["khai-tu"].answer


async def test_a_broken_file_serves_nothing_and_is_reported_once_with_its_line(librarian, folder, caplog):
    librarian.open()

    with caplog.at_level(logging.ERROR):
        served = await watched(librarian, folder, BROKEN, until=lambda _: "ho-tich.yaml" in caplog.text)

    assert served == []
    assert caplog.text.count("ho-tich.yaml:2: ") == 1


def test_a_file_broken_while_the_service_was_down_is_replaced_by_the_last_good_version(librarian, folder, caplog):
    librarian.open()
    (folder / "ho-tich.yaml").write_text(BROKEN, encoding="utf-8")

    responder = librarian.open()

    assert "khai-sinh" in responder.knowledge.entries
    assert "ho-tich.yaml:2: " in caplog.text


def test_a_broken_folder_without_a_last_good_version_stops_the_start(librarian, folder):
    (folder / "ho-tich.yaml").write_text(BROKEN, encoding="utf-8")

    with pytest.raises(KnowledgeError) as error:
        librarian.open()

    assert "ho-tich.yaml:2: " in str(error.value)
