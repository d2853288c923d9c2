"""The whole service with the small town behind it, talked to over Telegram by polling."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from shutil import copytree

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.settings import load_settings
from bot.store.sql import SqlStore
from bot.store.switches import Off, Switches
from tests.conftest import NOW
from tests.fakes.telegram_api import TOKEN, Failure, flood


@pytest.fixture
def service(api, tmp_path, town_folder):
    """A service on the same data each time."""
    environ = {
        "DATA_DIR": str(tmp_path / "var"),
        "KNOWLEDGE": str(town_folder),
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": api.base_url,
        "TELEGRAM_TIMEOUT": "1",
        "BUNDLE_SECONDS": "0",
        "POLL_SECONDS": "0.05",
        "GRACE_SECONDS": "2",
    }

    @asynccontextmanager
    async def running():
        app = build_app(load_settings(environ, env_file=tmp_path / ".env"))
        async with TestClient(TestServer(app)) as client:
            yield client

    running.environ = environ
    return running


async def test_a_question_is_answered_and_a_tap_leads_on(api, service):
    async with service():
        api.says("làm giấy khai sinh cho con cần gì")
        await api.until_sent()
        [[button, *_], *_] = api.sent[0]["reply_markup"]["inline_keyboard"]
        api.taps(api.sent[0], button["callback_data"])
        await api.until_sent(2)

    assert "60 ngày" in api.texts()[0]
    assert button["text"] == "Đăng ký khai tử"
    assert "15 ngày" in api.texts()[1]


async def test_what_was_asked_while_the_service_was_down_is_answered_once(api, service):
    number = api.says("đăng ký khai tử")
    again = api.pending[number]
    async with service():
        await api.until_sent()
    api.pending[number] = again
    async with service():
        await api.until(lambda: number not in api.pending)
        await asyncio.sleep(0.2)

    assert len(api.sent) == 1


async def test_what_was_stored_when_the_service_stopped_is_answered_by_the_next(api, service):
    api.fail("sendMessage", *[flood(1)] * 2)
    async with service():
        api.says("đăng ký khai tử")
        await api.until(lambda: api.called("sendMessage"))
    async with service():
        await api.until_sent()

    assert len(api.texts()) == 1


async def test_an_answer_of_unknown_fate_is_not_repeated_and_holds_up_nobody(api, service):
    api.fail("sendMessage", Failure(drops=True))
    async with service():
        api.says("đăng ký khai tử", chat=8)
        await api.until(lambda: api.called("sendMessage"))
        api.says("đăng ký khai tử", chat=7)
        await api.until_sent()
        api.says("đăng ký khai sinh ở đâu", chat=8)
        await api.until_sent(2)

    assert (len(api.texts(7)), len(api.texts(8))) == (1, 1)
    assert "60 ngày" in api.texts(8)[0]


async def test_what_is_answered_while_telegram_is_away_arrives_when_it_is_back(api, service):
    api.fail("sendMessage", flood(1))
    async with service():
        api.says("đăng ký khai tử")
        await api.until(lambda: api.called("sendMessage"))
        await api.go_down()
        await asyncio.sleep(1.2)
        await api.come_up()
        await api.until_sent()

    assert len(api.texts()) == 1


async def test_who_blocks_the_bot_is_left_alone_until_they_are_back(api, service):
    async with service():
        api.blocks(7)
        await api.until(lambda: not api.pending)
        api.unblocks(7)
        api.says("đăng ký khai tử")
        await api.until_sent()

    assert len(api.called("sendMessage")) == 1


async def test_a_deep_link_opens_the_answer(api, service):
    async with service():
        api.says("/start khai-tu")
        await api.until_sent()

    assert "15 ngày" in api.texts()[0]


async def test_the_link_of_a_hamlet_is_said_to_be_remembered_and_counts_for_it(api, service, town_folder, tmp_path, monkeypatch):
    folder = tmp_path / "xa"
    copytree(town_folder, folder)
    (folder / "dia-phuong").mkdir()
    (folder / "dia-phuong" / "xa-thu.yaml").write_text("id: xa-thu\nhamlets: [thôn Đông Khê]\n", encoding="utf-8")
    monkeypatch.setitem(service.environ, "KNOWLEDGE", str(folder))
    monkeypatch.setitem(service.environ, "LOCALITY", "xa-thu")
    async with service():
        api.says("/start thon_thon-dong-khe")
        await api.until_sent()
        api.says("nuôi voi cần giấy phép của ai")
        await api.until_sent(2)

    async with SqlStore(f"sqlite+aiosqlite:///{tmp_path}/var/hoi-dap-so.sqlite3", locality="xa-thu", pepper="p") as store:
        [asked] = await store.to_review(since=NOW - timedelta(days=36500))
    assert "đã nhớ bà con ở thôn Đông Khê" in api.texts()[0]
    assert asked.hamlet == "thôn Đông Khê"


async def test_inline_mode_answers_from_the_knowledge(api, service):
    async with service():
        api.asks_inline("khai tu")
        await api.until(lambda: api.called("answerInlineQuery"))

    [article] = api.called("answerInlineQuery")[0]["results"]
    assert article["title"] == "Đăng ký khai tử"
    assert "15 ngày" in article["input_message_content"]["message_text"]


async def test_inline_mode_says_nothing_while_answers_are_switched_off(api, service, tmp_path):
    async with SqlStore(f"sqlite+aiosqlite:///{tmp_path}/var/hoi-dap-so.sqlite3", pepper="p") as store:
        await Switches(store.database).off(Off("telegram", "đang sửa", NOW, "lan"))
    async with service():
        api.asks_inline("khai tu")
        await api.until(lambda: api.called("answerInlineQuery"))

    assert api.called("answerInlineQuery")[0]["results"] == []
