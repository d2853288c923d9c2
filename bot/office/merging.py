"""Merging: the words of questions become phrasings of an entry that answers them, tried out before they are written."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.conversation import VIETNAM
from bot.core.knowledge import Entry, Knowledge
from bot.core.text import title_key
from bot.errors import BotError
from bot.knowledge_files.edits import AddPhrasing, Change, SetFields
from bot.office.acting import Acting
from bot.office.knowledge.checking import check
from bot.office.knowledge.entries import exchanged, values, version
from bot.office.knowledge.publishing import Conflict, Deed, NotSaved, publish, shelf
from bot.office.knowledge.trial import Strayed, Tried, bare
from bot.store.reviews import Batch

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What adding phrasings to an entry would do."""

    entry: Entry
    """As it would be."""
    added: tuple[str, ...]
    """Those it does not have yet."""
    taken: tuple[Strayed, ...]
    """Phrasings of other entries that it would answer."""
    unanswered: tuple[Tried, ...]
    """Asked in these new wordings, with or without their marks, people would still not be answered with it."""
    faults: tuple[str, ...]
    blocked: bool

    @property
    def is_harmless(self) -> bool:
        """Nothing an officer has to think about."""
        return not (self.taken or self.unanswered or self.faults or self.blocked)


async def rehearse(acting: Acting, entry: str, phrasings: list[str]) -> Rehearsal:
    """Try it, in memory.

    Raises:
        BotError: when there is no such entry.
    """
    here = await shelf(acting)
    old = here.knowledge.entries.get(entry)
    if old is None:
        raise BotError("Câu đã chọn không còn nữa; xin chọn câu khác.")
    added = new_of(old, phrasings)
    wanted = old.model_copy(update={"questions": (*old.questions, *added)})
    topic = here.knowledge.topic_of(entry).id
    base = exchanged(here.knowledge, topic, wanted)
    trial = await acting.desk.trials.of(acting.desk.thinking.responder, base, wanted)
    strayed = await asyncio.to_thread(trial.strayed)
    asked = [text for phrasing in added for text in (phrasing, bare(phrasing)) if text]
    tried = await asyncio.to_thread(trial.tried, asked, at=acting.now)
    day, meant = acting.now.astimezone(VIETNAM).date(), values(wanted, Entry.model_fields)
    checked = await asyncio.to_thread(check, here.knowledge, topic, meant, today=day)
    own = [fault for fault in checked.of("questions") if fault.line > len(old.questions)]
    return Rehearsal(
        wanted,
        tuple(added),
        taken=tuple(one for one in strayed if one.winner == entry and not one.already),
        unanswered=tuple(one for one in tried if not one.ours),
        faults=tuple(fault.message for fault in own),
        blocked=any(fault.blocks for fault in own),
    )


async def merge(acting: Acting, entry: str, phrasings: list[str]) -> tuple[list[str], str]:
    """Write them; what was written, and what went wrong besides. What others wrote meanwhile stays.

    Raises:
        NotSaved: with the reason; nothing was written then.
    """
    for _ in range(_TRIES):
        old = (await shelf(acting)).knowledge.entries.get(entry)
        if old is None:
            raise NotSaved("Câu đã chọn không còn nữa; xin chọn câu khác")
        added = new_of(old, phrasings)
        if not added:
            return [], ""
        try:
            return added, await publish(acting, Deed(entry, "sua", version(old), _adding(entry, added)))
        except Conflict:
            continue  # a wording more does not contradict whatever was changed
    raise NotSaved("Có người đang sửa câu này liên tục; đợi một lát rồi làm lại, chưa ghi gì cả")


def _adding(entry: str, added: list[str]) -> Callable[[Knowledge], list[Change]]:
    return lambda _: [AddPhrasing(entry, phrasing) for phrasing in added]


async def unmerge(acting: Acting, batch: Batch) -> str:
    """Take the phrasings out again; what went wrong besides.

    Raises:
        NotSaved: with the reason; nothing was written then.
    """
    entry, added = batch.review.entry, set(batch.review.said.split("\n"))
    old = (await shelf(acting)).knowledge.entries.get(entry)
    left = [question for question in old.questions if question not in added] if old else []
    if old is None or not left or len(left) == len(old.questions):
        return ""
    return await publish(acting, Deed(entry, "sua", version(old), lambda _: [SetFields(entry, {"questions": left})]))


def new_of(entry: Entry, phrasings: list[str]) -> list[str]:
    """Those the entry does not have, each once."""
    known = set(map(title_key, entry.questions))
    added = []
    for phrasing in phrasings:
        if (key := title_key(phrasing)) and key not in known:
            known.add(key)
            added.append(phrasing)
    return added
