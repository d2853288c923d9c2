"""Grouping: questions that are one to an officer, near-identical readings and paraphrases, as they come in.

Each group is known by its first question. A new one is compared with the groups that share one of its most telling words,
so that the ten-thousandth costs little more than the first.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from math import sqrt
from typing import Generic, Protocol, TypeVar

from rapidfuzz import fuzz

from bot.core.hints import PARTICLES

ALIKE = 88
"""token_sort_ratio of two readings from which officers call them the same question."""
ALIKE_BESIDE = 80
"""The same for readings that the matcher puts beside the same entry."""
SHARED = 0.75
"""How much of what two readings tell must be shared (a cosine), whatever the order of the words."""
SHARED_BESIDE = 0.6
FOLLOW_UP_WORDS = 6
"""Words up to which a question means something else in every talk: "mấy tuổi được làm"."""
_LOOKED_UP = 4
"""Words of a question whose groups are looked at."""
_BROUGHT_UP = 400
"""Groups that one word may bring up; the newest."""
NEAR = 0.25
"""Shared from which two groups are worth showing beside each other: an officer knows whether they are one."""
_COMPARED = 25
"""Groups a question is compared with: those that share most of the words looked up."""

Weigh = Callable[[str], float]
"""How telling a word is."""


class Asked(Protocol):
    """A question, as far as it is looked at here."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def ref(self) -> str:
        """Its code."""

    @property
    def at(self) -> datetime:
        """When it was asked."""

    @property
    def text(self) -> str:
        """Masked."""

    @property
    def reading(self) -> str:
        """The words as understood."""

    @property
    def context(self) -> str:
        """The entry talked about."""

    @property
    def candidates(self) -> tuple[tuple[str, float], ...]:
        """Entries and how likely they are."""


Q = TypeVar("Q", bound=Asked)


class Told:
    """The telling words of a question and their weights, squared."""

    __slots__ = ("length", "spelled", "words")

    def __init__(self, weights: dict[str, float]) -> None:
        self.words = {word: weight * weight for word, weight in weights.items()}
        self.length = sqrt(sum(self.words.values()))
        self.spelled = " ".join(sorted(weights))

    def shared(self, other: "Told") -> float:
        """A cosine: 1 for the same words."""
        words = self.words
        return sum(words[word] for word in words.keys() & other.words.keys()) / (self.length * other.length or 1.0)


@dataclass(slots=True)
class Group(Generic[Q]):
    """Questions that are one to an officer, in the order they came."""

    told: "Told"
    """What the first of them tells."""
    questions: list[Q] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often it was asked."""
        return len(self.questions)

    @property
    def newest(self) -> Q:
        """The one asked last."""
        return self.questions[-1]

    @property
    def first(self) -> Q:
        """The one asked first; its code names the group."""
        return self.questions[0]


def even(word: str) -> float:  # noqa: ARG001
    """Every word tells the same."""
    return 1.0


class Grouping(Generic[Q]):
    """Takes questions in, a few at a time."""

    def __init__(self, weigh: Weigh = even) -> None:
        self._weigh = weigh
        self._groups: list[Group[Q]] = []
        self._exact: dict[tuple[str, str], Group[Q]] = {}
        self._telling: dict[str, list[int]] = defaultdict(list)
        """Word -> places of the groups that tell it."""
        self._of: dict[int, Group[Q]] = {}
        self._sorted: list[Group[Q]] | None = []
        self.last = 0
        """The highest number ever taken in."""

    def __len__(self) -> int:
        return len(self._of)

    @property
    def numbers(self) -> AbstractSet[int]:
        """Those taken in."""
        return self._of.keys()

    def add(self, questions: Iterable[Q]) -> None:
        """Take in questions, in the order they were asked."""
        self._sorted = None
        for question in questions:
            self.last = max(self.last, question.id)
            group = self._place(question)
            group.questions.append(question)
            if group.count > 1 and group.questions[-2].id > question.id:  # put back into its list
                group.questions = sorted(group.questions, key=lambda one: one.id)
            self._of[question.id] = group
        self._sorted = None  # again: it may have been asked for meanwhile

    def keep(self, numbers: Collection[int]) -> None:
        """Forget all others."""
        self._sorted = None
        touched = {id(group): group for group in (self._of.pop(number) for number in self._of.keys() - numbers)}
        for group in touched.values():
            group.questions = [question for question in group.questions if question.id in self._of]

    def groups(self, *, without: Collection[int] = ()) -> list[Group[Q]]:
        """The largest first, then the newest; `without` those that hold one of these numbers."""
        if self._sorted is None:
            there = (group for group in self._groups if group.questions)
            self._sorted = sorted(there, key=lambda group: (-group.count, -group.newest.id))
        hidden = {id(self._of[number]) for number in without if number in self._of}
        return [group for group in self._sorted if id(group) not in hidden]

    def of(self, number: int) -> Group[Q] | None:
        """The group of a question."""
        return self._of.get(number)

    def near(self, number: int, *, without: Collection[int] = (), limit: int = 6) -> list[Group[Q]]:
        """Other groups that tell much of the same as the group of a question, the most alike first."""
        own = self._of.get(number)
        if own is None:
            return []
        places = {place for word in own.told.words for place in self._telling.get(word, ())[-_BROUGHT_UP:]}
        hidden = {id(self._of[other]) for other in without if other in self._of} | {id(own)}
        others = [self._groups[place] for place in places if self._groups[place].questions]
        alike = [(own.told.shared(other.told), other) for other in others if id(other) not in hidden]
        alike = sorted((one for one in alike if one[0] >= NEAR), key=lambda one: (-one[0], -one[1].newest.id))
        return [other for _, other in alike[:limit]]

    def _place(self, question: Q) -> Group[Q]:
        words = (question.reading or question.text.lower()).split()
        context = question.context if len(words) <= FOLLOW_UP_WORDS else ""
        key = (" ".join(words), context)
        group = self._exact.get(key)
        if group is None:
            telling = [word for word in words if word not in PARTICLES] or words
            told = Told({word: self._weigh(word) for word in telling})
            group = (None if context else self._nearest(told, question)) or self._begin(told, alone=bool(context))
            self._exact[key] = group
        return group

    def _begin(self, told: Told, *, alone: bool) -> Group[Q]:
        """A new group; `alone`: only the very same words in the same talk belong to it."""
        group: Group[Q] = Group(told)
        for word in () if alone else told.words:
            self._telling[word].append(len(self._groups))
        self._groups.append(group)
        return group

    def _nearest(self, told: Told, question: Q) -> Group[Q] | None:
        """The group most like a question, if any is the same question."""
        words = sorted(told.words, key=lambda word: -told.words[word])[:_LOOKED_UP]
        places = Counter(chain.from_iterable(self._telling.get(word, ())[-_BROUGHT_UP:] for word in words))
        best, most = None, 0.0
        for place, _ in places.most_common(_COMPARED):
            group = self._groups[place]
            likeness = _likeness(told, group.told, beside=_beside(question, group)) if group.questions else 0.0
            if likeness > most:
                best, most = group, likeness
        return best


def _likeness(one: Told, other: Told, *, beside: bool) -> float:
    """0 when they are two questions."""
    shared = one.shared(other)
    if shared < SHARED_BESIDE / 2:
        return 0.0
    spelled = fuzz.ratio(one.spelled, other.spelled)  # both sorted
    alike = shared >= (SHARED_BESIDE if beside else SHARED) or spelled >= (ALIKE_BESIDE if beside else ALIKE)
    return shared + spelled / 100 if alike else 0.0


def _beside(question: Asked, group: Group[Q]) -> bool:
    other = group.first.candidates
    return bool(question.candidates and other) and question.candidates[0][0] == other[0][0]
