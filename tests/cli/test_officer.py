"""officer: the first account, and the way back in."""

import re
import sqlite3

import pytest
from click.testing import CliRunner

from bot.cli.commands import main


@pytest.fixture
def officer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))

    def run(*arguments, typed=""):
        return CliRunner().invoke(main, ["officer", *arguments], input=typed)

    return run


def test_the_first_account_is_an_admins_and_the_next_may_only_look(officer):
    assert "officer add" in officer("list").output

    first = officer("add", "Lan", "--name", "Nguyễn Thị  Lan", "--generate")
    officer("add", "mai", "--name", "Mai", "--generate")

    assert first.exit_code == 0
    assert re.search(r"Mật khẩu dùng một lần: [a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\n", first.output)
    assert "lan              Nguyễn Thị Lan (quản trị)  chưa đặt mật khẩu riêng" in officer("list").output
    assert "Mai (chỉ xem)" in officer("list").output


def test_a_password_is_typed_twice_and_never_shown(officer):
    typed = officer("add", "lan", "--name", "Lan", typed="con trau di truoc\ncon trau di truoc\n")

    assert typed.exit_code == 0
    assert "con trau" not in typed.output
    assert "chưa đặt" not in officer("list").output


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "lan", "--name", "Lan"], "ngan\nngan\n", "ít nhất 10 ký tự"),
        (["add", "lan", "--name", "Lan"], "con trau di truoc\ncon trau di sau\n", "chưa giống nhau"),
        (["add", "Nguyễn Lan", "--name", "Lan", "--generate"], "", "chữ thường không dấu"),
        (["add", "lan", "--name", " ", "--generate"], "", "Chưa ghi họ tên"),
        (["add", "lan", "--name", "Lan", "--role", "truong-to", "--generate"], "", "--hamlet"),
        (["reset", "ai-do", "--generate"], "", "Không có tài khoản"),
        (["disable", "ai-do"], "", "Không có tài khoản"),
    ],
)
def test_a_slip_is_one_line_and_changes_nothing(officer, arguments, typed, said):
    result = officer(*arguments, typed=typed)

    assert result.exit_code == 1
    assert said in result.output
    assert "Chưa có tài khoản nào" in officer("list").output


def test_a_forgotten_password_is_made_anew_and_the_old_one_hashes_to_nothing(officer, tmp_path):
    officer("add", "lan", "--name", "Lan", "--generate")
    before = hashes(tmp_path)

    reset = officer("reset", "lan", "--generate")

    assert "Mật khẩu dùng một lần" in reset.output
    assert hashes(tmp_path) != before
    assert all(value.startswith("$argon2id$") for value in hashes(tmp_path))


def test_the_last_admin_stays(officer):
    officer("add", "lan", "--name", "Lan", "--generate")
    assert officer("disable", "lan").exit_code == 1

    officer("add", "hoa", "--name", "Hoa", "--role", "quan-tri", "--generate")
    assert officer("disable", "lan").exit_code == 0
    assert "ĐÃ KHOÁ" in officer("list").output
    assert officer("enable", "lan").exit_code == 0

    assert "ĐÃ KHOÁ" not in officer("list").output


def hashes(folder):
    with sqlite3.connect(folder / "var" / "hoi-dap-so.sqlite3") as connection:
        return [row[0] for row in connection.execute("SELECT password FROM officer")]
