"""Zalo calls: what is taken, what is refused, what is only a probe."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.webhooks import MAX_BODY
from bot.channels.zalo_bot import SECRET_HEADER, ZaloBot
from bot.errors import SettingsError
from tests.channels.zalo_bot.scene import SECRET, running
from tests.fakes.journal import Journal, Tally
from tests.fakes.zalo_bot import TOKEN, ZaloBotApi

UPDATE = ZaloBotApi().update("message.text.received", text="hỏi")
PROBE = {"event_name": "webhook.test", "message": {"message_id": "webhook-test"}}


@asynccontextmanager
async def posting(api, journal):
    """A webhook in service, and a way to post anything to it."""
    async with running(api, journal, "webhook") as bot, aiohttp.ClientSession() as session:
        await api.until(lambda: bot.connected)

        async def post(body, secret=SECRET, **headers):
            data = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
            if secret is not None:
                headers[SECRET_HEADER] = secret
            async with session.post(api.webhook["url"], data=data, headers=headers) as response:
                return response.status

        yield post


async def test_the_webhook_is_set_with_its_secret_and_zalos_look_at_it_is_told(api, journal, caplog):
    caplog.set_level(logging.INFO)
    async with running(api, journal, "webhook") as bot:
        await api.until(lambda: bot.connected)

    assert api.webhook["secret_token"] == SECRET
    assert bot.verification == {"ok": True, "status_code": 200, "outcome": "OK", "hint": ""}
    assert "the webhook is set" in caplog.text
    assert not api.called("getUpdates")


async def test_a_webhook_zalo_cannot_reach_is_an_alarm_but_set(api, journal, caplog):
    async with running(api, journal, webhook_url="http://127.0.0.1:1/zalo-bot", secret=SECRET) as bot:
        await api.until(lambda: bot.connected)

    assert bot.verification["ok"] is False
    assert "FAILED; Check it" in caplog.text


@pytest.mark.parametrize("secret", ["", "ngắn", "seven77", "có dấu nhé", "a b c d e f", "x" * 257])
def test_a_webhook_without_a_proper_secret_is_no_setting(secret):
    with pytest.raises(SettingsError, match="ZALO_BOT_SECRET"):
        ZaloBot(TOKEN, Journal(), Tally(), webhook_url="https://xa.example.vn/zalo-bot", secret=secret)


def test_when_polling_there_is_no_route():
    assert ZaloBot(TOKEN, Journal(), Tally()).routes() == []


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "b\u00e9"])
async def test_a_delivery_with_a_wrong_secret_is_refused(api, journal, secret):
    async with posting(api, journal) as post:
        assert await post(UPDATE, secret) == 401
        assert await post(b"{", secret) == 401

    assert not journal.calls


@pytest.mark.parametrize("secret", [None, SECRET])
@pytest.mark.parametrize("body", [b"", b" \n", PROBE, {"ok": True, "result": PROBE}, {"message_id": "webhook-test"}])
async def test_a_probe_is_welcome_and_nothing_comes_of_it(api, journal, secret, body):
    async with posting(api, journal) as post:
        assert await post(body, secret) == 200

    assert not journal.calls


async def test_a_delivery_twice_at_once_is_kept_once(api, journal):
    async with posting(api, journal) as post:
        assert await asyncio.gather(post(UPDATE), post({"ok": True, "result": UPDATE})) == [200, 200]

    assert journal.texts == ["hỏi"]


async def test_what_the_store_cannot_keep_is_wanted_again(api, journal):
    async with posting(api, journal) as post:
        journal.down = 1
        assert await post(UPDATE) == 503
        assert await post(UPDATE) == 200

    assert journal.texts == ["hỏi"]


async def test_an_event_nobody_knows_is_acknowledged(api, journal):
    async with posting(api, journal) as post:
        assert await post(UPDATE | {"event_name": "message.poll.received"}) == 200

    assert not journal.calls


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"7", b"[" * 100_000, b'{"a":' * 5000, b"\xff\xfe\x00\xd8"], ids=repr)
async def test_a_malformed_delivery_is_refused(api, journal, body):
    async with posting(api, journal) as post:
        assert await post(body) == 400


async def test_a_delivery_of_a_mebibyte_is_the_largest_read(api, journal):
    body = json.dumps(UPDATE).encode()
    async with posting(api, journal) as post:
        assert await post(body + b" " * (MAX_BODY - len(body))) == 200
        assert await post(body + b" " * (MAX_BODY - len(body) + 1)) == 413


async def test_after_the_stop_nothing_is_taken_in(api, journal):
    async with posting(api, journal) as post, running(api, journal, "webhook") as stopped:
        await api.until(lambda: stopped.connected)
        await stopped.stop()
        assert await post(UPDATE) == 503

    assert not journal.calls


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["message_id", "date", "from", "chat", "text", "caption"]
EVENTS = st.sampled_from(["message.text.received", "message.image.received", "message.unsupported.received"]) | JSON
FLAT = st.builds(
    lambda field, value, event: {"event_name": event, "message": UPDATE["message"] | {field: value}},
    st.sampled_from(FIELDS),
    JSON,
    EVENTS,
)
UPDATES = FLAT | FLAT.map(lambda update: {"ok": True, "result": update})


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arbitrary=st.lists(st.binary(max_size=60), max_size=12),
    values=st.lists(JSON, max_size=12),
    updates=st.lists(UPDATES, min_size=12, max_size=30),
)
def test_no_delivery_whatever_its_body_is_an_error_of_ours(arbitrary, values, updates):
    journal = Journal()

    async def statuses():
        async with ZaloBotApi() as api, posting(api, journal) as post:
            return [await post(body) for body in arbitrary + [json.dumps(value).encode() for value in values + updates]]

    assert set(asyncio.run(statuses())) <= {200, 400}
    assert f"{journal.all}".encode()  # what any database takes
