import asyncio
import csv
import io
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from docx import Document

from bot.assistant import Assistant
from bot.cli.commands import main
from bot.core.message import Message
from bot.store.sql import SqlStore


@pytest.fixture
async def run(tmp_path, responder):
    """The commands, over a store in which twenty-six questions were asked today."""
    url = f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3"
    async with SqlStore(url, locality="nam-sach", pepper="p") as store:
        assistant = Assistant(responder, store, clock=lambda: datetime.now(UTC))
        for n in range(26):
            await assistant.answer(Message("web", str(n), "1", "đăng ký khai sinh ở đâu"))

    async def invoked(*arguments):
        runner = CliRunner(env={"DATABASE_URL": url, "LOCALITY": "nam-sach"})
        return await asyncio.to_thread(runner.invoke, main, arguments)

    return invoked


async def test_figures_of_this_month_are_printed_without_being_told_which(run):
    done = await run("figures")

    assert done.exit_code == 0
    assert "SỐ LIỆU CHUNG" in done.stdout
    assert "Tổng số lượt hỏi                                  26" in done.stdout


async def test_figures_for_machines_are_numbers(run):
    shown = json.loads((await run("figures", "--format", "json")).stdout)

    assert shown["tables"]["chung"][0]["Kỳ này"] == 26
    assert shown["tables"]["kenh"] == [{"Kênh": "Trang thông tin điện tử", "Số lượt": 26, "Tỷ lệ": 1.0}]


async def test_figures_for_excel_have_a_mark_and_a_block_for_each_table(run):
    told = (await run("figures", "--format", "csv")).stdout
    rows = list(csv.reader(io.StringIO(told.removeprefix("\ufeff"))))

    assert told.startswith("\ufeff")
    assert rows[0][0] == "Số liệu"
    assert rows[2] == ["Số liệu chung"]
    assert ["Tổng số lượt hỏi", "26", "0", ""] in rows


async def test_a_report_is_written_and_its_blanks_are_named(run, tmp_path):
    done = await run("report", "--period", "2026", "--out", str(tmp_path / "bc.xlsx"))
    assert (done.exit_code, (tmp_path / "bc.xlsx").stat().st_size > 5_000) == (0, True)

    done = await run("report", "--period", f"{datetime.now(UTC):%Y-%m}", "--out", str(tmp_path / "bc.docx"))
    assert "tô vàng" in done.stdout
    assert any("Nam Sách" in paragraph.text for paragraph in Document(str(tmp_path / "bc.docx")).paragraphs)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["figures", "--period", "hôm qua"], "Không hiểu kỳ"),
        (["figures", "--locality", "xa-la"], 'không có "xa-la"'),
        (["report", "--period", "2026", "--out", "a.pdf"], "đuôi .docx hoặc .xlsx"),
        (["report", "--period", "10-12", "--out", "a.docx", "--locality", "cam-giang"], "cấp huyện không còn"),
    ],
)
async def test_a_mistake_is_told_in_one_line(run, arguments, said):
    done = await run(*arguments)

    assert (done.exit_code, said in done.output, "Traceback" in done.output) == (1, True, False)
