"""Deliveries to the webhook over real HTTP: what is taken, what is refused."""

import asyncio
import gzip
import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram import SECRET_HEADER, Telegram
from bot.channels.webhooks import MAX_BODY
from bot.errors import SettingsError
from tests.channels.telegram.desk import QUICK, SECRET, Inbox, posting, running
from tests.fakes.telegram_api import TOKEN, TelegramApi


async def test_the_webhook_is_set_with_its_secret(api, inbox):
    async with running(api, inbox, "webhook"):
        pass

    assert api.webhook["secret_token"] == SECRET
    assert api.webhook["allowed_updates"] == ["message", "callback_query", "my_chat_member"]


@pytest.mark.parametrize("secret", ["", "có dấu", "a b", "x" * 257])
def test_a_webhook_without_a_proper_secret_is_no_setting(secret):
    with pytest.raises(SettingsError, match="secret"):
        Telegram(TOKEN, Inbox(), webhook_url="https://example.vn/telegram", secret=secret)


def test_when_polling_there_is_no_route():
    assert Telegram(TOKEN, Inbox()).routes() == []


UPDATE = json.dumps(TelegramApi().message(7, text="hỏi")).join(['{"update_id": 77, "message": ', "}"]).encode()


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], "b\u00e9"])
async def test_a_delivery_with_a_wrong_secret_is_refused(api, inbox, secret):
    async with posting(api, inbox) as post:
        assert await post(UPDATE, secret) == 401

    assert not inbox.kept


async def test_a_delivery_with_the_secret_is_taken(api, inbox):
    async with posting(api, inbox) as post:
        assert await post(UPDATE) == 200

    assert inbox.texts == ["hỏi"]


async def test_a_delivery_is_taken_only_when_it_is_stored(api, inbox):
    inbox.takes = 0.1
    async with posting(api, inbox) as post:
        assert await post(UPDATE) == 200
        assert inbox.texts == ["hỏi"]


async def test_a_delivery_before_telegram_was_reached_is_wanted_later(api, inbox):
    await api.go_down()
    url = f"http://127.0.0.1:{unused_port()}/telegram"
    telegram = Telegram(TOKEN, inbox, base_url=api.base_url, webhook_url=url, secret=SECRET, timing=QUICK)
    app = web.Application()
    app.add_routes(telegram.routes())
    async with TestClient(TestServer(app)) as client:
        await telegram.start()
        response = await client.post("/telegram", data=UPDATE, headers={SECRET_HEADER: SECRET})
        await telegram.stop()

    assert (response.status, response.headers["Retry-After"]) == (503, "1")


async def test_a_delivery_of_a_mebibyte_is_the_largest_read(api, inbox):
    async with posting(api, inbox) as post:
        assert await post(UPDATE + b" " * (MAX_BODY - len(UPDATE))) == 200
        assert await post(UPDATE + b" " * (MAX_BODY - len(UPDATE) + 1)) == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"7",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"update_id": 1, "message": ' * 2000,
        b"\xff\xfe\x00\xd8",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_a_malformed_delivery_is_refused(api, inbox, body):
    async with posting(api, inbox) as post:
        assert await post(body) == 400


async def test_a_delivery_that_unpacks_to_too_much_is_refused(api, inbox):
    async with posting(api, inbox) as post:
        assert await post(gzip.compress(b" " * 9 * MAX_BODY), **{"Content-Encoding": "gzip"}) == 413


async def test_a_delivery_that_does_not_unpack_is_refused(api, inbox):
    async with posting(api, inbox) as post:
        assert await post(b"no gzip at all", **{"Content-Encoding": "gzip"}) == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "text",
    "caption",
    "entities",
    "photo",
    "from",
    "chat",
    "date",
    "message_id",
    "reply_to_message",
    "reply_markup",
    "voice",
)
# Updates that look right, with anything in one field.
MESSAGES = st.builds(lambda field, value: TelegramApi().message(7, text="x") | {field: value}, st.sampled_from(FIELDS), JSON)
TAPS = st.fixed_dictionaries({"id": JSON, "from": JSON, "chat_instance": JSON, "data": JSON, "message": MESSAGES | JSON})
QUERIES = st.fixed_dictionaries({"id": JSON, "from": JSON, "query": JSON, "offset": JSON})
UPDATES = st.builds(
    lambda number, kind, content: {"update_id": number, kind: content},
    st.integers(min_value=0) | JSON,
    st.sampled_from(["message", "callback_query", "edited_message", "inline_query", "my_chat_member", "x"]),
    MESSAGES | TAPS | QUERIES | JSON,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arbitrary=st.lists(st.binary(max_size=60), max_size=12),
    values=st.lists(JSON, max_size=12),
    updates=st.lists(UPDATES, min_size=12, max_size=30),
)
def test_no_delivery_whatever_its_body_is_an_error_of_ours(arbitrary, values, updates):
    inbox = Inbox()

    async def statuses():
        async with TelegramApi() as api, posting(api, inbox) as post:
            bodies = arbitrary + [json.dumps(value).encode() for value in values + updates]
            answered = [await post(body) for body in bodies]
            return answered, await post(UPDATE.replace(b"77", b"1" * 18))

    answered, last = asyncio.run(statuses())

    assert set(answered) <= {200, 400}
    assert last == 200
    assert "hỏi" in inbox.texts
    for kept in inbox.kept:
        assert set(map(type, json.loads(kept.address).values())) <= {int, type(None)}
        assert all(part.encode() is not None and len(part) < 1000 for part in (kept.key, kept.chat, kept.message.text))
