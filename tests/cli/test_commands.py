"""The commands as officers and scripts call them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.commands import main

FIELDS = ["text", "outcome", "entries", "score", "candidates", "reply", "urgent", "masked"]


@pytest.fixture
def bot(town_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command; the store is a fresh file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3")

    def run(*arguments: str, stdin: str | bytes = ""):
        return CliRunner().invoke(main, [a.replace("TOWN", str(town_folder)) for a in arguments], input=stdin)

    return run


def test_help_reads_well_in_vietnamese(bot):
    said = bot("--help").stdout

    assert all(command in said for command in ("run", "chat", "ask", "check", "unanswered"))
    assert "trợ lý hỏi đáp" in said


def test_ask_prints_the_reply_as_a_resident_sees_it(bot):
    said = bot("ask", "--knowledge", "TOWN", "làm giấy khai sinh cho con cần gì").stdout

    assert "60 ngày" in said
    assert "1. Đăng ký khai tử" in said


def test_ask_explains_why(bot):
    said = bot("ask", "--knowledge", "TOWN", "--explain", "lam giay ks cho con").stdout

    assert "Vì sao: " in said
    assert "Chữ đã hiểu: lam giay khai sinh cho con" in said
    assert "Câu gần nhất: Đăng ký khai sinh (khai-sinh)" in said
    assert "cách hỏi giống nhất: " in said
    assert "Lý do: " in said


def test_ask_takes_a_message_that_begins_with_dashes(bot):
    result = bot("ask", "--knowledge", "TOWN", "---------- Tin nhắn chuyển tiếp ----------\nlàm giấy khai sinh cho con cần gì")

    assert "60 ngày" in result.stdout


def test_ask_names_an_option_it_does_not_know(bot):
    result = bot("ask", "--explian", "làm giấy khai sinh")

    assert result.exit_code != 0
    assert "--explian" in result.stderr


def test_ask_jsonl_answers_line_by_line_and_keeps_talks_apart(bot):
    lines = [
        {"text": "làm giấy khai sinh cho con cần gì", "conversation": "a"},
        {"text": "mất bao nhiêu tiền vậy", "conversation": "a"},
        {"text": "mất bao nhiêu tiền vậy"},
        {"text": "nhà bị cháy, căn cước 030215000000", "conversation": "b"},
    ]

    result = bot("ask", "--jsonl", "--knowledge", "TOWN", stdin="\n".join(map(json.dumps, lines)) + "\n\n")

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in found] == [FIELDS] * 4
    assert [row["outcome"] for row in found[:2]] == ["answered", "answered"]
    assert found[1]["entries"] == ["khai-sinh"]
    assert found[2]["entries"] != ["khai-sinh"]
    assert (found[3]["urgent"], found[3]["masked"]) == (True, True)
    assert "030215000000" not in found[3]["reply"]


def test_ask_jsonl_names_the_best_candidates_whatever_the_outcome(bot):
    lines = [{"text": "xin chào khai sinh"}, {"text": "cảm ơn nhé, khai tử xong rồi"}, {"text": "/chude khai sinh"}]

    result = bot("ask", "--jsonl", "--knowledge", "TOWN", stdin="\n".join(map(json.dumps, lines)))

    assert all(json.loads(line)["candidates"] for line in result.stdout.splitlines())


def test_ask_jsonl_writes_nothing_to_the_store(bot, tmp_path):
    bot("ask", "--jsonl", "--knowledge", "TOWN", stdin='{"text": "giá vàng"}\n')

    assert not (tmp_path / "s.sqlite3").exists()


@pytest.mark.parametrize("line", ["không phải json", "[]", '{"txt": "a"}', '{"text": 5}', "[" * 100_000])
def test_ask_jsonl_names_the_line_that_is_wrong(bot, line):
    result = bot("ask", "--jsonl", "--knowledge", "TOWN", stdin=f'{{"text": "a"}}\n{line}\n')

    assert result.exit_code == 1
    assert "dòng 2" in result.stderr


def test_ask_names_the_localities_when_one_is_unknown(bot):
    result = bot("ask", "--locality", "atlantis", "xin chào")

    assert result.exit_code == 1
    assert "nam-sach" in result.stderr


def test_check_says_all_is_well(bot):
    result = bot("check", "--knowledge", "TOWN")

    assert result.exit_code == 0
    assert "5 câu" in result.stdout


def test_check_names_every_fault_and_exits_with_1(bot, tmp_path):
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.yaml").write_text("- id: x\n  questions: [a]\n", encoding="utf-8")
    (folder / "b.yaml").write_text('- id: y\n  questions: ["a]\n  answer: b\n', encoding="utf-8")

    result = bot("check", "--knowledge", str(folder))

    assert result.exit_code == 1
    assert "k/a.yaml:1: " in result.stdout
    assert "k/b.yaml:2: " in result.stdout


def test_check_can_mend_what_editors_do(bot, tmp_path):
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(b"\xef\xbb\xbf- id: x\r\n\tquestions: [a]\r\n\tanswer: b\r\n")

    assert bot("check", "--knowledge", str(folder)).exit_code == 1
    assert bot("check", "--knowledge", str(folder), "--fix").exit_code == 0
    assert (folder / "a.yaml").read_bytes() == b"- id: x\n  questions: [a]\n  answer: b\n"


def test_chat_talks_until_goodbye(bot):
    said = bot("chat", "--knowledge", "TOWN", stdin="làm giấy khai sinh cho con cần gì\n1\nthoát\nbỏ qua\n").stdout

    assert "Kính chào bà con" in said
    assert "trong 15 ngày" in said


def test_an_unanswered_list_without_questions_says_so(bot):
    assert "Không có câu nào" in bot("unanswered").stdout


def test_run_stops_with_one_line_on_a_bad_setting(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env=os.environ | {"PORT": "tám"},
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.strip() == "Thiết lập chưa đúng: PORT: phải là số nguyên"
