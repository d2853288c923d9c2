"""A draft answered with, before anybody published it: questions tried, how each channel shows it, whose phrasings it takes."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels import Part
from bot.channels.telegram import writing as telegram
from bot.channels.zalo import payloads as zalo
from bot.core.codes import entry_code
from bot.core.conversation import Conversation, Outcome
from bot.core.knowledge import Entry, Knowledge
from bot.core.matching import Matcher
from bot.core.message import Message, Reply
from bot.core.personal_data import without_marks
from bot.core.responder import Responder
from bot.core.text import fold, has_accents
from bot.office.knowledge.entries import version

NEIGHBOURS = 5
MOST_RANKED = 150
"""Phrasings of neighbours that are asked; one takes some milliseconds."""
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Tried:
    """One question, as it would be answered."""

    question: str
    outcome: Outcome
    ours: bool
    """Whether with the draft."""
    entries: tuple[str, ...]
    """Labels of what it is answered with, or asked back about."""
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply in the channels."""

    web: tuple[Reply, ...]
    telegram: tuple[Part, ...]
    zalo: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Strayed:
    """A phrasing that another entry would answer."""

    phrasing: str
    owner: str
    """Id of the entry it is written in."""
    winner: str
    owner_title: str
    winner_title: str
    already: bool
    """It does so today."""


class Trial:
    """The base with one draft in it."""

    def __init__(self, now: Responder, knowledge: Knowledge, entry: Entry) -> None:
        """Words that are new to the base tell nothing yet; all else is as it will be."""
        served = knowledge.serving(now.locality)
        self.entry = served.entries[entry.id]
        self._now = now
        self._same = now.matcher.knows(served)
        matcher = now.matcher if self._same else Matcher(served, before=now.matcher)
        self._responder = Responder(served, matcher, locality=now.locality, bands=now.bands, before=now)
        self._strayed: list[Strayed] | None = None
        self._ranked: dict[str, list[str]] = {}
        self._titles = {entry.id: entry.label for entry in served.entries.values()}

    def tried(self, questions: Sequence[str], *, at: datetime) -> list[Tried]:
        """What each question would be answered with, asked out of the blue."""
        return [self._try(question, at) for question in questions]

    def _try(self, question: str, at: datetime) -> Tried:
        message = Message("web", "thu", "thu", question)
        turn = self._responder.respond(Conversation(), message, now=at, ref="THUHOI")
        ours = turn.outcome is Outcome.ANSWERED and self.entry.id in turn.entries
        titles = tuple(self._titles.get(entry, entry) for entry in turn.entries)
        return Tried(question, turn.outcome, ours, titles, turn.replies)

    def shown(self, *, at: datetime) -> Shown:
        """The answer in each channel."""
        tap = Message("web", "thu", "thu", self.entry.label, entry_code(self.entry.id))
        replies = self._responder.respond(Conversation(), tap, now=at, ref="THUHOI").replies
        parts = [part for reply in replies for part in telegram.write(reply)]
        return Shown(replies, tuple(parts), tuple(part for reply in replies for part in zalo.parts(reply)))

    def strayed(self) -> list[Strayed]:
        """Phrasings of the draft that another entry would answer, and phrasings of others that it would."""
        if self._strayed is None:
            self._strayed = [*self._lost(), *(() if self._same else self._taken())][:MOST_SHOWN]
        return self._strayed

    def _lost(self) -> Iterator[Strayed]:
        for phrasing in self.entry.questions:
            winner = self._best(phrasing)
            if winner not in ("", self.entry.id):
                already = self.entry.id in self._now.knowledge.entries and self._best_now(phrasing) == winner
                yield self._stray(phrasing, self.entry.id, winner, already=already)

    def _taken(self) -> Iterator[Strayed]:
        entries = self._responder.knowledge.entries
        asked = [(other, phrasing) for other in self._neighbours() for phrasing in entries[other].questions]
        for other, phrasing in asked[:MOST_RANKED]:
            if self._best(phrasing) == self.entry.id and self._best_now(phrasing) != self.entry.id:
                yield self._stray(phrasing, other, self.entry.id, already=False)

    def _neighbours(self) -> list[str]:
        """The entries that come nearest to its phrasings."""
        near: Counter[str] = Counter()
        for phrasing in self.entry.questions:
            for place, match in enumerate(self._rank(phrasing)):
                near[match] += MOST_SHOWN - place
        del near[self.entry.id]
        return [entry for entry, _ in near.most_common(NEIGHBOURS)]

    def _stray(self, phrasing: str, owner: str, winner: str, *, already: bool) -> Strayed:
        return Strayed(phrasing, owner, winner, self._titles[owner], self._titles.get(winner, winner), already)

    def _best(self, phrasing: str) -> str:
        return next(iter(self._rank(phrasing)), "")

    def _best_now(self, phrasing: str) -> str:
        best = self._now.matcher.rank(phrasing).best
        return best.entry if best else ""

    def _rank(self, phrasing: str) -> list[str]:
        if phrasing not in self._ranked:
            self._ranked[phrasing] = [match.entry for match in self._responder.matcher.rank(phrasing).matches]
        return self._ranked[phrasing]


class Trials:
    """The last few trials: what is tried is tried again with every key pressed."""

    def __init__(self) -> None:
        self._room = asyncio.Lock()
        self._last: dict[tuple[str, str, int], Trial] = {}

    async def of(self, now: Responder, knowledge: Knowledge, entry: Entry) -> Trial:
        """A trial of a draft; one is built at a time, beside the event loop."""
        key = (entry.id, version(entry), id(now))
        async with self._room:
            if key not in self._last:
                while len(self._last) > 3:
                    del self._last[next(iter(self._last))]
                self._last[key] = await asyncio.to_thread(Trial, now, knowledge, entry)
            return self._last[key]


def bare(phrasing: str) -> str:
    """A phrasing as half of the residents type it; empty when it has no marks."""
    return fold(phrasing) if has_accents(phrasing) else ""


def unmasked(text: str) -> str:
    """A logged question as the first phrasing of an entry: without what was masked in it."""
    return " ".join(without_marks(text).split())
