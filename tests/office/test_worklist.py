"""Lists too long to be read at once, or to be kept whole."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.office.worklist import Worklist
from bot.store.database import Database
from bot.store.reviews import Decision, Kind, Review, Reviews
from bot.store.tables import QUESTION
from tests.conftest import NOW

ANIMALS = "ong bo trau lon ga vit ngan ngong de cho meo tho ca tom cua oc ech rua chim hau".split()


@pytest.fixture
async def database(database_url):
    """In which twenty animals were asked about in vain, one a minute."""
    async with Database(database_url, pepper="p") as opened:
        rows = [
            {
                "locality": "",
                "ref": f"CAU{number:03}",
                "at": NOW + timedelta(minutes=number),
                "channel": "web",
                "person": f"p{number}",
                "text": f"nuôi {animal}",
                "reading": f"nuoi {animal}",
                "outcome": "not_answered",
                "entries": [],
                "score": 0.1,
                "candidates": [],
            }
            for number, animal in enumerate(ANIMALS)
        ]
        async with opened.transaction(writes=True) as connection:
            await connection.execute(insert(QUESTION), rows)
        yield opened


def even(word):
    return 5.0 if word != "nuoi" else 0.1


async def read(worklist, database):
    return [group.newest.ref for group in await worklist.groups(database, Kind.MISSED, hamlet="", weigh=even)]


async def test_of_a_long_list_the_newest_are_kept_and_older_ones_come_up_as_they_are_dealt_with(database):
    worklist = Worklist(most=8, at_once=3)
    first = await read(worklist, database)
    left_out = worklist.older(Kind.MISSED, "")
    await Reviews(database).decide(first[:2], Review(Decision.MERGED, "lan", NOW, "khai-sinh"))

    then = await read(worklist, database)

    assert first == [f"CAU{number:03}" for number in range(19, 11, -1)]
    assert left_out == 12
    assert then == [f"CAU{number:03}" for number in range(17, 9, -1)]
    assert worklist.older(Kind.MISSED, "") == 10


async def test_what_comes_later_joins_a_list_that_is_too_long(database):
    worklist = Worklist(most=8, at_once=3)
    await read(worklist, database)
    async with database.transaction(writes=True) as connection:
        same = {"locality": "", "channel": "web", "person": "p", "entries": [], "score": 0.1, "candidates": []}
        asked = {"ref": "MOI001", "at": NOW, "text": "nuôi rắn", "reading": "nuoi ran", "outcome": "not_answered"}
        await connection.execute(insert(QUESTION), same | asked)

    then = await read(worklist, database)

    assert then[0] == "MOI001"
    assert len(then) == 9
    assert worklist.older(Kind.MISSED, "") == 12


async def test_while_much_is_read_others_are_shown_how_far_it_got(database):
    worklist = Worklist(at_once=4)
    reading = asyncio.create_task(worklist.catch_up(database, Kind.MISSED, hamlet="", weigh=even))
    for _ in range(100_000):
        if worklist.of(Kind.MISSED, "", 8):  # of the second few
            break
        await asyncio.sleep(0)
    assert worklist.is_being_read(Kind.MISSED, "")

    shown = await read(worklist, database)
    await reading

    whole = await read(worklist, database)

    assert 0 < len(shown) < len(whole) == 20
    assert not worklist.is_being_read(Kind.MISSED, "")


async def test_a_question_put_back_into_its_list_stands_in_its_group_again(database):
    worklist = Worklist()
    await read(worklist, database)
    done = await Reviews(database).decide(["CAU004"], Review(Decision.SKIPPED, "lan", NOW, said="thử"))
    without = await read(worklist, database)
    await Reviews(database).undo(done.key)

    again = await read(worklist, database)

    assert "CAU004" not in without
    assert "CAU004" in again
