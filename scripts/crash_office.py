"""Kill the service while officers save, again and again, and look whether anything was lost.

    python scripts/crash_office.py [--rounds 100] [--seed N]

Each round an officer publishes an edit, keeps a draft, adds, moves or deletes an entry in the console; kill -9 at some moment
between the click and the answer, or just when the first file is touched. Then, before and after the next start:
1. every YAML file is whole: old or new, comments and all other entries as they were; an entry moved is in one file;
2. what was typed is in the file or in the draft, unless the request had not been dealt with at all (counted);
3. what was replaced or deleted is in the history, or the console says that it was changed without it; it can be taken back;
4. the audit log tells of nothing that did not happen;
5. no hidden file is left after the next start.
Ends with 1 on any failure.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import aiohttp
from office_scan.browser import Browser
from office_scan.filling import PASSWORD
from office_scan.reading import Form
from office_scan.report import Report
from service import PEPPER, Service
from warm import Warm

from bot.core.knowledge import Entry, Knowledge
from bot.knowledge_files import load
from bot.knowledge_files.replacing import NOTE
from bot.office.accounts import Passwords
from bot.office.knowledge.entries import kept
from bot.office.roles import Role
from bot.store.audit import Audit
from bot.store.drafts import Drafts
from bot.store.entry_history import EntryHistory
from bot.store.officers import Officer, Officers
from bot.store.sql import SqlStore

AT = "/sua-kien-thuc"
DEEDS = {"sua": 10, "nhap": 3, "them": 3, "chuyen": 3, "xoa": 3}
"""How often each is tried."""
JUST_THEN = 0.6
"""Share of the kills that wait for the first file to be touched."""
_COMMENT = "# đừng xoá dòng này"
_SPARE = 6
"""Entries of the town that may be moved and deleted."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an officer was doing when the service was killed."""

    here: str
    deed: str
    entry: str
    text: str
    before: Knowledge
    drafts: dict[str, dict[str, str]]
    """As they were."""


@dataclass(slots=True)
class Verdict:
    """What the rounds showed."""

    came_of: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class Trial:
    """One service, one officer, one folder."""

    def __init__(self, folder: Path, service: Service, store: SqlStore, dice: random.Random) -> None:
        self.knowledge, self.service, self.dice = folder / "k", service, dice
        self.database, self.verdict = store.database, Verdict()
        self.officer = Browser(service.url, Report())
        self.longest = 0.3

    async def round(self, number: int) -> None:
        """One."""
        deed = self.dice.choices([*DEEDS], [*DEEDS.values()])[0]
        before = self.base(f"round {number}, before")
        entry = self.dice.choice([one for one in before.entries if one.startswith("thua-") or deed in ("sua", "nhap")])
        text = f"Bản của vòng {number}. " * self.dice.choice([1, 60])
        path, fields = await self.form(deed, entry, number, text.strip())
        drafts = {draft.key: draft.fields for draft in await Drafts(self.database).all()}
        attempt = Attempt(f"round {number}, {deed} {entry}", deed, entry, text.strip(), before, drafts)
        answered = await self._kill_while(path, fields)
        await self._look(attempt, answered=answered)
        await self.service.start()
        self.officer.url = self.service.url
        await self._look_again(attempt)

    def base(self, where: str) -> Knowledge:
        """What the files say."""
        loaded = load(self.knowledge)
        if loaded.knowledge is None:
            raise AssertionError(f"{where}: {[str(problem) for problem in loaded.problems if problem.blocks][:3]}")
        return loaded.knowledge

    async def form(self, deed: str, entry: str, number: int, text: str) -> tuple[str, list[tuple[str, str]]]:
        """Where to send what."""
        if deed in ("chuyen", "xoa"):
            form = await self._found(f"{AT}/cau/{entry}", f"/{deed}")
            topic = "moi" if entry in {e.id for t in self.base("form").topics if t.id == "xa" for e in t.entries} else "xa"
            return f"{AT}/cau/{entry}/{deed}", [*form.fields, ("topic", topic)]
        page = f"{AT}/moi" if deed == "them" else f"{AT}/cau/{entry}/sua"
        form = await self._found(page, "/luu")
        typed = {"answer": text}
        if deed == "them":
            typed |= {"topic": "moi", "title": f"Câu mới {number}", "questions": f"câu mới thứ {number}\nhỏi điều mới {number}"}
        fields = [pair for pair in form.fields if pair[0] not in typed and pair[0] != "csrf"]
        return f"{AT}/luu", [*fields, *typed.items(), ("lam", "nhap" if deed == "nhap" else "dang")]

    async def _found(self, page: str, action: str) -> Form:
        answer = await self.officer.get(page)
        for form in answer.page.forms if answer.page else ():
            if form.action.endswith(action):
                return form
        raise AssertionError(f"{page}: {answer.status}, no form for {action}")

    async def _kill_while(self, path: str, fields: Sequence[tuple[str, str]]) -> bool:
        """Send it, and kill the service; whether it had answered."""
        names, began = self._names(), perf_counter()
        sending = asyncio.create_task(self.officer.post(path, fields))
        if self.dice.random() < JUST_THEN:
            while not sending.done() and self._names() == names and perf_counter() - began < 5:  # noqa: ASYNC110
                await asyncio.sleep(0.0005)  # the moment is what counts
            await asyncio.sleep(self.dice.uniform(0, 0.03))
        else:
            await asyncio.wait([sending], timeout=self.dice.uniform(0, self.longest * 1.2))
        await self.service.kill()
        with suppress(aiohttp.ClientError, TimeoutError):
            answer = await sending
            self.longest = max(0.05, (self.longest * 3 + perf_counter() - began) / 4)
            if answer.status != 303:
                self.verdict.faults.append(f"{path}: {answer.status}")
            return True
        return False

    def _names(self) -> list[tuple[str, int]]:
        return sorted((path.name, path.lstat().st_mtime_ns) for path in self.knowledge.iterdir())

    async def _look(self, at: Attempt, *, answered: bool) -> None:
        """As the kill left it."""
        if (self.knowledge / NOTE).exists():
            self.verdict.came_of[f"{at.deed}: killed between two files"] += 1
            return  # the next start finishes it
        after = self.base(at.here)
        touched = self._changed(at.before, after, at.entry)
        new = next((one for one in after.entries.values() if one.answer == at.text), None)
        entry = new.id if new else at.entry
        now = {draft.key: draft.fields for draft in await Drafts(self.database).all()}
        is_kept = any(draft.get("answer") == at.text for draft in now.values())
        if strange := touched - {at.entry, entry}:
            self.verdict.faults.append(f"{at.here}: other entries changed: {strange}")
        state = "in the file" if touched or new else "a draft" if is_kept else "not dealt with"
        if state == "not dealt with" and (answered or now != at.drafts):
            self.verdict.faults.append(f"{at.here}: what was done is nowhere (answered: {answered})")
        last = await EntryHistory(self.database).last(entry)
        is_told = bool(last and last.after == kept(after.entries.get(entry)))
        noted = any(at.text in one.diff for one in await Audit(self.database).read(limit=3))
        if noted and state != "in the file":
            self.verdict.faults.append(f"{at.here}: the audit log tells of what did not happen")
        told = "" if state != "in the file" else ", in the history" if is_told else ", not in the history yet"
        self.verdict.came_of[f"{at.deed}: {state}{told}"] += 1

    async def _look_again(self, at: Attempt) -> None:
        """After the next start."""
        after = self.base(at.here)
        if left := [path.name for path in self.knowledge.iterdir() if path.name.startswith(".")]:
            self.verdict.faults.append(f"{at.here}: left lying about: {left}")
        if _COMMENT not in "".join(path.read_text(encoding="utf-8") for path in self.knowledge.glob("*.yaml")):
            self.verdict.faults.append(f"{at.here}: a comment is gone")
        old, now = at.before.entries[at.entry], after.entries.get(at.entry)
        if kept(old) == kept(now):
            return
        page = await self.officer.get(f"{AT}/cau/{at.entry}/lich-su")
        if page.status != 200 or "Chưa sửa gì" in page.text:
            self.verdict.faults.append(f"{at.here}: its history does not tell of the change: {page.status}")
        elif now is None:
            await self._take_back(at.here, old)

    async def _take_back(self, here: str, old: Entry) -> None:
        page = await self.officer.get(f"{AT}/cau/{old.id}/lich-su")
        form = next((form for form in (page.page.forms if page.page else ()) if form.action.endswith("/tro-ve")), None)
        if form:
            await self.officer.submit(form, form.sent())
        if kept(self.base(here).entries.get(old.id)) != kept(old):
            self.verdict.faults.append(f"{here}: what was deleted cannot be taken back")

    @staticmethod
    def _changed(before: Knowledge, after: Knowledge, moved: str) -> set[str]:
        ids = before.entries.keys() | after.entries.keys()
        changed = {one for one in ids if kept(before.entries.get(one)) != kept(after.entries.get(one))}
        both = moved in before.entries and moved in after.entries
        return changed | ({moved} if both and before.topic_of(moved).id != after.topic_of(moved).id else set())


def write_town(folder: Path) -> None:
    """Two files, with comments, and entries that may go."""
    folder.mkdir()
    spare = "".join(
        f"- id: thua-{n}\n  title: Việc thừa {n}\n  questions: [việc thừa {n}, hỏi chuyện thừa {n}]\n  answer: Thừa {n}.\n"
        for n in range(_SPARE)
    )
    (folder / "xa.yaml").write_text(f"{_COMMENT}\n{spare}", encoding="utf-8")
    kept_one = "- id: goc\n  title: Câu gốc\n  questions: [câu gốc ở đâu, chuyện gốc rễ]\n  answer: Ở đây.\n"
    (folder / "moi.yaml").write_text(kept_one, encoding="utf-8")


async def crash(rounds: int, seed: int) -> Verdict:
    """All rounds."""
    with tempfile.TemporaryDirectory(prefix="crash-office-") as made:
        folder = Path(made)
        write_town(folder / "k")
        async with Warm() as warm, Service(folder, knowledge=folder / "k", warm=warm) as service:
            async with SqlStore(service.store_url, pepper=PEPPER) as store:
                hashed = await Passwords().hashed(PASSWORD)
                await Officers(store.database).add(Officer(0, "lan", "Lan", Role.EDITOR), hashed, now=datetime.now(UTC))
                trial = Trial(folder, service, store, random.Random(seed))
                await trial.officer.log_in("lan", PASSWORD)
                try:
                    for number in range(rounds):
                        await trial.round(number)
                finally:
                    await trial.officer.close()
            trial.verdict.faults += service.faults()
            return trial.verdict


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    began = perf_counter()
    verdict = asyncio.run(crash(given.rounds, given.seed))
    for what, many in sorted(verdict.came_of.items()):
        print(f"{many:>6}  {what}")
    for fault in verdict.faults:
        print(f"FAULT {fault}")
    took = perf_counter() - began
    print(f"{given.rounds} rounds of kill -9, seed {given.seed}, {took:.0f} s: {len(verdict.faults) or 'no'} faults")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
