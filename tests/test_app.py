"""The service as a whole: build_app on embedded defaults, over HTTP."""

import sqlite3
import sys

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.errors import SettingsError
from bot.settings import load_settings
from tests.conftest import NOW

CHAT, ID = "a" * 32, "b" * 32


@pytest.fixture
async def client(tmp_path, town_folder):
    settings = load_settings({"DATA_DIR": str(tmp_path / "var"), "KNOWLEDGE": str(town_folder)}, env_file=tmp_path / ".env")
    async with TestClient(TestServer(build_app(settings, clock=lambda: NOW))) as opened:
        yield opened


async def test_the_chat_page_and_health_are_served(client):
    assert (await client.get("/")).status == 200
    assert (await client.get("/healthz")).status == 200


async def test_a_service_that_cannot_write_says_so(client, tmp_path):
    with sqlite3.connect(tmp_path / "var" / "hoi-dap-so.sqlite3", timeout=30) as database:
        database.execute("DROP TABLE alembic_version")

    assert (await client.get("/healthz")).status == 503


async def test_a_question_over_http_is_answered_from_the_knowledge(client):
    response = await client.post("/api/v1/messages", json={"chat": CHAT, "id": ID, "text": "lam giay khai sinh cho con"})

    assert "60 ngày" in (await response.json())["replies"][0]["text"]


async def test_the_same_message_again_gets_the_same_replies(client):
    message = {"chat": CHAT, "id": ID, "text": "giá vàng hôm nay bao nhiêu một chỉ"}

    first, second = [await (await client.post("/api/v1/messages", json=message)).json() for _ in range(2)]

    assert first == second


async def test_without_a_token_there_is_no_telegram(client):
    assert (await client.post("/telegram", json={})).status == 404


def test_an_unknown_locality_stops_the_start(tmp_path, town_folder):
    environ = {"LOCALITY": "atlantis", "DATA_DIR": str(tmp_path / "var"), "KNOWLEDGE": str(town_folder)}

    with pytest.raises(SettingsError):
        build_app(load_settings(environ, env_file=tmp_path / ".env"))


def test_hearing_without_ears_stops_the_start(tmp_path, town_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "vietasr", None)  # as if it were not installed
    environ = {"VOICE": "on", "DATA_DIR": str(tmp_path / "var"), "KNOWLEDGE": str(town_folder)}

    with pytest.raises(SettingsError, match="chưa cài phần nghe tin thoại"):
        build_app(load_settings(environ, env_file=tmp_path / ".env"))


async def test_the_pepper_is_made_once_and_only_the_owner_reads_it(client, tmp_path):
    path = tmp_path / "var" / "pepper"

    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text()) == 64
