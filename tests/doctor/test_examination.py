"""The examination as a whole, and the command."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from bot.cli.commands import main
from bot.doctor.examination import Check, examine, worst
from bot.doctor.finding import Finding, Level


async def test_a_check_that_hangs_is_a_finding_and_holds_up_nobody(case):
    async def hang(_):
        await asyncio.sleep(60)

    async def fine(_):
        return [Finding("Tốt.")]

    found = await examine(case(), [Check("Treo", hang, 0.01), Check("Tốt", fine)])

    assert "chưa xem xong" in found[0][1][0].what
    assert found[1] == ("Tốt", [Finding("Tốt.")])
    assert worst(found) is Level.WARNING


async def test_a_check_that_breaks_is_a_finding_without_its_words(case):
    async def breaks(_):
        raise ValueError("mat-khau-cua-toi")

    found = await examine(case(), [Check("Hỏng", breaks)])

    assert worst(found) is Level.ERROR
    assert "mat-khau" not in str(found)
    assert "ValueError" in str(found)


async def test_no_secret_is_printed_whatever_a_check_says(case):
    async def tells(examined):
        return [Finding(f"Mã là {examined.settings.telegram_token.get_secret_value()}.", Level.ERROR, "sua 123:bi-mat")]

    found = await examine(case(telegram_token="123:bi-mat"), [Check("Lộ", tells)])

    assert found[0][1] == [Finding("Mã là ….", Level.ERROR, "sua …")]


@pytest.fixture
def bot(tmp_path, town_folder, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in {"DATA_DIR": tmp_path, "KNOWLEDGE": town_folder, "PORT": "1"}.items():
        monkeypatch.setenv(name, str(value))
    return lambda *arguments: CliRunner().invoke(main, ["doctor", *arguments])


def test_the_report_says_of_every_fault_what_to_do(bot):
    result = bot()

    assert result.exit_code == 1
    assert "LƯU Ý    Cơ sở dữ liệu: Chưa có" in result.stdout
    assert result.stdout.count("→") == result.stdout.count("LƯU Ý")
    assert result.stdout.rstrip().endswith("điều lưu ý.")


def test_machines_get_the_same_as_json(bot):
    told = json.loads(bot("--json").stdout)

    assert told["level"] == "warning"
    assert {"check", "level", "what", "mend"} == set(told["findings"][0])


def test_a_setting_that_is_none_is_the_first_thing_to_mend(bot, monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKN", "x")

    result = bot()

    assert result.exit_code == 2
    assert "TELEGRAM_TOKN (có phải TELEGRAM_TOKEN?)" in " ".join(result.stdout.split())
