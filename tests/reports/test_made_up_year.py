from datetime import date, timedelta

from made_up_year import LOCALITY, fill, is_exact

from bot.core.conversation import Outcome
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from bot.store.totals import Totals
from tests.conftest import NOW

TODAY = date(2026, 11, 21)


async def test_made_up_totals_are_what_the_questions_add_up_to(shipped, database_url):
    async with SqlStore(database_url, locality=LOCALITY, pepper="p") as store:
        fill(store, shipped, 2_000, TODAY)
        sums = await Totals(store.database).sums(TODAY - timedelta(days=364), TODAY)

        assert await is_exact(store)
        assert sum(day.asked for day in sums.days) == sum(place.asked for place in sums.places) == 2_000
        asked = {outcome: sum(place.asked for place in sums.places if place.outcome == outcome) for outcome in Outcome}
        assert asked[Outcome.ANSWERED] > 1_500
        assert 50 < asked[Outcome.NOT_ANSWERED] < 250
        assert len(await store.to_review(since=NOW - timedelta(days=400))) == asked[Outcome.NOT_ANSWERED]


async def test_the_next_question_of_a_filled_store_finds_a_free_number(shipped, database_url):
    async with SqlStore(database_url, locality=LOCALITY, pepper="p") as store:
        fill(store, shipped, 500, TODAY)
        values = {"locality": LOCALITY, "ref": "@NEXT", "at": NOW, "channel": "web", "person": "p", "text": "", "reading": ""}
        rest = {"outcome": "answered", "entries": [], "score": 1.0, "candidates": [], "context": "", "urgent": False, "why": ""}
        async with store.database.transaction(writes=True) as connection:
            added = await connection.execute(QUESTION.insert().returning(QUESTION.c.id), values | rest)

            assert added.scalar_one() == 501
