"""What is sent, and what becomes of it when Messenger does not take it."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.channels import Fate, Part, Unsent
from bot.core.message import Choice
from tests.fakes.messenger import BAD_TOKEN, TOKEN, TOO_FAST, WINDOW_CLOSED, refusal
from tests.fakes.provider import Failure

TEXT = Part("Chào bà con")
MENU = Part("Chọn đi\n\n1. Khai sinh", (Choice("Khai sinh", "#a:khai-sinh"),))
PICTURE = Part("", image="https://xa.example.vn/a.jpg")


async def test_a_text_arrives_as_a_response_with_the_token_in_a_header_only(api, messenger):
    mid = await messenger.send("2", TEXT)

    assert [(sent.mid, sent.chat, sent.text) for sent in api.sent] == [(mid, "2", "Chào bà con")]
    (call,) = api.called("messages")
    assert call.headers["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(call.body)


async def test_choices_arrive_as_quick_replies(api, messenger):
    await messenger.send("2", MENU)

    assert api.sent[0].quick_replies == (("1. Khai sinh", "#a:khai-sinh"),)


async def test_where_quick_replies_are_refused_the_text_arrives_without(api, messenger):
    api.refuses_quick_replies = True

    await messenger.send("2", MENU)

    assert [(sent.text, sent.quick_replies) for sent in api.sent] == [(MENU.text, ())]


async def test_a_picture_arrives_or_else_its_link(api, messenger):
    await messenger.send("2", PICTURE)
    api.pictures_refused.add(PICTURE.image)
    await messenger.send("2", PICTURE)

    assert [(sent.image, sent.text) for sent in api.sent] == [(PICTURE.image, ""), ("", PICTURE.image)]


@pytest.mark.parametrize(
    ("failure", "fate"),
    [
        (WINDOW_CLOSED, Fate.WAIT),
        (refusal(10, 1893063), Fate.WAIT),
        (refusal(10, 999, message="(#10) outside of allowed window"), Fate.WAIT),
        (refusal(10, message="(#10) Application does not have permission for this action"), Fate.HALT),
        (refusal(551), Fate.GONE),
        (BAD_TOKEN, Fate.HALT),
        (refusal(200, status=403), Fate.HALT),
        (refusal(4), Fate.RETRY),
        (TOO_FAST, Fate.RETRY),
        (refusal(80006), Fate.RETRY),
        (Failure(429, {}), Fate.RETRY),
        (refusal(100), Fate.PARK),
        (refusal(100, 1893061), Fate.PARK),
        (refusal(2, status=500), Fate.RETRY),
        (Failure(400, {"error": {"code": 368, "is_transient": True}}), Fate.RETRY),
        (Failure(503, "<html>"), Fate.RETRY),
        (Failure(403, "<html>"), Fate.HALT),
        (Failure(302, "", headers={"Location": "https://evil.example"}), Fate.HALT),
        (Failure(400, {"error": {"code": "10", "error_subcode": []}}), Fate.PARK),
        (Failure(200, {"recipient_id": "2"}, carried_out=True), Fate.UNKNOWN),
        (Failure(200, "<html>", carried_out=True), Fate.UNKNOWN),
        (Failure(hangs=True, carried_out=True), Fate.UNKNOWN),
        (Failure(drops=True, carried_out=True), Fate.UNKNOWN),
    ],
)
async def test_what_becomes_of_a_part_that_was_not_taken(api, messenger, failure, fate):
    api.fail("messages", failure)

    with pytest.raises(Unsent) as unsent:
        await messenger.send("2", TEXT)

    assert unsent.value.fate is fate
    assert len(api.called("messages")) == 1


@pytest.mark.parametrize("failure", [Failure(drops=True, carried_out=True), TOO_FAST, WINDOW_CLOSED, Failure(503, {})])
async def test_only_what_was_refused_for_its_form_is_tried_in_a_simpler_one(api, messenger, failure):
    api.fail("messages", failure)

    with pytest.raises(Unsent):
        await messenger.send("2", MENU)

    assert len(api.called("messages")) == 1


async def test_what_never_left_may_be_sent_again(api, messenger):
    await api.stop()
    await asyncio.sleep(0.01)  # until the connection's end is heard of

    with pytest.raises(Unsent) as unsent:
        await messenger.send("2", TEXT)

    assert unsent.value.fate is Fate.RETRY


async def test_too_fast_waits_longer(api, messenger):
    api.fail("messages", TOO_FAST)
    with pytest.raises(Unsent) as unsent:
        await messenger.send("2", TEXT)

    assert unsent.value.wait == 0.05


async def test_a_reason_is_for_officers_and_tells_no_secret(api, messenger, caplog):
    said = f"(#190) token {TOKEN} of 100000123456789 is bad"
    api.fail("messages", refusal(190, message=said), refusal(190, message="không gửi được Chào bà con"))
    for _ in range(2):
        with pytest.raises(Unsent) as unsent:
            await messenger.send("100000123456789", TEXT)

        assert "MESSENGER_TOKEN" in unsent.value.reason
        assert not any(secret in unsent.value.reason + caplog.text for secret in (TOKEN, "100000123456789", "Chào"))


async def test_nobody_can_say_whether_a_part_has_arrived(messenger):
    assert await messenger.has_arrived("2", TEXT, since=datetime.now(UTC)) is None
