"""A move: one command of an officer, with everything that carrying it out needs, and what came of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.chat_review import screens
from bot.chat_review.commands import Command
from bot.chat_review.sitting import Sitting, Stage
from bot.core.conversation import Outcome
from bot.core.message import Reply
from bot.office.acting import Acting
from bot.office.dealing import case, group, groups
from bot.office.knowledge.publishing import shelf
from bot.store.audit import Deed
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Kind

_KINDS = {Outcome.ANSWERED: "bà con chê chưa đúng", Outcome.ASKED_BACK: "không phải các ý đã đưa ra"}


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a move; it is kept in the transaction that settles the message."""

    replies: tuple[Reply, ...]
    sitting: Sitting | None
    """None: the sitting is over."""
    deeds: tuple[Deed, ...] = ()
    """For the audit log."""


@dataclass(frozen=True, slots=True)
class Move:
    """One message of an officer."""

    acting: Acting
    sitting: Sitting
    command: Command
    key: str
    """Of the message; what is done is called by it, so that it is found when the message comes again."""
    intend: Callable[[Sitting], Awaitable[None]]
    """Keeps at once what is about to be written, for when this process dies in between."""

    @property
    def screen(self) -> str:
        """What is shown now is called so."""
        return self.key[:6]

    @property
    def rights(self) -> screens.Rights:
        """What the officer may do."""
        return screens.Rights.of(self.acting.officer.role)

    def deed(self, action: str, what: str, summary: str) -> Deed:
        """For the audit log; nothing of it may say who a resident is."""
        return Deed(self.acting.now, self.acting.officer.login, action, what, summary)

    async def asked(self) -> list[LoggedQuestion]:
        """The questions it is about; none when they were dealt with meanwhile."""
        return await group(self.acting, self.sitting.ref) if self.sitting.ref else []

    async def titled(self, entry: str) -> str:
        """What an entry is called, as the files have it."""
        there = (await shelf(self.acting)).knowledge.entries.get(entry)
        return there.label if there else entry

    def stays(self, *replies: Reply, **changes: object) -> Came:
        """Something is said, and the same question is still to be dealt with."""
        return Came(replies, replace(self.sitting, **changes))  # type: ignore[arg-type]

    async def open_groups(self) -> list[str]:
        """A question of each group in the officer's lists, what was not answered first."""
        return [one.newest.ref for kind in Kind for one in await groups(self.acting, kind)]


async def shown(move: Move, sitting: Sitting, *, before: str = "", deeds: tuple[Deed, ...] = ()) -> Came:
    """The question a sitting is at, or the next one that is still to be dealt with."""
    for place in range(sitting.place, len(sitting.refs)):
        questions = await group(move.acting, sitting.refs[place])
        if not questions:
            continue
        one, newest = case(move.acting, questions), questions[-1]
        kind = _KINDS.get(newest.outcome, "") if newest.helpful is False else ""
        reply = screens.item(
            one, move.rights, screen=move.screen, place=place + 1, total=len(sitting.refs), kind=kind, before=before
        )
        offered = tuple(candidate.entry for candidate in one.candidates) if one.refs else ()
        return Came((reply,), replace(sitting.at(place), screen=move.screen, offered=offered), deeds)
    said = screens.end(len(await move.open_groups()))
    ended = replace(sitting.at(len(sitting.refs)), stage=Stage.END, screen=move.screen)
    return Came((Reply(f"{before}\n\n{said}" if before else said),), ended, deeds)
