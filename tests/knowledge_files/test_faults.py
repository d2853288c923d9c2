"""What an officer's editor does to a file, and what check says about it: file, line and mend."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from bot.knowledge_files import load
from bot.knowledge_files.tidying import tidied, untidiness
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
        # quotes
        (GOOD.replace("    - câu hỏi hai", '    - "câu hỏi hai\n    - "câu: ba"'), 6, "nháy đóng"),
        (GOOD.replace("    - câu hỏi hai", '    - "câu hỏi hai\n    - nói "ba" đi'), 6, "nháy đóng"),
        (GOOD.replace("    - câu hỏi hai", '    - "câu hỏi hai\n    - câu ba"'), 6, "nháy đóng"),
        (GOOD.replace("    - câu hỏi hai", "    - 'câu hỏi hai\n    - 'câu: ba'"), 6, "nháy đóng"),
        (GOOD.replace("Trả lời một.", '"Trả lời một.\n  if_stuck: "Hỏi: xã"'), 3, "nháy đóng"),
        (GOOD.replace("Trả lời một.", '"Trả lời một.\n  if_stuck: Hỏi xã"'), 4, "nháy mở ở dòng 3"),
        (GOOD.replace("Trả lời một.", '"Nói "có" đi"'), 3, "nháy cong"),
        (GOOD.replace("    - câu hỏi hai", '    - câu hỏi hai"'), 6, "nháy lẻ"),
        (GOOD.replace("Trả lời một.", "“Lưu ý: mang thẻ”"), 3, "nháy thẳng"),
        (GOOD.replace("Trả lời một.", "“Trả lời một.”"), 3, "nháy cong"),
        # dashes and lines that ran together
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai\n      câu hỏi ba"), 7, "thiếu dấu gạch đầu dòng"),
        (GOOD.replace("    - câu hỏi hai", "      câu hỏi hai\n    - câu hỏi ba"), 7, "nối vào dòng trên"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai\n      - câu hỏi ba"), 7, "nối vào dòng trên"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai\n    – câu hỏi ba"), 7, "dấu – ở đầu dòng"),
        (GOOD.replace("    - câu hỏi hai", "    – câu hỏi hai\n    – câu hỏi ba"), 7, "nối vào dòng trên"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai\n    • câu hỏi ba"), 7, "dấu • ở đầu dòng"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai\n    -câu hỏi ba"), 7, "dấu cách sau dấu gạch"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai    - câu hỏi ba"), 6, "dính vào nhau"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai\n    -"), 7, "chỉ có dấu gạch"),
        (GOOD.replace("    - câu hỏi hai", "- câu hỏi hai\n    - câu hỏi ba"), 6, "thụt vào 0 dấu cách"),
        (GOOD + "  related:\n    - mot\n      hai\n", 12, "thiếu dấu gạch đầu dòng"),
        (GOOD + "  steps: [a, b]\n  keywords:\n    - mot\n     hai\n", 13, "thiếu dấu gạch đầu dòng"),
        (GOOD.replace("một.\n", "một.  steps: [a]\n"), 3, 'mục "steps" bị dính'),
        (GOOD.replace("    Trả lời hai.\n", "    Trả lời hai.  steps:\n"), 8, 'mục "steps" lọt vào'),
        (GOOD + "    steps: [a]\n", 10, 'mục "steps" lọt vào'),
        (GOOD.replace("    - câu hỏi hai\n", "    - câu hỏi hai"), 6, "dính vào"),
        # keys and colons
        (GOOD.replace("answer: Trả lời một", "answer:Trả lời một"), 3, "dấu cách sau dấu hai chấm"),
        (GOOD.replace("answer: Trả lời một", "answer Trả lời một"), 3, "thiếu dấu hai chấm"),
        (GOOD.replace("  questions:\n", ""), 5, "thiếu tên mục"),
        (GOOD + "  in_force: {until:2020-01-01}\n", 10, "dấu cách sau dấu hai chấm"),
        (GOOD + "  follow_ups: {le-phi miễn phí}\n", 10, "tên: nội dung"),
        (GOOD + "  stepss:\n", 10, 'có phải "steps"'),
        (GOOD + "  sources: [{tilte: Luật}]\n", 10, 'có phải "title"'),
        (GOOD + "  ? [a]\n  : b\n", 10, "tên mục"),
        (GOOD.replace("- id: hai", " - id: hai"), 4, "thụt vào 1 dấu cách"),
        (GOOD.replace("  answer: Trả", "   answer: Trả"), 3, "thụt vào 3 dấu cách"),
        # signs that are commands to YAML
        (GOOD.replace("    - câu hỏi hai", "    - &quot; câu hỏi hai"), 6, "hoặc &"),
        (GOOD.replace("    - câu hỏi hai", "    - !quan trọng câu hai"), 6, "dấu !"),
        (GOOD.replace("    - câu hỏi hai", "    - *câu hỏi hai"), 6, "dấu *"),
        (GOOD.replace("answer: Trả lời một.", "<<: {answer: b}"), 3, "<<"),
        (GOOD.replace("Trả lời một.", "!!python/object:os.system a"), 3, "dấu !"),
        (GOOD.replace("Trả lời một.", '"C:\\xã"'), 3, "dấu \\"),
        (GOOD.replace("Trả lời một.", '"\\ud800"'), 3, "dấu \\"),
        (GOOD.replace("Trả lời một.", '"\\U00110000"'), 3, "dấu \\"),
        (GOOD.replace("- id: hai", "---\n- id: hai"), 4, "'---' thừa"),
        (GOOD.replace("    - câu hỏi hai", "    - #câu hỏi hai"), 6, "dấu #"),
        (GOOD.replace("Trả lời một.", "Gọi số #1 nhé."), 3, "bị coi là ghi chú"),
        (GOOD.replace("    - câu hỏi hai", "    - thẻ #1\n    - b"), 6, "bị coi là ghi chú"),
        (GOOD.replace("hỏi cách khác]", "hỏi cách #khác]"), 2, "bị coi là ghi chú"),
        ("```yaml\n" + GOOD + "```\n", 1, "dòng ```"),
        # ids and days
        (GOOD.replace("id: hai", "id: mau"), 4, "tệp mẫu"),
        (GOOD.replace("id: hai", "id: Khai Sinh"), 4, "“khai-sinh”"),
        (GOOD.replace("id: hai", "id: đất_đai"), 4, "“dat-dai”"),
        (GOOD + "  checked: 0206-11-21\n", 10, "năm 206"),
        (GOOD + "  checked: 20226-11-21\n", 10, "ngày có thật"),
        (GOOD + "  in_force: {until: 2206-01-01}\n", 10, "năm 2206"),
        (GOOD + "  checked: 2026-11-21\n  recheck: 2026-03-01\n", 11, "không sau checked"),
        (GOOD + "  follow_ups: {lephi: a}\n", 10, 'có phải "le-phi"'),
        (GOOD + "  follow_ups:\n    o dau: a\n", 11, 'có phải "o-dau"'),
        (GOOD + "  follow_ups:\n    giayto: a\n", 11, 'có phải "giay-to"'),
        # what two people, or a machine, leave behind
        (GOOD.replace("  answer: Trả", "<<<<<<< HEAD\n  answer: Trả"), 3, "Git"),
        (GOOD.replace("    - câu hỏi hai", "\u00a0\u00a0\u00a0\u00a0- câu hỏi hai"), 6, "dấu cách không ngắt"),
        (GOOD.replace("    - câu hỏi hai", "    -\u00a0câu hỏi hai"), 6, "dấu cách không ngắt"),
        (GOOD.replace("    - câu hỏi hai", "    \u200b- câu hỏi hai"), 6, "U+200B"),
        (GOOD.replace("    - câu hỏi hai", "    - câu\ufeff hỏi hai"), 6, "U+FEFF"),
        (GOOD.replace("    - câu hỏi hai", "\u3000\u3000- câu hỏi hai"), 6, "dấu cách rộng"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi\u2028hai"), 6, "xuống dòng lạ"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi\x00hai"), 6, "ký tự rỗng"),
        (GOOD.replace("    - câu hỏi hai", "    - câu hỏi \ufffdai"), 6, "chữ đã hỏng"),
    ],
)
def test_a_fault_is_named_with_line_and_mend(checked, broken, line, mend):
    found = checked(broken)

    assert any(problem.startswith(f"chu-de.yaml:{line}: ") and mend in problem for problem in found), found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "Word, Excel"),
        (b"\xd0\xcf\x11\xe0" + bytes(range(256)), "Word, Excel"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (b"<!DOCTYPE html>\n<html><body>", "trang web"),
        (b"\xef\xbb\xbf<html>", "trang web"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x00" * 4096, "mất điện"),
        ("- id: a\n".encode("utf-16-le") * 9, "UTF-16"),
        (b"", "tệp trống"),
        (b" \n\n", "tệp trống"),
        (b"- id: " + b"a" * 50_000_000, "50,0 MB"),
    ],
)
def test_what_is_no_text_of_questions_is_said_in_plain_words(checked, tmp_path, data, said):
    found = checked(data)

    assert len(found) == 1
    assert found[0].startswith("chu-de.yaml:1: ")
    assert said in found[0]
    assert not served(tmp_path)


@pytest.mark.parametrize(
    "intended",
    [
        "- id: mot          # tên riêng\n  questions: # các cách\n    - a   # ghi chú\n    - b\n  answer: | # lời\n    Có.\n",
        "- {id: mot, questions: [a], answer: b} # ghi chú\n",
        GOOD + "  checked: 2026-11-21 # đã gọi hỏi\n  related: [mot] # xem thêm\n",
        GOOD.replace("    - câu hỏi hai", "    - câu hỏi hai # bo-qua: trung-cach-hoi - cố ý"),
        GOOD.replace("    - câu hỏi hai", "    # - câu hỏi cũ\n    - 'số #1'\n    - kênh YouTube#1"),
        GOOD.replace("Trả lời một.", "Trả lời một,\n    dài hai dòng."),
        GOOD.replace("Trả lời một.", '"Trả lời: một,\n    dài hai dòng."'),
        GOOD.replace("Trả lời một.", "“Công dân số” là gì, “kinh tế số” là gì."),
        GOOD.replace("    Trả lời hai.", "    Trả lời hai:\n    - mang thẻ\n    – và ảnh\n    Bước title: không"),
        GOOD.replace("    Trả lời hai.", "    Đỗ & Con, 5* , 100% ! (như @, #, !)"),
        GOOD + "  follow_ups:\n    làm thứ bảy được không: Không.\n    thời hạn: 5 năm.\n    le-phi: Không.\n",
        GOOD.replace("    - câu hỏi hai", "    - chồng hỏi hộ 👨‍👩‍👧 em"),
        "---\n" + GOOD,
        GOOD.replace("    - câu hỏi hai", "  - câu hỏi hai"),
    ],
)
def test_what_an_officer_meant_is_no_fault(checked, intended):
    assert checked(intended) == []


def test_a_file_of_many_aliases_of_aliases_is_refused_at_once(checked, tmp_path):
    bomb = "- &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"- &{chr(n + 1)} [{', '.join([f'*{chr(n)}'] * 9)}]\n" for n in range(97, 110)
    )

    assert any("dấu &" in problem for problem in checked(bomb))
    assert not served(tmp_path)


@pytest.mark.parametrize("long", ["a" * 900_000, '"a",' * 100_000, "# " * 400_000, "\t" * 900_000, "'" * 900_000, "- " * 900])
def test_a_very_long_line_is_read_in_seconds(checked, long, benchmark_seconds):
    def read():
        checked(GOOD.replace("[câu hỏi một, hỏi cách khác]", "[" + long))
        checked(GOOD.replace("Trả lời một.", long))

    assert benchmark_seconds(read) < 20


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vneid.yaml.txt", 'đổi tên thành "vneid.yaml"'),
        ("vneid.YAML", 'đổi tên thành "vneid.yaml"'),
        ("vneid.yml.docx", 'đổi tên thành "vneid.yaml"'),
        ("vneid.ymal", 'đổi tên thành "vneid.yaml"'),
        ("vneid - Copy.yaml", "bản sao"),
        ("vneid - Bản sao (2).yaml", "bản sao"),
        ("vneid (1).yaml", "bản sao"),
        ("Copy of vneid.yaml", "bản sao"),
        ("dia-phuong/xa.yaml.txt", 'đổi tên thành "xa.yaml"'),
    ],
)
def test_a_file_that_looks_as_if_it_were_read_is_named(checked, tmp_path, name, said):
    (tmp_path / "dia-phuong").mkdir()
    (tmp_path / name).write_text(GOOD, encoding="utf-8")

    found = checked(GOOD)

    assert len(found) == 1
    assert found[0].startswith(f"{name}:1: ")
    assert said in found[0]
    assert served(tmp_path)


@pytest.mark.parametrize(
    "name", ["~$vneid.yaml", ".vneid.yaml.swp", ".vneid.yaml", "vneid.yaml~", "vneid.yml.bak", "ghi-chu.txt", "a.docx"]
)
def test_what_editors_leave_behind_is_neither_read_nor_named(checked, tmp_path, name):
    (tmp_path / name).write_bytes(b"\x00\x01 khong phai yaml: [")

    assert checked(GOOD) == []


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        ("\ufeff- id: a\r\n", "- id: a\n"),
        ("\t- a\tb\n", "  - a b\n"),
        ("\u00a0\u00a0-\u00a0a\u200bb\u2028c\n", "  - ab c\n"),
        ("\u3000- a\x07\n", "  - a\n"),
        ("e\u0301\n", "é\n"),
        ("- 👨\u200d👩 ok \n", "- 👨\u200d👩 ok \n"),
    ],
)
def test_mechanical_untidiness_is_mended_and_nothing_else(untidy, tidy):
    assert tidied(untidy) == tidy
    assert list(untidiness(tidy)) == []
    assert bool(list(untidiness(untidy))) == (untidy != tidy)


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


@pytest.mark.parametrize("end", ["?", "- ?", "a:\n?", "- a\n- ", "- &a", "- !", "{a: ,", "- |", "- id: a\n  b: &"])
def test_a_file_that_ends_in_the_middle_of_something_is_read_without_an_exception(end):
    document = read_yaml("x.yaml", end.encode())

    assert all(1 <= problem.line <= len(document.text) for problem in document.problems)


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
    assert read_yaml("x.yaml", (opening * (300_000 // len(opening))).encode()).problems


def test_an_entry_that_lost_its_first_line_is_named_as_one_not_as_keys_to_delete(checked):
    whole = GOOD.replace("- id: hai\n", "  title: Hai\n").replace("- id: mot\n", "- id: mot\n  title: Một\n")

    faults = checked(whole)

    assert len(faults) == 1
    assert faults[0].startswith('chu-de.yaml:5: từ dòng này là một câu khác mà thiếu dòng "- id: …"')


def test_a_topic_file_that_was_renamed_by_mistake_is_missed(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "topics.yaml").write_text("- {id: a, title: A}\n- {id: ho-tich, title: Hộ tịch}\n", encoding="utf-8")

    loaded = load(tmp_path)

    assert loaded.knowledge is None
    assert "không thấy tệp ho-tich.yaml" in "".join(p.message for p in loaded.problems if p.blocks)
