"""The whole service with stand-ins of Telegram and Zalo: link, digest, merge, and the resident who asked is answered."""

import re
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.office.roles import Role
from bot.settings import load_settings
from bot.store.officers import Officer, Officers
from bot.store.sql import SqlStore
from bot.store.tokens import ZaloTokens
from tests.channels.zalo.scene import connected
from tests.chat_review.conftest import MONDAY
from tests.fakes.telegram_api import TOKEN, TelegramApi
from tests.fakes.zalo_oa import APP_ID, APP_SECRET, OA_ID, OA_SECRET, ZaloOA
from tests.office.conftest import PASSWORD, QUICK, Browser

CHILD = "lam giay to cho be con nuoi o nuoc ngoai"
RESIDENT, OFFICER = 7, 8
ZALO_RESIDENT, ZALO_OFFICER = "246845883529197922", "246845883529197933"
PATIENCE = 20.0


class Running:
    """A service on one folder, again and again."""

    def __init__(self, folder, environ):
        self.folder, self.began = folder, datetime.now(UTC)
        always = {"DATA_DIR": str(folder / "var"), "PEPPER": "p", "BUNDLE_SECONDS": "0", "POLL_SECONDS": "0.05"}
        self.settings = load_settings(always | environ, env_file=folder / ".env")

    def clock(self):
        return MONDAY + (datetime.now(UTC) - self.began)

    @asynccontextmanager
    async def store(self):
        async with SqlStore(self.settings.database, pepper="p") as store:
            yield store

    @asynccontextmanager
    async def __call__(self):
        async with TestClient(TestServer(build_app(self.settings, clock=self.clock))) as client:
            yield client


@pytest.fixture
def running(tmp_path, kb):
    return lambda **environ: Running(tmp_path, {"KNOWLEDGE": str(kb)} | environ)


async def hired(service):
    """An editor's account, made on the machine."""
    async with service.store() as store:
        now = service.clock() - timedelta(days=1)
        await Officers(store.database).add(Officer(0, "lan", "Lan", Role.EDITOR), await QUICK.hashed(PASSWORD), now=now)


async def code_from(client):
    """What an officer reads on the page."""
    browser = Browser(client)
    assert (await browser.log_in("lan")).status == 303
    page = await (await browser.post("/noi-chat/ma")).text()
    return re.search(r"/noi \d{4} \d{4}", page)[0]


async def test_an_officer_on_telegram_closes_a_gap_before_breakfast(running):
    async with TelegramApi() as api:
        service = running(TELEGRAM_TOKEN=TOKEN, TELEGRAM_BASE_URL=api.base_url)
        await hired(service)
        async with service() as client:
            api.says(CHILD, chat=RESIDENT)
            await api.until(lambda: api.texts(RESIDENT), within=PATIENCE)
            api.says(await code_from(client), chat=OFFICER)
            await api.until(lambda: api.texts(OFFICER), within=PATIENCE)
        async with service():  # the next morning, so to say
            await api.until(lambda: len(api.texts(OFFICER)) == 2, within=PATIENCE)
            api.says("viec", chat=OFFICER)
            await api.until(lambda: len(api.texts(OFFICER)) == 3, within=PATIENCE)
            api.says("gop 1", chat=OFFICER)
            await api.until(lambda: len(api.texts(OFFICER)) == 4, within=PATIENCE)
            for tries in range(2, 40):  # served some seconds after it was written
                api.says(CHILD, chat=RESIDENT)
                await api.until(lambda so_many=tries: len(api.texts(RESIDENT)) == so_many, within=PATIENCE)
                if "60 ngày" in api.texts(RESIDENT)[-1]:
                    break

    linked, digest, item, merged = api.texts(OFFICER)
    assert "Đã nối chat này với tài khoản Lan" in linked
    assert "1 lượt hỏi mới" in digest
    assert CHILD in item
    assert "Đã gộp vào “Đăng ký khai sinh”" in merged
    assert "60 ngày" in api.texts(RESIDENT)[-1]


async def test_an_officer_on_zalo_answers_who_asked(running):
    async with ZaloOA() as oa:
        where = {"ZALO_BASE_URL": oa.base_url, "ZALO_OAUTH_URL": oa.base_url, "ZALO_OA_ID": OA_ID}
        service = running(ZALO_APP_ID=APP_ID, ZALO_APP_SECRET=APP_SECRET, ZALO_OA_SECRET=OA_SECRET, **where)
        await hired(service)
        async with service.store() as store:
            await connected(oa, ZaloTokens(store.database))
        async with service() as client:
            oa.webhook_url = str(client.make_url("/zalo"))
            await oa.says(CHILD, user=ZALO_RESIDENT)
            await oa.until(lambda: oa.texts(ZALO_RESIDENT), within=PATIENCE)
            for number, text in enumerate([await code_from(client), "viec", "tra loi Bác ra xã sáng thứ Tư.", "gui"], 1):
                await oa.says(text, user=ZALO_OFFICER)
                await oa.until(lambda so_many=number: len(oa.texts(ZALO_OFFICER)) == so_many, within=PATIENCE)
            await oa.until(lambda: len(oa.texts(ZALO_RESIDENT)) == 2, within=PATIENCE)

    linked, item, preview, sent = oa.texts(ZALO_OFFICER)
    assert "Đã nối chat này" in linked
    assert "1. Đăng ký khai sinh" in item
    assert "Sẽ gửi tới 1 người qua Zalo OA" in preview
    assert "Đang gửi tới 1 người qua Zalo OA" in sent
    assert oa.texts(ZALO_RESIDENT)[1].endswith("Bác ra xã sáng thứ Tư.")


async def test_in_a_telegram_group_no_code_links(running):
    group = -1007
    async with TelegramApi() as api:
        service = running(TELEGRAM_TOKEN=TOKEN, TELEGRAM_BASE_URL=api.base_url)
        await hired(service)
        async with service() as client:
            code = await code_from(client)
            api.says(f"/noi@XaThuBot {code.removeprefix('/noi ')}", chat=group)
            await api.until(lambda: api.texts(group), within=PATIENCE)
            api.says(code, chat=OFFICER)
            await api.until(lambda: api.texts(OFFICER), within=PATIENCE)

    assert "Đã nối" not in "".join(api.texts(group) + api.texts(OFFICER))
