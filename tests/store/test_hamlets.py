"""A question is counted for its hamlet: in the log, the tallies and the lists; the hamlet is forgotten with its chat."""

from datetime import timedelta

import pytest

from bot.assistant import Assistant
from bot.core.conversation import Conversation
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.store.reviews import Kind, Reviews
from bot.store.tables import QUESTION
from bot.store.totals import Totals
from tests.conftest import NOW
from tests.delivery.desk import at_work
from tests.hamlets_scene import responder_over
from tests.store.test_store import dump
from tests.store.test_tallies import TODAY

UNKNOWN = "nuôi voi cần giấy phép của ai"


@pytest.fixture(scope="module")
def commune(town):
    return responder_over(town, Matcher(town))


@pytest.fixture
def says(store, commune):
    """Write as a visitor of the page."""
    assistant = Assistant(commune, store, clock=lambda: NOW)
    said = iter(range(10_000))

    async def says(text, *, chat="lan", **more):
        return (await assistant.answer(Message("web", chat, f"m{next(said)}", text, **more))).replies[0].text

    return says


async def logged(store):
    async with store.database.transaction() as connection:
        rows = await connection.execute(QUESTION.select().order_by(QUESTION.c.id))
        return [(row.text, row.hamlet) for row in rows]


async def test_a_question_of_who_told_their_hamlet_is_logged_and_counted_for_it(store, says):
    await says("đăng ký khai tử", chat="minh")
    await says("nhà em ở tổ 3")
    await says("đăng ký khai tử")
    await says("ở thôn Đông Khê đăng ký khai tử ở đâu")

    assert [hamlet for _, hamlet in await logged(store)] == ["", "tổ dân phố số 3", "thôn Đông Khê"]
    places = (await Totals(store.database).sums(TODAY, TODAY)).places
    assert sorted((place.hamlet, place.asked) for place in places) == [("", 1), ("thôn Đông Khê", 1), ("tổ dân phố số 3", 1)]
    assert (await Totals(store.database).sums(TODAY, TODAY, hamlet="tổ dân phố số 3")).days[0].asked == 1


async def test_what_nobody_could_answer_stands_in_the_list_of_its_hamlet_and_in_no_other(store, says):
    await says(f"ở thôn Đông Khê {UNKNOWN}")
    await says(UNKNOWN, chat="minh")

    theirs = Reviews(store.database, hamlet="thôn Đông Khê")
    others = Reviews(store.database, hamlet="thôn Đông")

    assert (await theirs.count(Kind.MISSED), await others.count(Kind.MISSED)) == (1, 0)
    assert await Reviews(store.database).count(Kind.MISSED) == 2


async def test_what_is_remembered_is_shown_and_erased(store, says):
    await says("tôi ở xóm Bãi")

    shown = await says("/dulieu")
    erased = await says("/xoa")

    assert shown == "Trợ lý đang nhớ bà con ở xóm Bãi, không nhớ nhà nào. Muốn bỏ, bà con gõ /bothon."
    assert "(1 mục)" in erased
    assert "xóm" not in await dump(store)
    assert await says("/dulieu") == "Trợ lý không lưu gì về bà con."


async def test_an_old_question_keeps_the_name_its_hamlet_had(store, says, town):
    await says("ở xóm Bãi đăng ký khai tử ở đâu")
    after = Assistant(responder_over(town, Matcher(town), "thôn Bãi Mới"), store, clock=lambda: NOW + timedelta(days=1))

    await after.answer(Message("web", "lan", "sau", "ở xóm Bãi đăng ký khai tử ở đâu"))

    assert [hamlet for _, hamlet in await logged(store)] == ["xóm Bãi", ""]


async def test_the_name_of_a_hamlet_may_be_as_long_as_the_table_takes(store, town):
    name = "thôn " + "Đ" * 75
    assistant = Assistant(responder_over(town, Matcher(town), name), store, clock=lambda: NOW)

    await assistant.answer(Message("web", "lan", "1", f"/thon {name}"))
    await assistant.answer(Message("web", "lan", "2", "đăng ký khai tử"))

    assert (await logged(store))[0][1] == name


async def test_the_delivery_counts_it_too_and_holds_up_nobody_who_tells_where_they_live(store, commune):
    async with at_work(store, commune, bundle=2) as desk:
        await desk.channel.deliver(desk.channel.said("tôi ở xóm Bãi"), desk.channel.said(UNKNOWN))
        await desk.until(lambda: len(desk.channel.heard()) >= 1, seconds=1.5)
        await desk.rests()

        assert "đã nhớ bà con ở xóm Bãi" in desk.channel.heard()[0]
        assert await logged(store) == [(UNKNOWN, "xóm Bãi")]
        chat = await store.chat(store.database.lane("fake", "oa-1", "lan"))
        assert chat.talk.hamlet == "xóm Bãi"

        await desk.channel.deliver(desk.channel.said("/dulieu"))
        await desk.rests()
        assert "ở xóm Bãi" in desk.channel.heard()[-1]
        await desk.channel.deliver(desk.channel.said("/xoa"))
        await desk.rests()
        assert (await store.chat(store.database.lane("fake", "oa-1", "lan"))).talk == Conversation()
