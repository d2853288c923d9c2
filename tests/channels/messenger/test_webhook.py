"""Messenger calls: what is taken, what is refused."""

import asyncio
import json
import logging

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels import Happening
from bot.channels.messenger import signature
from bot.channels.webhooks import MAX_BODY
from bot.core.message import Reply
from tests.fakes.journal import Journal
from tests.fakes.messenger import BAD_TOKEN, TOKEN, VERIFY_TOKEN, MessengerApi, signed
from tests.fakes.provider import Failure

VECTOR = (
    '{"object":"page","entry":[{"id":"1","time":1790000000123,"messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},'
    '"timestamp":1790000000123,"message":{"mid":"m_1","text":"Xin chào"}}]}]}'
).encode()
VECTOR_SIGNATURE = "sha256=bd6711b5b55cba314cf28eb342ca2d09d0a3de0b798fe840f8b7a27bd97117e2"


def test_the_signatures_of_the_facts_sheet_are_ours():
    # The sheet shortens the second one to f7bc83f4…d3cd8, where it should say …a3cd8.
    fox = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"

    assert signature(VECTOR, "app-secret-for-tests") == VECTOR_SIGNATURE
    assert signature(b"The quick brown fox jumps over the lazy dog", "key") == f"sha256={fox}"


@pytest.mark.parametrize("header", [VECTOR_SIGNATURE, VECTOR_SIGNATURE.upper()])
async def test_a_signed_batch_is_kept(api, messenger, journal, header):
    assert await api.post(VECTOR, signature=header) == 200

    assert journal.texts == ["Xin chào"]


@pytest.mark.parametrize(
    "header", ["", "sha256=", VECTOR_SIGNATURE[7:], VECTOR_SIGNATURE[:-1], "sha1=abc", signed(VECTOR, "other secret"), "b\u00e9"]
)
async def test_a_batch_with_a_wrong_signature_is_refused(api, messenger, journal, header):
    assert await api.post(VECTOR, signature=header) == 401
    assert await api.post(b"{", signature=header) == 401

    assert not journal.calls


async def test_json_written_anew_is_not_what_was_signed(api, messenger):
    assert await api.post(json.dumps(json.loads(VECTOR)).encode(), signature=VECTOR_SIGNATURE) == 401


async def look(api, **query):
    params = {f"hub.{name}": value for name, value in query.items()}
    async with aiohttp.ClientSession() as session, session.get(api.webhook_url, params=params) as response:
        return response.status, response.content_type, await response.text()


async def test_messengers_first_look_gets_its_challenge_back(api, messenger):
    answer = await look(api, mode="subscribe", verify_token=VERIFY_TOKEN, challenge="1158201444")

    assert answer == (200, "text/plain", "1158201444")


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe", "challenge": "1"},
        {"mode": "subscribe", "verify_token": "sai", "challenge": "1"},
        {"mode": "unsubscribe", "verify_token": VERIFY_TOKEN, "challenge": "1"},
    ],
)
async def test_somebody_elses_look_is_refused(api, messenger, query):
    status, _, text = await look(api, **query)

    assert (status, text) == (403, "")


async def test_a_batch_is_kept_in_one_go(api, messenger, journal):
    assert await api.push(api.says("một"), api.says("hai"), api.taps("Bắt đầu", "#m0")) == 200

    assert journal.calls == 1
    assert journal.texts == ["một", "hai", "Bắt đầu"]


async def test_the_same_message_twice_is_kept_once(api, messenger, journal):
    event = api.says("một")
    await asyncio.gather(api.push(event), api.push(event, event))

    assert journal.texts == ["một"]


async def test_what_the_store_cannot_keep_is_wanted_again(api, messenger, journal):
    journal.down = 2
    assert await api.push(api.says("một"), until_taken=True) == 200

    assert api.pushed == [503, 503, 200]
    assert journal.texts == ["một"]


async def test_deliveries_and_readings_are_acknowledged_and_nothing_comes_of_them(api, messenger, journal):
    assert await api.push(api.event(read={"watermark": 1}), api.event(delivery={"watermark": 1})) == 200

    assert not journal.calls


async def test_what_is_meant_for_another_page_is_left_alone(api, messenger, journal, caplog):
    batch = api.batch(api.says("một"))
    batch["entry"] += api.batch(api.says("hai"), page="77")["entry"]

    assert await api.post(json.dumps(batch).encode()) == 200
    assert journal.texts == ["một"]
    assert "another page" in caplog.text


async def test_an_officer_who_answers_by_hand_takes_over_and_we_do_not(api, journal, in_service):
    api.echoes = True
    async with in_service(api, journal) as messenger:
        (part,) = messenger.parts(Reply("Chào bà con"))
        mid = await messenger.send("2", part)
        await api.until(lambda: journal.kept)
        await api.push(api.echo("Để tôi xem cho bác"))

    assert [(one.happening, one.echo) for one in journal.all] == [(Happening.ECHOED, mid), (Happening.TAKEN_OVER, "")]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b"[" * 100_000, b'{"a":' * 5000, b"\xff\xfe\x00\xd8"], ids=repr
)
async def test_a_malformed_batch_is_refused(api, messenger, body):
    assert await api.post(body) == 400


async def test_a_batch_of_a_mebibyte_is_the_largest_read(api, messenger):
    assert await api.post(VECTOR + b" " * (MAX_BODY - len(VECTOR))) == 200
    assert await api.post(VECTOR + b" " * (MAX_BODY - len(VECTOR) + 1)) == 413


async def test_after_the_stop_nothing_is_taken_in(api, messenger, journal):
    await messenger.stop()

    assert await api.push(api.says("một")) == 503


async def test_messenger_may_be_reached_later_and_what_comes_in_meanwhile_is_kept(api, journal, in_service, caplog):
    api.fail("me", BAD_TOKEN, BAD_TOKEN, Failure(hangs=True))
    async with in_service(api, journal) as messenger:
        await api.push(api.says("một"))
        assert journal.texts == ["một"]
        await api.until(lambda: messenger.connected)

    assert messenger.account == "1"
    assert [record.levelno for record in caplog.records if record.name.startswith("bot")] == [logging.ERROR, logging.WARNING]


async def test_what_residents_write_and_secrets_are_not_logged(api, journal, in_service, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    api.fail("me", BAD_TOKEN)
    async with in_service(api, journal) as messenger:
        await api.until(lambda: messenger.connected)
        await api.push(api.says("số căn cước của tôi"))
        await api.post(VECTOR, signature="sai")
        await look(api, mode="subscribe", verify_token=VERIFY_TOKEN + "x")

    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert "wrong signature" in told
    assert not any(secret in told for secret in ("căn cước", "Xin chào", TOKEN, VERIFY_TOKEN, "app-secret"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
MESSAGE_FIELDS = ["mid", "text", "quick_reply", "attachments", "is_echo", "app_id", "is_deleted"]
MESSAGES = st.builds(
    lambda field, value: MessengerApi().says("x", attachments=[])["message"] | {field: value},
    st.sampled_from(MESSAGE_FIELDS),
    JSON,
)
EVENTS = st.builds(
    lambda field, value, content: MessengerApi().event() | content | {field: value},
    st.sampled_from(["sender", "recipient", "timestamp", "other"]),
    JSON | st.fixed_dictionaries({"id": JSON}),
    st.fixed_dictionaries({"message": MESSAGES | JSON}) | st.fixed_dictionaries({"postback": JSON}),
)
BATCHES = st.builds(
    lambda entries, kind: {"object": kind, "entry": entries},
    st.lists(st.fixed_dictionaries({"id": JSON | st.just("1"), "messaging": st.lists(EVENTS, max_size=3) | JSON}), max_size=2)
    | JSON,
    st.just("page") | JSON,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arbitrary=st.lists(st.binary(max_size=60), max_size=12),
    values=st.lists(JSON, max_size=12),
    batches=st.lists(BATCHES, min_size=12, max_size=30),
)
def test_no_delivery_whatever_its_body_is_an_error_of_ours(in_service, arbitrary, values, batches):
    journal = Journal()

    async def statuses():
        async with MessengerApi() as api, in_service(api, journal):
            return [await api.post(body) for body in arbitrary + [json.dumps(value).encode() for value in values + batches]]

    assert set(asyncio.run(statuses())) <= {200, 400}
    assert f"{journal.all}".encode()  # what any database takes
