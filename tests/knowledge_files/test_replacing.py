"""Files replaced by a process that is killed at every step of it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bot.knowledge_files import load_or_fail
from bot.knowledge_files.replacing import NOTE, recover, replace_all
from bot.knowledge_files.writer import settle
from bot.librarian import Librarian
from tests.conftest import TOWN

ROOT = Path(__file__).parents[2]
MOVING = """
import os, signal, sys
from pathlib import Path
from bot.knowledge_files import load_or_fail
from bot.knowledge_files.edits import MoveEntry
from bot.knowledge_files.writer import edit
folder, left = Path(sys.argv[1]), int(sys.argv[2])
entry = load_or_fail(folder).entries["ho-chieu"]
values = {"id": entry.id, "title": entry.title, "questions": list(entry.questions), "answer": entry.answer}
replace = Path.replace
def dies_later(*a):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(*a)
Path.replace = dies_later
edit(folder, [MoveEntry("ho-chieu", "giay-to", values)])
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "k"
    made.mkdir()
    (made / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    return made


def killed_after(folder, steps):
    words = [sys.executable, "-c", MOVING, str(folder), str(steps)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT).returncode


def hidden(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.mark.parametrize(("steps", "topic"), [(0, "ho-tich"), (1, "giay-to"), (2, "giay-to"), (3, "giay-to")])
def test_an_entry_moved_by_a_process_that_is_killed_is_in_one_file_whole(folder, steps, topic):
    before = load_or_fail(folder).entries["ho-chieu"]
    assert killed_after(folder, steps) == (0 if steps == 3 else -signal.SIGKILL)

    settle(folder)

    base = load_or_fail(folder)
    assert base.topic_of("ho-chieu").id == topic
    assert base.entries["ho-chieu"] == before
    assert hidden(folder) == []


def test_a_service_that_starts_finishes_what_was_begun(folder, tmp_path):
    killed_after(folder, 2)

    Librarian(folder, kept=tmp_path / "kept", build=lambda knowledge: iter([knowledge])).open()

    assert load_or_fail(folder).topic_of("ho-chieu").id == "giay-to"
    assert hidden(folder) == []


def test_a_disk_that_is_full_leaves_no_note_and_no_hidden_file(folder):
    (folder / "zu").mkdir()

    with pytest.raises(OSError, match="directory"):
        replace_all({folder / "ho-tich.yaml": b"neu", folder / "zu": b"neu"}, folder=folder)

    assert not (folder / NOTE).exists()
    assert hidden(folder) == []


def test_what_is_nobodys_any_more_is_cleared_away_and_nothing_else(folder):
    for name in (".ho-tich.yaml.abc123.new", ".hidden", ".ho-tich.yaml.swp"):
        (folder / name).write_text("x", encoding="utf-8")

    recover(folder)

    assert hidden(folder) == [".hidden", ".ho-tich.yaml.swp"]


def test_copies_for_rehearsals_do_not_pile_up(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new = tmp_path / "hoi-dap-so-thu-old", tmp_path / "hoi-dap-so-thu-new"
    old.mkdir()
    new.mkdir()
    os.utime(old, (time.time() - 7200, time.time() - 7200))

    settle(folder)

    assert (old.exists(), new.exists()) == (False, True)


def test_a_folder_that_may_not_be_written_to_is_left_as_it_is(tmp_path):
    settle(tmp_path / "not-there")

    assert not (tmp_path / "not-there").exists()
