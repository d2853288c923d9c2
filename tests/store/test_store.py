import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.core.conversation import Conversation, Feedback, Outcome, Turn
from bot.core.message import Choice, Message, Reply
from bot.store.sql import AlreadyHandled, Overtaken, SqlStore
from tests.conftest import NOW

ASKED = Message("web", "lan", "m1", "giá vàng")
REPLIES = (Reply("Chưa biết.", (Choice("Một", "#a:mot"),), (Choice("👍", "#up:AAA111"),), urgent=True),)


def turn(**changes) -> Turn:
    values = {
        "conversation": Conversation(entry="mot", menu=(Choice("Một", "#a:mot"),), at=NOW),
        "replies": REPLIES,
        "outcome": Outcome.NOT_ANSWERED,
        "text": "giá vàng",
        "reading": "gia vang",
        "candidates": (("mot", 0.2),),
        "is_question": True,
    }
    return Turn(**values | changes)


async def record(store, message=ASKED, what=None, *, ref="AAA111", now=NOW):
    """What the assistant does: load, then record."""
    chat, _ = await store.load(message)
    await store.record(message, chat, what or turn(), ref=ref, now=now)


async def dump(store) -> str:
    """Every value of every table."""
    async with store.engine.connect() as connection:
        tables = [await connection.execute(text(f"SELECT * FROM {name}")) for name in ("chat", "message", "question", "outbox")]
        return "\n".join(str(list(table)) for table in tables)


async def test_what_is_recorded_is_found_again(store):
    await record(store)

    chat, replies = await store.load(ASKED)
    assert chat.talk == turn().conversation
    assert replies == REPLIES


async def test_an_unknown_chat_starts_empty(store):
    chat, replies = await store.load(ASKED)

    assert (chat.talk, chat.version, replies) == (Conversation(), 0, None)


async def test_a_message_is_recorded_once_even_by_two_at_the_same_moment(store):
    results = await asyncio.gather(*(record(store, ref=f"AAA11{n}") for n in range(5)), return_exceptions=True)

    assert sorted(type(r).__name__ for r in results) == ["AlreadyHandled"] * 4 + ["NoneType"]
    assert len(await store.to_review(since=NOW - timedelta(days=1))) == 1


async def test_a_second_delivery_changes_nothing(store):
    await record(store)

    with pytest.raises(AlreadyHandled):
        await record(store, what=turn(conversation=Conversation(entry="hai", at=NOW)), ref="BBB222")

    assert (await store.load(ASKED))[0].talk.entry == "mot"


async def test_who_thought_from_an_older_memory_must_think_again(store):
    chat, _ = await store.load(ASKED)
    await record(store)

    with pytest.raises(Overtaken):
        await store.record(Message("web", "lan", "m2", "x"), chat, turn(), ref="BBB222", now=NOW)

    assert [q.ref for q in await store.to_review(since=NOW)] == ["AAA111"]


async def test_the_same_message_key_of_another_chat_is_another_message(store):
    await record(store)

    assert (await store.load(Message("web", "minh", "m1", "giá vàng")))[1] is None


async def test_feedback_reaches_the_question_of_the_one_who_asked(store):
    await record(store)
    judged = turn(is_question=False, feedback=Feedback("AAA111", helpful=False, why="thiếu giờ"))

    await record(store, Message("web", "lan", "m2", ""), judged)

    question = (await store.to_review(since=NOW, everything=True))[0]
    assert (question.helpful, question.why) == (False, "thiếu giờ")


async def test_somebody_else_cannot_judge_a_question(store):
    await record(store)
    judged = turn(is_question=False, feedback=Feedback("AAA111", helpful=False))

    await record(store, Message("web", "minh", "m2", ""), judged)

    assert (await store.to_review(since=NOW))[0].helpful is None


async def test_erasing_leaves_nothing_of_one_and_everything_of_others(store):
    await record(store)
    await record(store, Message("web", "minh", "m1", "giá vàng"), ref="BBB222")

    async with store.work(ASKED, now=NOW) as work:
        erased = await work.forget()

    chat, replies = await store.load(ASKED)
    assert (erased, chat.version, replies) == (1, 0, None)
    assert store.pseudonym("web", "lan") not in await dump(store)
    assert [q.ref for q in await store.to_review(since=NOW)] == ["BBB222"]


async def test_old_questions_are_deleted_and_young_ones_kept(store):
    await record(store, now=NOW - timedelta(days=40))
    await record(store, Message("web", "minh", "m2", "x"), ref="BBB222")

    await store.expire(now=NOW, keep=timedelta(days=30))

    assert [q.ref for q in await store.to_review(since=NOW - timedelta(days=99))] == ["BBB222"]


async def test_a_moment_comes_back_as_it_was_and_says_its_zone(store):
    await record(store, now=datetime.fromisoformat("2026-11-21T09:00:00.123456+07:00"))

    at = (await store.to_review(since=NOW - timedelta(days=1)))[0].at
    assert (at, at.tzinfo) == (datetime(2026, 11, 21, 2, 0, 0, 123456, UTC), UTC)


async def test_localities_do_not_see_each_other(database_url):
    async with (
        SqlStore(database_url, locality="a", pepper="p") as first,
        SqlStore(database_url, locality="b", pepper="p") as second,
    ):
        await record(first)

        assert await second.to_review(since=NOW) == []
        assert (await second.load(ASKED))[1] is None


async def test_no_identifier_of_the_channel_is_stored(store):
    await record(store, Message("telegram", "987654321", "m1", "x"), turn(text="x"))

    assert "987654321" not in await dump(store)


async def test_a_pseudonym_depends_on_the_pepper(tmp_path):
    one, other = (SqlStore(f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3", pepper=pepper) for pepper in ("a", "b"))

    assert one.pseudonym("web", "lan") != other.pseudonym("web", "lan")


async def test_sqlite_writes_ahead_and_to_the_disk(tmp_path):
    async with SqlStore(f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3", pepper="p") as store, store.database.session() as session:
        safe = (await session.execute(text("PRAGMA synchronous"))).scalar_one()

    assert safe == 2  # FULL
    assert sqlite3.connect(tmp_path / "s.sqlite3").execute("PRAGMA journal_mode").fetchone() == ("wal",)
