"""The measured trial: 30 questions the bot fails at are taught through the console only, and every tap and key is counted.

    python scripts/teach_trial.py [--way mouse|keys|phone …] [--answers written|stock] [--count 30] [--seed 6] [--table]

Residents ask in the web chat of the real service, an officer (scripts/teach_officer.py) works through Việc hôm nay in a real
Chromium, then everything is asked again: the 30, the same without marks, and all other questions for what came out worse.
Taught are the development questions that were not answered, answered wrong, or asked back with the right one not first; too
few of them are filled up with near-service messages of dev-negatives.jsonl, for which a new entry is written (--fill offered:
first with those asked back with the right one first; their residents decline the offer). The shipped knowledge is copied;
nothing of it is changed. How the seconds are made of taps and keys: scripts/effort.py.
"""

import argparse
import asyncio
import json
import os
import re
import shutil
import sqlite3
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.data import EVAL, held_out
from effort import DECIDE, KEY, POINT, READ, Effort, keys_of, words_of
from measure import asked, lines, verdict
from playwright.async_api import Browser, async_playwright
from service import PEPPER, ROOT, Service
from teach_officer import ANSWER, SOURCE, Done, Officer, Task

from bot.core.conversation import Outcome, Turn
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.core.target import strictness
from bot.core.text import fold
from bot.knowledge_files import load_or_fail

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
WAYS: Mapping[str, Mapping[str, Any]] = {
    "mouse": {"viewport": {"width": 1280, "height": 800}},
    "keys": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
SETTLED = 15.0
"""Seconds without a word of the librarian after which all that was published is served and learned."""
PATIENCE = 120.0
_SERVED = "Trợ lý đã dùng bản mới"


@dataclass(frozen=True, slots=True)
class Said:
    """What the service made of a message, as it wrote it down; no outcome: it took it for small talk."""

    outcome: str = ""
    ref: str = ""
    entries: tuple[str, ...] = ()

    def serves(self, wanted: Sequence[str]) -> bool:
        """Whether it is answered with one of these."""
        return self.outcome == Outcome.ANSWERED and any(entry in wanted for entry in self.entries)


class Residents:
    """Everybody who writes in the web chat of a service; each question is asked by somebody new."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def ask(self, text: str, *, and_complain: bool = False) -> Said:
        """One question; `and_complain`: they say so when it was no help, as the chat page lets them."""
        chat, last = uuid.uuid4().hex, self._last()
        posted = await self._service.post(chat, uuid.uuid4().hex, text)
        if posted.status != 200:
            raise SystemExit(f"the web chat refused: {posted}")
        row = self._last()
        if row[0] == last[0]:
            return Said()
        said = Said(row[1], row[2], tuple(json.loads(row[3])))
        if and_complain and said.outcome != Outcome.NOT_ANSWERED:
            code = f"#down:{said.ref}" if said.outcome == Outcome.ANSWERED else "#none"
            await self._service.post(chat, uuid.uuid4().hex, "x", code)
        return said

    def _last(self) -> tuple[int, str, str, str]:
        with sqlite3.connect(f"file:{self._service.database}?mode=ro", uri=True) as database:
            rows = database.execute("select id, outcome, ref, entries from question order by id desc limit 1").fetchall()
        return rows[0] if rows else (0, "", "", "[]")


# --- which


async def failing(service: Service, knowledge: Knowledge, options: argparse.Namespace) -> list[Task]:
    """The questions to be taught."""
    residents = Residents(service)
    found: list[Task] = []
    offered: list[Task] = []
    small_talk = 0
    for row in lines(options.eval / "dev-questions.jsonl"):
        entries = (row["id"], *row.get("also", ()))
        said = await residents.ask(row["text"])
        task = Task(row["text"], knowledge.entries[row["id"]].label, entries)
        if not said.outcome:
            small_talk += 1
        elif not said.serves(entries):
            (offered if {*said.entries[:1]} & {*entries} else found).append(task)
    unknown = [Task(row["text"]) for row in lines(options.eval / "dev-negatives.jsonl") if row["kind"] == "near-service"]
    near = [task for task in unknown if (await residents.ask(task.text)).outcome in (Outcome.NOT_ANSWERED, Outcome.ASKED_BACK)]
    source = Random(options.seed)
    chosen = source.sample(found, min(options.count, len(found)))
    if options.fill == "offered":
        chosen += source.sample(offered, min(options.count - len(chosen), len(offered)))
    filled = source.sample(near, min(options.count - len(chosen), len(near)))
    print(
        f"{len(found)} development questions fail, {len(offered)} more are asked back with the right one first, {small_talk} are "
        f"taken for small talk and reach no officer; {len(near)} near-service messages are not answered\n"
        f"taught: {len(chosen)} development questions and {len(filled)} near-service messages, seed {options.seed}"
    )
    return [*chosen, *filled]


# --- teaching


@asynccontextmanager
async def running(folder: Path, knowledge: Path) -> AsyncIterator[Service]:
    """The real service over a copy of the knowledge, in a folder of its own."""
    more = {"DATA_DIR": str(folder / "var"), "WEB_PER_MINUTE": "100000", "LIMIT_OVERALL_PER_MINUTE": "100000"}
    async with Service(folder, knowledge=knowledge, more=more) as service:
        yield service


async def one_time_password(service: Service, folder: Path) -> str:
    """Of a new account, made on the command line."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PEPPER": PEPPER, "PYTHONUTF8": "1"}
    environment |= {"DATABASE_URL": service.store_url, "DATA_DIR": str(folder / "var")}
    command = (sys.executable, "-m", "bot", "officer", "add", "lan", "--name", "Trần Lan", "--role", "bien-tap", "--generate")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said = (await process.communicate())[0].decode()
    if found := re.search(r"dùng một lần: (\S+)", said):
        return found[1]
    raise SystemExit(said)


async def taught(
    browser: Browser, service: Service, folder: Path, tasks: Sequence[Task], options: argparse.Namespace
) -> list[Done]:
    """Residents ask, the officer teaches."""
    residents = Residents(service)
    by_ref = {}
    for task in tasks:
        said = await residents.ask(task.text, and_complain=True)
        by_ref[said.ref] = task
    context = await browser.new_context(**WAYS[options.way])
    officer = Officer(await context.new_page(), service.url, keyboard=options.way == "keys", stock=options.answers == "stock")
    await officer.log_in("lan", await one_time_password(service, folder))
    await officer.work(by_ref)
    await context.close()
    return officer.done


async def settle(service: Service) -> None:
    """Wait until everything published is served, all of it learned."""
    began = since = perf_counter()
    seen = -1
    while perf_counter() - since < SETTLED:
        if (count := service.log().count(_SERVED)) != seen:
            seen, since = count, perf_counter()
        if perf_counter() - began > PATIENCE:
            raise SystemExit("the librarian does not come to rest")
        await asyncio.sleep(0.2)


def answers_of(service: Service, tasks: Sequence[Task]) -> dict[str, tuple[str, ...]]:
    """Text -> the entries that answer it now, by what the officer did."""
    with sqlite3.connect(f"file:{service.database}?mode=ro", uri=True) as database:
        rows = database.execute("select q.text, r.entry from review r join question q on q.ref = r.ref").fetchall()
    by = dict(rows)
    return {task.text: task.entries or tuple(filter(None, [by.get(task.text, "")])) for task in tasks}


async def served(service: Service, tasks: Sequence[Task]) -> float:
    """Seconds until everything taught is answered, or until it is clear that it will not be."""
    began = perf_counter()
    while await still_failing(service, tasks) and perf_counter() - began < PATIENCE / 2:
        pass
    return perf_counter() - began


async def still_failing(service: Service, tasks: Sequence[Task]) -> list[str]:
    """Asked again, as they were and without marks: what is not answered with what was taught."""
    residents, wanted, failed = Residents(service), answers_of(service, tasks), []
    for task in tasks:
        for text in dict.fromkeys((task.text, fold(task.text))):
            said = await residents.ask(text)
            if not said.serves(wanted[task.text]):
                failed.append(f"{text!r}: {said.outcome or 'small talk'} {list(said.entries)}, taught {list(wanted[task.text])}")
    return failed


# --- what became of the others

_RANK = {name: place for place, name in enumerate(("right", "offered", "declined", "misoffered", "wrong"))}
_QUIET = {Outcome.ANSWERED: 2, Outcome.ASKED_BACK: 1}


def others(knowledge: Knowledge, tasks: Sequence[Task], options: argparse.Namespace) -> list[tuple[str, str, tuple[str, ...]]]:
    """Set, text and what answers it, of everything that was not taught; nothing answers negatives."""
    known = {fold(task.text) for task in tasks}
    dev = [(row["text"], (row["id"], *row.get("also", ()))) for row in lines(options.eval / "dev-questions.jsonl")]
    found = [("dev", text, wanted) for text, wanted in dev]
    found += [("dev, no marks", fold(text), wanted) for text, wanted in dev]
    found += [("negatives", row["text"], ()) for row in lines(options.eval / "dev-negatives.jsonl")]
    found += [("tests/questions", question.text, question.wanted) for question in held_out(knowledge)]
    return [one for one in found if fold(one[1]) not in known]


def worse(before: Responder, after: Responder, asked_of: Sequence[tuple[str, str, tuple[str, ...]]]) -> list[str]:
    """What came out worse, and which phrasing drew it."""
    found, better = [], 0
    for name, text, wanted in asked_of:
        was, now = asked(before, text), asked(after, text)
        if wanted:
            ranks, told = (_RANK[verdict(was, wanted)], _RANK[verdict(now, wanted)]), (verdict(was, wanted), verdict(now, wanted))
        else:
            ranks, told = (_QUIET.get(was.outcome, 0), _QUIET.get(now.outcome, 0)), (str(was.outcome), str(now.outcome))
        better += ranks[1] < ranks[0]
        if ranks[1] > ranks[0]:
            entry = (now.entries or tuple(entry for entry, _ in now.candidates) or ("",))[0]
            near = next((match.phrasing for match in after.matcher.rank(text).matches if match.entry == entry), "")
            scores = f"{_score(was, entry):.2f} -> {_score(now, entry):.2f}"
            found.append(f"{name}: {text!r}: {told[0]} -> {told[1]}, drawn to {entry} ({scores}) by {near!r}")
    print(f"others: {len(asked_of)} asked before and after, {better} better, {len(found)} worse")
    return found


def _score(turn: Turn, entry: str) -> float:
    return dict(turn.candidates).get(entry, 0.0)


# --- by hand instead


def by_hand(done: Sequence[Done], *, pasted: bool) -> Effort:
    """The same in the YAML files: an entry is searched for by the first two words of its title, a new one is typed whole.

    Search in all files (2 keys, the words, Enter), down to the end of its phrasings (3), a new line with "- " (3), the question
    (typed, or pasted with 2 taps and 4 keys), saved (2). New: to the end of a topic's file found by its name (8), the keys id,
    questions, answer, sources and title with their signs (60), an id (20). At the end `python -m bot check`.
    """
    total = Effort(keys=keys_of("python -m bot check") + 1, decisions=1)
    for one in done:
        task = one.task
        phrase = Effort(taps=2, keys=4, switches=2) if pasted else Effort(keys=keys_of(task.text))
        found = Effort(keys=2 + keys_of(" ".join(fold(task.title).split()[:2])) + 1 + 3 + 3 + 2, decisions=2)
        new = Effort(keys=8 + 60 + 20 + keys_of(ANSWER) + keys_of(SOURCE) + 2, decisions=2)
        total = total + phrase + (found if task.title else new) + Effort(words=words_of(task.text))
    return total


# --- told


def told(name: str, effort: Effort) -> str:
    return (
        f"{name:<44}{effort.taps:>5}{effort.keys:>6}{effort.decisions:>6}{effort.words:>7}{effort.waited:>8.1f}"
        f"{effort.seconds:>8.1f}{effort.seconds / 60:>7.1f}"
    )


def table(done: Sequence[Done], *, whole: bool) -> None:
    """What was done, and what it cost."""
    print(f"\n{'':<44}{'taps':>5}{'keys':>6}{'decid':>6}{'words':>7}{'wait s':>8}{'s':>8}{'min':>7}")
    if whole:
        for one in done:
            print(told(f"{one.path}: {one.task.text[:26]}", one.effort))
    for path, count in sorted(Counter(one.path for one in done).items()):
        print(told(f"{count} × {path}", sum((one.effort for one in done if one.path == path), Effort())))
    print(told(f"{len(done)} questions", sum((one.effort for one in done), Effort())))
    print(told("the same in YAML by hand, typed", by_hand(done, pasted=False)))
    print(told("the same in YAML by hand, pasted", by_hand(done, pasted=True)))
    for one in done:
        for remark in one.remarks:
            print(f"the console warned: {one.task.text[:50]!r}: {remark}")


async def trial(options: argparse.Namespace, tasks: list[Task], folder: Path) -> None:
    """One way of teaching them all."""
    knowledge = folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    before = load_or_fail(knowledge)
    async with running(folder / "service", knowledge) as service, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        began = perf_counter()
        done = await taught(browser, service, folder / "service", tasks, options)
        took, load = perf_counter() - began, os.getloadavg()[0]
        print(f"\n== {options.way}, answers {options.answers}: {took:.0f} s, load {load:.1f} on {os.cpu_count()} cores")
        table(done, whole=options.table)
        print(f"all answered {await served(service, tasks):.1f} s after the last tap")
        await settle(service)
        failed = await still_failing(service, tasks)
        print(f"asked again as they were and without marks: {len(failed)} not answered with what was taught")
        print("\n".join(failed))
        faults = service.faults()
        await browser.close()
    if faults:
        print("faults in the service's log:", *faults, sep="\n")
    if not options.only_teach:
        bands = strictness(2).bands
        after = load_or_fail(knowledge)
        was, now = (Responder(base, Matcher(base), bands=bands) for base in (before, after))
        print("\n".join(worse(was, now, others(before, tasks, options))))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=EVAL)
    parser.add_argument("--way", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--answers", choices=("written", "stock"), default="written")
    parser.add_argument("--fill", choices=("near", "offered"), default="near", help="what fills up the 30")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--table", action="store_true", help="every question, not only the sums")
    parser.add_argument("--only-teach", action="store_true", help="do not look at the other questions")
    options = parser.parse_args()
    print(f"a key {KEY} s, a tap {POINT} s to point, {DECIDE} s a decision, {READ:.1f} s a word read; waiting as measured")
    with TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("probe", *(f"{way}/service" for way in options.way)):
            (folder / part).mkdir(parents=True)
        shipped = load_or_fail(ROOT / "knowledge")
        async with running(folder / "probe", ROOT / "knowledge") as service:
            tasks = await failing(service, shipped, options)
        for way in options.way:
            await trial(argparse.Namespace(**vars(options) | {"way": way}), tasks, folder / way)


if __name__ == "__main__":
    asyncio.run(main())
