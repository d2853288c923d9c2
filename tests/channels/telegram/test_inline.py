"""Inline mode: "@bot câu hỏi" in any chat; real HTTP, the real library."""

import asyncio

import pytest

from bot.channels.splitting import units
from tests.channels.telegram.desk import QUICK, running
from tests.fakes.telegram_api import Failure


class Handbook:
    """Answers as told and remembers what it was asked."""

    def __init__(self, *found):
        self.found, self.asked = found, []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def __call__(self, query):
        self.asked.append(query)
        await self.may_answer.wait()
        return self.found


KHAI_SINH = ("#a:khai-sinh", "Đăng ký khai sinh", "Bà con đăng ký trong 60 ngày.\nMiễn phí.")


def answers(api):
    return api.called("answerInlineQuery")


async def test_a_query_is_answered_with_articles_to_post(api, inbox, mode):
    async with running(api, inbox, mode, inline=Handbook(KHAI_SINH)):
        api.asks_inline("khai sinh")
        await api.until(lambda: answers(api))

    [answer] = answers(api)
    [article] = answer["results"]
    assert (answer.status, article["id"], article["title"]) == (200, "#a:khai-sinh", "Đăng ký khai sinh")
    assert article["description"] == "Bà con đăng ký trong 60 ngày. Miễn phí."
    assert article["input_message_content"]["message_text"] == "Đăng ký khai sinh\nBà con đăng ký trong 60 ngày.\nMiễn phí."
    assert article["input_message_content"]["link_preview_options"] == {"is_disabled": True}


async def test_an_answer_leads_to_the_private_chat_and_may_be_kept(api, inbox):
    async with running(api, inbox, inline=Handbook()):
        api.asks_inline("giá vàng")
        await api.until(lambda: answers(api))

    [answer] = answers(api)
    assert answer["button"] == {"text": "Hỏi riêng trợ lý", "start_parameter": "inline"}
    assert (answer["results"], answer["cache_time"]) == ([], QUICK.inline_cache)


async def test_a_query_is_neither_stored_nor_logged(api, inbox, mode, caplog):
    caplog.set_level("DEBUG", "bot")
    async with running(api, inbox, mode, inline=Handbook(KHAI_SINH)):
        api.asks_inline("bí mật")
        await api.until(lambda: answers(api))
        await api.until(lambda: not api.pending)

    assert not inbox.calls
    assert "bí mật" not in caplog.text


async def test_only_what_somebody_stopped_at_is_answered(api, inbox):
    handbook = Handbook(KHAI_SINH)
    async with running(api, inbox, inline=handbook):
        for typed in ("k", "kh", "khai"):
            api.asks_inline(typed)
        api.asks_inline("vneid", user=8)
        await api.until(lambda: len(answers(api)) == 2)

    assert sorted(handbook.asked) == ["khai", "vneid"]


async def test_a_text_longer_than_a_message_is_cut(api, inbox):
    async with running(api, inbox, inline=Handbook(("#a:1", "Dài", "Câu văn dài. 🙂 " * 700))):
        api.asks_inline("dài")
        await api.until(lambda: answers(api))

    text = answers(api)[0]["results"][0]["input_message_content"]["message_text"]
    assert answers(api)[0].status == 200
    assert units(text) <= 4096
    assert text.endswith("…")


@pytest.mark.parametrize("query", ["x" * 5000, "\ud83d\0"])
async def test_an_odd_query_is_bearable(api, inbox, query):
    handbook = Handbook(KHAI_SINH)
    async with running(api, inbox, inline=handbook):
        api.asks_inline(query)
        await api.until(lambda: answers(api))

    assert len(handbook.asked[0]) <= 256
    handbook.asked[0].encode()


@pytest.mark.parametrize(
    "odd", [{"query": 7}, {"query": ["x"]}, {"id": {"a": 1}}, {"from": {"id": [], "is_bot": False, "first_name": "A"}}]
)
async def test_a_query_that_is_none_is_passed_over_without_an_alarm(api, inbox, mode, odd, caplog):
    query = {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "Lan"}, "query": "khai", "offset": ""}
    async with running(api, inbox, mode, inline=Handbook(KHAI_SINH)):
        api.happens(inline_query=query | odd)
        api.says("hỏi")
        await api.until(lambda: inbox.kept)
        await asyncio.sleep(0.1)

    assert not answers(api)
    assert {record.levelname for record in caplog.records} == {"WARNING"}


async def test_an_answer_that_comes_too_late_is_no_trouble(api, inbox, caplog):
    api.fail("answerInlineQuery", Failure(400, "Bad Request: query is too old and response timeout expired"))
    async with running(api, inbox, inline=Handbook(KHAI_SINH)):
        api.asks_inline("khai")
        await api.until(lambda: answers(api))
        api.asks_inline("khai sinh")
        await api.until(lambda: len(answers(api)) == 2)

    assert answers(api)[1].status == 200
    assert not caplog.records


async def test_a_slow_look_up_holds_up_no_message(api, inbox, mode):
    handbook = Handbook(KHAI_SINH)
    handbook.may_answer.clear()
    async with running(api, inbox, mode, inline=handbook):
        api.asks_inline("khai")
        await api.until(lambda: handbook.asked)
        api.says("hỏi")
        await api.until(lambda: inbox.kept)
        assert not answers(api)
        handbook.may_answer.set()
        await api.until(lambda: answers(api))

    assert inbox.texts == ["hỏi"]


async def test_two_queries_at_a_time_are_looked_up(api, inbox):
    handbook = Handbook(KHAI_SINH)
    handbook.may_answer.clear()
    async with running(api, inbox, inline=handbook):
        for user in (7, 8, 9):
            api.asks_inline("khai", user=user)
        await api.until(lambda: handbook.asked)
        await asyncio.sleep(0.1)
        assert len(handbook.asked) == 2
        handbook.may_answer.set()
        await api.until(lambda: len(answers(api)) == 3)


@pytest.mark.parametrize("inline", [None, Handbook()], ids=["off", "on"])
async def test_inline_queries_are_wanted_only_where_they_are_answered(api, inbox, mode, inline):
    async with running(api, inbox, mode, inline=inline):
        api.says("hỏi")
        await api.until(lambda: inbox.kept)

    wanted = api.webhook["allowed_updates"] if mode == "webhook" else api.called("getUpdates")[0]["allowed_updates"]
    assert ("inline_query" in wanted) is (inline is not None)
