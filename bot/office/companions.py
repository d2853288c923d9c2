"""Companions: other groups of a list that may be the same question. Grouping cannot tell; an officer can, with a tick."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.office.acting import Acting
from bot.office.dealing import Wording, hamlet, reviews, wordings
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Kind

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Companion:
    """A group that may be one with another."""

    wording: Wording
    """The most frequent of its wordings; not ticked."""
    questions: tuple[LoggedQuestion, ...]


async def companions(acting: Acting, questions: Sequence[LoggedQuestion]) -> tuple[Companion, ...]:
    """What of the same list may be one with a group, the most alike first."""
    skipped, number = await reviews(acting).skipped(), questions[-1].id
    for kind in Kind:
        if acting.desk.worklist.of(kind, hamlet(acting), number):
            near = acting.desk.worklist.near(kind, hamlet(acting), number, without=skipped, limit=_SHOWN)
            return tuple(Companion(wordings(group)[0], tuple(group)) for group in near)
    return ()


def joined(
    questions: Sequence[LoggedQuestion], near: Sequence[Companion], chosen: Collection[str]
) -> tuple[list[LoggedQuestion], tuple[Companion, ...]]:
    """A group with the companions of which a wording is chosen, in the order they were asked; and the other companions."""
    taken = [one for one in near if one.wording.ref in chosen]
    together = {question.id: question for one in taken for question in one.questions} | {one.id: one for one in questions}
    return [together[number] for number in sorted(together)], tuple(one for one in near if one not in taken)
