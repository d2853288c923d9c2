import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import func, insert, select, text

from bot.core.conversation import Feedback, Outcome
from bot.core.message import Message
from bot.core.totals import Closed, DayCount, EntryCount, Missed, PlaceCount
from bot.store.retention import Retention
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from bot.store.tallies import Tallies
from bot.store.totals import Totals, spans
from tests.conftest import NOW
from tests.store.test_migrations import connected, migrate
from tests.store.test_store import record, turn

TODAY = date(2026, 11, 21)
ANSWERED = {"outcome": Outcome.ANSWERED, "entries": ("mot",), "reading": "khai sinh"}


async def ask(store, number, *, chat="lan", now=NOW, channel="web", **changes):
    await record(store, Message(channel, chat, f"m{number}", "x"), turn(**changes), ref=f"REF{number:03}", now=now)


async def judge(store, number, *, chat="lan", helpful=True):
    opinion = turn(is_question=False, feedback=Feedback(f"REF{number:03}", helpful=helpful))
    await record(store, Message("web", chat, f"f{number}{helpful}", "x"), opinion, ref=f"F{number:03}{helpful}")


async def sums(store, first=TODAY, last=TODAY, **options):
    return await Totals(store.database).sums(first, last, **options)


async def test_a_question_is_counted_by_where_it_came_from_and_by_entry(store):
    await ask(store, 1, **ANSWERED)
    await ask(store, 2, **ANSWERED)
    await ask(store, 3, chat="minh")

    counted = await sums(store)
    assert counted.days == (DayCount(TODAY, 3),)
    assert counted.places == (
        PlaceCount("web", "", "answered", asked=2, people=1, helpful=0, unhelpful=0),
        PlaceCount("web", "", "not_answered", asked=1, people=1, helpful=0, unhelpful=0),
    )
    assert counted.entries == (
        EntryCount("mot", "answered", asked=2, helpful=0, unhelpful=0),
        EntryCount("mot", "not_answered", asked=1, helpful=0, unhelpful=0),
    )


async def test_a_day_begins_at_midnight_in_vietnam(store):
    await ask(store, 1, now=datetime(2026, 11, 20, 16, 59, tzinfo=UTC))
    await ask(store, 2, now=datetime(2026, 11, 20, 17, 0, tzinfo=UTC))

    counted = await sums(store, date(2026, 11, 1), date(2026, 11, 30))
    assert counted.days == (DayCount(date(2026, 11, 20), 1), DayCount(TODAY, 1))
    assert sum(place.people for place in counted.places) == 2


async def test_two_questions_in_one_message_count_for_both_entries_and_once_for_the_place(store):
    await ask(store, 1, outcome=Outcome.ANSWERED, entries=("mot", "hai"))

    counted = await sums(store)
    assert [place.asked for place in counted.places] == [1]
    assert [entry.entry for entry in counted.entries] == ["hai", "mot"]


async def test_a_message_that_was_handled_before_is_not_counted_again(store):
    results = await asyncio.gather(*(record(store, ref=f"AAA11{n}") for n in range(5)), return_exceptions=True)

    assert results.count(None) == 1
    assert (await sums(store)).days == (DayCount(TODAY, 1),)


async def test_an_opinion_counts_on_the_day_of_its_question_and_a_changed_mind_once(store):
    await ask(store, 1, now=NOW - timedelta(days=3), **ANSWERED)
    for helpful in (True, False):
        await judge(store, 1, helpful=helpful)

    counted = await sums(store, TODAY - timedelta(days=3), TODAY - timedelta(days=3))
    assert [(place.helpful, place.unhelpful) for place in counted.places] == [(0, 1)]
    assert [(entry.helpful, entry.unhelpful) for entry in counted.entries] == [(0, 1)]


async def test_only_who_asked_may_judge(store):
    await ask(store, 1, **ANSWERED)
    await judge(store, 1, chat="minh")

    assert [(place.helpful, place.unhelpful) for place in (await sums(store)).places] == [(0, 0)]


async def test_totals_survive_erasure_and_retention(store):
    await ask(store, 1, **ANSWERED)
    await ask(store, 2, chat="minh", **ANSWERED)
    before = await sums(store)
    async with store.work(Message("web", "lan", "m9", "/xoa"), now=NOW) as work:
        await work.forget()
    await Retention(store.database).expire(now=NOW + timedelta(days=400), keep=timedelta(days=365))

    assert await store.to_review(since=NOW - timedelta(days=9), everything=True) == []
    assert await sums(store) == before


async def test_retention_deletes_thousands_and_residents_are_answered_meanwhile(store):
    old = {"locality": "nam-sach", "channel": "web", "person": "p", "at": NOW - timedelta(days=400), "text": "", "reading": ""}
    rest = {"outcome": "answered", "entries": [], "score": 1.0, "candidates": [], "context": "", "urgent": False, "why": ""}
    async with store.database.transaction(writes=True) as connection:
        await connection.execute(insert(QUESTION), [{"ref": f"O{number}", **old, **rest} for number in range(3_000)])
    expiring = asyncio.create_task(store.expire(now=NOW, keep=timedelta(days=365)))
    await asyncio.sleep(0.01)
    await ask(store, 1)
    was_running = not expiring.done()
    await expiring

    assert was_running
    assert [question.ref for question in await store.to_review(since=NOW - timedelta(days=999))] == ["REF001"]
    async with store.engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(QUESTION))).scalar_one() == 1


async def test_a_question_answered_since_closes_its_gap(store):
    for number in range(2):
        await ask(store, number)
    await ask(store, 5, **ANSWERED | {"reading": "gia vang", "entries": ("gia",)})

    assert (await sums(store)).closed == (Closed("gia", questions=1, missed=2, answered=1, since=TODAY),)


async def test_a_gap_that_opens_again_is_not_closed(store):
    await ask(store, 1)
    await ask(store, 2, **ANSWERED | {"reading": "gia vang"})
    await ask(store, 3)

    assert (await sums(store)).closed == ()


async def test_a_short_question_of_another_talk_is_another_question(store):
    await ask(store, 1, reading="mat bao nhieu tien", context="")
    await ask(store, 2, **ANSWERED | {"reading": "mat bao nhieu tien", "context": "khai-sinh"})

    assert (await sums(store)).closed == ()


async def test_what_an_officer_taught_closes_the_gap_at_once(store):
    await ask(store, 1)
    async with store.database.transaction(writes=True) as connection:
        await Tallies(connection, store.database).taught([("gia vang", "")], "gia", at=NOW)

    assert (await sums(store)).closed == (Closed("gia", questions=1, missed=1, answered=0, since=TODAY),)


async def test_the_time_until_an_officer_answered_is_counted(store):
    async with store.database.transaction(writes=True) as connection:
        tallies = Tallies(connection, store.database)
        for hours in (0.5, 3, 4, 100, 1000):
            await tallies.replied([NOW - timedelta(hours=hours)], at=NOW)

    assert (await sums(store)).replies == ((1, 1), (4, 2), (168, 1), (9_999, 1))


async def test_what_was_asked_in_vain_is_told_only_when_several_people_asked(store):
    for number in range(6):
        await ask(store, number, chat=f"chat{number % 5}")
        await ask(store, 10 + number, chat="one", reading="chi mot nguoi", text="Chỉ một người")

    assert await Totals(store.database).missed(TODAY, TODAY, people=5, limit=9) == (Missed("giá vàng", asked=6, people=5),)


async def test_totals_are_each_communes_own_and_all_without_one(store, database_url):
    await ask(store, 1)
    async with SqlStore(database_url, locality="viet-hoa", pepper="p") as other, SqlStore(database_url, pepper="p") as every:
        await record(other, Message("web", "hoa", "m1", "x"), ref="BBB222")

        assert (await sums(other)).days == (DayCount(TODAY, 1),)
        assert (await sums(every)).days == (DayCount(TODAY, 2),)


async def test_a_hamlet_has_totals_of_its_own(store):
    lane = store.database.lane("zalo", "oa", "lan")
    async with store.database.transaction(writes=True) as connection:
        await Tallies(connection, store.database).asked(lane, turn(), at=NOW, hamlet="Thôn Hạ")
    await ask(store, 1)

    assert [place.hamlet for place in (await sums(store, hamlet="Thôn Hạ")).places] == ["Thôn Hạ"]
    assert (await sums(store, hamlet="Thôn Hạ")).days == (DayCount(TODAY, 1),)


async def test_no_person_is_in_the_totals(store):
    await ask(store, 1)
    person = store.pseudonym("web", "lan")
    async with store.engine.connect() as connection:
        tables = [await connection.exec_driver_sql(f"SELECT * FROM {name}") for name in ("tally", "entry_tally", "gap")]
        kept = "\n".join(str(list(table)) for table in tables)

    assert person not in kept
    assert "giá vàng" not in kept
    assert "REF001" not in kept


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        ("2026-11-03", "2026-11-20", ["d 03/11-20/11"]),
        ("2026-11-01", "2026-11-30", ["m 01/11-30/11"]),
        ("2026-01-15", "2026-04-10", ["d 15/01-31/01", "m 01/02-31/03", "d 01/04-10/04"]),
        ("2026-01-15", "2026-02-10", ["d 15/01-10/02"]),
        ("2025-12-31", "2026-12-31", ["d 31/12-31/12", "m 01/01-31/12"]),
    ],
)
def test_a_long_period_is_read_by_whole_months(first, last, parts):
    found = spans(date.fromisoformat(first), date.fromisoformat(last))

    assert [f"{grain} {begin:%d/%m}-{end:%d/%m}" for grain, begin, end in found] == parts


async def test_days_and_whole_months_add_up(store):
    for number, day in enumerate(("2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-02-02")):
        await ask(store, number, now=datetime.fromisoformat(f"{day}T05:00+00:00"), **ANSWERED)
    await judge(store, 1)

    counted = await sums(store, date(2025, 12, 31), date(2026, 2, 1))
    assert counted.entries == (EntryCount("mot", "answered", asked=4, helpful=1, unhelpful=0),)
    assert [place.asked for place in counted.places] == [4]
    assert [day.asked for day in counted.days] == [1, 1, 1, 1]


async def test_questions_kept_from_before_are_counted_by_the_migration(database_url):
    old = {"helpful": True, "person": "p1", "candidates": '[["hai", 0.4]]'}
    async with SqlStore(database_url, pepper="p"):
        pass  # SQLite's file is made
    with connected(database_url) as connection:
        migrate(connection, "0006", command.downgrade)
        names = "locality, ref, at, channel, person, text, reading, outcome, entries, score, candidates"
        names += ", context, urgent, helpful, why"
        for ref, at, outcome, entries in (
            ("R1", "2026-11-20 16:30:00+00:00", "answered", '["mot", "hai"]'),
            ("R2", "2026-11-20 17:30:00+00:00", "not_answered", "[]"),
        ):
            values = {"ref": ref, "at": datetime.fromisoformat(at), "outcome": outcome, "entries": entries, **old}
            if "sqlite" in database_url:
                values["at"] = at.removesuffix("+00:00") + ".000000"
            marks = ":ref, :at, 'web', :person, 'x', 'x', :outcome, :entries, 0.5, :candidates, '', false, :helpful, ''"
            connection.execute(text(f"INSERT INTO question ({names}) VALUES ('nam-sach', {marks})"), values)

    async with SqlStore(database_url, locality="nam-sach", pepper="p") as store:
        counted = await sums(store, date(2026, 11, 1), date(2026, 11, 30))
    assert counted.days == (DayCount(date(2026, 11, 20), 1), DayCount(TODAY, 1))
    assert [(one.entry, one.outcome, one.asked) for one in counted.entries] == [
        ("hai", "answered", 1),
        ("hai", "not_answered", 1),
        ("mot", "answered", 1),
    ]
    assert [(one.outcome, one.people, one.helpful) for one in counted.places] == [("answered", 1, 1), ("not_answered", 1, 1)]


async def test_processes_that_count_at_the_same_moment_lose_nothing(database_url):
    async def asks(who):
        async with SqlStore(database_url, locality="nam-sach", pepper="p") as store:
            for n in range(12):
                entries = (*("mot", "hai", "ba")[n % 3 :], "mot")
                ref = f"{who}-{n}"
                asked = turn(outcome=Outcome.ANSWERED, entries=entries, reading="gia vang")
                await record(store, Message("web", who, f"m{n}", "x"), asked, ref=ref)
                opinion = turn(is_question=False, feedback=Feedback(ref, helpful=True))
                await record(store, Message("web", who, f"f{n}", "x"), opinion, ref=f"{ref}f")

    await asyncio.gather(*(asks(who) for who in ("lan", "minh", "hoa")))

    async with SqlStore(database_url, locality="nam-sach", pepper="p") as store:
        counted = await sums(store)
    assert [(place.asked, place.people, place.helpful) for place in counted.places] == [(36, 3, 36)]
    assert {entry.entry: entry.asked for entry in counted.entries} == {"mot": 36, "hai": 24, "ba": 36}
