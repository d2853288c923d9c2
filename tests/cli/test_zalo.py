"""An officer connects the OA and looks how it is. The command runs as they run it: a process of its own."""

import asyncio
import os
import re
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from click.testing import CliRunner

from bot.cli.commands import main
from bot.store.database import Database
from bot.store.tokens import ZaloTokens
from tests.fakes.zalo_oa import APP_ID, APP_SECRET, OA_ID, Failure, ZaloOA

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def oa():
    async with ZaloOA() as oa:
        yield oa


@pytest.fixture
def env(oa, tmp_path):
    return {
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/zalo.sqlite3",
        "DATA_DIR": str(tmp_path),
        "PEPPER": "p",
        "ZALO_APP_ID": APP_ID,
        "ZALO_APP_SECRET": APP_SECRET,
        "ZALO_BASE_URL": oa.base_url,
        "ZALO_OAUTH_URL": oa.base_url,
        "ZALO_REDIRECT_URL": "https://hoidap.xa.gov.vn/zalo/callback",
    }


@pytest.fixture
async def tokens(env):
    async with Database(env["DATABASE_URL"], pepper="p") as database:
        yield ZaloTokens(database)


@asynccontextmanager
async def connecting(env, tmp_path, *options):
    """`zalo connect` waiting for the officer, and the address it asks them to open."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "zalo", "connect", *options),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **env},
        cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        address = ""
        while not address.startswith("http"):
            line = await asyncio.wait_for(process.stdout.readline(), 60)
            assert line, "it ended before it asked anything"
            address = line.decode().strip()
        yield process, address
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def said(process, typed=b""):
    return (await asyncio.wait_for(process.communicate(typed), 60))[0].decode()


async def run(env, *options):
    result = await asyncio.to_thread(CliRunner(env=env).invoke, main, ["zalo", *options])
    return result.exit_code, result.output


async def consent(address):
    """The officer agrees; where the browser is sent then."""
    async with aiohttp.ClientSession() as browser, browser.get(address, allow_redirects=False) as response:
        return response.headers["Location"]


async def test_the_consent_is_brought_back_by_the_browser_on_this_machine(oa, env, tokens, tmp_path):
    env["ZALO_REDIRECT_URL"] = f"http://127.0.0.1:{unused_port()}/zalo/callback"
    async with connecting(env, tmp_path) as (process, address):
        target = await consent(address)
        async with aiohttp.ClientSession() as browser:
            while True:
                try:
                    async with browser.get(target) as response:
                        page = await response.text()
                    break
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.05)
        told = await said(process)
    kept = await tokens.load()

    assert "quay lại cửa sổ lệnh" in page
    assert process.returncode == 0
    assert "OA: Xã Thử" in told
    assert "Lọc cú pháp" in told
    assert kept.access in oa.access_tokens
    assert kept.oa_id == OA_ID
    assert not any(secret in told for secret in (kept.access, kept.refresh, APP_SECRET))


async def test_the_consent_is_pasted_when_the_browser_is_elsewhere(oa, env, tokens, tmp_path):
    async with connecting(env, tmp_path) as (process, address):
        told = await said(process, f"{await consent(address)}\n".encode())

    assert re.search(r"code_challenge=[\w-]{43}&", address)
    assert process.returncode == 0
    assert "https://hoidap.xa.gov.vn/zalo (" in told
    assert (await tokens.load()).refresh == oa.refresh_token


async def test_a_consent_of_another_time_is_not_taken(oa, env, tokens):
    foreign = f"https://hoidap.xa.gov.vn/zalo/callback?code=c&oa_id={OA_ID}&state=another"
    result = await asyncio.to_thread(CliRunner(env=env).invoke, main, ["zalo", "connect"], f"{foreign}\n")

    assert result.exit_code == 1
    assert "state không khớp" in result.output
    assert (oa.calls, await tokens.load()) == ([], None)


async def test_a_refused_code_is_explained(oa, env, tokens, tmp_path):
    oa.fail_token(Failure(-14012))
    async with connecting(env, tmp_path) as (process, address):
        told = await said(process, f"{await consent(address)}\n".encode())

    assert process.returncode == 1
    assert "-14012" in told
    assert "Traceback" not in told
    assert await tokens.load() is None


async def test_what_is_missing_is_named_with_where_to_get_it(env):
    code, told = await run(env | {"ZALO_APP_SECRET": "", "ZALO_REDIRECT_URL": ""}, "connect")

    assert code == 1
    assert "ZALO_APP_SECRET" in told
    assert "ZALO_REDIRECT_URL" in told
    assert "ZALO_APP_ID" not in told


async def test_status_of_a_healthy_account(oa, env, tokens):
    pair, now = oa.authorise(), datetime.now(UTC)
    until = now + timedelta(hours=20, minutes=1)
    await tokens.connect(OA_ID, pair["access_token"], pair["refresh_token"], until=until, now=now - timedelta(days=3))
    code, told = await run(env, "status")

    assert code == 0
    assert all(word in told for word in ("còn 20 giờ 0 phút", "3 ngày tuổi", "Xã Thử", "Mọi thứ bình thường"))
    assert pair["access_token"] not in told


async def test_status_of_a_sick_account_says_what_to_do(oa, env, tokens):
    now = datetime.now(UTC) - timedelta(days=61)
    await tokens.connect(OA_ID, "a", "r", until=now, now=now)
    code, told = await run(env, "status", "--offline")

    assert code == 1
    assert "CẦN XỬ LÝ" in told
    assert "python -m bot zalo connect" in told
    assert oa.calls == []


async def test_status_before_any_consent(env):
    code, told = await run(env, "status")

    assert (code, "chưa được kết nối" in told) == (1, True)


async def test_status_with_another_pepper(env, tokens):
    now = datetime.now(UTC)
    await tokens.connect(OA_ID, "a", "r", until=now, now=now)
    code, told = await run(env | {"PEPPER": "another"}, "status")

    assert (code, "PEPPER" in told) == (1, True)
