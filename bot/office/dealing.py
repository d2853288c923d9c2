"""Dealing with questions: what the pages Việc hôm nay and Trả lời người hỏi, and the editor of entries, have in common."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.core.grouping import Weigh
from bot.core.nearness import WORTH_A_LINE, level, percent, why_not
from bot.core.text import title_key
from bot.office.acting import Acting
from bot.office.desk import Desk
from bot.office.knowledge.trial import unmasked
from bot.office.roles import Role
from bot.office.worklist import Asked
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Batch, Decision, Kind, Review, Reviews

log = logging.getLogger(__name__)
UNDONE_WITHIN = timedelta(minutes=10)
REASONS = ("Không phải việc của xã", "Câu thử, câu đùa", "Đã có cách khác lo việc này")
"""Why questions are skipped, one tap each."""
LONGEST_WORDING = 300
"""Letters of a question that may become a phrasing."""
_LIKELY = 0.1
"""Score from which one tap takes a candidate: what the bot would have asked back about."""
_ENOUGH_WORDINGS = 8
"""Wordings of a group that are ticked unless the officer says otherwise."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was close."""

    entry: str
    label: str
    score: str
    level: str
    is_likely: bool
    """Whether one tap should be enough to take it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A way in which the question was asked."""

    ref: str
    text: str
    count: int
    ticked: bool
    """Whether it is taken unless the officer says otherwise."""
    phrasing: str
    """As an entry would have it; empty when it is too long for one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A group of questions as a page shows it: who asked stays unknown."""

    ref: str
    text: str
    why: str
    count: int
    first: datetime
    last: datetime
    channels: tuple[tuple[str, int], ...]
    hamlets: tuple[str, ...]
    context: str
    """Title of the entry talked about."""
    shown: tuple[tuple[str, str], ...]
    """The entries it was answered or asked back with (empty: there no more), and their titles."""
    candidates: tuple[Candidate, ...]
    why_not: str
    wordings: tuple[Wording, ...]

    @property
    def at_hand(self) -> tuple[Candidate, ...]:
        """Those that one tap takes."""
        return tuple(one for one in self.candidates if one.is_likely) if self.refs else ()

    @property
    def refs(self) -> tuple[str, ...]:
        """Of the wordings ticked."""
        return tuple(wording.ref for wording in self.wordings if wording.ticked and wording.phrasing)


def reviews(acting: Acting) -> Reviews:
    """What this officer may see: a leader their hamlet only."""
    return Reviews(acting.desk.store.database, hamlet=hamlet(acting))


def hamlet(acting: Acting) -> str:
    """Of a leader; one without a hamlet sees nothing."""
    return (acting.officer.hamlet or "\0") if acting.officer.role == Role.LEADER else ""


async def groups(acting: Acting, kind: Kind) -> list[Asked]:
    """A list, the largest group first, then the newest."""
    return await _groups(acting.desk, kind, hamlet(acting))


async def warm(desk: Desk) -> None:
    """Read the lists before somebody asks for them; when that fails, whoever asks is told."""
    try:
        for kind in reversed(Kind):  # the shortest first: the longest is shown as far as it was read
            await desk.worklist.catch_up(desk.store.database, kind, hamlet="", weigh=_weigh(desk))
    except SQLAlchemyError as error:
        log.warning("The questions could not be grouped yet: %s", type(error).__name__)


async def _groups(desk: Desk, kind: Kind, of_hamlet: str) -> list[Asked]:
    return await desk.worklist.groups(desk.store.database, kind, hamlet=of_hamlet, weigh=_weigh(desk))


def _weigh(desk: Desk) -> Weigh:
    """By the base served then: a list outlives many."""

    def weigh(word: str) -> float:
        return desk.thinking.responder.matcher.weight(word)

    return weigh


async def group(acting: Acting, ref: str) -> list[LoggedQuestion]:
    """Everything that is one with a question and not dealt with; empty when that is so, or it is not theirs to see."""
    found = await reviews(acting).found([ref])
    if not found or found[0].decision:
        return []
    desk, where = acting.desk, hamlet(acting)
    for kind in Kind:
        await desk.worklist.catch_up(desk.store.database, kind, hamlet=where, weigh=_weigh(desk))
        if one := desk.worklist.of(kind, where, found[0].id):
            return [question for question in one if not question.decision]
    return found


def case(acting: Acting, questions: list[LoggedQuestion]) -> Case:
    """For a page; `questions` in the order they were asked."""
    responder = acting.desk.thinking.responder
    newest, entries = questions[-1], responder.knowledge.entries
    close = [(entry, score) for entry, score in newest.candidates if entry in entries and score >= WORTH_A_LINE]
    there = [(entry, score) for entry, score in close if entry not in newest.entries][:3]  # what they did not want is no choice

    def title(entry: str) -> str:
        return responder.speech.title(entry) if entry in entries else entry

    return Case(
        ref=newest.ref,
        text=newest.text,
        why=next((question.why for question in reversed(questions) if question.why), ""),
        count=len(questions),
        first=questions[0].at,
        last=newest.at,
        channels=tuple(Counter(question.channel for question in questions).most_common()),
        hamlets=tuple(sorted({question.hamlet for question in questions if question.hamlet})),
        context=title(newest.context) if newest.context else "",
        shown=tuple((entry if entry in entries else "", title(entry)) for entry in newest.entries),
        candidates=tuple(
            Candidate(entry, title(entry), percent(score), level(score), score >= _LIKELY) for entry, score in there
        ),
        why_not=why_not([score for _, score in there], responder.bands),
        wordings=tuple(wordings(questions)),
    )


def wordings(questions: list[LoggedQuestion]) -> list[Wording]:
    """The most frequent first; those of the same words without marks are two: people type both."""
    said: dict[str, list[LoggedQuestion]] = {}
    for question in questions:
        said.setdefault(" ".join(question.text.lower().split()), []).append(question)
    frequent = sorted(said.values(), key=lambda same: (-len(same), -same[-1].id))
    wordings: list[Wording] = []
    known: set[str] = set()
    for same in frequent:
        phrasing = unmasked(same[-1].text)
        key = title_key(phrasing)
        usable = phrasing if key and len(phrasing) <= LONGEST_WORDING else ""
        ticked = bool(usable) and key not in known and len(known) < _ENOUGH_WORDINGS
        known |= {key} if ticked else set()
        wordings.append(Wording(same[-1].ref, same[-1].text, len(same), ticked, usable))
    return wordings


async def deal(
    acting: Acting, questions: list[LoggedQuestion], decision: Decision, *, entry: str = "", said: str = "", key: str = ""
) -> Batch | None:
    """Keep what was made of a group; None when it was dealt with meanwhile. `key`: what the batch is called."""
    review = Review(decision, acting.officer.login, acting.now, entry, said)
    return await reviews(acting).decide([question.ref for question in questions], review, key=key)


async def taught(acting: Acting, ref: str, entry: str) -> None:
    """A new entry was published for a question: it and all that are one with it are dealt with."""
    if questions := await group(acting, ref):
        await deal(acting, questions, Decision.NEW, entry=entry)


async def undoable(acting: Acting, key: str) -> Batch | None:
    """What this officer did a moment ago and may take back."""
    batch = await reviews(acting).batch(key) if key else None
    if batch is None or batch.review.officer != acting.officer.login or acting.now - batch.review.at > UNDONE_WITHIN:
        return None
    return batch if batch.review.decision in (Decision.MERGED, Decision.SKIPPED) else None
