"""The kill switch at the command line."""

import pytest
from click.testing import CliRunner

from bot.cli.commands import main


@pytest.fixture
def bot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3")
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_off_says_what_is_off_since_when_and_why(bot):
    said = bot("off", "--reason", "đang sửa  câu trả lời").stdout

    assert said.startswith("ĐANG TẮT mọi câu trả lời từ ")
    assert "): đang sửa câu trả lời\n" in said


def test_one_channel_is_switched_and_the_rest_stays(bot):
    bot("off", "--reason", "bảo trì")
    bot("off", "--channel", "zalo", "--reason", "Zalo báo lỗi")

    said = bot("on").stdout

    assert said.startswith("Đã bật lại mọi câu trả lời.\nĐANG TẮT Zalo OA từ ")


def test_on_when_nothing_is_off_says_so(bot):
    assert bot("on").stdout == "Không có lệnh tắt nào cho mọi câu trả lời.\nMọi kênh đang bật.\n"


def test_off_without_a_reason_only_shows_the_state(bot):
    result = bot("off")

    assert result.exit_code == 2
    assert "Mọi kênh đang bật." in result.stdout
    assert "ghi lý do cho bà con" in result.stderr
    assert bot("on").stdout.startswith("Không có lệnh tắt nào")


def test_another_reason_takes_the_place_of_the_first(bot):
    bot("off", "--reason", "bảo trì")

    said = bot("off", "--reason", "mất điện").stdout

    assert "mất điện" in said
    assert "bảo trì" not in said


def test_a_channel_that_does_not_exist_is_refused(bot):
    assert bot("off", "--channel", "viber", "--reason", "x").exit_code == 2
