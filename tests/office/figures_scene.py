"""Figures of a small town, written as the totals they are: what pages show of them need not be asked one by one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from bot.store.tables import QUESTION
from bot.store.tallies import ENTRY_TALLY, GAP, REPLY_TALLY, TALLY
from tests.conftest import NOW

TODAY = date(2026, 11, 21)
WHERE = "nam-sach"


@dataclass(frozen=True)
class Asked:
    """So many questions of a day."""

    count: int
    days_ago: int = 0
    entry: str = "khai-sinh"
    outcome: str = "answered"
    channel: str = "web"
    hamlet: str = ""
    helpful: int = 0
    unhelpful: int = 0


A_MONTH = (
    Asked(1200, 1, channel="zalo", helpful=60, unhelpful=20),
    Asked(300, 2, entry="ho-chieu", hamlet="thôn Đông"),
    Asked(34, 3, outcome="not_answered", hamlet="thôn Đoài"),
    Asked(3, 4, hamlet="thôn Thượng"),
    Asked(1000, 31),
)
"""A busy November, and something in October to compare with."""


async def count(store, *questions):
    """Write what they add up to, by day and by month."""
    places, entries = Counter(), Counter()
    for one in questions:
        day = TODAY - timedelta(days=one.days_ago)
        for grain, begin in (("d", day), ("m", day.replace(day=1))):
            for name, number in (("asked", one.count), ("helpful", one.helpful), ("unhelpful", one.unhelpful)):
                places[(grain, begin, one.channel, one.hamlet, one.outcome), name] += number
                entries[(grain, begin, one.entry, one.outcome), name] += number
    async with store.database.transaction(writes=True) as connection:
        for table, names, counts in (
            (TALLY, ("grain", "day", "channel", "hamlet", "outcome"), places),
            (ENTRY_TALLY, ("grain", "day", "entry", "outcome"), entries),
        ):
            for key in dict.fromkeys(key for key, _ in counts):
                numbers = {name: counts[key, name] for name in ("asked", "helpful", "unhelpful")}
                more = {"people": numbers["asked"]} if table is TALLY else {}
                row = {"locality": WHERE} | dict(zip(names, key, strict=True)) | numbers | more
                await connection.execute(table.insert().values(row))


async def missed(store, text, *, people):
    """Something that several people asked in vain."""
    async with store.database.transaction(writes=True) as connection:
        for number in range(people):
            row = {"locality": WHERE, "ref": f"M{abs(hash(text)) % 9999}{number}", "at": NOW - timedelta(hours=5)}
            asked = {"channel": "web", "person": f"p{number}", "text": text, "reading": text.lower(), "outcome": "not_answered"}
            rest = {"entries": [], "score": 0.0, "candidates": [], "context": "", "urgent": False, "why": ""}
            await connection.execute(QUESTION.insert().values(row | asked | rest))


async def mended(store, entry="khai-tu"):
    """A gap that was closed, and answers that officers gave."""
    async with store.database.transaction(writes=True) as connection:
        row = {"locality": WHERE, "key": "k", "missed": 12, "last_missed": TODAY - timedelta(days=9), "entry": entry}
        await connection.execute(GAP.insert().values(row | {"closed": TODAY - timedelta(days=5), "answered": 30}))
        for hours, many in ((1, 20), (24, 15), (72, 5)):
            took = {"locality": WHERE, "day": TODAY - timedelta(days=1), "hours": hours, "count": many}
            await connection.execute(REPLY_TALLY.insert().values(took))
