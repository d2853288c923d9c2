"""Sending, and what becomes of a part that was not sent."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels import Fate, Part, Unsent
from bot.channels.zalo import fates
from bot.channels.zalo.address import Address
from bot.channels.zalo.pace import Pace
from bot.core.message import Choice, Reply
from tests.channels.zalo.scene import connected, running
from tests.fakes.zalo_oa import RESIDENT, Failure

LAN = str(Address(user=RESIDENT))
GROUP = str(Address(group="G", quote="m1"))
CHOOSE = Part("Chọn:\n\n1. Khai sinh", (Choice("Khai sinh", "#a:khai-sinh"),))
NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


async def unsent(zalo, part=Part("trả lời"), address=LAN):  # noqa: B008 - it is frozen
    with pytest.raises(Unsent) as error:
        await zalo.send(address, part)
    return error.value


async def test_a_text_arrives_and_its_id_comes_back(oa, zalo):
    message_id = await zalo.send(LAN, Part("trả lời"))

    assert oa.texts() == ["trả lời"]
    assert message_id == oa.sent[0].id


async def test_a_reply_with_buttons_can_be_tapped(oa, zalo, inbox):
    for part in zalo.parts(Reply("Chọn:", (Choice("Khai sinh", "#a:khai-sinh"),))):
        await zalo.send(LAN, part)
    await oa.taps(oa.sent[0], 0)

    assert oa.sent[0].shape == "template"
    assert inbox.messages[0].choice == "#a:khai-sinh"


@pytest.mark.parametrize(
    ("taken", "calls", "afterwards"), [({"template"}, [0], [0]), ({"list"}, [-233, 0], [0]), (set(), [-233, -233, 0], [0])]
)
async def test_the_shape_of_buttons_is_found_out_once_and_remembered(oa, zalo, taken, calls, afterwards):
    oa.shapes = taken
    await zalo.send(LAN, CHOOSE)
    first = [code for _, code in oa.calls]
    oa.calls.clear()
    await zalo.send(LAN, CHOOSE)

    assert first == calls
    assert [code for _, code in oa.calls] == afterwards
    assert oa.texts() == ["Chọn:\n\n1. Khai sinh"] * 2


async def test_the_remembered_shape_outlives_the_process(oa, zalo, tokens, inbox):
    oa.shapes = set()
    await zalo.send(LAN, CHOOSE)
    async with running(oa, tokens, inbox) as other:
        await oa.until(lambda: other.account)
        oa.calls.clear()
        await other.send(LAN, CHOOSE)

    assert [code for _, code in oa.calls] == [0]


async def test_a_shape_that_is_no_longer_taken_is_unlearned(oa, zalo):
    await zalo.send(LAN, CHOOSE)
    oa.shapes = {"list"}
    await zalo.send(LAN, CHOOSE)
    oa.calls.clear()
    await zalo.send(LAN, CHOOSE)

    assert [code for _, code in oa.calls] == [0]


async def test_a_part_refused_in_every_form_teaches_nothing_of_buttons(oa, zalo, tokens):
    oa.fail(*[Failure(-201)] * 3)
    error = await unsent(zalo, CHOOSE)

    assert error.fate is Fate.PARK
    assert (await tokens.load()).shape == 0


async def test_one_label_zalo_does_not_like_does_not_cost_the_buttons_for_ever(oa, zalo):
    oa.fail(Failure(-201), Failure(-201))
    await zalo.send(LAN, CHOOSE)
    await zalo.send(LAN, CHOOSE)

    assert [sent.shape for sent in oa.sent] == ["", "template"]


async def test_a_picture_is_sent_and_a_refused_one_becomes_its_link(oa, zalo):
    part = Part("Xem hình", image="https://xa.vn/a.png")
    await zalo.send(LAN, part)
    oa.takes_pictures = False
    await zalo.send(LAN, part)

    assert [sent.shape for sent in oa.sent] == ["media", ""]
    assert oa.texts()[1] == "Xem hình\nhttps://xa.vn/a.png"


async def test_a_group_is_answered_with_a_quote_and_without_one_if_need_be(oa, zalo):
    await zalo.send(GROUP, CHOOSE)
    oa.takes_quotes = False
    await zalo.send(GROUP, CHOOSE)

    assert [sent.path for sent in oa.sent] == ["/v3.0/oa/group/message"] * 2
    assert [sent.message.get("quote_message_id") for sent in oa.sent] == ["m1", None]
    assert all(not sent.buttons for sent in oa.sent)


async def test_a_visitor_of_the_widget_is_answered(oa, zalo):
    await zalo.send(str(Address(anonymous="V", conversation="C")), CHOOSE)

    assert oa.sent[0].recipient == {"anonymous_id": "V", "conversation_id": "C"}


# What becomes of it


@pytest.mark.parametrize("code", sorted(set(fates.TABLE) - {0, *fates.TOKEN_REFUSED}))
async def test_every_error_of_the_table_has_its_fate(oa, zalo, code):
    oa.fail(*[Failure(code)] * 2)
    error = await unsent(zalo)

    assert error.fate is fates.TABLE[code].fate
    assert fates.TABLE[code].meaning in str(error)
    assert oa.sent == []


@pytest.mark.parametrize(
    ("code", "fate"),
    [(-32, Fate.RETRY), (-211, Fate.HALT), (-213, Fate.GONE), (-230, Fate.WAIT), (-248, Fate.PARK), (-999, Fate.PARK)],
)
def test_the_fates_that_matter_most(code, fate):
    assert fates.unsent(code, private=True, now=NOON).fate is fate


def test_a_group_without_a_plan_does_not_stop_the_residents():
    assert fates.unsent(-224, private=False, now=NOON).fate is Fate.RETRY


@pytest.mark.parametrize(("hour", "wait"), [(22, 8), (23, 7), (0, 6), (5, 1), (6, 24)])
def test_what_may_not_be_sent_at_night_waits_for_six_in_the_morning(hour, wait):
    vietnam = datetime(2026, 11, 21, hour, tzinfo=UTC) - timedelta(hours=7)

    assert fates.unsent(-234, private=True, now=vietnam).wait == wait * 3600


async def test_sending_failed_is_tried_once_more_and_then_given_up(oa, zalo):
    oa.fail(Failure(-200))
    await zalo.send(LAN, Part("một"))
    oa.fail(Failure(-200), Failure(-200))
    error = await unsent(zalo, Part("hai"))

    assert error.fate is Fate.PARK
    assert oa.texts() == ["một"]


async def test_the_window_of_seven_days_closes_and_opens_with_the_next_word(oa, zalo):
    oa.windows = True
    closed = await unsent(zalo)
    await oa.says("còn đây")
    await zalo.send(LAN, Part("trả lời"))

    assert closed.fate is Fate.WAIT
    assert oa.texts() == ["trả lời"]


async def test_an_account_without_quota_is_halted_with_an_alarm(oa, zalo, caplog):
    oa.quota = 1
    await zalo.send(LAN, Part("một"))
    error = await unsent(zalo, Part("hai"))

    assert (error.fate, error.wait) == (Fate.HALT, 1800)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_zalos_rate_limit_keeps_us_still(oa, zalo):
    oa.fail(Failure(-32))
    told, still = await unsent(zalo), await unsent(zalo)

    assert (told.fate, told.wait) == (Fate.RETRY, 1)
    assert still.fate is Fate.RETRY
    assert 0 < still.wait < 1
    assert [code for _, code in oa.calls] == [-32], "while still, nothing is asked"


async def test_the_last_call_allowed_is_the_last_one_for_now(oa, zalo):
    oa.per_minute = 1
    await zalo.send(LAN, Part("một"))
    error = await unsent(zalo, Part("hai"))

    assert error.fate is Fate.RETRY
    assert [code for _, code in oa.calls] == [0], "X-RateLimit-Remain: 0 was heeded before a single -32"


async def test_each_refusal_keeps_us_still_twice_as_long():
    pace = Pace(4000)

    assert [pace.refused() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    pace.heed({})
    assert pace.refused() == 1


async def test_our_own_pace_spreads_the_calls(oa, tokens, inbox):
    await connected(oa, tokens)
    async with running(oa, tokens, inbox, per_minute=600) as zalo:
        began = asyncio.get_running_loop().time()
        await asyncio.gather(*(zalo.send(LAN, Part(str(n))) for n in range(65)))
        took = asyncio.get_running_loop().time() - began

    assert took >= 5 * 60 / 540, "sixty at once, the rest one after the other"


async def test_what_never_left_may_be_sent_again(oa, zalo):
    await oa.stop()

    assert (await unsent(zalo)).fate is Fate.RETRY


@pytest.mark.parametrize(
    "failure",
    [
        Failure(hangs=True),
        Failure(hangs=True, carried_out=True),
        Failure(drops=True, carried_out=True),
        Failure(status=504),
        Failure(body=b"<html>captive portal</html>"),
        Failure(body=b'{"data":{}}'),
        Failure(body=b'{"error":0,"data":{"user_id":"U"}}'),
        Failure(body=b'{"error":0,"data":[]}'),
        Failure(body=b'{"error":tru'),
    ],
)
async def test_what_may_have_arrived_is_unknown(oa, hasty, failure):
    oa.fail(failure)

    assert (await unsent(hasty)).fate is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("failure", "fate"),
    [
        (Failure(status=500), Fate.RETRY),
        (Failure(status=503, body=b"upstream"), Fate.RETRY),
        (Failure(status=429), Fate.RETRY),
        (Failure(status=404), Fate.HALT),
        (Failure(status=302, headers={"Location": "http://127.0.0.1:1/"}), Fate.HALT),
        (Failure(status=400, code=-201), Fate.PARK),
    ],
)
async def test_other_answers_by_their_status(oa, zalo, failure, fate):
    oa.fail(failure)

    assert (await unsent(zalo)).fate is fate


async def test_an_access_token_that_is_refused_is_refreshed_within_the_same_sending(oa, zalo):
    oa.revoke_access()
    await zalo.send(LAN, Part("trả lời"))

    assert oa.texts() == ["trả lời"]
    assert oa.refreshes == 1


async def test_without_consent_nothing_is_sent_and_everything_kept(oa, tokens, inbox):
    async with running(oa, tokens, inbox) as zalo:
        error = await unsent(zalo)

    assert error.fate is Fate.HALT
    assert "zalo connect" in str(error)


async def test_a_lost_account_halts_with_a_reason_for_the_officer(oa, zalo):
    oa.revoke_access()
    oa.refresh_token = ""
    error = await unsent(zalo)

    assert error.fate is Fate.HALT
    assert "zalo connect" in str(error)


async def test_reasons_and_logs_hold_no_token_no_id_no_text(oa, hasty, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    oa.fail(Failure(-201), Failure(hangs=True), Failure(status=404))
    said = " ".join([str(await unsent(hasty, Part("bí mật"))) for _ in range(3)]) + caplog.text

    assert not any(word in said for word in ("bí mật", RESIDENT, "access-", "127.0.0.1"))


# Has it arrived?


async def test_what_was_lost_on_the_way_back_is_found_in_the_chat(oa, hasty):
    began = datetime.now(UTC)
    oa.fail(Failure(hangs=True, carried_out=True))
    await unsent(hasty, Part("trả  lời\nhai dòng"))

    assert await hasty.has_arrived(LAN, Part("trả  lời\nhai dòng"), since=began) is True


async def test_what_is_not_in_the_chat_after_a_while_did_not_arrive(oa, zalo):
    began = datetime.now(UTC) - timedelta(seconds=30)
    await oa.says("hỏi")

    assert await zalo.has_arrived(LAN, Part("trả lời"), since=began) is False
    with pytest.raises(Unsent):  # it may still be on its way
        await zalo.has_arrived(LAN, Part("trả lời"), since=datetime.now(UTC))


async def test_the_same_answer_of_yesterday_does_not_count(oa, zalo):
    await zalo.send(LAN, Part("trả lời"))
    oa.conversations[RESIDENT][-1]["time"] -= 24 * 3600 * 1000

    assert await zalo.has_arrived(LAN, Part("trả lời"), since=datetime.now(UTC) - timedelta(seconds=30)) is False


async def test_what_the_resident_wrote_does_not_count(oa, zalo):
    await oa.says("trả lời")

    assert await zalo.has_arrived(LAN, Part("trả lời"), since=datetime.now(UTC) - timedelta(seconds=30)) is False


async def test_a_busy_chat_is_looked_through_page_by_page(oa, zalo):
    await zalo.send(LAN, Part("trả lời"))
    for n in range(23):
        await oa.says(str(n))

    assert await zalo.has_arrived(LAN, Part("trả lời"), since=datetime.now(UTC) - timedelta(seconds=30)) is True


async def test_where_zalo_does_not_tell_nothing_is_claimed(oa, zalo):
    began = datetime.now(UTC) - timedelta(seconds=30)
    oa.conversations[RESIDENT].append({"src": 0, "time": int(datetime.now(UTC).timestamp() * 1000), "type": "template"})

    assert await zalo.has_arrived(GROUP, Part("trả lời"), since=began) is None
    assert await zalo.has_arrived(LAN, Part("trả lời"), since=began) is None, "this may be it, in a form unknown"


async def test_who_cannot_be_asked_is_to_be_asked_again(oa, zalo):
    await oa.stop()

    with pytest.raises(Unsent):
        await zalo.has_arrived(LAN, Part("trả lời"), since=datetime.now(UTC) - timedelta(seconds=30))


@pytest.mark.parametrize(("shown", "arrived"), [("Đăng ký khai sinh trong 60 ngày tại Ủy ban…", True), ("Đăng ký…", None)])
async def test_a_long_text_may_be_shown_cut(oa, zalo, shown, arrived):
    began = datetime.now(UTC) - timedelta(seconds=30)
    part = Part("Đăng ký khai sinh trong 60 ngày tại Ủy ban nhân dân xã, mang giấy chứng sinh.")
    await zalo.send(LAN, part)
    oa.conversations[RESIDENT][-1]["message"] = shown

    assert await zalo.has_arrived(LAN, part, since=began) is arrived


def test_an_address_survives_the_store():
    address = Address(group="G", quote="m1")

    assert Address.parse(str(address)) == address
    assert json.loads(str(Address(user="U"))) == {"user": "U"}
