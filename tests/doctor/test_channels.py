"""What the doctor says of the channels, asked at loopback stand-ins."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.messenger.refusals import TOKEN as BAD_TOKEN_CODE
from bot.doctor import messenger, telegram, zalo, zalo_bot
from bot.doctor.finding import Level
from bot.store.counters import Counters
from bot.store.tokens import ZaloTokens
from tests.fakes import messenger as fake_messenger
from tests.fakes import telegram_api, zalo_oa
from tests.fakes import zalo_bot as fake_zalo_bot
from tests.fakes.messenger import MessengerApi
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.zalo_bot import ZaloBotApi
from tests.fakes.zalo_oa import ZaloOA

HOOK = "https://bot.xa.gov.vn/telegram"
BOT_HOOK = "https://bot.xa.gov.vn/zalo-bot"
NOWHERE = "http://127.0.0.1:1"


def said(findings):
    return "\n".join(f"{finding.what} {finding.mend}" for finding in findings)


def level(findings):
    return max(finding.level for finding in findings)


@pytest.mark.parametrize("look", [telegram.look, zalo.look, zalo_bot.look, messenger.look])
async def test_a_channel_that_is_not_configured_is_not_examined(case, look):
    assert list(await look(case())) == []


# Telegram


@pytest.fixture
async def telegram_api_running():
    async with TelegramApi() as api:
        yield api


@pytest.fixture
def on_telegram(case, telegram_api_running):
    async def look(**settings):
        given = {"telegram_token": telegram_api.TOKEN, "telegram_base_url": telegram_api_running.base_url, **settings}
        return await telegram.look(case(**given))

    return look


async def test_a_polling_telegram_bot_is_fine(on_telegram):
    findings = await on_telegram()

    assert level(findings) is Level.FINE
    assert "bot @XaThuBot" in said(findings)


async def test_a_webhook_at_the_right_address_is_fine(on_telegram, telegram_api_running):
    telegram_api_running.webhook = {"url": HOOK}

    findings = await on_telegram(telegram_webhook_url=HOOK)

    assert "Webhook đúng địa chỉ." in said(findings)
    assert level(findings) is Level.FINE


@pytest.mark.parametrize(
    ("registered", "wanted", "complaint"),
    [
        ("", HOOK, "chưa biết gọi tới đâu"),
        ("https://dau-do.vn/telegram", HOOK, "địa chỉ khác"),
        (HOOK, "", "tự hỏi Telegram"),
    ],
)
async def test_a_webhook_elsewhere_is_said(on_telegram, telegram_api_running, registered, wanted, complaint):
    telegram_api_running.webhook = {"url": registered} if registered else {}

    findings = await on_telegram(telegram_webhook_url=wanted)

    assert level(findings) is (Level.ERROR if wanted else Level.WARNING)
    assert complaint in said(findings)


async def test_what_telegram_met_at_the_webhook_is_passed_on(on_telegram, telegram_api_running):
    telegram_api_running.webhook = {"url": HOOK}
    telegram_api_running.webhook_trouble = {
        "last_error_date": int(datetime(2026, 11, 21, 1, tzinfo=UTC).timestamp()),
        "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
    }

    findings = await on_telegram(telegram_webhook_url=HOOK)

    assert "502 Bad Gateway" in said(findings)


async def test_a_telegram_token_that_is_none_is_said_and_not_shown(case, telegram_api_running):
    wrong = "123456789:sai-hoan-toan"

    findings = await telegram.look(case(telegram_token=wrong, telegram_base_url=telegram_api_running.base_url))

    assert level(findings) is Level.ERROR
    assert "@BotFather" in said(findings)
    assert wrong not in said(findings)


async def test_a_telegram_that_cannot_be_reached_is_said(case):
    findings = await telegram.look(case(telegram_token=telegram_api.TOKEN, telegram_base_url=f"{NOWHERE}/bot"))

    assert "Không nối được tới Telegram" in said(findings)


# Zalo OA


@pytest.fixture
async def oa():
    async with ZaloOA() as oa:
        yield oa


@pytest.fixture
def on_zalo(ready, oa):
    """Examine an OA that was connected some days ago."""

    async def look(*, days=0, connected=True, access="", **settings):
        now = datetime.now(UTC)
        examined = await ready(now=now, zalo_app_id=zalo_oa.APP_ID, zalo_base_url=oa.base_url, **settings)
        if connected:
            pair = oa.authorise()
            access = access or pair["access_token"]
            then = now - timedelta(days=days)
            tokens = ZaloTokens(examined.database)
            await tokens.connect(zalo_oa.OA_ID, access, pair["refresh_token"], until=now + timedelta(hours=20), now=then)
        return await zalo.look(examined)

    return look


async def test_a_connected_oa_is_fine_and_the_report_says_where_to_see_the_webhook(on_zalo):
    findings = await on_zalo()

    assert level(findings) is Level.FINE
    assert "OA Xã Thử" in said(findings)
    assert "developers.zalo.me" in said(findings)


async def test_an_oa_nobody_connected_is_an_error(on_zalo):
    findings = await on_zalo(connected=False)

    assert level(findings) is Level.ERROR
    assert "python -m bot zalo connect" in said(findings)


async def test_an_old_refresh_token_is_said_before_it_is_worth_nothing(on_zalo):
    assert "70 ngày tuổi" in said(await on_zalo(days=70))


async def test_a_token_zalo_refuses_is_said_and_not_shown_and_not_refreshed(on_zalo, oa):
    findings = await on_zalo(access="access-cu-roi")

    assert level(findings) is Level.ERROR
    assert "Zalo không nhận mã truy cập" in said(findings)
    assert "access-cu-roi" not in said(findings)
    assert oa.refreshes == 0


async def test_tokens_sealed_with_another_key_are_said(on_zalo, case, tmp_path):
    await on_zalo()
    other = case(now=datetime.now(UTC), zalo_app_id=zalo_oa.APP_ID, pepper="mot-khoa-khac-han-nhe")

    findings = await zalo.look(other)

    assert "PEPPER đã đổi" in said(findings)


async def test_a_zalo_that_cannot_be_reached_is_said(on_zalo, oa):
    oa_url = oa.base_url
    await oa.stop()

    findings = await on_zalo()

    assert "Không nối được tới máy chủ Zalo" in said(findings)
    assert oa_url not in said(findings)


# Zalo Bot


@pytest.fixture
async def zalo_bot_running():
    async with ZaloBotApi() as api:
        yield api


@pytest.fixture
def on_zalo_bot(ready, zalo_bot_running):
    async def look(*, sent=0, **settings):
        given = {"zalo_bot_token": fake_zalo_bot.TOKEN, "zalo_bot_base_url": zalo_bot_running.base_url, **settings}
        examined = await ready(**given)
        for _ in range(sent):
            await Counters(examined.database).add("zalo-bot|9876543210", now=examined.clock())
        return await zalo_bot.look(examined)

    return look


async def test_a_polling_zalo_bot_is_fine(on_zalo_bot):
    findings = await on_zalo_bot()

    assert level(findings) is Level.FINE
    assert "còn gửi được 3000 trên 3000" in said(findings)


async def test_a_zalo_bot_without_its_webhook_is_an_error(on_zalo_bot, zalo_bot_running):
    assert "chưa biết gọi tới đâu" in said(await on_zalo_bot(zalo_bot_webhook_url=BOT_HOOK))

    zalo_bot_running.webhook = {"url": BOT_HOOK}

    assert "Webhook đúng địa chỉ." in said(await on_zalo_bot(zalo_bot_webhook_url=BOT_HOOK))


@pytest.mark.parametrize(("sent", "bad"), [(7, Level.FINE), (9, Level.WARNING), (10, Level.ERROR)])
async def test_the_months_messages_of_a_zalo_bot_are_counted(on_zalo_bot, sent, bad):
    assert level(await on_zalo_bot(sent=sent, zalo_bot_quota=10)) is bad


async def test_a_zalo_bot_token_that_is_none_is_said_and_not_shown(on_zalo_bot):
    findings = await on_zalo_bot(zalo_bot_token="1:sai-hoan-toan")

    assert "Zalo không nhận ZALO_BOT_TOKEN" in said(findings)
    assert "sai-hoan-toan" not in said(findings)


# Messenger


@pytest.fixture
async def messenger_running():
    async with MessengerApi() as api:
        yield api


async def test_a_page_messenger_knows_is_fine(case, messenger_running):
    examined = case(messenger_token=fake_messenger.TOKEN, messenger_base_url=messenger_running.base_url)

    findings = await messenger.look(examined)

    assert level(findings) is Level.FINE
    assert "Mã đúng" in said(findings)


async def test_a_page_token_that_is_none_is_said_and_not_shown(case, messenger_running):
    findings = await messenger.look(case(messenger_token="sai-hoan-toan", messenger_base_url=messenger_running.base_url))

    assert BAD_TOKEN_CODE == 190
    assert "Messenger không nhận MESSENGER_TOKEN" in said(findings)
    assert "sai-hoan-toan" not in said(findings)


def subscribed(*apps):
    return messenger._subscribed(messenger.Response(200, {"data": list(apps)}), "42")


def test_a_page_that_sends_our_app_nothing_is_an_error():
    assert subscribed().level is Level.ERROR
    assert subscribed({"id": "7", "subscribed_fields": ["messages"]}).level is Level.ERROR


def test_a_page_that_leaves_out_taps_is_a_warning():
    assert "messaging_postbacks" in subscribed({"id": "42", "subscribed_fields": ["messages"]}).what


@pytest.mark.parametrize("data", [{}, {"data": "?"}, {"data": [7, {"id": "42", "subscribed_fields": 7}]}])
def test_an_answer_nobody_knows_is_no_reason_to_stumble(data):
    assert messenger._subscribed(messenger.Response(200, data), "42").what
