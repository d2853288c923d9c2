"""The whole way: a resident on Zalo, the inbox, the responder, the outbox, and Zalo again."""

from contextlib import asynccontextmanager

import pytest

from bot.delivery.delivery import Delivery
from bot.delivery.pace import Pace
from bot.delivery.thinking import Thinking
from bot.store.sql import SqlStore
from bot.store.tokens import ZaloTokens
from tests.channels.zalo.scene import HASTY, connected, running
from tests.fakes.zalo_oa import OA_ID, RESIDENT, Failure

QUICK = Pace(bundle=0, poll=0.05, ask_again=0.1, retry_first=0.05, halt=0.1)
BIRTH = "đăng ký khai sinh ở đâu"


@asynccontextmanager
async def serving(oa, url, responder):
    async with SqlStore(url, locality="nam-sach", pepper="p") as store:
        delivery, tokens = Delivery(store, Thinking(responder), pace=QUICK), ZaloTokens(store.database)
        if await tokens.load() is None:
            await connected(oa, tokens)
        async with running(oa, tokens, delivery.accept, timing=HASTY) as zalo:
            delivery.add(zalo)
            await delivery.start()
            await oa.until(lambda: zalo.account)
            yield store
            await delivery.stop()


@pytest.fixture
async def store(oa, url, responder):
    async with serving(oa, url, responder) as store:
        yield store


async def test_a_question_is_answered_and_a_tap_goes_on_from_there(oa, store):
    await oa.says(BIRTH)
    await oa.until(lambda: oa.sent)
    await oa.taps(oa.sent[0], 0)
    await oa.until(lambda: len(oa.sent) > 1)

    assert "60 ngày" in oa.texts()[0]
    assert "khai tử" in oa.texts()[1].lower()


async def test_every_kind_of_message_gets_a_useful_word(oa, store):
    kinds = ["image", "audio", "video", "sticker", "location", "file", "business_card", "gif"]
    for number, kind in enumerate(kinds):
        await oa.says("", kind=kind, user=f"9{number}")
    await oa.until(lambda: len(oa.sent) == len(kinds))

    assert all(sent.text for sent in oa.sent)


async def test_a_retry_of_zalos_is_not_answered_twice(oa, store):
    event = oa.said(BIRTH)
    await oa.deliver(event)
    await oa.until(lambda: oa.sent)
    await oa.deliver(event)
    await oa.says("làm hộ chiếu ở đâu")
    await oa.until(lambda: len(oa.sent) == 2)

    assert ["60 ngày" in text for text in oa.texts()] == [True, False]


async def test_an_answer_whose_receipt_got_lost_is_found_in_the_chat_and_not_sent_again(oa, store):
    oa.fail(Failure(hangs=True, carried_out=True))
    await oa.says(BIRTH)
    await oa.until(lambda: len(oa.sent) == 1)
    await oa.says("làm hộ chiếu ở đâu")
    await oa.until(lambda: len(oa.sent) == 2)

    assert sum("60 ngày" in text for text in oa.texts()) == 1


async def test_an_answer_that_really_got_lost_is_sent_again(oa, store):
    oa.fail(Failure(hangs=True))
    await oa.says(BIRTH)
    await oa.until(lambda: oa.sent)

    assert "60 ngày" in oa.texts()[0]


async def test_when_an_officer_answers_by_hand_the_bot_keeps_quiet(oa, store):
    officer = {"id": OA_ID, "admin_id": "A"}
    taken_over = oa.event("oa_send_text", sender=officer, recipient={"id": RESIDENT}, message={"msg_id": "h1", "text": "để em"})
    await oa.deliver(taken_over)
    await oa.says(BIRTH)
    await oa.says(BIRTH, user="777")
    await oa.until(lambda: oa.texts("777"))

    assert oa.texts(RESIDENT) == []


async def test_our_own_echoes_are_no_conversation(oa, store):
    oa.echoes = True
    await oa.says(BIRTH)
    await oa.until(lambda: ("oa_send_text", 0, 200) in oa.deliveries)
    await oa.says("làm hộ chiếu ở đâu")
    await oa.until(lambda: len(oa.sent) == 2)

    assert len(oa.texts()) == 2


async def test_an_answer_waits_for_the_consent_and_then_goes_out(oa, store):
    oa.revoke_access()
    oa.refresh_token = ""
    await oa.says(BIRTH)
    await oa.until(lambda: any(path.endswith("/access_token") for path, _ in oa.calls))
    unsent = list(oa.sent)
    await connected(oa, ZaloTokens(store.database))
    await oa.until(lambda: oa.sent)

    assert unsent == []
    assert "60 ngày" in oa.texts()[0]


async def test_what_was_accepted_before_the_end_is_answered_after_it(oa, url, responder):
    async with serving(oa, url, responder):
        oa.fail(Failure(status=503))
        await oa.says(BIRTH)
        await oa.until(lambda: oa.calls)
    async with serving(oa, url, responder):
        await oa.until(lambda: oa.sent)

    assert len(oa.sent) == 1
