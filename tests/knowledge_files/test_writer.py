"""Edits change what they should and nothing else: not a comment, not a quote, not a blank line."""

import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.errors import EditError, KnowledgeError, Outdated
from bot.knowledge_files import load_or_fail
from bot.knowledge_files.edits import AddEntry, AddPhrasing, RemoveEntry, Retire, SetFields
from bot.knowledge_files.tidying import tidied
from bot.knowledge_files.writer import digests, edit, rehearse
from bot.knowledge_files.yaml_reader import read_yaml
from bot.knowledge_files.yaml_surgery import rewritten
from tests.conftest import SHIPPED

FILES = sorted(SHIPPED.rglob("*.yaml"))
TOPICS = [path for path in sorted(SHIPPED.glob("*.yaml")) if path.stem not in ("topics", "phrases", "words", "doi-ten")]
BY_HAND = """\
# Đầu tệp: đừng xoá

- id: khai-sinh   # mã
  title: 'Khai sinh'
  # các cách hỏi hay gặp
  questions:
    - làm khai sinh ở đâu
    - "khai sinh: cần gì"   # có hai chấm

    # tiếng địa phương
    - mần khai sanh
  answer: Trong 60 ngày.  # Luật Hộ tịch
  related: [khai-tu]   # hay hỏi tiếp
  in_force:
    from: 01/07/2025
# giữa hai câu

- id: khai-tu
  questions: làm khai tử ở đâu
  answer: |
    Trong 15 ngày.

    Mang giấy báo tử.

  sources:
  - Luật Hộ tịch
  - {title: Nghị định, date: 2015-11-15}
  urgent:
- {id: ket-hon, questions: [kết hôn ở đâu], answer: Ra xã.}
# cuối tệp
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ho-tich.yaml").write_text(BY_HAND, encoding="utf-8")
    (tmp_path / "khac.yaml").write_text(
        "- id: ho-chieu\n  questions: [hộ chiếu ở đâu]\n  answer: Công an tỉnh.\n", encoding="utf-8"
    )
    return tmp_path


def text(folder: Path, name: str = "ho-tich.yaml") -> str:
    return (folder / name).read_text(encoding="utf-8")


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and those that came; all others are the same and in the same order."""
    old, new = before.split("\n"), after.split("\n")
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return old[start : len(old) - end], new[start : len(new) - end]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_should_say_what_it_says_stays_as_it_is(path):
    before = path.read_text(encoding="utf-8")

    assert rewritten(before, read_yaml(path.name, before.encode()).value) == before


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.name)
def test_in_a_shipped_file_only_the_lines_of_the_touched_key_change(path):
    before = path.read_text(encoding="utf-8")
    wanted = read_yaml(path.name, before.encode()).value
    wanted[-1]["answer"] = "Câu trả lời mới: có hai chấm.\nVà dòng hai."

    old, new = lines_changed(before, rewritten(before, wanted))

    assert [line for line in old if line and not line.startswith("    ")] == []
    assert new == ["    Câu trả lời mới: có hai chấm.", "    Và dòng hai."]


def test_a_phrasing_is_one_new_line_below_the_others(folder):
    before = text(folder)

    edit(folder, [AddPhrasing("khai-sinh", "con: mới đẻ")])

    assert lines_changed(before, text(folder)) == ([], ["    - 'con: mới đẻ'"])
    assert load_or_fail(folder).entries["khai-sinh"].questions[-1] == "con: mới đẻ"


def test_a_field_is_replaced_where_it_stands_and_its_comment_stays(folder):
    before = text(folder)

    edit(folder, [SetFields("khai-sinh", {"answer": "Trong 60 ngày.\nKhông mất tiền."})])

    old, new = lines_changed(before, text(folder))
    assert old == ["  answer: Trong 60 ngày.  # Luật Hộ tịch"]
    assert new == ["  # Luật Hộ tịch", "  answer: |", "    Trong 60 ngày.", "    Không mất tiền."]


def test_a_new_field_stands_where_officers_look_for_it(folder):
    before = text(folder)

    edit(folder, [SetFields("khai-tu", {"checked": date(2026, 11, 21), "steps": ["Mang giấy.", "Ký tên."]})])

    after = load_or_fail(folder).entries["khai-tu"]
    assert (after.checked, after.steps) == (date(2026, 11, 21), ("Mang giấy.", "Ký tên."))
    assert text(folder).index("  steps:") < text(folder).index("  sources:") < text(folder).index("  checked: 2026-11-21")
    assert text(folder).startswith(before[: before.index("- id: khai-tu")])


def test_an_emptied_field_goes_with_its_line_only(folder):
    before = text(folder)

    edit(folder, [SetFields("khai-sinh", {"related": []})])

    assert lines_changed(before, text(folder)) == (["  related: [khai-tu]   # hay hỏi tiếp"], [])


def test_retiring_keeps_the_day_it_began(folder):
    edit(folder, [Retire("khai-sinh", date(2026, 12, 31))])

    law = load_or_fail(folder).entries["khai-sinh"].in_force
    assert (law.from_, law.until) == (date(2025, 7, 1), date(2026, 12, 31))
    assert "    from: 01/07/2025\n    until: 2026-12-31\n" in text(folder)


def test_a_removed_entry_leaves_the_comments_around_it(folder):
    edit(folder, [RemoveEntry("khai-tu")])

    assert "# giữa hai câu" in text(folder)
    assert "# cuối tệp" in text(folder)
    assert list(load_or_fail(folder).entries) == ["khai-sinh", "ket-hon", "ho-chieu"]


def test_a_new_entry_comes_last_in_the_house_style(folder):
    values = {
        "answer": "Ra xã.",
        "questions": ["ly hôn ở đâu: xã?", "57"],
        "id": "ly-hon",
        "related": ["ket-hon"],
        "urgent": True,
    }

    edit(folder, [AddEntry("ho-tich", values)])

    assert text(folder).endswith(
        "- {id: ket-hon, questions: [kết hôn ở đâu], answer: Ra xã.}\n\n- id: ly-hon\n  questions:\n"
        "    - 'ly hôn ở đâu: xã?'\n    - '57'\n  answer: |\n    Ra xã.\n  urgent: true\n  related: [ket-hon]\n# cuối tệp\n"
    )


def test_a_new_topic_gets_a_file_that_names_its_schema(folder):
    edit(folder, [AddEntry("y-te", {"id": "kham", "questions": ["khám ở đâu"], "answer": "Trạm y tế."})])

    assert text(folder, "y-te.yaml").startswith("# yaml-language-server: $schema=.schema/cau-hoi.json\n- id: kham\n")


def test_several_changes_of_one_entry_add_up(folder):
    edit(
        folder,
        [AddPhrasing("ket-hon", "cưới ở đâu"), SetFields("ket-hon", {"answer": "Ra phường."}), AddPhrasing("ket-hon", "cuoi")],
    )

    entry = load_or_fail(folder).entries["ket-hon"]
    assert (entry.questions, entry.answer) == (("kết hôn ở đâu", "cưới ở đâu", "cuoi"), "Ra phường.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (AddPhrasing("khai-sin", "x"), "không có câu nào"),
        (AddPhrasing("khai-sinh", "LÀM khai sinh ở đâu?"), "đã có cách hỏi"),
        (AddEntry("khac", {"id": "khai-tu", "questions": ["a"], "answer": "b"}), "ho-tich.yaml"),
        (AddEntry("../khac", {"id": "a", "questions": ["a"], "answer": "b"}), "không có chủ đề"),
        (AddEntry("phrases", {"id": "a", "questions": ["a"], "answer": "b"}), "không có chủ đề"),
        (SetFields("khai-sinh", {"id": "khac"}), "không đổi id"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(folder, change, said):
    before = digests(folder)

    with pytest.raises(EditError, match=said):
        edit(folder, [AddPhrasing("khai-tu", "chết"), change])
    assert digests(folder) == before


def test_what_would_not_load_is_not_written(folder):
    before = digests(folder)

    with pytest.raises(KnowledgeError) as caught:
        edit(folder, [SetFields("ho-chieu", {"answer": "Hỏi {ofice}."}), AddPhrasing("khai-tu", "chết")])

    assert digests(folder) == before
    assert f"{folder}/khac.yaml:4: " in str(caught.value)
    assert "{ofice}" in str(caught.value)


def test_a_file_changed_by_somebody_else_is_not_overwritten(folder):
    seen = digests(folder)
    (folder / "ho-tich.yaml").write_text(BY_HAND.replace("60", "90"), encoding="utf-8")

    with pytest.raises(Outdated, match="ho-tich"):
        edit(folder, [AddPhrasing("khai-sinh", "mới")], seen=seen)
    assert text(folder) == BY_HAND.replace("60", "90")
    edit(folder, [AddPhrasing("ho-chieu", "mới")], seen=seen)
    assert "mới" in text(folder, "khac.yaml")


def test_a_rehearsal_writes_nothing(folder):
    before = digests(folder)

    rehearsed = rehearse(folder, [AddPhrasing("khai-sinh", "mới")])

    assert "mới" in rehearsed.knowledge.entries["khai-sinh"].questions
    assert digests(folder) == before


def test_an_entry_that_only_a_locality_has_is_edited_in_its_layer(folder):
    layer = folder / "dia-phuong" / "nam-sach"
    layer.mkdir(parents=True)
    (folder / "dia-phuong" / "nam-sach.yaml").write_text("id: nam-sach\nname: xã Nam Sách\n", encoding="utf-8")
    own = "# lớp của xã\n- id: cho-phien\n  questions: [chợ phiên]\n  answer: Ngày 3.\n- id: khai-sinh\n  answer: Khác.\n"
    (layer / "ho-tich.yaml").write_text(own, encoding="utf-8")

    edit(folder, [SetFields("cho-phien", {"answer": "Ngày 5."}), SetFields("khai-sinh", {"title": "Mới"})])

    assert (layer / "ho-tich.yaml").read_text(encoding="utf-8") == own.replace("answer: Ngày 3.", "answer: |\n    Ngày 5.")
    assert "title: Mới" in text(folder)


def test_editors_at_the_same_moment_wait_for_each_other(folder):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: edit(folder, [AddPhrasing("khai-sinh", f"cách hỏi số {n}")]), range(8)))

    assert len(load_or_fail(folder).entries["khai-sinh"].questions) == 3 + 8


def test_windows_line_breaks_and_the_invisible_mark_stay(folder):
    (folder / "ho-tich.yaml").write_bytes(b"\xef\xbb\xbf" + BY_HAND.replace("\n", "\r\n").encode())

    edit(folder, [AddPhrasing("khai-sinh", "mới"), AddEntry("ho-tich", {"id": "a", "questions": ["b"], "answer": "c"})])

    data = (folder / "ho-tich.yaml").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf# ")
    assert data.count(b"\n") == data.count(b"\r\n") == BY_HAND.count("\n") + 8


def test_a_file_with_characters_that_yaml_forbids_is_left_for_fix(folder):
    (folder / "khac.yaml").write_text("- id: ho-chieu\n  questions: [hộ chiếu\x07]\n  answer: a\n", encoding="utf-8")

    with pytest.raises(EditError, match="check --fix"):
        edit(folder, [AddPhrasing("ho-chieu", "mới")])


def test_permissions_and_links_stay_and_no_other_file_is_left(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "that.yaml"
    shutil.move(folder / "ho-tich.yaml", elsewhere)
    elsewhere.chmod(0o664)
    (folder / "ho-tich.yaml").symlink_to(elsewhere)

    edit(folder, [AddPhrasing("khai-sinh", "mới")])

    assert (folder / "ho-tich.yaml").is_symlink()
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o664
    assert "mới" in elsewhere.read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} == {"ho-tich.yaml", "khac.yaml"}
    assert [*elsewhere.parent.iterdir()] == [elsewhere]


def plain(*texts: str) -> list[str]:
    """The words of every line: blanks at the ends of lines are nobody's business."""
    lines = (line for text in texts for line in tidied(text).split("\n"))
    return [line.strip() for line in lines if line.strip()]


NOTED = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30).filter(str.strip)


@hypothesis(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    questions=st.lists(NOTED, min_size=1, max_size=5),
    answer=st.lists(NOTED, min_size=1, max_size=4),
    steps=st.lists(NOTED, max_size=3),
)
def test_whatever_is_written_is_read_back(questions, answer, steps):
    wanted = read_yaml("f", BY_HAND.encode()).value
    wanted[0] |= {"questions": questions, "answer": "\n".join(answer), "steps": steps or ["một"]}
    wanted[2] = {"id": "ket-hon", "questions": questions, "answer": answer[0]}

    after = rewritten(BY_HAND, wanted)

    read = read_yaml("f", after.encode())
    first = read.value[0]
    assert plain(*first["questions"], *first["steps"], first["answer"]) == plain(*questions, *(steps or ["một"]), *answer)
    assert "# tiếng địa phương" in after or len(questions) < 3
    assert after.startswith("# Đầu tệp: đừng xoá\n\n- id: khai-sinh   # mã\n  title: 'Khai sinh'\n")
    assert (
        after[after.index("# giữa hai câu") : after.index("\n- id: ket-hon")]
        == BY_HAND[BY_HAND.index("# giữa") : BY_HAND.index("\n- {id")]
    )
