"""The scripts that measure on a small town, so short that they fit in the suite; and that they see what they are there to see."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
sys.path.append(str(SCRIPTS))

from crash_checks import Contents, alignment, judged  # noqa: E402
from service import Service  # noqa: E402


def run(script, *arguments):
    """What a person sees who runs it."""
    command = [sys.executable, str(SCRIPTS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=170)


def change(database, sql):
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(sql)


@pytest.fixture
async def database(talk, tmp_path):
    """With one question in it."""
    await talk("làm giấy khai sinh cho con cần gì")
    for file in tmp_path.glob("store.sqlite3*"):
        shutil.copy(file, tmp_path / file.name.replace("store", "copy"))
    return tmp_path / "copy.sqlite3"


def contents(database):
    return Contents(f"sqlite:///{database}")


@pytest.mark.slow
def test_a_walk_of_150_messages_of_every_kind_finds_nothing_wrong(town_folder):
    walk = run("random_walk.py", "--messages", 150, "--minutes", 0.2, "--seed", 57, "--chats", 16, "--knowledge", town_folder)

    assert walk.returncode == 0, walk.stdout + walk.stderr
    assert "seed 57, 150 messages" in walk.stdout
    assert "all is well" in walk.stdout


@pytest.mark.slow
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_nothing_accepted_is_lost_or_said_twice_when_the_service_is_killed_twice(database_kind):
    crash = run("crash_test.py", "--rounds", 2, "--seed", 57, "--database", database_kind)

    assert crash.returncode == 0, crash.stdout + crash.stderr
    assert "2 rounds of kill -9" in crash.stdout


@pytest.mark.slow
def test_1500_odd_bodies_bring_no_webhook_down():
    fuzz = run("fuzz_webhooks.py", "--bodies", 1500, "--http", 100, "--processes", 1, "--seed", 57)

    assert fuzz.returncode == 0, fuzz.stdout + fuzz.stderr
    assert fuzz.stdout.count("all is well") == 2


@pytest.mark.slow
def test_the_load_of_the_webhooks_can_be_compared():
    load = run("load.py", "webhooks", "--database", "sqlite", "--slices", 1, "--seconds", 0.5)

    assert load.stdout.count("ours is") == 2, load.stdout + load.stderr
    assert "FAILED ours" not in load.stdout
    assert "FAILED bare" not in load.stdout


def test_a_database_as_the_bot_writes_it_has_no_faults(database):
    assert contents(database).faults() == []


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

    assert any(found.startswith(fault) for found in contents(database).faults())


def test_what_was_accepted_and_is_not_there_is_a_fault(database):
    verdict = judged(contents(database), {("telegram", "k"): ("p", "7")}, {})

    assert any(fault.startswith("accepted, and stored as []") for fault in verdict.faults)


@pytest.mark.parametrize(
    ("heard", "matched"),
    [
        (["a", "b", "a"], [True, True, True]),
        (["a", "a"], [True, False, True]),
        (["a", "b"], None),
        (["a", "b", "a", "a"], None),
        (["a", "b", "b", "a"], None),
        (["b", "a", "a"], None),
    ],
)
def test_every_part_is_to_be_heard_once_in_order_and_only_a_doubtful_one_may_be_missing(heard, matched):
    assert alignment([("a", True), ("b", False), ("a", True)], heard) == matched


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
