import asyncio
import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import mutate
import pytest

from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.errors import KnowledgeError, SettingsError
from bot.kept_copy import KeptCopy, signature
from bot.knowledge_files import load
from bot.librarian import LOOK_EVERY, Librarian
from tests.conftest import SHIPPED, TOWN

BROKEN = TOWN.replace("title: Đăng ký khai sinh", 'title: "Đăng ký khai sinh')
NEWER = TOWN.replace("trong 15 ngày", "trong 20 ngày")


@dataclass
class Desk:
    """What is served, without the learning that takes a responder its time."""

    knowledge: Knowledge


def desks(knowledge):
    yield Desk(knowledge)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "knowledge"
    folder.mkdir()
    for name in ("words.yaml", "phrases.yaml"):  # of its own, so that only its own files matter
        (folder / name).write_bytes((SHIPPED / name).read_bytes())
    (folder / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    return folder


@pytest.fixture
def librarian(folder, tmp_path):
    return Librarian(folder, kept=tmp_path / "kept", build=desks)


@pytest.fixture
async def watch(folder):
    """Let a librarian watch; hand back what is served, and a way to wait for it."""
    watching: list[asyncio.Task[None]] = []

    def start(librarian) -> list[Desk]:
        served: list[Desk] = []
        watching.append(asyncio.create_task(librarian.watch(served.append)))
        return served

    yield start
    for task in watching:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition, *, seconds=10.0) -> float:
    """Wait for a condition; how long it took."""
    start = asyncio.get_running_loop().time()
    while not condition():
        assert asyncio.get_running_loop().time() - start < seconds, "waited in vain"
        await asyncio.sleep(0.02)
    return asyncio.get_running_loop().time() - start


def save(folder, content, name="ho-tich.yaml"):
    (folder / name).write_text(content, encoding="utf-8")


async def looks(librarian, served, times=2):
    for _ in range(times):
        await librarian.look(served.append)


async def test_a_saved_file_is_served_without_a_restart(folder, tmp_path, watch):
    librarian = Librarian(folder, kept=tmp_path / "kept", build=lambda base: iter([Responder(base, Matcher(base))]))
    librarian.open()
    served = watch(librarian)
    save(folder, NEWER)

    await until(lambda: served)

    assert "20 ngày" in served[0].knowledge.entries["khai-tu"].answer


async def test_a_save_is_noticed_and_read_in_well_under_two_seconds(librarian, folder, watch):
    librarian.open()
    served = watch(librarian)
    save(folder, NEWER)

    assert await until(lambda: served) < 1.5


async def test_a_new_and_a_deleted_file_are_noticed_too(librarian, folder, watch):
    librarian.open()
    served = watch(librarian)
    save(folder, "- {id: so-do, questions: [làm sổ đỏ], answer: Trả lời.}\n", "dat-dai.yaml")
    await until(lambda: served)
    (folder / "dat-dai.yaml").unlink()

    await until(lambda: len(served) == 2)

    assert ["so-do" in desk.knowledge.entries for desk in served] == [True, False]


async def test_a_broken_file_serves_nothing_and_is_reported_once_with_its_line(librarian, folder, watch, caplog):
    librarian.open()
    served = watch(librarian)
    save(folder, BROKEN)
    await until(lambda: "ho-tich.yaml" in caplog.text)

    await asyncio.sleep(4 * LOOK_EVERY)

    assert served == []
    assert caplog.text.count("ho-tich.yaml:2: ") == 1


async def test_a_file_broken_otherwise_is_reported_again(librarian, folder, caplog):
    librarian.open()
    save(folder, BROKEN)
    await looks(librarian, [])
    save(folder, TOWN.replace("answer: Gọi ngay", "anwser: Gọi ngay"))

    await looks(librarian, [])

    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert '"anwser"' in caplog.records[1].message
    assert "ho-tich.yaml:2: " not in caplog.records[1].message


async def test_a_mended_file_is_served_and_said_to_be_mended(librarian, folder, caplog):
    librarian.open()
    served: list[Desk] = []
    save(folder, BROKEN)
    await looks(librarian, served)
    save(folder, NEWER)

    with caplog.at_level(logging.INFO):
        await looks(librarian, served)

    assert "20 ngày" in served[0].knowledge.entries["khai-tu"].answer
    assert "Đã sửa xong lỗi" in caplog.text


async def test_a_save_in_pieces_is_not_reported_and_only_the_whole_is_served(librarian, folder, watch, caplog):
    librarian.open()
    served = watch(librarian)
    for written in (0, 60, 200, len(NEWER) // 2):  # an editor on a slow stick
        save(folder, NEWER[:written])
        await asyncio.sleep(LOOK_EVERY / 2)
    (folder / "ho-tich.yaml.tmp").write_text(NEWER, encoding="utf-8")
    (folder / "ho-tich.yaml.tmp").replace(folder / "ho-tich.yaml")

    await until(lambda: served)

    assert "20 ngày" in served[0].knowledge.entries["khai-tu"].answer
    assert len(served) == 1
    assert caplog.text == ""


async def test_what_is_ready_at_once_is_served_before_what_takes_longer(folder, tmp_path):
    served: list[Desk] = []

    def build(knowledge):
        yield Desk(knowledge)
        seen_by_then.append(len(served))
        yield Desk(knowledge)

    seen_by_then: list[int] = []
    librarian = Librarian(folder, kept=tmp_path / "kept", build=build)
    librarian.open()
    save(folder, NEWER)

    await looks(librarian, served)

    assert seen_by_then == [0, 1]
    assert len(served) == 2


async def test_a_file_that_stays_empty_is_reported_not_served_as_nothing(librarian, folder, caplog):
    librarian.open()
    served: list[Desk] = []
    save(folder, "")

    await looks(librarian, served)

    assert served == []
    assert "ho-tich.yaml:1: tệp trống" in caplog.text


async def test_a_responder_that_cannot_be_built_does_not_end_the_watch(folder, tmp_path, watch, caplog):
    def build(base):
        if "20 ngày" in base.entries["khai-tu"].answer:
            raise RuntimeError("out of luck")
        yield Desk(base)

    librarian = Librarian(folder, kept=tmp_path / "kept", build=build)
    librarian.open()
    served = watch(librarian)
    save(folder, NEWER)
    await until(lambda: "out of luck" in caplog.text)
    await asyncio.sleep(3 * LOOK_EVERY)
    save(folder, TOWN.replace("trong 15 ngày", "trong 30 ngày"))

    await until(lambda: served)

    assert "30 ngày" in served[0].knowledge.entries["khai-tu"].answer
    assert caplog.text.count("Traceback") == 1


async def test_a_base_without_the_commune_that_is_served_is_refused_in_one_line(folder, tmp_path, caplog):
    def build(base):
        if "nam-sach" not in base.localities:
            raise SettingsError('LOCALITY: không có "nam-sach"')
        yield Desk(base)

    (folder / "dia-phuong").mkdir()
    save(folder, "id: nam-sach\nname: xã Nam Sách\n", "dia-phuong/nam-sach.yaml")
    librarian = Librarian(folder, kept=tmp_path / "kept", build=build)
    librarian.open()
    (folder / "dia-phuong" / "nam-sach.yaml").unlink()
    served: list[Desk] = []

    await looks(librarian, served)

    assert served == []
    assert 'LOCALITY: không có "nam-sach"' in caplog.text
    assert "nam-sach" in load(tmp_path / "kept").knowledge.localities


def test_a_file_broken_while_the_service_was_down_is_replaced_by_the_last_good_version(librarian, folder, tmp_path, caplog):
    librarian.open()
    save(folder, BROKEN)

    desk = Librarian(folder, kept=tmp_path / "kept", build=desks).open()

    assert "khai-sinh" in desk.knowledge.entries
    assert "ho-tich.yaml:2: " in caplog.text


async def test_the_last_good_version_is_the_last_one_served_not_the_first(librarian, folder, tmp_path):
    librarian.open()
    save(folder, NEWER)
    await looks(librarian, [])
    save(folder, BROKEN)
    await looks(librarian, [])

    desk = Librarian(folder, kept=tmp_path / "kept", build=desks).open()

    assert "20 ngày" in desk.knowledge.entries["khai-tu"].answer


def test_a_broken_folder_without_a_last_good_version_stops_the_start(librarian, folder):
    save(folder, BROKEN)

    with pytest.raises(KnowledgeError) as error:
        librarian.open()

    assert "ho-tich.yaml:2: " in str(error.value)


def test_files_saved_while_they_were_copied_are_not_kept(folder, tmp_path):
    kept = KeptCopy(tmp_path / "kept")
    kept.keep(folder, signature(folder))
    before = signature(folder)
    save(folder, BROKEN)

    kept.keep(folder, before)

    assert load(kept.folder()).knowledge is not None


def test_lock_and_backup_files_are_neither_watched_nor_kept(folder, tmp_path):
    before = signature(folder)
    for name in ("~$ho-tich.yaml", ".ho-tich.yaml.swp", "ho-tich.yaml.bak", ".#ho-tich.yaml"):
        (folder / name).write_bytes(b"\x00")

    KeptCopy(tmp_path / "kept").keep(folder, signature(folder))

    assert signature(folder) == before
    assert signature(tmp_path / "kept") == before


@pytest.mark.parametrize("there", [("kept", "part"), ("kept", "new"), ("new",), ("kept", "new", "part")])
def test_whatever_step_a_swap_was_cut_short_at_a_complete_copy_is_read(folder, tmp_path, there):
    kept = tmp_path / "kept"
    KeptCopy(kept).keep(folder, signature(folder))
    complete = kept.rename(tmp_path / "complete")
    places = {"kept": kept, "new": tmp_path / "kept.new", "part": tmp_path / "kept.part"}
    for name in there:
        places[name].mkdir()
        # While it was being deleted, or being written, it lacks something.
        if name == "new" or (name == "kept" and "new" not in there):
            for path in complete.iterdir():
                (places[name] / path.name).write_bytes(path.read_bytes())

    assert signature_names(KeptCopy(kept).folder()) == signature_names(complete)

    KeptCopy(kept).keep(folder, signature(folder))

    assert signature_names(kept) == signature_names(complete)
    assert not places["new"].exists()


def signature_names(folder):
    return [(name, size) for name, _, size in signature(folder)]


KEEPING = """
import sys
from pathlib import Path
from bot.kept_copy import KeptCopy, signature
folder, kept = map(Path, sys.argv[1:])
print("ready", flush=True)
while True:
    KeptCopy(kept).keep(folder, signature(folder))
"""


def test_a_keeper_that_is_killed_leaves_a_complete_copy(folder, tmp_path):
    kept = tmp_path / "kept"
    KeptCopy(kept).keep(folder, signature(folder))
    wanted = signature_names(folder)
    pauses = Random(7)

    for _ in range(6):
        with subprocess.Popen([sys.executable, "-c", KEEPING, folder, kept], stdout=subprocess.PIPE) as keeper:
            keeper.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                keeper.wait(pauses.uniform(0.0, 0.03))
            os.kill(keeper.pid, signal.SIGKILL)
            keeper.wait()

        assert signature_names(KeptCopy(kept).folder()) == wanted


async def test_a_broken_base_is_never_served_however_it_was_broken(folder, librarian):
    """The librarian over random breakages: what is served is what reads without an error, and nothing else."""
    librarian.open()
    random, served, refused = Random(57), [], 0
    for _ in range(25):
        save(folder, mutate.mutated(TOWN, random).text)
        good = load(folder).knowledge
        count = len(served)

        await looks(librarian, served)

        refused += good is None
        assert [desk.knowledge for desk in served[count:]] == ([good] if good else [])
    assert refused > 5
