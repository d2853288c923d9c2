"""What an officer's editor does to a file, and what check says about it: file, line and mend."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.knowledge_files import load
from bot.knowledge_files.yaml_reader import read_yaml
from tests.conftest import SHIPPED, TOWN

GOOD = """\
- id: mot
  questions: [câu hỏi một, hỏi cách khác]
  answer: Trả lời một.
- id: hai
  questions:
    - câu hỏi hai
  answer: |
    Trả lời hai.
    Hỏi thêm {office}.
"""


@pytest.fixture
def checked(tmp_path: Path):
    """Write one topic file and read the folder: the lines check would print, without the folder's name."""

    def check(content: str | bytes) -> list[str]:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "chu-de.yaml").write_bytes(data)
        return [str(problem).removeprefix(f"{tmp_path}/") for problem in load(tmp_path).problems]

    return check


def served(tmp_path: Path) -> bool:
    return load(tmp_path).knowledge is not None


def test_a_good_file_has_no_fault(checked):
    assert checked(GOOD) == []


@pytest.mark.parametrize(
    ("broken", "line", "mend"),
    [
        (GOOD.replace("  answer: Trả", "\tanswer: Trả"), 3, "Tab"),
        (GOOD.replace("[câu hỏi một", '["câu hỏi một'), 2, "nháy đóng"),
        (GOOD.replace("answer: Trả lời một.", 'answer: "Trả lời một.'), 3, "nháy đóng"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi: hai: ba"), 6, "dấu hai chấm"),
        (GOOD.replace("id: hai", "id: mot"), 4, 'id "mot" đã dùng ở'),
        (GOOD.replace("  answer: Trả lời một.", "  answer: a\n  answer: b"), 4, "viết hai lần"),
        (GOOD.replace("{office}", "{van_phong}"), 9, "không có chỗ điền {van_phong}"),
        (GOOD.replace("{office}", "{{ van_phong }}"), 9, "không có chỗ điền {van_phong}"),
        (GOOD.replace("  answer: Trả lời một.\n", ""), 1, 'thiếu mục "answer"'),
        (GOOD.replace("answer: Trả", "anser: Trả"), 3, 'không có mục nào tên "anser"'),
        (GOOD.replace("    - câu hỏi hai", "    - @câu hỏi hai"), 6, "ký tự đặc biệt"),
        (GOOD.replace("    - câu hỏi hai", "    - %câu hỏi hai"), 6, "ký tự đặc biệt"),
        (GOOD + "  related: [khong-co]\n", 10, "khong-co"),
        (GOOD + "  checked: 31/02/2026\n", 10, "ngày có thật"),
        (GOOD + "  urgent: gấp\n", 10, "true hoặc false"),
        (GOOD + "  audience: [dan]\n", 10, "chỉ nhận một trong"),
        (GOOD + "  steps: {a: b}\n", 10, "danh sách"),
        (GOOD.replace("[câu hỏi một, hỏi cách khác]", "[]"), 2, "ít nhất một dòng"),
    ],
)
def test_a_fault_is_named_with_line_and_mend(checked, broken, line, mend):
    found = checked(broken)

    assert any(problem.startswith(f"chu-de.yaml:{line}: ") and mend in problem for problem in found), found


@pytest.mark.parametrize(
    ("data", "mend"),
    [
        (b"\xef\xbb\xbf" + GOOD.encode(), "BOM"),
        (GOOD.replace("\n", "\r\n").encode(), "CRLF"),
        (unicodedata.normalize("NFD", GOOD).encode(), "NFD"),
    ],
)
def test_what_windows_and_macs_do_is_named_but_still_served(checked, tmp_path, data, mend):
    found = checked(data)

    assert any(mend in problem for problem in found)
    assert served(tmp_path)


def test_a_file_that_is_not_utf8_is_named_with_its_line(checked, tmp_path):
    found = checked(GOOD.encode().replace("câu hỏi hai".encode(), b"c\xe2u h\xf5i"))

    assert found[0].startswith("chu-de.yaml:6: ")
    assert not served(tmp_path)


def test_utf16_from_notepad_is_named(checked):
    assert "UTF-16" in checked(GOOD.encode("utf-16"))[0]


def test_one_broken_entry_does_not_hide_the_faults_of_another(checked):
    broken = GOOD.replace("[câu hỏi một", '["câu hỏi một') + "  urgent: gấp\n"

    lines = {problem.split(":")[1] for problem in checked(broken)}

    assert {"2", "10"} <= lines


def test_the_same_id_in_two_files_names_both(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")

    problems = [str(problem) for problem in load(tmp_path).problems]

    assert any("b.yaml:1:" in problem and "a.yaml:1" in problem for problem in problems)


def test_numbers_yes_and_no_stay_the_words_they_are(tmp_path):
    (tmp_path / "a.yaml").write_text("- {id: x, questions: [57, no, 1.10], answer: yes}", encoding="utf-8")

    entry = load(tmp_path).knowledge.entries["x"]

    assert entry.questions == ("57", "no", "1.10")
    assert entry.answer == "yes"


def test_days_may_be_written_as_on_paper(tmp_path):
    (tmp_path / "a.yaml").write_text("- {id: x, questions: [a], answer: b, checked: 5/12/2026}", encoding="utf-8")

    assert str(load(tmp_path).knowledge.entries["x"].checked) == "2026-12-05"


def test_a_mapping_with_entries_is_a_topic_too(tmp_path):
    (tmp_path / "a.yaml").write_text("entries:\n  - {id: x, questions: [a], answer: b}", encoding="utf-8")

    assert list(load(tmp_path).knowledge.entries) == ["x"]


def test_an_empty_or_missing_folder_is_explained(tmp_path):
    assert "chưa có câu hỏi nào" in str(load(tmp_path).problems[0])
    assert "không có thư mục" in str(load(tmp_path / "none").problems[0])


@pytest.mark.parametrize(
    ("entry", "mend"),
    [
        (GOOD.replace("{office}", "{office"), "ngoặc"),
        (GOOD + "  follow_ups: {le-phi: khong-co-cau-nay}\n", "khong-co-cau-nay"),
    ],
)
def test_what_a_resident_would_read_broken_is_a_fault(checked, entry, mend):
    assert any(mend in problem for problem in checked(entry))


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("not_answerd: |", 'thiếu câu "not_answered"'),
        ("not_answered: |\n    {reff} ", "{reff}"),
        ("not_answered: |\n    {ref ", "ngoặc"),
    ],
)
def test_a_slip_in_the_bots_own_words_is_a_fault(tmp_path, typed, mend):
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    phrases = (SHIPPED / "phrases.yaml").read_text(encoding="utf-8").replace("not_answered: |", typed, 1)
    (tmp_path / "phrases.yaml").write_text(phrases, encoding="utf-8")

    assert any(mend in str(problem) for problem in load(tmp_path).problems)


def test_one_broken_entry_does_not_make_others_look_wrong(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD + "  related: [mot]\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text((GOOD + "  related: [mot]\n").replace("[câu hỏi một", '["câu hỏi một'), encoding="utf-8")

    problems = [str(problem) for problem in load(tmp_path).problems]

    assert len(problems) == 1
    assert ":2: " in problems[0]


def test_locality_files_are_checked_too(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "dia-phuong").mkdir()
    (tmp_path / "dia-phuong" / "x.yaml").write_text("id: x\nnam: xã X\n", encoding="utf-8")

    assert any("x.yaml:2:" in str(problem) and '"nam"' in str(problem) for problem in load(tmp_path).problems)


@hypothesis(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_exception(data):
    document = read_yaml("x.yaml", data)

    assert all(problem.line >= 1 for problem in document.problems)


@hypothesis(deadline=None, max_examples=400)
@given(
    st.integers(0, len(TOWN) - 1),
    st.sampled_from(["", "\t", '"', ":", "- ", "\n", "[", "}", "  ", "e\u0301", "'", "#", "|", "&a", "\x00"]),
)
def test_any_slip_in_a_file_is_read_without_an_exception(place, slip):
    document = read_yaml("x.yaml", (TOWN[:place] + slip + TOWN[place + 1 :]).encode())

    lines = TOWN.count("\n") + 2
    assert all(1 <= problem.line <= lines for problem in document.problems)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "- - [", "a:\n " * 3])
def test_a_file_nested_without_end_is_a_fault_not_a_crash(opening):
    assert read_yaml("x.yaml", (opening * 200_000).encode()).problems
