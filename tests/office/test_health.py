"""Sức khoẻ."""

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from sqlalchemy import select

from bot.core.message import Message
from bot.core.problem import Problem
from bot.office.condition import condition
from bot.office.roles import Role
from bot.store.inbox import Arrived
from bot.store.switches import Off, Switches
from bot.store.tables import MessageRow, OutboxRow
from tests.conftest import NOW
from tests.store.test_store import record

REASON = "Zalo từ chối (mã -213)"


async def waits_in_the_outbox(desk, state, *, reason=REASON, count=1, channel="zalo", days=0):
    seal = desk.store.database.sealing.seal
    async with desk.store.database.session(writes=True) as session:
        for number in range(count):
            at = NOW - timedelta(days=days, minutes=number)
            row = OutboxRow(
                locality="nam-sach",
                channel=channel,
                account="1",
                person=f"p{number}",
                message=1,
                state=state,
                address=seal("ở đâu đó", purpose="address"),
                part=seal({"text": "trả lời"}, purpose="part"),
                due=at,
                at=at,
                sent_at=at,
                reason=reason,
            )
            session.add(row)


async def outbox(desk):
    async with desk.store.database.session() as session:
        return [(row.state, row.part is not None) for row in (await session.execute(select(OutboxRow))).scalars()]


async def test_when_all_is_well_it_says_so(browse):
    page = await (await (await browse(Role.VIEWER)).get("/suc-khoe")).text()

    assert "Trợ lý đang chạy bình thường" in page
    assert "chưa khai báo" in page


async def test_every_channel_tells_when_it_was_used_last_and_what_is_stuck(browse, desk):
    await record(desk.store, Message("web", "lan", "1", "x"))
    await waits_in_the_outbox(desk, "sent", channel="telegram")
    await waits_in_the_outbox(desk, "waiting", channel="zalo", count=3)
    await waits_in_the_outbox(desk, "sending", channel="zalo")
    await waits_in_the_outbox(desk, "unknown", channel="messenger")

    state = {one.name: one for one in (await condition(desk, now=NOW)).channels}

    assert state["web"].came == NOW
    assert state["telegram"].went == NOW
    assert (state["zalo"].on_hold, state["zalo"].to_send) == (3, 1)
    assert state["messenger"].unknown == 1
    page = await (await (await browse(Role.VIEWER)).get("/suc-khoe")).text()
    assert "3 đợi bà con nhắn lại" in page
    assert "1 không rõ đã tới" in page


async def test_who_waits_too_long_for_an_answer_is_an_alarm(browse, desk, clock):
    arrived = Arrived("zalo", "1", "k1", "c1", {"text": "x"}, NOW)
    await desk.store.inbox.keep([arrived])
    browser = await browse(Role.VIEWER)
    assert "hơn 5 phút" not in await (await browser.get("/suc-khoe")).text()

    clock.passes(minutes=6)

    assert "Có bà con nhắn đã hơn 5 phút" in await (await browser.get("/suc-khoe")).text()


async def test_what_was_given_up_is_tried_again_with_one_tap(browse, desk):
    await waits_in_the_outbox(desk, "parked", count=3)
    browser = await browse(Role.EDITOR)
    page = await (await browser.get("/suc-khoe")).text()
    assert "3 lời trả lời, Zalo OA" in page
    assert REASON in page

    sent = await browser.post("/suc-khoe/gui-lai", {"dong": page.split('name="dong" value="')[1].split('"')[0]})

    assert sent.status == 303
    assert await outbox(desk) == [("pending", True)] * 3
    assert "Đang thử lại 3 tin" in await (await browser.get("/suc-khoe")).text()
    [deed, _] = await desk.audit.read(limit=2)
    assert (deed.action, deed.summary) == ("thử lại", f"Thử lại 3 tin: {REASON}")


async def test_what_may_have_arrived_can_be_dropped_but_not_sent_again(browse, desk):
    await waits_in_the_outbox(desk, "unknown")
    browser = await browse(Role.EDITOR)
    page = await (await browser.get("/suc-khoe")).text()
    key = page.split('name="dong" value="')[1].split('"')[0]

    assert "/suc-khoe/gui-lai" not in page
    await browser.post("/suc-khoe/gui-lai", {"dong": key})
    assert await outbox(desk) == [("unknown", True)]
    await browser.post("/suc-khoe/bo", {"dong": key})

    assert await outbox(desk) == [("gone", False)]


async def test_a_message_that_could_not_be_handled_is_handled_anew_or_dropped(browse, desk):
    seal = desk.store.database.sealing.seal
    for key in ("a", "b"):
        await desk.store.inbox.keep([Arrived("zalo", "1", key, "c", {}, NOW)])
    async with desk.store.database.session(writes=True) as session:
        for number, row in enumerate((await session.execute(select(MessageRow))).scalars()):
            row.state, row.reason, row.payload, row.tries = "parked", f"lý do {number}", seal({}, purpose="inbox"), 3
    browser = await browse(Role.EDITOR)
    heaps = (await condition(desk, now=NOW)).heaps

    await browser.post("/suc-khoe/gui-lai", {"dong": next(heap.key for heap in heaps if heap.reason == "lý do 0")})
    await browser.post("/suc-khoe/bo", {"dong": next(heap.key for heap in heaps if heap.reason == "lý do 1")})

    async with desk.store.database.session() as session:
        rows = (await session.execute(select(MessageRow).order_by(MessageRow.id))).scalars()
        assert [(row.state, row.tries, row.payload is None) for row in rows] == [("new", 0, False), ("done", 3, True)]


async def test_what_is_no_longer_there_is_said_so(browse):
    browser = await browse(Role.EDITOR)

    await browser.post("/suc-khoe/gui-lai", {"dong": "feedbeef"})

    assert "không còn ở đây nữa" in await (await browser.get("/suc-khoe")).text()


async def test_an_officer_switches_off_with_a_reason_and_on_again(browse, desk):
    browser, switches = await browse(Role.EDITOR), Switches(desk.store.database)

    await browser.post("/suc-khoe/tat", {"kenh": "zalo", "ly-do": "OA đang bảo trì"})
    page = await (await browser.get("/suc-khoe")).text()
    assert await switches.now_off() == (Off("zalo", "OA đang bảo trì", NOW, "lan"),)
    assert "OA đang bảo trì" in page
    await browser.post("/suc-khoe/bat", {"kenh": "zalo"})

    assert await switches.now_off() == ()
    assert [deed.action for deed in await desk.audit.read(limit=2)] == ["bật lại", "tắt"]


@pytest.mark.parametrize(
    ("fields", "said"), [({"kenh": "*", "ly-do": " "}, "xin ghi lý do"), ({"kenh": "fax", "ly-do": "x"}, "Chưa chọn kênh")]
)
async def test_a_slip_switches_nothing_off(browse, desk, fields, said):
    browser = await browse(Role.EDITOR)

    await browser.post("/suc-khoe/tat", fields)

    assert said in await (await browser.get("/suc-khoe")).text()
    assert await Switches(desk.store.database).now_off() == ()


async def test_broken_files_and_old_answers_are_named(desk, officers):
    fault = Problem("ho-tich.yaml", 3, "thiếu câu trả lời")
    now = await condition(replace(desk, faults=lambda: [fault]), now=NOW)

    assert any("bản tốt gần nhất" in alarm for alarm in now.alarms())
    assert [(entry.id, entry.in_force.until) for entry in now.aging.over] == [("het-han", date(2025, 12, 31))]


async def test_the_doctor_is_called_from_the_page(browse):
    browser = await browse(Role.VIEWER)

    response = await browser.post("/suc-khoe/kham")
    page = await response.text()

    assert response.status == 200
    assert "Cơ sở dữ liệu" in page
    assert "Công tắc" in page


@pytest.mark.slow
async def test_the_page_is_quick_with_a_hundred_thousand_messages(browse, desk):
    rows = [
        {
            "locality": "nam-sach",
            "channel": "zalo",
            "account": "1",
            "key": f"{n:032}",
            "person": f"{n % 999:032}",
            "replies": [],
            "at": NOW,
            "state": "done",
            "tries": 1,
            "reason": "",
        }
        for n in range(100_000)
    ]
    async with desk.store.database.session(writes=True) as session:
        await session.execute(MessageRow.__table__.insert(), rows)
    browser = await browse(Role.VIEWER)
    await browser.get("/suc-khoe")

    start = perf_counter()
    await browser.get("/suc-khoe")

    assert perf_counter() - start < 0.5
