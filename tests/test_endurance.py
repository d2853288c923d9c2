"""The endurance scripts on a small town, so short that they fit in the suite; and that they see what they are there to see."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
sys.path.append(str(SCRIPTS))

from kill_test import Database, copied  # noqa: E402
from service import Residents, Service  # noqa: E402


def run(script, *arguments):
    """What a person sees who runs it."""
    command = [sys.executable, str(SCRIPTS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)


def change(database, sql):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(sql)


@pytest.fixture
async def database(talk, tmp_path):
    """With one question in it."""
    await talk("làm giấy khai sinh cho con cần gì")
    return copied(tmp_path / "store.sqlite3", tmp_path / "copy")


@pytest.mark.slow
def test_a_walk_of_150_messages_of_every_kind_finds_nothing_wrong(town_folder):
    walk = run("random_walk.py", "--messages", 150, "--minutes", 0.2, "--seed", 57, "--chats", 16, "--knowledge", town_folder)

    assert walk.returncode == 0, walk.stdout + walk.stderr
    assert "seed 57, 150 messages" in walk.stdout
    assert "all is well" in walk.stdout


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_service_is_killed_twice(town_folder):
    kills = run("kill_test.py", "--rounds", 2, "--seed", 57, "--knowledge", town_folder)

    assert kills.returncode == 0, kills.stdout + kills.stderr
    assert "2 kills" in kills.stdout


def test_a_database_as_the_bot_writes_it_has_no_faults(database):
    assert Database(database).faults() == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("DELETE FROM question", "message without its question"),
        ("DELETE FROM message", "question without its message"),
        ("DELETE FROM alembic_version", "alembic_version has 0 rows"),
        ("UPDATE message SET at = '2020-01-01'", "question without its message"),
    ],
)
def test_half_a_question_is_a_fault(database, damage, fault):
    change(database, damage)

    assert any(found.startswith(fault) for found in Database(database).faults())


def test_an_error_in_the_log_is_a_fault_and_a_warning_is_not(tmp_path):
    lines = (
        "2026-11-21 10:00:00,000 INFO bot: ready",
        "2026-11-21 10:00:00,000 WARNING bot.channels.telegram: slow",
        "2026-11-21 10:00:00,000 ERROR bot.assistant: message of web could not be answered",
        "Traceback (most recent call last):",
        '  File "bot/app.py", line 1, in answer',
        "ValueError: two",
    )
    service = Service(tmp_path)
    service.log_file.write_text("\n".join(lines), encoding="utf-8")

    assert service.faults() == [lines[2], lines[3], lines[5]]


async def test_a_second_delivery_is_waited_for():
    async with Residents() as telegram:
        number = telegram.says("khai sinh")
        await telegram._on_getupdates({"offset": number + 1})
        confirmed = telegram.is_handled(number)

        telegram.deliver_again(number)
        waiting = not telegram.is_handled(number)
        again = await telegram._on_getupdates({"offset": number + 1})

        assert confirmed
        assert waiting
        assert [update["update_id"] for update in again] == [number]
        assert not telegram.is_handled(number)
