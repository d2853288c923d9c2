import asyncio
import logging
import sqlite3

from bot.assistant import Assistant
from bot.core.message import Message
from tests.conftest import NOW


async def test_a_question_is_answered_and_logged(talk, store):
    replies = await talk("xin giấy phép nuôi voi rừng ở đâu")

    logged = await store.to_review(since=NOW)
    assert [question.text for question in logged] == ["xin giấy phép nuôi voi rừng ở đâu"]
    assert logged[0].ref in replies[0].text


async def test_the_memory_of_a_talk_lasts_from_message_to_message(talk):
    await talk("làm giấy khai sinh cho con cần gì")

    assert "Đúng hạn thì miễn phí." in (await talk("mất bao nhiêu tiền vậy"))[0].text


async def test_two_residents_are_not_mixed_up(talk):
    await talk("làm giấy khai sinh cho con cần gì", chat="lan")

    assert "Đúng hạn thì miễn phí." not in (await talk("mất bao nhiêu tiền vậy", chat="minh"))[0].text


async def test_the_same_message_twice_gets_the_same_replies_and_is_logged_once(assistant, store):
    message = Message("web", "lan", "m1", "xin giấy phép nuôi voi rừng ở đâu")

    first, second = await asyncio.gather(assistant.answer(message), assistant.answer(message))

    assert first.replies == second.replies
    assert {first.repeated, second.repeated} == {False, True}
    assert len(await store.to_review(since=NOW)) == 1


async def test_personal_data_never_reaches_the_store(talk, tmp_path):
    await talk("giá vàng hôm nay, căn cước tôi 030215000000, gọi 0912345678, tên tôi là Nguyễn Văn An")

    files = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite3*"))
    assert b"030215000000" not in files
    assert b"0912345678" not in files
    assert "Nguyễn Văn An".encode() not in files


async def test_a_thumbs_down_and_its_why_land_in_the_officers_list(talk, store):
    answer = await talk("làm giấy khai sinh cho con cần gì")
    await talk("", choice=answer[-1].actions[1].code)
    await talk("thiếu giờ làm việc của xã")

    question = (await store.to_review(since=NOW, everything=True))[0]
    assert (question.helpful, question.why) == (False, "thiếu giờ làm việc của xã")


async def test_none_of_these_is_a_complaint_about_the_question(talk, store):
    offered = await talk("khai giấy")
    assert [action.code for action in offered[0].actions] == ["#none"]

    await talk("", choice="#none")

    assert (await store.to_review(since=NOW, everything=True))[0].why == "không phải các ý này"


async def test_a_resident_sees_and_erases_what_is_stored(talk):
    await talk("xin giấy phép nuôi voi rừng ở đâu")

    assert "nuôi voi rừng" in (await talk("/dulieu"))[0].text
    assert "(1 mục)" in (await talk("/xoa"))[0].text
    assert "không lưu gì" in (await talk("/dulieu"))[0].text


async def test_trouble_is_a_kind_reply_and_nothing_typed_is_logged(assistant, tmp_path, caplog):
    with sqlite3.connect(tmp_path / "store.sqlite3") as database:
        database.execute("DROP TABLE message")

    with caplog.at_level(logging.DEBUG):
        answered = await assistant.answer(Message("web", "lan", "m1", "bí mật của lan"))

    assert "trục trặc" in answered.replies[0].text
    assert "could not be answered" in caplog.text
    assert "bí mật" not in caplog.text


async def test_a_question_code_already_taken_is_replaced(responder, store):
    assistant = Assistant(responder, store, clock=lambda: NOW, refs=iter(["AAAAAA", "AAAAAA", "BBBBBB"]).__next__)

    for chat in ("lan", "minh"):
        await assistant.answer(Message("web", chat, "1", "xin giấy phép nuôi voi rừng ở đâu"))

    assert {question.ref for question in await store.to_review(since=NOW)} == {"AAAAAA", "BBBBBB"}


async def test_an_answer_chosen_from_a_list_can_be_judged(talk, store):
    await talk("/chude")
    chosen = await talk("x", choice="#a:khai-tu")
    await talk("", choice=chosen[-1].actions[1].code)

    assert [question.entries for question in await store.to_review(since=NOW, everything=True)] == [("khai-tu",)]
