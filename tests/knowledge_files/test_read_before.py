"""What was read is remembered by its bytes, and is the same as if it were read again."""

import pytest

from bot.knowledge_files import load
from bot.knowledge_files.loader import SHIPPED
from bot.knowledge_files.read_before import read_file
from bot.knowledge_files.yaml_reader import read_yaml

SLIPS = b"- id: a-b\n  questions: [x]\n  answer: 'y'\n  answer: z\n- id:\n"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml"))[:5], ids=lambda path: path.name)
def test_a_file_reads_the_same_the_second_time(path):
    read_file("mot.yaml", path.read_bytes())

    assert read_file("hai.yaml", path.read_bytes()) == read_yaml("hai.yaml", path.read_bytes())


def test_faults_are_blamed_on_the_file_that_is_read_now():
    read_file("mot.yaml", SLIPS)

    assert {problem.file for problem in read_file("hai.yaml", SLIPS).problems} == {"hai.yaml"}


def test_faults_found_later_are_not_remembered():
    document = read_file("mot.yaml", SLIPS)
    before = list(document.problems)

    document.fault(1, "mã này đã dùng")

    assert read_file("mot.yaml", SLIPS).problems == before


def test_a_folder_loads_the_same_again_after_a_fault_across_files_was_mended(tmp_path):
    entry = "- id: khai-sinh\n  questions: [khai sinh]\n  answer: Ra xã ạ.\n"
    (tmp_path / "ho-tich.yaml").write_text(entry, encoding="utf-8")
    (tmp_path / "khac.yaml").write_text(entry, encoding="utf-8")
    twice = load(tmp_path)
    (tmp_path / "khac.yaml").write_text(entry.replace("khai-sinh", "khai-tu"), encoding="utf-8")

    mended = load(tmp_path)

    assert twice.knowledge is None
    assert mended.knowledge is not None
    assert not [problem for problem in mended.problems if problem.blocks]
