import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from bot.assistant import Assistant
from bot.cli.commands import main
from bot.cli.unanswered import grouped
from bot.core.conversation import Outcome
from bot.core.message import Kind, Message
from bot.store.sql import LoggedQuestion, SqlStore
from tests.conftest import NOW

ASKED = [
    "xin giấy phép nuôi voi rừng ở đâu",
    "xin giay phep nuoi voi rung o dau",
    "ở đâu xin giấy phép nuôi voi rừng",
    "=1+1 mở phòng khám răng cần giấy phép nào",
]


@pytest.fixture
async def url(tmp_path, responder):
    """A store in which four questions were not answered."""
    url = f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3"
    async with SqlStore(url, pepper="p") as store:
        assistant = Assistant(responder, store, clock=lambda: datetime.now(UTC))
        for n, text in enumerate(ASKED):
            await assistant.answer(Message("web", str(n), "1", text))
    return url


async def listed(url, *options: str) -> str:
    import asyncio

    runner = CliRunner(env={"DATABASE_URL": url})
    return (await asyncio.to_thread(runner.invoke, main, ["unanswered", *options])).stdout


async def test_near_identical_questions_are_one_line_with_a_count(url):
    said = await listed(url)

    assert "   3  " in said
    assert "4 lượt hỏi, 2 câu khác nhau" in said


async def test_jsonl_has_a_line_a_group(url):
    rows = [json.loads(line) for line in (await listed(url, "--format", "jsonl")).splitlines()]

    assert [row["count"] for row in rows] == [3, 1]
    assert len(rows[0]["refs"]) == 3


async def test_csv_cannot_run_in_a_spreadsheet(url):
    rows = list(csv.DictReader(io.StringIO((await listed(url, "--format", "csv")).removeprefix("\ufeff"))))

    assert rows[1]["Câu hỏi"].startswith("'=")


async def test_csv_opens_in_excel_with_vietnamese_heads(url):
    said = await listed(url, "--format", "csv")

    assert said.startswith("\ufeffSố lượt hỏi,Câu hỏi,Lần cuối,")
    assert "chưa trả lời được" in said


async def test_voice_messages_and_pictures_are_a_figure_and_no_line_of_the_list(url, responder):
    async with SqlStore(url, pepper="p") as store:
        assistant = Assistant(responder, store, clock=lambda: datetime.now(UTC))
        for n, kind in enumerate((Kind.VOICE, Kind.VOICE, Kind.IMAGE, Kind.STICKER)):
            await assistant.answer(Message("zalo", "lan", str(n), "", kind=kind))

    said = await listed(url)

    assert "trợ lý không đọc được: 2 tin thoại, 1 ảnh." in said
    assert "4 lượt hỏi, 2 câu khác nhau" in said


async def test_a_short_question_of_two_talks_is_two_groups(store, assistant):
    await assistant.answer(Message("web", "a", "1", "làm giấy khai sinh cho con cần gì"))
    await assistant.answer(Message("web", "a", "2", "mấy tuổi được làm"))
    await assistant.answer(Message("web", "b", "1", "xin cấp hộ chiếu online"))
    await assistant.answer(Message("web", "b", "2", "mấy tuổi được làm"))

    groups = grouped(await store.to_review(since=datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=1)))

    assert sorted(group.questions[0].context for group in groups) == ["ho-chieu", "khai-sinh"]


def logged(reading: str, nearest: str) -> LoggedQuestion:
    candidates = ((nearest, 0.1),)
    return LoggedQuestion("R", NOW, "web", reading, reading, Outcome.NOT_ANSWERED, (), candidates, "", None, "")


def test_other_words_for_the_same_thing_beside_the_same_entry_are_one_group():
    asked = [
        logged("mo phong kham rang can giay phep gi", "mo-tiem"),
        logged("mo phong kham rang xin giay phep o dau", "mo-tiem"),
        logged("xin giay phep phong chay phong kham", "mo-tiem"),
        logged("mo phong kham rang xin giay phep o dau the", "do-mat"),
    ]

    assert [len(group.questions) for group in grouped(asked)] == [3, 1]
