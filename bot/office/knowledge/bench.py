"""The bench: one entry being written, looked over and tried before anybody publishes it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.core.conversation import VIETNAM
from bot.core.knowledge import Entry, Knowledge
from bot.exchange.naming import suggested_id
from bot.office.acting import Acting
from bot.office.knowledge import fields
from bot.office.knowledge.checking import Checked, Fault, check, twin
from bot.office.knowledge.entries import kept, values
from bot.office.knowledge.trial import Trial, bare
from bot.store.drafts import Draft

MOST_TESTS = 10
STOCK = {
    "Chỉ nơi làm": "Việc này bà con làm tại {office}. Khi đi mang theo căn cước và giấy tờ có liên quan.",
    "Không phải việc của xã": "Việc này xã không làm, bà con liên hệ … . Chưa rõ thì hỏi {office}.",
}
"""Answers to begin with, for what the bot can only point to; where they come from is the commune itself."""
OUR_OFFICE = "Ủy ban nhân dân xã, phường"
_UNFILLED = " … "
"""What of them is to be written over."""


@dataclass(frozen=True)
class Bench:
    """One entry being written, and what it was before."""

    base: Knowledge
    draft: Draft
    before: Entry | None
    """As published; None: it is new."""

    @property
    def typed(self) -> fields.Fields:
        """What the form says."""
        return self.draft.fields

    @property
    def was(self) -> fields.Fields:
        """The form of the entry as published."""
        return fields.of_entry(self.before, self.base.topic_of(self.before.id).id) if self.before else {}

    @property
    def topic(self) -> str:
        """Of a new entry the one chosen."""
        return self.base.topic_of(self.before.id).id if self.before else self.typed.get("topic", "")

    @property
    def title(self) -> str:
        """What it is called."""
        return self.before.label if self.before else self.typed.get("title", "")

    @classmethod
    def of(cls, base: Knowledge, draft: Draft) -> "Bench":
        """A draft over the base as it is now."""
        return cls(base, draft, None if draft.is_new else base.entries.get(draft.key))

    def compared(self) -> dict[str, Any]:
        """What was typed in the form in which versions are compared, right or wrong."""
        meant = fields.meant(self.typed, self.base)
        if meant.get("audience") == ["nguoi-dan"]:
            del meant["audience"]
        if self.before:
            meant |= {key: value for key, value in (kept(self.before) or {}).items() if key in ("id", "locality")}
        return meant

    def checked(self, today: date) -> Checked:
        """What is wrong with it."""
        meant = fields.meant(self.typed, self.base)
        if self.before:
            untouched = {key for key in Entry.model_fields if key not in fields.changed(self.typed, self.was)}
            same = values(self.before, untouched)
            meant = {key: value for key, value in {**meant, **same}.items() if value is not None}
            return check(self.base, self.topic, meant, today=today)
        faults = list(_faults_of_new(self))
        title = str(meant.get("title") or next(iter(meant.get("questions", ())), ""))
        meant["id"] = meant.get("id") or suggested_id(self.topic or "cau", title or "moi", self.base.entries.keys())
        found = check(self.base, self.topic or "cau", meant, today=today)
        return replace(found, faults=(*faults, *found.faults))


def nothing_yet(tests: str) -> dict[str, Any]:
    """Beside a form that nobody looked over yet; `tests`: the questions to try."""
    return {"checked": Checked(None, ()), "shown": None, "tried": [], "strayed": [], "tests": tests, "asked_own": True}


async def look_over(acting: Acting, bench: Bench, typed: str) -> dict[str, Any]:
    """Faults, the answer in each channel, questions tried (those `typed`, one a line), phrasings that stray."""
    checked = await asyncio.to_thread(bench.checked, acting.now.astimezone(VIETNAM).date())
    tests = [line.strip() for line in typed.splitlines() if line.strip()][:MOST_TESTS]
    side = nothing_yet(typed) | {"checked": checked, "asked_own": not tests}
    if (
        checked.entry is None
        or checked.knowledge is None
        or any(fault.blocks for fault in checked.faults if fault.field != "topic")
    ):
        return side
    trial = await acting.desk.trials.of(acting.desk.thinking.responder, checked.knowledge, checked.entry)
    own = [text for question in checked.entry.questions[:3] for text in (question, bare(question)) if text]
    return side | await asyncio.to_thread(_tried, trial, tests or own, acting.now)


def _tried(trial: Trial, tests: list[str], now: datetime) -> dict[str, Any]:
    return {
        "shown": trial.shown(at=now),
        "tried": trial.tried(tests[:MOST_TESTS], at=now),
        "strayed": trial.strayed(),
    }


def _faults_of_new(bench: Bench) -> list[Fault]:
    faults = []
    topics, entry_id = {topic.id for topic in bench.base.topics}, bench.typed.get("id", "")
    if bench.topic not in topics:
        faults.append(Fault("topic", 0, "Chưa chọn chủ đề", blocks=True))
    if entry_id in bench.base.entries:
        faults.append(Fault("id", 0, "Mã này đã dùng cho câu khác; đặt mã khác hoặc để trống", blocks=True))
    if _UNFILLED in bench.typed.get("answer", ""):
        faults.append(Fault("answer", 0, "Còn chỗ “…” chưa điền", blocks=True))
    questions = bench.typed.get("questions", "").splitlines()
    title = bench.typed.get("title", "") or next(iter(questions), "")
    if title and (other := twin(bench.base, bench.topic, title)):
        faults.append(Fault("title", 0, f"Chủ đề này đã có câu “{other.label}”; sửa câu ấy, hoặc đặt tên khác", blocks=True))
    return faults
