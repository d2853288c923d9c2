"""The officers' manual is true: its examples load, its commands exist, its messages are those the bot says."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.commands import main
from bot.core.locality import PLACEHOLDERS
from bot.knowledge_files import load
from tests.conftest import SHIPPED

MANUAL = (SHIPPED / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"python -m bot ([a-z][^`…\n]*)", MANUAL)))
EXAMPLE = re.search(r"```yaml\n(- id: .*?)```", MANUAL, re.DOTALL).group(1)


def check(folder: Path, *arguments: str) -> str:
    return CliRunner().invoke(main, ["check", "--knowledge", str(folder), *arguments]).stdout


def test_the_first_example_is_an_entry_that_loads(tmp_path):
    (tmp_path / "a.yaml").write_text(EXAMPLE, encoding="utf-8")

    assert load(tmp_path).knowledge.entries["ho-tich-khai-sinh"].checked


def test_the_line_that_retires_an_entry_retires_it(tmp_path):
    line = re.search(r"^  in_force: .*$", MANUAL, re.MULTILINE).group()
    (tmp_path / "a.yaml").write_text(f"{EXAMPLE}{line}\n", encoding="utf-8")

    assert load(tmp_path).knowledge.entries["ho-tich-khai-sinh"].in_force.until


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one_the_bot_knows(line):
    name, *arguments = shlex.split(line, comments=True)
    options = {option for parameter in main.commands[name].params for option in parameter.opts}

    assert {argument for argument in arguments if argument.startswith("--")} <= options


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (lambda text: text.replace("if_stuck: Vướng gì", "if_stuck: Lưu ý: vướng gì"), "dấu hai chấm ở giữa câu"),
        (lambda text: text.replace("    - be moi", "\t- be moi"), "đầu dòng có phím Tab"),
        (lambda text: text.replace("    - be moi", "  - be moi"), "thụt vào 2 dấu cách, các dòng cùng bậc thụt 4"),
        (lambda text: text.replace("answer: |", "anwser: |"), 'không có mục nào tên "anwser"'),
        (lambda text: text.replace("21/11/2026", "31/2/2026"), "phải là ngày có thật"),
        (lambda text: text.replace("- be moi", '- "be moi'), "thiếu dấu nháy đóng"),
        (lambda text: text.replace("{office}", "{ofice}"), "không có chỗ điền {ofice}"),
        (lambda text: text + text, "đã dùng ở"),
        (lambda text: text + text.replace("id: ho-tich", "id: x"), "giữ ở một câu thôi"),
    ],
)
def test_a_slip_of_the_table_is_named_in_those_words(tmp_path, slip, said):
    (tmp_path / "a.yaml").write_text(slip(EXAMPLE), encoding="utf-8")

    assert said in check(tmp_path)
    words = re.sub(r"[^\w ]", "", said.removeprefix("đã ")).split()
    assert all(word in MANUAL for word in words)


def test_a_file_saved_as_txt_or_utf_16_is_named_in_those_words(tmp_path):
    (tmp_path / "a.yaml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(EXAMPLE, encoding="utf-16")
    (tmp_path / "c.yaml.txt").write_text(EXAMPLE, encoding="utf-8")

    said = check(tmp_path)

    for words in ("tệp lưu dạng UTF-16", "tệp này không được đọc vì tên không kết thúc bằng .yaml"):
        assert words in said
        assert words in MANUAL


def test_fix_takes_the_tab_away_as_promised(tmp_path):
    (tmp_path / "a.yaml").write_text(EXAMPLE.replace("    - be moi", "\t\t- be moi"), encoding="utf-8")

    check(tmp_path, "--fix")

    assert load(tmp_path).knowledge


def test_every_link_and_picture_leads_somewhere():
    headings = {
        re.sub(r"[^\w -]", "", line.lower()).strip().replace(" ", "-") for line in re.findall(r"^#+ (.*)$", MANUAL, re.MULTILINE)
    }

    for target in re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", MANUAL):
        name = "".join(target)
        assert name[1:] in headings if name.startswith("#") else (SHIPPED / name).is_file(), name


def test_every_placeholder_is_listed():
    assert all(f"`{{{name}}}`" in MANUAL for name in PLACEHOLDERS)
