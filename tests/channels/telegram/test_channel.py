"""Talking over Telegram, both ways of receiving: a Telegram of our own, the real library, real HTTP."""

import asyncio

from bot.channels.telegram import Timing
from bot.core.message import Choice, Reply
from tests.channels.telegram.desk import GROUP, running
from tests.fakes.telegram_api import Failure


async def test_a_question_is_answered(api, desk, mode):
    async with running(api, desk, mode):
        api.says("Làm khai sinh ở đâu?")
        await api.until_sent()

    assert api.texts() == ["Trả lời: Làm khai sinh ở đâu?"]


async def test_everything_asked_is_confirmed_at_the_end(api, desk, mode):
    async with running(api, desk, mode):
        for number in range(5):
            api.says(str(number), chat=number + 1)
        await api.until_sent(5)

    assert not api.pending
    assert len(desk.asked) == 5


async def test_the_menu_of_commands_is_vietnamese(api, desk):
    async with running(api, desk):
        await api.until(lambda: api.commands)

    assert [command["command"] for command in api.commands] == ["start", "chude", "trogiup", "gapcanbo", "dulieu", "xoa"]
    assert api.commands[1]["description"] == "Xem các chủ đề có thể hỏi"


async def test_a_tap_is_acknowledged_and_answered(api, desk, mode):
    desk.replies["giấy khai"] = (Reply("Ý bạn là?", (Choice("Khai sinh", "#a:ks"), Choice("Khai tử", "#a:kt"))),)
    async with running(api, desk, mode):
        api.says("giấy khai")
        await api.until_sent()
        api.taps(api.sent[0], "#a:kt")
        await api.until_sent(2)
        await api.until(lambda: api.called("answerCallbackQuery"))

    assert (desk.asked[1].text, desk.asked[1].choice) == ("Khai tử", "#a:kt")
    assert api.called("answerCallbackQuery")[0].status == 200


async def test_a_tap_is_acknowledged_while_an_earlier_message_is_in_hand(api, desk):
    desk.takes["lâu"] = 0.3
    desk.replies["chọn"] = (Reply("?", (Choice("Một", "#1"),)),)
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()
        api.says("lâu")
        api.taps(api.sent[0], "#1")
        await api.until(lambda: api.called("answerCallbackQuery"))

        assert "lâu" not in desk.answered


async def test_a_tap_too_old_to_acknowledge_is_answered_all_the_same(api, desk, caplog):
    desk.replies["chọn"] = (Reply("?", (Choice("Một", "#1"),)),)
    bad = Failure(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    api.fail("answerCallbackQuery", bad)
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()
        api.taps(api.sent[0], "#1")
        await api.until_sent(2)

    assert api.texts()[1] == "Trả lời: Một"
    assert not caplog.records


async def test_one_chat_is_answered_in_order_though_the_first_takes_longest(api, desk, mode):
    desk.takes["một"] = 0.2
    async with running(api, desk, mode):
        for text in ("một", "hai", "ba"):
            api.says(text)
        await api.until_sent(3)

    assert api.texts() == ["Trả lời: một", "Trả lời: hai", "Trả lời: ba"]


async def test_a_slow_chat_does_not_hold_up_another(api, desk, mode):
    desk.takes["chậm"] = 0.3
    async with running(api, desk, mode, timing=Timing(pace=0.02, grace=2)):
        api.says("chậm", chat=7)
        await api.until(lambda: desk.asked)
        api.says("nhanh", chat=8)
        await api.until_sent()
        assert api.texts(8) == ["Trả lời: nhanh"]
        await api.until_sent(2)

    assert len(desk.asked) == 2


async def test_an_error_while_answering_is_logged_and_the_next_message_is_answered(api, desk, mode, caplog):
    desk.breaks_at = "Nguyễn Văn A 0912345678"
    async with running(api, desk, mode):
        api.says("Nguyễn Văn A 0912345678")
        api.says("tiếp")
        await api.until_sent()

    assert api.texts() == ["Trả lời: tiếp"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "ValueError > channel.py" in caplog.text
    assert "0912345678" not in caplog.text


async def test_a_slow_answer_shows_typing_and_a_quick_one_does_not(api, desk):
    desk.takes["lâu"] = 0.4
    async with running(api, desk):
        api.says("nhanh")
        await api.until_sent()
        assert not api.called("sendChatAction")
        api.says("lâu")
        await api.until_sent(2)
        typed = len(api.called("sendChatAction"))
        await asyncio.sleep(0.1)

    assert 2 <= typed == len(api.called("sendChatAction"))
    assert api.called("sendChatAction")[0].values == {"chat_id": 7, "action": "typing"}


async def test_in_a_group_the_reply_quotes_the_question(api, desk):
    async with running(api, desk):
        api.says("chuyện riêng", chat=GROUP)
        api.says("/chude@XaThuBot", chat=GROUP)
        await api.until_sent()

    assert [message.text for message in desk.asked] == ["/chude"]
    assert api.sent[0]["reply_parameters"]["message_id"] > 0


async def test_in_a_private_chat_nothing_is_quoted(api, desk):
    async with running(api, desk):
        api.says("hỏi")
        await api.until_sent()

    assert "reply_parameters" not in api.sent[0].values


async def test_a_question_in_a_topic_is_answered_in_the_topic(api, desk):
    async with running(api, desk):
        api.says("hỏi", message_thread_id=3, is_topic_message=True)
        await api.until_sent()

    assert api.sent[0]["message_thread_id"] == 3


async def test_no_link_is_previewed(api, desk):
    async with running(api, desk):
        api.says("hỏi")
        await api.until_sent()

    assert api.sent[0]["link_preview_options"] == {"is_disabled": True}


async def test_a_long_reply_arrives_in_parts(api, desk):
    desk.replies["dài"] = (Reply("Câu văn dài. " * 700, (Choice("Một", "#1"),)),)
    async with running(api, desk):
        api.says("dài")
        await api.until_sent(3)

    assert len(api.sent) == 3
    assert ["reply_markup" in call.values for call in api.sent] == [False, False, True]


async def test_a_button_with_too_long_a_code_does_not_cost_the_answer(api, desk, caplog):
    desk.replies["chọn"] = (Reply("Chọn:", (Choice("Dài", "x" * 65),)),)
    async with running(api, desk):
        api.says("chọn")
        await api.until_sent()

    assert api.texts() == ["Chọn:\n\n1. Dài"]
    assert "left out a button" in caplog.text
