"""A made-up commune to measure the officers' console with: what residents asked, some of it in vain, and what officers did.

What is not answered is said in the words of the knowledge as people would twist them, so that grouping has real work to do.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from made_up import COLUMNS, HAMLETS, Counted, Drawn, Residents, per_day
from made_up_year import Bulk

from bot.core.conversation import Outcome
from bot.core.knowledge import Knowledge
from bot.core.text import folded_words
from bot.office.knowledge.entries import kept
from bot.store.sql import SqlStore

_PLACE = ("locality", "grain", "day", "channel", "hamlet", "outcome", "asked", "people", "helpful", "unhelpful")
_ENTRY = ("locality", "grain", "day", "entry", "outcome", "asked", "helpful", "unhelpful")
_AT_ONCE = 20_000
_DEEDS = 20_000
_EDITIONS = 2_000
_SENT = 20_000
_TWISTED = 0.7
"""Share of what is not answered that is a wording of the base with words changed, so that an officer may merge it."""
_REST = ("hamlet", "decision")
_EDITION = ("locality", "entry", "topic", "title", "at", "officer", "action", "before", "after")
_WENT = (
    *("locality", "channel", "account", "person", "message", "state", "due", "tries", "reason", "at", "sent_at"),
    *("fleeting", "batch"),
)


class _Town:
    """What its residents are not answered, and how they say it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._dice = random.Random(9)
        self._asked = [(entry.id, text) for entry in knowledge.entries.values() for text in entry.questions]
        self._outside = [text for matter in knowledge.outside for text in matter.questions]
        self._words = sorted({word for _, text in self._asked for word in text.lower().split()})
        self._themes = [self._theme() for _ in range(6_000)]

    def missed(self, drawn: Drawn) -> Drawn:
        """The same resident, who asks something that is not answered."""
        text, nearest = self._themes[int(len(self._themes) * self._dice.random() ** 2)]
        said = text.split()
        if self._dice.random() < 0.5:
            said[self._dice.randrange(len(said))] = self._dice.choice(self._words)
        if self._dice.random() < 0.3:
            said.append(self._dice.choice(("ạ", "vậy", "thế", "nhỉ", "với")))
        return replace(drawn, outcome=Outcome.NOT_ANSWERED, text=" ".join(said), entries=(), nearest=nearest, helpful=None)

    def _theme(self) -> tuple[str, str]:
        entry, text = self._dice.choice(self._asked)
        if self._dice.random() > _TWISTED:
            return self._dice.choice(self._outside), entry
        said = text.split()
        said.insert(self._dice.randrange(len(said)), self._dice.choice(self._words))
        return " ".join(said), entry


def fill(store: SqlStore, knowledge: Knowledge, questions: int, missed: int, last: date) -> None:
    """Write it all."""
    residents, town, counted, bulk = Residents(knowledge, store.database), _Town(knowledge), Counted(), Bulk(store)
    dice, numbers = random.Random(3), count(1)
    rows: list[tuple[Any, ...]] = []
    chats: dict[tuple[str, str], datetime] = {}
    for day, many in per_day(questions, last, days=350):
        for asked in residents.day(day, many, half=False, season=False):
            drawn = town.missed(asked) if dice.random() < missed / questions else asked
            if drawn is asked and drawn.outcome is Outcome.NOT_ANSWERED:
                drawn = replace(drawn, outcome=Outcome.ANSWERED, entries=(drawn.nearest,))
            residents.count(drawn, counted)
            row = residents.row(next(numbers), drawn)
            rows.append((*_as_read(row, drawn), _hamlet(drawn), ""))
            chats[drawn.channel, drawn.person] = row[COLUMNS.index("at")]
        if len(rows) >= _AT_ONCE:
            bulk.write("question", (*COLUMNS, *_REST), rows)
            bulk.commit()
            rows = []
    bulk.write("question", (*COLUMNS, *_REST), rows)
    bulk.write("tally", _PLACE, [(*key, *(n[name] for name in _PLACE[6:])) for key, n in sorted(counted.places.items())])
    bulk.write("entry_tally", _ENTRY, [(*key, *(n[name] for name in _ENTRY[5:])) for key, n in sorted(counted.entries.items())])
    place = store.database.locality
    columns = ("locality", "channel", "person", "memory", "at", "version", "left", "account")
    written = [(place, channel, person, "{}", at, 1, False, "") for (channel, person), at in chats.items()]
    bulk.write("chat", [f'"{name}"' for name in columns], written)
    _officers_did(bulk, place, knowledge)
    bulk.close()


def _as_read(row: tuple[Any, ...], drawn: Drawn) -> tuple[Any, ...]:
    """A row with a reading as the matcher makes one, and with candidates that were not near enough."""
    values = dict(zip(COLUMNS, row, strict=True))
    values["reading"] = " ".join(folded_words(drawn.text))
    if drawn.outcome is Outcome.NOT_ANSWERED:
        values["score"] = 0.2
        values["candidates"] = json.dumps([[drawn.nearest, 0.21], ["vneid-dang-ky", 0.04], ["lua-dao-goi-dien", 0.002]])
    return tuple(values.values())


def _hamlet(drawn: Drawn) -> str:
    who = int(drawn.person, 16)
    return HAMLETS[who % 40] if who % 40 < len(HAMLETS) else ""


def _officers_did(bulk: Bulk, place: str, knowledge: Knowledge) -> None:
    """A year of the audit log and of the history of entries, and messages that were sent."""
    now = datetime.now(UTC)
    entries = list(knowledge.entries.values())

    def moments(many: int) -> Iterator[datetime]:
        return (now - timedelta(days=350) * (1 - n / many) for n in range(many))

    about = ("sửa câu", "Sửa câu", "Trả lời:\n- cũ\n+ mới")
    deeds = [(place, at, f"lan{n % 9}", about[0], f"cau-{n % 300}", *about[1:]) for n, at in enumerate(moments(_DEEDS))]
    bulk.write("audit", ("locality", "at", "officer", "action", "object", "summary", "diff"), deeds)
    editions = []
    for n, at in enumerate(moments(_EDITIONS)):
        entry = entries[n % len(entries)]
        new = kept(entry) or {}
        old = new | {"answer": f"{entry.answer} Bản {n}."}
        named = (place, entry.id, knowledge.topic_of(entry.id).id, entry.label)
        editions.append((*named, at, f"lan{n % 9}", "sua", json.dumps(old), json.dumps(new)))
    bulk.write("entry_history", _EDITION, editions)
    came = [(place, "zalo", "", f"{n:032x}", f"{n % 500:032x}", "[]", at, "done", 0, "") for n, at in enumerate(moments(_SENT))]
    bulk.write("message", ("locality", "channel", "account", "key", "person", "replies", "at", "state", "tries", "reason"), came)
    went = [
        (place, "zalo", "", f"{n % 500:032x}", n, "sent", at, 1, "", at, at, False, "") for n, at in enumerate(moments(_SENT))
    ]
    bulk.write("outbox", _WENT, went)
