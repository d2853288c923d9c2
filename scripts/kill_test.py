"""Kill the service under load, again and again, and look at what is left.

    python scripts/kill_test.py [--rounds 30] [--seed N] [--knowledge DIR]

Each round: load over web and Telegram, kill -9 after 50-800 ms, then
1. the database as the kill left it is sound: integrity_check, the migration, no question without its handled message and
   no handled question without its row, every acknowledged web message (HTTP 200) there once;
2. the service starts on it again, and every web message posted again with its id, acknowledged or not, is answered
   (the acknowledged ones with the replies of before) and stored once;
3. every Telegram update is handled, stored once, and never answered twice.
"unheard" counts updates that were stored but whose answer the kill cut off before it was sent; it is shown, not judged.
Ends with 1 on any failure.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from service import Posted, Residents, Service, brief, phrasings, stored_replies

from bot.channels.telegram import write as write_telegram
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.store.sql import SqlStore

EARLIEST, LATEST = 0.05, 0.8
"""Seconds of load before the kill."""
WRITERS = 6
"""People posting at the same time on the web."""
TELEGRAM_PACE = 0.025
"""Seconds between two messages on Telegram: not many more than may be answered there, 30 a second."""
SECOND_MESSAGES = 0.25
"""Share of web messages that go on in a chat known before; the others begin one of their own."""
_LOGGED = re.compile(r'"#up:|"#none"|mã [A-Z3-9]{6}')
"""What only the answer to a question carries: thumbs, "none of these", the code of the question."""


@dataclass(slots=True)
class Sent:
    """A message of the load."""

    channel: str
    chat: str
    id: str
    text: str
    alone: bool = True
    """The only message of its chat."""
    acknowledged: Any = None
    """The body of the HTTP 200 that came before the kill."""

    def __str__(self) -> str:
        return f"{self.channel} {self.chat} {self.id} {brief(self.text)}"


@dataclass(slots=True)
class Round:
    """What one round showed."""

    number: int
    delay: float
    sent: list[Sent] = field(default_factory=list)
    stored: int = 0
    """Of the Telegram updates, before the restart."""
    unheard: int = 0
    restart: float = 0.0
    failures: list[str] = field(default_factory=list)

    def of(self, channel: str) -> list[Sent]:
        return [sent for sent in self.sent if sent.channel == channel]

    def row(self) -> str:
        web, telegram = self.of("web"), self.of("telegram")
        acknowledged = sum(sent.acknowledged is not None for sent in web)
        values = [self.number, f"{self.delay * 1000:.0f} ms", acknowledged, len(web) - acknowledged, len(telegram)]
        values += [self.stored, self.unheard, f"{self.restart:.1f} s", len(self.failures) or "ok"]
        return "".join(f"{value:>{width}}" for value, width in zip(values, WIDTHS, strict=True))


COLUMNS = ("round", "killed at", "acknowledged", "cut off", "updates", "stored", "unheard", "restart", "faults")
WIDTHS = tuple(max(8, len(name) + 2) for name in COLUMNS)


class Database:
    """The tables as plain SQLite sees them: the product's own code is not asked here."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            self.integrity = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            self.versions = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
            self.messages = list(connection.execute("SELECT channel, key, person, at, replies FROM message"))
            self.questions = Counter(connection.execute("SELECT channel, person, at FROM question"))
        self.keys = Counter((channel, key) for channel, key, *_ in self.messages)

    def faults(self) -> list[str]:
        """What must not be in any database, whatever happened."""
        found = [] if self.integrity == ["ok"] else [f"integrity_check: {line}" for line in self.integrity]
        if len(self.versions) != 1:
            found.append(f"alembic_version has {len(self.versions)} rows")
        handled = Counter((channel, person, at) for channel, _, person, at, _ in self.messages)
        found += [f"question without its message: {row}" for row in self.questions if row not in handled]
        found += [f"question stored {n} times: {row}" for row, n in self.questions.items() if n > handled[row] > 0]
        for channel, key, person, at, replies in self.messages:
            if _LOGGED.search(json.dumps(json.loads(replies), ensure_ascii=False)) and not self.questions[(channel, person, at)]:
                found.append(f"message without its question: {channel} {key}")
        return found


def copied(database: Path, folder: Path) -> Path:
    """The database with its log as it is now: to look into the original would repair it before the service does."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in database.parent.glob(f"{database.name}*"):
        shutil.copy(file, folder)
    return folder / database.name


class KillTest:
    """The rounds on one service and one database."""

    def __init__(self, service: Service, telegram: Residents, store: SqlStore, *, questions: Sequence[str], seed: int) -> None:
        self._service, self._telegram, self._store, self._questions = service, telegram, store, questions
        self._dice = random.Random(seed)
        self._versions: list[str] = []
        self._acknowledged: list[Sent] = []
        self._people = iter(range(1000, 10**9))

    def _key(self, sent: Sent) -> tuple[str, str]:
        return sent.channel, self._store.pseudonym(sent.channel, f"{sent.chat}|{sent.id}")

    async def round(self, number: int) -> Round:
        """Load, kill, look, restart, look again."""
        self._versions = self._versions or Database(self._service.database).versions
        seen = Round(number, self._dice.uniform(EARLIEST, LATEST))
        await self._post_one(seen, Sent("web", self._name(), self._name(), self._dice.choice(self._questions)))
        load = [asyncio.create_task(self._post(seen)) for _ in range(WRITERS)] + [asyncio.create_task(self._text(seen))]
        await asyncio.sleep(seen.delay)
        await self._service.kill()
        for task in load:
            task.cancel()
        await asyncio.wait(load)
        self._acknowledged += [sent for sent in seen.sent if sent.acknowledged is not None]
        with tempfile.TemporaryDirectory() as folder:
            self._look(seen, Database(copied(self._service.database, Path(folder) / "left")), self._acknowledged)
        seen.restart = await self._service.start()
        await self._send_again(seen)
        await self._hear(seen)
        self._look(seen, Database(self._service.database), [*self._acknowledged, *seen.sent])
        # From here on they are as good as acknowledged: no later kill may cost them.
        self._acknowledged += [sent for sent in seen.sent if sent.acknowledged is None]
        return seen

    # Load

    def _name(self) -> str:
        return f"{self._dice.getrandbits(128):032x}"

    async def _post(self, seen: Round) -> None:
        known = self._name()
        while True:
            alone = self._dice.random() >= SECOND_MESSAGES
            sent = Sent("web", self._name() if alone else known, self._name(), self._dice.choice(self._questions), alone)
            if not await self._post_one(seen, sent):
                return

    async def _post_one(self, seen: Round, sent: Sent) -> bool:
        seen.sent.append(sent)
        posted = await self._service.post(sent.chat, sent.id, sent.text)
        if posted.status == 200:
            sent.acknowledged = posted.body
        elif posted.status:
            seen.failures.append(f"{sent}: {posted.status} before the kill")
        return posted.status == 200

    async def _text(self, seen: Round) -> None:
        while True:
            chat, text = next(self._people), self._dice.choice(self._questions)
            seen.sent.append(Sent("telegram", str(chat), str(self._telegram.says(text, chat=chat)), text))
            await asyncio.sleep(TELEGRAM_PACE)

    # Looking

    def _look(self, seen: Round, database: Database, expected: Sequence[Sent]) -> None:
        seen.failures += database.faults()
        if database.versions != self._versions:
            seen.failures.append(f"alembic_version was {self._versions}, is {database.versions}")
        for sent in {id(sent): sent for sent in expected}.values():
            if database.keys[self._key(sent)] != 1:
                seen.failures.append(f"stored {database.keys[self._key(sent)]} times: {sent}")
        if not seen.restart:
            seen.stored = sum(database.keys[self._key(sent)] for sent in seen.of("telegram"))
        asked = Counter((channel, person) for channel, person, _ in database.questions.elements())
        for sent in seen.sent:
            if sent.alone and asked[(sent.channel, self._store.pseudonym(sent.channel, sent.chat))] > 1:
                seen.failures.append(f"asked once, its question is stored several times: {sent}")

    # After the restart

    async def _send_again(self, seen: Round) -> None:
        web = seen.of("web")
        answers = await asyncio.gather(*(self._again(sent) for sent in web))
        for sent, first in zip(web, answers, strict=True):
            if first.status != 200 or not first.replies:
                seen.failures.append(f"sent again after the restart: {first.status} {brief(str(first.body))}: {sent}")
            elif sent.acknowledged is not None and first.body != sent.acknowledged:
                seen.failures.append(f"answered differently after the restart: {sent}")
        for sent, first, second in zip(web, answers, await asyncio.gather(*map(self._again, web)), strict=True):
            if second.body != first.body:
                seen.failures.append(f"answered differently the next time: {sent}")

    async def _again(self, sent: Sent) -> Posted:
        return await self._service.post(sent.chat, sent.id, sent.text)

    async def _hear(self, seen: Round) -> None:
        """Wait until Telegram is up to date, then compare what was sent with what is stored."""
        updates = seen.of("telegram")
        if not await self._telegram.until_handled(*(int(sent.id) for sent in updates)):
            seen.failures.append("updates were not handled after the restart")
        for sent in updates:
            kept = await stored_replies(self._store, sent.channel, sent.chat, sent.id) or ()
            expected = [outgoing.text for reply in kept for outgoing in write_telegram(reply)]
            texts = [call["text"] for _, call in self._telegram.sent_to[int(sent.chat)]]
            if texts != expected[: len(texts)]:
                seen.failures.append(f"{len(texts)} messages were sent, {len(expected)} replies are stored: {sent}")
            seen.unheard += len(texts) < len(expected)


async def main(options: argparse.Namespace) -> bool:
    questions = phrasings(load_or_fail(options.knowledge))
    began = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Residents() as telegram,
            Service(Path(folder), knowledge=options.knowledge, telegram_url=telegram.base_url) as service,
        ):
            store = service.reader()
            test = KillTest(service, telegram, store, questions=questions, seed=options.seed)
            print(f"seed {options.seed}\n" + "".join(f"{name:>{width}}" for name, width in zip(COLUMNS, WIDTHS, strict=True)))
            failures: list[str] = []
            unheard = 0
            try:
                for number in range(1, options.rounds + 1):
                    seen = await test.round(number)
                    print(seen.row(), flush=True)
                    failures += [f"round {number}: {failure}" for failure in seen.failures]
                    unheard += seen.unheard
            finally:
                await store.close()
            failures += [f"log: {line}" for line in service.faults()]
    for failure in failures[:50]:
        print(f"FAILED seed {options.seed} {failure}")
    print(f"\n{options.rounds} kills in {perf_counter() - began:.0f} s, {unheard} answers unheard on Telegram, ", end="")
    print(f"{len(failures)} failures" if failures else "all is well")
    return not failures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--knowledge", type=Path, default=SHIPPED)
    with suppress(KeyboardInterrupt):
        sys.exit(0 if asyncio.run(main(parser.parse_args())) else 1)
