"""What else may happen while an entry is edited: other people, other tools, full disks, the power."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.knowledge_files import load_or_fail, writer
from bot.office.knowledge.publishing import NotSaved
from bot.office.roles import Role
from bot.store.drafts import Drafts
from tests.office.knowledge_scene import AT, COMMENTED, form_of
from tests.office.test_knowledge_edit import on_disk, opened, send


def rewrite(kb, old, new):
    path = kb / "ho-tich.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


async def test_another_entry_changed_on_disk_meanwhile_is_merged(kb, browse):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    rewrite(kb, "Bà con làm hộ chiếu tại Công an tỉnh", "Bà con làm hộ chiếu trên mạng")

    response = await send(lan, form, answer="Bản của Lan.")

    assert response.status == 303
    assert on_disk(kb).answer == "Bản của Lan."
    assert on_disk(kb, "ho-chieu").answer.startswith("Bà con làm hộ chiếu trên mạng")


async def test_the_same_entry_changed_on_disk_is_shown_side_by_side_and_not_overwritten(kb, browse):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    rewrite(kb, "trong 15 ngày", "trong 30 ngày")

    response = await send(lan, form, answer="Bản của Lan.")

    page = await response.text()
    assert response.status == 409
    assert "trong 30 ngày" in page
    assert form_of(page)["answer"] == "Bản của Lan."
    assert "trong 30 ngày" in on_disk(kb).answer


async def test_who_has_seen_both_versions_may_publish(kb, browse):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    rewrite(kb, "trong 15 ngày", "trong 30 ngày")
    shown = form_of(await (await send(lan, form, answer="Bản của Lan.")).text())

    response = await send(lan, shown, answer="Cả hai: 30 ngày, bản của Lan.")

    assert response.status == 303
    assert on_disk(kb).answer == "Cả hai: 30 ngày, bản của Lan."


async def test_the_second_of_two_officers_sees_both_versions(kb, browse):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    hers, his = await opened(lan), await opened(hoa)
    await send(lan, hers, answer="Bản của Lan.")

    response = await send(hoa, his, answer="Bản của Hoa.")

    page = await response.text()
    assert response.status == 409
    assert "Bản của Lan." in page
    assert form_of(page)["answer"] == "Bản của Hoa."
    assert on_disk(kb).answer == "Bản của Lan."


async def test_the_second_draft_of_one_entry_is_not_saved_over_the_first(kb, browse, desk):
    lan, hoa = await browse(Role.EDITOR), await browse(Role.ADMIN)
    hers, his = await opened(lan), await opened(hoa)
    await send(lan, hers, "nhap", answer="Nháp của Lan.")

    response = await send(hoa, his, "nhap", answer="Nháp của Hoa.")

    page = await response.text()
    assert response.status == 409
    assert "lan vừa lưu một bản nháp khác" in page
    assert "Nháp của Lan." in page
    assert form_of(page)["answer"] == "Nháp của Hoa."
    assert (await Drafts(desk.store.database).get("khai-tu")).fields["answer"] == "Nháp của Lan."


async def test_a_draft_whose_entry_was_changed_meanwhile_says_so_when_it_is_opened_or_published(kb, browse):
    lan = await browse(Role.EDITOR)
    await send(lan, await opened(lan), "nhap", answer="Nháp của Lan.")
    rewrite(kb, "trong 15 ngày", "trong 30 ngày")

    page = await (await lan.get(f"{AT}/cau/khai-tu/sua")).text()
    response = await lan.post(f"{AT}/nhap/khai-tu/dang")

    assert "đã được người khác sửa" in page
    assert "trong 30 ngày" in page
    assert response.status == 409
    assert "trong 30 ngày" in on_disk(kb).answer


async def test_an_entry_deleted_meanwhile_is_not_made_again_by_the_one_who_was_editing_it(kb, browse):
    lan = await browse(Role.EDITOR)
    form = await opened(lan, "chay-nha")
    start = COMMENTED.index("- id: chay-nha")
    (kb / "ho-tich.yaml").write_text(COMMENTED[:start] + COMMENTED[COMMENTED.index("- id: het-han") :], encoding="utf-8")

    response = await send(lan, form, answer="Gọi ngay 114 nhé.")

    page = await response.text()
    assert response.status == 409
    assert "bị xoá" in page
    assert "Gọi ngay 114 nhé." in page
    assert on_disk(kb, "chay-nha") is None


async def test_a_file_broken_by_hand_meanwhile_stops_publishing_and_loses_nothing(kb, browse, desk):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    (kb / "can-cuoc.yaml").write_text("- id: hong\n  questions: [", encoding="utf-8")

    response = await send(lan, form, answer="Bản của Lan.")

    page = await response.text()
    assert response.status == 422
    assert "can-cuoc.yaml" in page
    assert form_of(page)["answer"] == "Bản của Lan."
    assert (await Drafts(desk.store.database).get("khai-tu")).fields["answer"] == "Bản của Lan."
    assert (kb / "ho-tich.yaml").read_text(encoding="utf-8") == COMMENTED


async def test_a_folder_that_cannot_be_written_to_is_said_in_words(kb, browse, monkeypatch):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    monkeypatch.setattr("bot.knowledge_files.writer.replace_all", refuse(13))

    response = await send(lan, form, answer="Bản của Lan.")

    page = await response.text()
    assert response.status == 422
    assert "không có quyền ghi" in page
    assert form_of(page)["answer"] == "Bản của Lan."


def refuse(number):
    def refused(*_, **__):
        raise OSError(number, os.strerror(number))

    return refused


SAVING = """
import resource, signal, sys
from pathlib import Path
from bot.knowledge_files.edits import SetFields
from bot.knowledge_files.writer import edit
folder, limit = Path(sys.argv[1]), int(sys.argv[2])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import tempfile
tempfile.tempdir = sys.argv[3]
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    edit(folder, [SetFields("khai-tu", {"answer": "Dài. " * 2000})])
except OSError as error:
    print("OSError", error.errno)
"""


def saving(kb, tmp_path, limit):
    words = [sys.executable, "-c", SAVING, str(kb), str(limit), str(tmp_path)]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])


def test_a_full_disk_leaves_every_file_as_it_was(kb, tmp_path):
    done = saving(kb, tmp_path, 4096)

    assert "OSError 27" in done.stdout
    assert (kb / "ho-tich.yaml").read_text(encoding="utf-8") == COMMENTED
    assert sorted(path.name for path in kb.iterdir()) == ["can-cuoc.yaml", "ho-tich.yaml"]


@pytest.mark.parametrize("number", [28, 27, 30, 122])
async def test_a_full_disk_is_said_in_words_and_what_was_typed_stays(kb, browse, monkeypatch, number):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    monkeypatch.setattr("bot.knowledge_files.writer.replace_all", refuse(number))

    response = await send(lan, form, answer="Bản của Lan.")

    page = await response.text()
    assert response.status == 422
    assert "ổ đĩa" in page or "chỉ cho đọc" in page
    assert form_of(page)["answer"] == "Bản của Lan."
    assert (kb / "ho-tich.yaml").read_text(encoding="utf-8") == COMMENTED


async def test_a_database_that_cannot_be_written_to_keeps_what_was_typed_in_the_form(kb, browse, desk):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    engine, long = desk.store.engine, "Bản của Lan. " * 1500
    await engine.dispose()
    event.listen(engine.sync_engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))

    response = await send(lan, form, "nhap", answer=long)

    page = await response.text()
    assert response.status == 507
    assert "ổ đĩa đã đầy" in page
    assert form_of(page)["answer"] == long.strip()


KILLED = """
import os, signal, sys, tempfile
from pathlib import Path
from bot.knowledge_files import replacing, writer
from bot.knowledge_files.edits import SetFields
moment, folder = sys.argv[2], Path(sys.argv[1])
def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
if moment == "staged":
    staged = replacing._staged
    replacing._staged = lambda *a: (staged(*a), dies())
elif moment == "replaced":
    replace = Path.replace
    Path.replace = lambda *a: (replace(*a), dies())
writer.edit(folder, [SetFields("khai-tu", {"answer": "Bản mới."})])
"""


@pytest.mark.parametrize(("moment", "answer"), [("staged", "Người thân"), ("replaced", "Bản mới.")])
def test_a_process_killed_while_saving_leaves_the_old_version_or_the_new_one(kb, moment, answer):
    words = [sys.executable, "-c", KILLED, str(kb), moment]

    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])

    assert done.returncode == -signal.SIGKILL
    assert on_disk(kb).answer.startswith(answer)
    assert "# Đã hỏi chị Hoa ngày 3/11" in (kb / "ho-tich.yaml").read_text(encoding="utf-8")


async def test_what_was_typed_before_the_process_died_is_there_as_a_draft(kb, browse, monkeypatch):
    lan = await browse(Role.EDITOR)
    form = await opened(lan)
    monkeypatch.setattr("bot.office.pages.knowledge_edit.publish", died)

    response = await send(lan, form, answer="Bản của Lan.")
    monkeypatch.undo()

    assert response.status == 422
    assert (await opened(lan))["answer"] == "Bản của Lan."


async def died(*_):
    raise NotSaved("đột ngột dừng")


async def test_what_is_published_is_committed_in_the_officers_name(kb, browse, desk):
    git(kb, "init", "-q")
    git(kb, "add", ".")
    git(kb, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "đầu")
    object.__setattr__(desk.settings, "office_git", "commit")
    (kb / "can-cuoc.yaml").write_text((kb / "can-cuoc.yaml").read_text() + "# đang viết dở\n")
    lan = await browse(Role.EDITOR)

    await send(lan, await opened(lan), answer="Bản của Lan.")

    assert git(kb, "log", "-1", "--format=%an|%s") == "Lan|Sửa câu: Đăng ký khai tử"
    assert git(kb, "show", "--stat", "--format=", "HEAD").count("|") == 1
    assert "can-cuoc.yaml" in git(kb, "status", "--short")


async def test_a_new_topics_file_and_a_deletion_are_committed_too(kb, browse, desk):
    git(kb, "init", "-q")
    git(kb, "add", ".")
    git(kb, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "đầu")
    object.__setattr__(desk.settings, "office_git", "commit")
    lan = await browse(Role.EDITOR)
    page = await (await lan.get(f"{AT}/cau/ho-chieu")).text()

    await lan.post(f"{AT}/cau/ho-chieu/xoa", {"ban": page.split('name="ban" value="')[1].split('"')[0]})

    assert git(kb, "log", "-1", "--format=%s") == "Xoá câu: Làm hộ chiếu"
    assert git(kb, "status", "--short") == ""


async def test_git_that_fails_is_a_warning_only(kb, browse, desk):
    object.__setattr__(desk.settings, "office_git", "commit")
    lan = await browse(Role.EDITOR)

    response = await send(lan, await opened(lan), answer="Bản của Lan.")

    assert response.status == 303
    assert on_disk(kb).answer == "Bản của Lan."
    assert "chưa ghi được vào Git" in await (await lan.get(f"{AT}/cau/khai-tu")).text()


def git(folder, *words):
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_files_keep_their_rights(kb, tmp_path):
    (kb / "ho-tich.yaml").chmod(0o640)

    saving(kb, tmp_path, 0)

    assert stat.S_IMODE((kb / "ho-tich.yaml").stat().st_mode) == 0o640
    assert load_or_fail(kb).entries["khai-tu"].answer.startswith("Dài.")


async def test_a_draft_left_behind_by_a_process_that_died_after_publishing_it_is_no_conflict(kb, browse, desk):
    lan = await browse(Role.EDITOR)
    await send(lan, await opened(lan), "nhap", answer="Bản của Lan.")
    rewrite(kb, "Người thân đăng ký khai tử trong 15 ngày.", "Bản của Lan.")

    page = await (await lan.get(f"{AT}/cau/khai-tu/sua")).text()
    again = await send(lan, form_of(page), answer="Bản sau nữa.")
    await send(lan, await opened(lan), "nhap", answer="Bản thứ ba.")
    rewrite(kb, "Bản sau nữa.", "Bản thứ ba.")
    tapped = await lan.post(f"{AT}/nhap/khai-tu/dang")

    assert "đã được người khác sửa" not in page
    assert again.status == 303
    assert tapped.status == 303
    assert await Drafts(desk.store.database).get("khai-tu") is None


async def test_an_entry_deleted_by_hand_after_it_was_published_is_taken_back_in_the_console(kb, browse):
    lan = await browse(Role.EDITOR)
    await send(lan, await opened(lan, "ho-chieu"), answer="Bản của Lan.")
    text = (kb / "ho-tich.yaml").read_text(encoding="utf-8")
    start, end = text.index("- id: ho-chieu"), text.index("- id: chay-nha")
    (kb / "ho-tich.yaml").write_text(text[:start] + text[end:], encoding="utf-8")

    page = await (await lan.get(f"{AT}/cau/ho-chieu/lich-su")).text()
    response = await lan.post(f"{AT}/cau/ho-chieu/lich-su/0/tro-ve", {"ban": ""})

    assert "sửa ngoài bàn làm việc" in page
    assert "/ho-chieu/lich-su/0/tro-ve" in page
    assert response.status == 303
    assert on_disk(kb, "ho-chieu").answer == "Bản của Lan."


async def test_what_a_first_change_replaces_is_in_the_history_before_the_file_is_touched(kb, browse, monkeypatch):
    lan = await browse(Role.EDITOR)
    page = await (await lan.get(f"{AT}/cau/ho-chieu")).text()
    removing = writer.replace_all

    def dies_afterwards(*a, **more):
        removing(*a, **more)
        raise ChildProcessError

    monkeypatch.setattr(writer, "replace_all", dies_afterwards)
    await lan.post(f"{AT}/cau/ho-chieu/xoa", {"ban": page.split('name="ban" value="')[1].split('"')[0]})
    assert on_disk(kb, "ho-chieu") is None
    monkeypatch.undo()
    await lan.post(f"{AT}/cau/ho-chieu/lich-su/0/tro-ve", {"ban": ""})

    assert on_disk(kb, "ho-chieu").questions[0] == "làm hộ chiếu ở đâu"
