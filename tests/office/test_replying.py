"""Trả lời người hỏi: to everybody who asked the same, where they asked; kept for those who cannot be called."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.assistant import Assistant
from bot.channels import Fate, Unsent
from bot.core.message import Message
from bot.office.roles import Role
from bot.store.sql import SqlStore
from bot.store.tables import CHAT
from bot.store.tallies import REPLY_TALLY
from tests.delivery.desk import at_work
from tests.fakes.channel import FakeChannel
from tests.office.payloads import PAYLOADS

QUESTION = "trâu nhà tôi bỏ ăn ba hôm nay"
ANSWER = "Bác gọi thú y xã, chị Hằng trực buổi sáng."


@pytest.fixture
async def store(database_url):
    async with SqlStore(database_url, locality="nam-sach", pepper="p") as opened:
        yield opened


@pytest.fixture
async def service(store, responder):
    """A provider, its delivery in service, and residents who ask."""
    async with at_work(store, responder, channel=FakeChannel()) as running:
        yield running


@pytest.fixture
async def desk(desk, service):
    return replace(desk, channels={"fake": service.channel}, clock=service.clock)


@pytest.fixture
def web(store, responder, service):
    assistant = Assistant(responder, store, clock=service.clock)
    numbers = iter(range(1, 1000))

    async def web(text, *, chat="web-ba", id="", news=False):  # noqa: A002
        message = Message("web", chat, id or str(next(numbers)), text)
        answered = await (assistant.news(message) if news else assistant.answer(message))
        return [reply.text for reply in answered.replies]

    return web


@pytest.fixture
def asked(service):
    async def asked(text=QUESTION, *, chat="lan"):
        await service.channel.deliver(service.channel.said(text, chat=chat))
        await service.rests()

    return asked


async def ref_of(browser):
    page = await (await browser.get("/viec-hom-nay")).text()
    return page.split('class="card asked" id="')[1].split('"')[0]


async def answer(browser, *, text=ANSWER, entry=""):
    """What an officer does: look, then send."""
    ref = await ref_of(browser)
    form = await (await browser.get(f"/tra-loi/{ref}")).text()
    chosen = form.split('name="cach" value="')[1].split('"')[0]
    return await browser.post(f"/tra-loi/{ref}", {"tra-loi": text}, cau=entry, cach=chosen, lam="gui")


async def test_everybody_who_asked_is_answered_once_where_they_asked(browse, service, asked):
    await asked(chat="lan")
    await asked(chat="lan")
    await asked(chat="ba")
    browser = await browse(Role.EDITOR)

    sent = await answer(browser)
    await service.until(lambda: service.channel.heard("ba")[1:])
    await service.rests()

    assert sent.status == 303
    for chat, before in (("lan", 2), ("ba", 1)):
        assert len(service.channel.heard(chat)) == before + 1
        assert QUESTION in service.channel.heard(chat)[-1]
        assert ANSWER in service.channel.heard(chat)[-1]


async def test_answered_groups_leave_the_list_and_the_time_it_took_is_counted(browse, store, asked):
    await asked()
    browser = await browse(Role.EDITOR)

    sent = await answer(browser)

    assert QUESTION not in await (await browser.get("/viec-hom-nay")).text()
    done = await (await browser.get(sent.headers["Location"].removeprefix("/canbo"))).text()
    assert "Đưa thành câu có sẵn" in done
    assert ANSWER in done
    async with store.database.transaction() as connection:
        assert [row.count for row in await connection.execute(select(REPLY_TALLY))] == [1]


async def test_where_the_window_is_closed_the_answer_waits_for_the_next_message(browse, service, asked):
    await asked()
    service.channel.failures = [Unsent(Fate.WAIT, "Hết cửa sổ 7 ngày.")]
    browser = await browse(Role.EDITOR)

    await answer(browser)
    await service.rests()
    assert "1 chờ bà con nhắn lại" in await (await browser.get("/tra-loi")).text()
    await asked("cảm ơn")

    assert ANSWER in service.channel.heard("lan")[1]


async def test_who_erased_themselves_is_not_written_to(browse, service, asked):
    await asked(chat="lan")
    await asked(chat="ba")
    browser = await browse(Role.EDITOR)
    await ref_of(browser)
    await asked("/xoa", chat="lan")
    before = service.channel.heard("lan")

    await answer(browser)
    await service.until(lambda: service.channel.heard("ba")[1:])
    await service.rests()

    assert service.channel.heard("lan") == before


async def test_whom_the_bot_could_help_it_keeps_no_address_of(store, asked, service):
    await asked("khai sinh cho bé")

    async with store.database.transaction() as connection:
        assert [row.reply_to for row in await connection.execute(select(CHAT))] == [None]


async def test_a_web_visitor_is_told_before_the_next_reply(browse, web):
    await web(QUESTION)
    await answer(await browse(Role.EDITOR))

    told = await web("khai sinh cho bé", id="sau")

    assert ANSWER in told[0]
    assert len(told) > 1
    assert await web("khai sinh cho bé", id="sau") == told
    assert not any(ANSWER in text for text in await web("khai sinh cho bé"))


async def test_a_web_visitor_who_only_looks_is_told_once(browse, web):
    await web(QUESTION)
    assert await web("/tinmoi", news=True) == []
    await answer(await browse(Role.EDITOR))

    told = await web("/tinmoi", id="xem", news=True)

    assert ANSWER in told[0]
    assert await web("/tinmoi", id="xem", news=True) == told
    assert await web("/tinmoi", news=True) == []


async def test_a_web_visitor_who_erased_everything_is_told_nothing(browse, web):
    await web(QUESTION)
    await answer(await browse(Role.EDITOR))
    await web("/xoa")

    assert await web("/tinmoi", news=True) == []


async def test_an_entry_may_be_the_answer(browse, service, asked):
    await asked()

    await answer(await browse(Role.EDITOR), text="", entry="ho-chieu")
    await service.until(lambda: service.channel.heard()[1:])

    assert "làm hộ chiếu tại Công an tỉnh" in service.channel.heard()[1]


async def test_personal_data_in_an_answer_is_warned_about(browse, asked):
    await asked()
    browser = await browse(Role.EDITOR)
    ref = await ref_of(browser)

    seen = await browser.post(f"/tra-loi/{ref}", {"tra-loi": "Bác gọi 0912 345 678."}, cach=ref, lam="xem")

    assert "số điện thoại" in await seen.text()


@pytest.mark.parametrize(("text", "fault"), [("", "Chưa viết"), ("a" * 2001, "dài quá")])
async def test_what_cannot_be_sent_is_told_and_what_was_typed_stays(browse, asked, text, fault):
    await asked()
    browser = await browse(Role.EDITOR)
    ref = await ref_of(browser)

    told = await browser.post(f"/tra-loi/{ref}", {"tra-loi": text}, cach=ref, lam="gui")

    assert told.status == 422
    assert fault in await told.text()
    assert text in await told.text()


async def test_two_officers_answer_at_once_and_people_hear_one(browse, service, asked):
    await asked()
    one, other = await browse(Role.EDITOR), await browse(Role.ADMIN)
    ref = await ref_of(one)
    await other.get("/viec-hom-nay")

    await one.post(f"/tra-loi/{ref}", {"tra-loi": ANSWER}, cach=ref, lam="gui")
    await other.post(f"/tra-loi/{ref}", {"tra-loi": "khác"}, cach=ref, lam="gui")
    await service.until(lambda: service.channel.heard()[1:])
    await service.rests()

    assert len(service.channel.heard()) == 2


async def test_an_answer_is_text_whatever_is_in_it(browse, web):
    await web(QUESTION)
    browser = await browse(Role.EDITOR)
    ref = await ref_of(browser)

    seen = await browser.post(f"/tra-loi/{ref}", {"tra-loi": "\n".join(PAYLOADS[:20])}, cach=ref, lam="xem")

    assert "<script>" not in await seen.text()
    assert "<img" not in await seen.text()


async def test_an_entry_that_is_gone_is_told_of_when_the_form_is_opened(browse, asked):
    await asked()
    browser = await browse(Role.EDITOR)

    response = await browser.get(f"/tra-loi/{await ref_of(browser)}?cau=khong-con")

    assert response.status == 422
    assert "Câu đã chọn không còn nữa" in await response.text()
