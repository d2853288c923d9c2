"""What Zalo delivers: verified, stored, acknowledged."""

import asyncio
import json
import logging
import time

import aiohttp
import pytest

from bot.channels import Happening
from bot.channels.zalo import verification_meta
from bot.channels.zalo.webhook import is_signed, signature
from tests.channels.zalo.scene import running
from tests.fakes.zalo_oa import OA_ID, RESIDENT, sign

VECTOR = (
    '{"app_id":"1234567890123456789","user_id_by_app":"555","event_name":"user_send_text","sender":{"id":"246845883529197922"},'
    '"recipient":{"id":"388613280878808645"},"message":{"text":"Tân sinh viên nhập học ngày nào?","msg_id":"m-0001"},'
    '"timestamp":"1790000000123"}'
).encode()
MAC = "25f11e19b614eb20bae35809f77ebc27eed9714d7b5802a3f810b04bf24e3174"


@pytest.mark.parametrize("header", [f"mac={MAC}", MAC, f"mac={MAC.upper()}", f"MAC = {MAC}"])
def test_the_test_vector_of_the_facts_sheet_passes(header):
    assert len(VECTOR) == 270
    assert signature("1234567890123456789", VECTOR, "1790000000123", "oa-secret-for-tests") == MAC
    assert is_signed(json.loads(VECTOR), VECTOR, header, app_id="1234567890123456789", secret="oa-secret-for-tests")


@pytest.mark.parametrize("header", ["", "mac=", f"mac={MAC[:-1]}0", f"mac={MAC}0", "sha256=" + MAC, "mác=" + MAC])
def test_anything_else_is_no_signature(header):
    assert not is_signed(json.loads(VECTOR), VECTOR, header, app_id="1234567890123456789", secret="oa-secret-for-tests")


async def test_a_delivery_is_stored_and_acknowledged(oa, zalo, inbox):
    status = await oa.says("làm giấy khai sinh ở đâu")

    [delivered] = inbox.delivered
    assert status == 200
    assert delivered.happening is Happening.SAID
    assert (delivered.account, delivered.chat, delivered.message.text) == (OA_ID, RESIDENT, "làm giấy khai sinh ở đâu")


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(oa, zalo, inbox):
    inbox.unavailable = True
    delivery = asyncio.create_task(oa.says("hỏi"))
    await oa.until(lambda: oa.deliveries)
    inbox.unavailable = False
    await delivery

    assert [status for _, _, status in oa.deliveries] == [503, 200]
    assert [message.text for message in inbox.messages] == ["hỏi"]


async def test_a_second_delivery_has_the_same_key(oa, zalo, inbox):
    event = oa.said("hỏi")
    await oa.deliver(event)
    await oa.deliver(event | {"timestamp": str(int(event["timestamp"]) + 1)})

    assert len(inbox.delivered) == 1


async def test_the_consoles_unsigned_probe_gets_its_200_and_nothing_is_done(oa, zalo, inbox):
    event = oa.said("thử")

    assert await oa.post(json.dumps(event).encode(), event, signature="") == 200
    assert await oa.post(b"", event, signature="") == 200
    assert inbox.delivered == []


@pytest.mark.parametrize("wrong", ["mac=" + "0" * 64, "rubbish", "mac="])
async def test_a_wrong_signature_is_refused(oa, zalo, inbox, wrong):
    event = oa.said("hỏi")

    assert await oa.post(json.dumps(event).encode(), event, signature=wrong) == 401
    assert inbox.delivered == []


async def test_a_signature_with_the_apps_secret_is_refused(oa, zalo):
    event = oa.said("hỏi")
    body = json.dumps(event).encode()

    assert await oa.post(body, event, signature=sign(body, event["timestamp"], "app-secret-for-tests")) == 401


async def test_in_the_first_days_a_wrong_signature_is_only_told_of(oa, tokens, inbox, caplog):
    async with running(oa, tokens, inbox, enforce=False):
        event = oa.said("hỏi")
        status = await oa.post(json.dumps(event).encode(), event, signature="mac=" + "0" * 64)

    assert (status, len(inbox.delivered)) == (200, 1)
    assert "wrong signature" in caplog.text


@pytest.mark.parametrize(("age", "status"), [(2 * 3600, 200), (4 * 3600, 403), (-5 * 60, 200), (-3600, 403)])
async def test_retries_of_hours_ago_are_taken_older_ones_and_the_future_are_not(oa, zalo, age, status):
    event = oa.said("hỏi") | {"timestamp": str(int((time.time() - age) * 1000))}
    body = json.dumps(event).encode()

    assert await oa.post(body, event) == status


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff\xfe", b'{"timestamp":NaN}'])
async def test_what_is_no_event_is_refused(oa, zalo, body):
    assert await oa.post(body, {}, signature="mac=" + "0" * 64) in (400, 401)


async def test_a_body_over_a_mebibyte_is_refused_before_it_is_hashed(oa, zalo):
    assert await oa.post(b" " * (1 << 20) + b"{}", {}) == 413


async def test_a_body_that_is_not_what_its_encoding_says_is_refused(oa, zalo):
    assert await oa.post(b"no gzip at all", {}, headers={"Content-Encoding": "gzip"}) == 400


async def test_nothing_personal_is_logged(oa, zalo, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    await oa.says("tôi tên Lan, số 0912345678")
    event = oa.said("Lan đây")
    await oa.post(json.dumps(event).encode(), event, signature="mac=" + "0" * 64)
    await oa.deliver(oa.event("user_submit_info", sender={"id": RESIDENT}, info={"name": "Lan", "phone": "84912345678"}))

    assert not any(word in caplog.text for word in ("Lan", "912345678", RESIDENT, "access-", "refresh-"))


async def test_an_unknown_event_is_acknowledged_and_named_once(oa, zalo, inbox, caplog):
    caplog.set_level(logging.INFO, "bot")
    statuses = [await oa.deliver(oa.event("user_did_something_new", oa_id=OA_ID)) for _ in range(3)]

    assert (statuses, inbox.delivered) == ([200] * 3, [])
    assert caplog.text.count("user_did_something_new") == 1


async def test_events_nobody_needs_pass_in_silence(oa, zalo, inbox, caplog):
    caplog.set_level(logging.INFO, "bot")
    for name in ("user_seen_message", "user_reacted_message", "user_submit_info", "create_group", "widget_sync"):
        assert await oa.deliver(oa.event(name, sender={"id": RESIDENT}, recipient={"id": OA_ID}, oa_id=OA_ID)) == 200

    assert (inbox.delivered, caplog.text) == ([], "")


async def test_a_revoked_permission_sounds_the_alarm(oa, zalo, tokens, caplog):
    await oa.deliver(oa.event("permission_revoked", oa_id=OA_ID))

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "thu hồi quyền" in (await tokens.load()).failure


async def test_what_came_for_another_account_is_not_ours(oa, zalo, inbox):
    event = oa.said("hỏi") | {"recipient": {"id": "999"}}

    assert await oa.deliver(event) == 200
    assert inbox.delivered == []


async def test_nothing_is_taken_in_after_the_stop(oa, zalo, inbox):
    await zalo.stop()
    oa.retry_delays = ()

    assert await oa.says("hỏi") == 503
    assert inbox.delivered == []


async def test_the_domain_is_proved_by_a_file_and_by_a_tag(oa, tokens, inbox):
    async with running(oa, tokens, inbox, verifier="Abc-12_x"), aiohttp.ClientSession(oa.webhook_url + "/") as browser:
        page = await (await browser.get("/zalo_verifierAbc-12_x.html")).text()

    assert verification_meta("Abc-12_x") == '<meta name="zalo-platform-site-verification" content="Abc-12_x">'
    assert verification_meta("Abc-12_x") in page
    assert verification_meta("") == ""


async def test_the_consent_ends_on_a_page_that_says_what_to_do(oa, zalo):
    async with aiohttp.ClientSession() as browser, browser.get(f"{oa.webhook_url}/callback?code=SECRET&state=s") as response:
        page = await response.text()

    assert "python -m bot zalo connect" in page
    assert "SECRET" not in page
    assert response.headers["Referrer-Policy"] == "no-referrer"
