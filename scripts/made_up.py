"""Made-up traffic: questions of a year as residents would ask them, written in bulk, and the totals they add up to.

Days and hours, channels, entries and people are drawn as they are in life (few entries are asked very often, evenings are busy,
use grows, Sundays are quiet); what is not answered comes from knowledge/ngoai-pham-vi, some of it is taught in mid-year. Nobody
real is in it: people are numbers, texts are the phrasings of the knowledge.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.core.conversation import VIETNAM, Outcome
from bot.core.knowledge import Knowledge
from bot.core.totals import subject
from bot.store.database import Database
from bot.store.tallies import DAY, MONTH

CHANNELS = {"zalo": 52, "messenger": 18, "web": 17, "zalo-bot": 7, "telegram": 6}
HAMLETS = ("Thôn Thượng", "Thôn Hạ", "Thôn Trung", "Thôn Đông", "Thôn Đoài", "Khu phố 1", "Khu phố 2", "Thôn Mới", "Xóm Chài")
HOURS = (1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 20, 16, 12, 14, 18, 18, 16, 16, 18, 24, 28, 22, 12, 4)
"""How busy each hour is in Vietnam."""
PEOPLE = 60_000
QUESTION = ("id", "locality", "ref", "at", "channel", "person", "text", "reading", "outcome", "entries", "score", "candidates")
QUESTION_REST = ("context", "urgent", "helpful", "why")
COLUMNS = (*QUESTION, *QUESTION_REST)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass
class Counted:
    """What the questions add up to, key of the table -> counts."""

    places: dict[tuple[Any, ...], Counter[str]] = field(default_factory=dict)
    entries: dict[tuple[Any, ...], Counter[str]] = field(default_factory=dict)
    gaps: dict[str, dict[str, Any]] = field(default_factory=dict)
    met: set[tuple[str, date]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question."""

    day: date
    channel: str
    person: str
    outcome: Outcome
    text: str
    entries: tuple[str, ...]
    nearest: str
    helpful: bool | None


class Residents:
    """Who asks what, on which day."""

    def __init__(self, knowledge: Knowledge, database: Database, *, seed: int = 57) -> None:
        self._dice = random.Random(seed)
        self._database = database
        entries = list(knowledge.entries.values())
        self._dice.shuffle(entries)
        asked = entries[: len(entries) * 24 // 25]  # some are never asked
        weights = [1 / (rank + 3) for rank in range(len(asked))]
        self._topical = self._dice.choices(asked, weights, k=200_000)
        campaign = knowledge.topics[1].entries
        self._season = self._topical + [self._dice.choice(campaign) for _ in range(20_000)]
        """What is asked in the last two months: everybody is warned of one topic."""
        self._outside = [question for matter in knowledge.outside if matter.named for question in matter.questions]
        self._taught = set(self._dice.sample(range(len(self._outside)), len(self._outside) // 8))
        self._channels = self._dice.choices(list(CHANNELS), list(CHANNELS.values()), k=10_000)

    def day(self, day: date, count: int, *, half: bool, season: bool) -> Iterator[Drawn]:
        """The questions of a day; after half of the year some of what was not answered is."""
        topical = self._season if season else self._topical
        dice = self._dice
        for _ in range(count):
            who = int(PEOPLE * dice.random() ** 2)  # some ask often
            channel = self._channels[who % len(self._channels)]
            person = f"{who:032x}"
            fate = dice.random()
            if fate < 0.075:
                yield self._in_vain(day, channel, person, half=half)
                continue
            if fate < 0.08:
                yield Drawn(day, channel, person, Outcome.UNREAD, "(tin ghi âm)", (), "", None)
                continue
            entry = dice.choice(topical)
            outcome = Outcome.ASKED_BACK if fate < 0.14 else Outcome.ANSWERED
            names = (entry.id, dice.choice(self._topical).id) if outcome is Outcome.ASKED_BACK or fate > 0.985 else (entry.id,)
            helpful = (dice.random() < 0.9) if outcome is Outcome.ANSWERED and dice.random() < 0.12 else None
            yield Drawn(day, channel, person, outcome, dice.choice(entry.questions), names, entry.id, helpful)

    def _in_vain(self, day: date, channel: str, person: str, *, half: bool) -> Drawn:
        at = int(len(self._outside) * self._dice.random() ** 3)
        nearest = self._topical[at].id
        outcome = Outcome.ANSWERED if half and at in self._taught else Outcome.NOT_ANSWERED
        entries = (nearest,) if outcome is Outcome.ANSWERED else ()
        return Drawn(day, channel, person, outcome, self._outside[at], entries, nearest, None)

    def row(self, number: int, drawn: Drawn) -> tuple[Any, ...]:
        """As a row of the table of questions."""
        dice = self._dice
        hour = dice.choices(range(24), HOURS)[0]
        moment = datetime(*drawn.day.timetuple()[:3], hour, dice.randrange(60), dice.randrange(60), tzinfo=VIETNAM)
        candidates = json.dumps([[drawn.nearest, 0.61], ["vneid-dang-ky", 0.2]] if drawn.nearest else [])
        return (
            number, self._database.locality, _ref(number), moment.astimezone(UTC), drawn.channel, drawn.person, drawn.text,
            drawn.text.lower(), str(drawn.outcome), json.dumps(drawn.entries), 0.9, candidates, "", False, drawn.helpful, "",
        )  # fmt: skip

    def count(self, drawn: Drawn, counted: Counted) -> None:
        """Add it to the totals, as store/tallies.py does one by one."""
        who, place = int(drawn.person, 16), self._database.locality
        hamlet = HAMLETS[who % 40] if who % 40 < len(HAMLETS) else ""
        votes = {"helpful": int(drawn.helpful is True), "unhelpful": int(drawn.helpful is False)}
        new = (drawn.person, drawn.day) not in counted.met
        counted.met.add((drawn.person, drawn.day))
        names = subject(drawn.outcome, drawn.entries, (drawn.nearest,) if drawn.nearest else ())
        for grain, day in ((DAY, drawn.day), (MONTH, drawn.day.replace(day=1))):
            key = (place, grain, day, drawn.channel, hamlet, str(drawn.outcome))
            counted.places.setdefault(key, Counter()).update(asked=1, people=int(new), **votes)
            for name in names:
                counted.entries.setdefault((place, grain, day, name, str(drawn.outcome)), Counter()).update(asked=1, **votes)
        self._gap(drawn, counted)

    def _gap(self, drawn: Drawn, counted: Counted) -> None:
        if drawn.outcome is Outcome.NOT_ANSWERED:
            gap = counted.gaps.setdefault(drawn.text, {"missed": 0, "entry": "", "closed": None, "answered": 0})
            gap.update(missed=gap["missed"] + 1, last_missed=drawn.day, entry="", closed=None, answered=0)
        elif drawn.outcome is Outcome.ANSWERED and (found := counted.gaps.get(drawn.text)):
            found.update(entry=drawn.entries[0], closed=found["closed"] or drawn.day, answered=found["answered"] + 1)


def per_day(questions: int, last: date, *, days: int = 365) -> list[tuple[date, int]]:
    """How many questions each day has: use grows, Sundays are quiet."""
    every = [last - timedelta(days=days - 1 - n) for n in range(days)]
    weights = [(0.6 + 0.8 * n / days) * (0.55 if day.weekday() == 6 else 1.0) for n, day in enumerate(every)]
    counts = [int(questions * weight / sum(weights)) for weight in weights]
    counts[-1] += questions - sum(counts)
    return list(zip(every, counts, strict=True))


def _ref(number: int) -> str:
    letters = ""
    for _ in range(6):
        number, digit = divmod(number, len(_LETTERS))
        letters = _LETTERS[digit] + letters
    return letters
