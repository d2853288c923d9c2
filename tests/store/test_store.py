import asyncio
import sqlite3
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from bot.core.conversation import Conversation, Feedback, Outcome, Turn
from bot.core.message import Choice, Message, Reply
from bot.store.sql import AlreadyHandled, SqlStore
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


async def test_what_is_recorded_is_found_again(store):
    await store.record(ASKED, turn(), ref="AAA111", now=NOW)

    talk, replies = await store.load(ASKED)
    assert talk == turn().conversation
    assert replies == REPLIES


async def test_an_unknown_chat_starts_empty(store):
    assert await store.load(ASKED) == (Conversation(), None)


async def test_a_message_is_recorded_once_even_by_two_at_the_same_moment(store):
    results = await asyncio.gather(
        *(store.record(ASKED, turn(), ref=f"AAA11{n}", now=NOW) for n in range(5)), return_exceptions=True
    )

    assert sorted(type(r).__name__ for r in results) == ["AlreadyHandled"] * 4 + ["NoneType"]
    assert len(await store.to_review(since=NOW - timedelta(days=1))) == 1


async def test_a_second_delivery_changes_nothing(store):
    await store.record(ASKED, turn(), ref="AAA111", now=NOW)

    with pytest.raises(AlreadyHandled):
        await store.record(ASKED, turn(conversation=Conversation(entry="hai", at=NOW)), ref="BBB222", now=NOW)

    assert (await store.load(ASKED))[0].entry == "mot"


async def test_the_same_message_key_of_another_chat_is_another_message(store):
    await store.record(ASKED, turn(), ref="AAA111", now=NOW)

    assert (await store.load(Message("web", "minh", "m1", "giá vàng")))[1] is None


async def test_feedback_reaches_the_question_of_the_one_who_asked(store):
    await store.record(ASKED, turn(), ref="AAA111", now=NOW)
    judged = turn(is_question=False, feedback=Feedback("AAA111", helpful=False, why="thiếu giờ"))

    await store.record(Message("web", "lan", "m2", ""), judged, ref="-", now=NOW)

    question = (await store.to_review(since=NOW, everything=True))[0]
    assert (question.helpful, question.why) == (False, "thiếu giờ")


async def test_somebody_else_cannot_judge_a_question(store):
    await store.record(ASKED, turn(), ref="AAA111", now=NOW)
    judged = turn(is_question=False, feedback=Feedback("AAA111", helpful=False))

    await store.record(Message("web", "minh", "m2", ""), judged, ref="-", now=NOW)

    assert (await store.to_review(since=NOW))[0].helpful is None


async def test_erasing_leaves_nothing_of_one_and_everything_of_others(store):
    other = Message("web", "minh", "m1", "giá vàng")
    await store.record(ASKED, turn(), ref="AAA111", now=NOW)
    await store.record(other, turn(), ref="BBB222", now=NOW)

    assert await store.forget(ASKED) == 1

    assert await store.load(ASKED) == (Conversation(), None)
    assert [q.ref for q in await store.to_review(since=NOW)] == ["BBB222"]


async def test_old_questions_are_deleted_and_young_ones_kept(store):
    await store.record(ASKED, turn(), ref="AAA111", now=NOW - timedelta(days=40))
    await store.record(Message("web", "minh", "m2", "x"), turn(), ref="BBB222", now=NOW)

    await store.expire(now=NOW, keep=timedelta(days=30))

    assert [q.ref for q in await store.to_review(since=NOW - timedelta(days=99))] == ["BBB222"]


async def test_localities_do_not_see_each_other(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3"
    async with SqlStore(url, locality="a", pepper="p") as first, SqlStore(url, locality="b", pepper="p") as second:
        await first.record(ASKED, turn(), ref="AAA111", now=NOW)

        assert await second.to_review(since=NOW) == []
        assert (await second.load(ASKED))[1] is None


async def test_no_identifier_of_the_channel_is_stored(store, tmp_path):
    await store.record(Message("telegram", "987654321", "m1", "x"), turn(text="x"), ref="AAA111", now=NOW)

    dump = "\n".join(sqlite3.connect(tmp_path / "store.sqlite3").iterdump())
    assert "987654321" not in dump


async def test_a_pseudonym_depends_on_the_pepper(tmp_path):
    one, other = (SqlStore(f"sqlite+aiosqlite:///{tmp_path}/s.sqlite3", pepper=pepper) for pepper in ("a", "b"))

    assert one.pseudonym("web", "lan") != other.pseudonym("web", "lan")


async def test_the_migrations_make_exactly_the_tables_of_the_models(store, tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/store.sqlite3")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    engine.dispose()

    assert differences == []


async def test_sqlite_writes_ahead(store, tmp_path):
    assert sqlite3.connect(tmp_path / "store.sqlite3").execute("PRAGMA journal_mode").fetchone() == ("wal",)
