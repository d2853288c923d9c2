"""check, as officers, programs and GitHub read it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.commands import main

BARE = "- {id: mot-viec, questions: [hỏi một], answer: 'Trả lời: 100%.', related: [khong-co]}\n"
BROKEN = '- id: y\n  questions: ["a]\n  answer: b\n'


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Check a folder `k` of one file, standing beside it."""
    monkeypatch.chdir(tmp_path)

    def run(content: str, *options: str):
        (tmp_path / "k").mkdir(exist_ok=True)
        (tmp_path / "k" / "a.yaml").write_text(content, encoding="utf-8")
        return CliRunner().invoke(main, ["check", "--knowledge", "k", *options])

    return run


def test_warnings_are_shown_with_file_line_and_rule_and_do_not_fail(check):
    result = check(BARE)

    assert result.exit_code == 0
    assert 'k/a.yaml:1: câu "mot-viec": chưa ghi nguồn' in result.stdout
    assert "[thieu-nguon]" in result.stdout


def test_errors_come_first_and_fail(check):
    result = check(BROKEN)

    assert result.exit_code == 1
    assert result.stdout.startswith("LỖI (1)")
    assert "k/a.yaml:2: " in result.stdout


def test_warnings_fail_when_strict(check):
    assert check(BARE, "--strict").exit_code == 1


def test_hints_are_counted_until_asked_for(check):
    assert "thêm --level goi-y để xem" in check(BARE).stdout
    assert "[it-cach-hoi]" not in check(BARE).stdout
    assert "[it-cach-hoi]" in check(BARE, "--level", "goi-y").stdout


def test_only_errors_are_shown_when_only_errors_are_wanted(check):
    said = check(BARE, "--level", "loi").stdout

    assert "[thieu-nguon]" not in said
    assert "cảnh báo, thêm --level canh-bao để xem" in said


def test_the_last_line_has_the_numbers(check):
    last = check(BARE).stdout.splitlines()[-1]

    assert last.startswith("Không có lỗi: 1 chủ đề, 1 câu, 1 cách hỏi. Có 3 cảnh báo, ")


def test_json_is_one_object_for_programs(check):
    found = json.loads(check(BARE, "--format", "json", "--level", "goi-y").stdout)

    first = found["problems"][0]
    assert set(first) == {"file", "line", "severity", "rule", "message"}
    assert found["counts"] == {"loi": 0, "canh-bao": 3, "goi-y": len(found["problems"]) - 3}


def test_github_shows_problems_beside_the_lines(check):
    lines = check(BARE, "--format", "github").stdout.splitlines()

    assert lines[0].startswith("::warning file=k/a.yaml,line=1,title=thieu-nguon::câu ")
    assert check(BROKEN, "--format", "github").stdout.startswith("::error file=k/a.yaml,line=2,")


def test_github_is_not_confused_by_signs_of_its_own(check):
    line = check("- {id: a, questions: [x], answer: 'Phí 5%, hỏi {xa}'}\n", "--format", "github").stdout.splitlines()[0]
    twice = check("- {id: a, questions: ['giảm 50%', 'giam 50%'], answer: y}\n", "--format", "github", "--level", "goi-y").stdout

    assert line.count("::") == 2
    assert "giam 50%25" in twice


def test_the_table_has_a_row_a_topic_and_one_for_all(check):
    result = check(BARE, "--table")

    rows = result.stdout.splitlines()
    assert result.exit_code == 0
    assert rows[0].split()[:2] == ["Chủ", "đề"]
    assert rows[2].split() == ["A", "1", "1", "0", "1", "0", "1", "0"]
    assert rows[4].startswith("Tất cả")


def test_the_table_of_a_broken_folder_sends_to_check(check):
    result = check(BROKEN, "--table")

    assert result.exit_code == 1
    assert "python -m bot check" in result.stderr


def test_colours_are_for_terminals(tmp_path):
    (tmp_path / "a.yaml").write_text(BROKEN, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "check", "--knowledge", str(tmp_path)]
    ours, theirs = pty.openpty()

    piped = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=False).stdout
    subprocess.run(command, cwd=Path(__file__).parents[2], stdout=theirs, stderr=theirs, check=False)

    assert b"\x1b[" not in piped
    assert b"\x1b[" in os.read(ours, 65536)
