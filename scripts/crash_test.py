"""Kill the service under load, again and again, and look whether anything was lost or said twice.

    python scripts/crash_test.py [--rounds 200] [--database sqlite|postgresql] [--processes N] [--seed N] [--knowledge DIR]

Residents write through the webhooks of Telegram, Zalo and Messenger and on the web; the stand-ins of the providers deliver
again what was not taken, and answer what the service sends. Each round: kill -9 50-800 ms after the service is up, or after it
has begun to send again, or while it is starting; with several processes on one PostgreSQL any of them or all; look into the
database; start again. In the end:
1. every message that was accepted (HTTP 200) is stored once and done with, and everything that was to be said to it was
   heard, in its order and once;
2. except parts in doubt: a process was killed between "I am sending this" and the provider's answer, and the provider has
   no way to tell whether it arrived. They are counted and listed, with what the stand-in knows;
3. the database is sound after every kill: integrity, migration, no question without its message, no message without its
   question; nothing at ERROR in the log; SIGTERM ends it cleanly.
PostgreSQL is a server of its own, thrown away at the end. Ends with 1 on any failure.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import aiohttp
from crash_checks import Contents, at_rest, compared, copied
from service import Service, phrasings, small_knowledge
from stand_ins import Call, StandIns, Writers, headers_of
from warm import Warm

from bot.knowledge_files import load_or_fail

EARLIEST, LATEST = 0.05, 0.8
"""Seconds of load before a kill."""
AFTER_SENDING = 0.7
"""Share of the kills that wait for a part that was sent; a busy machine needs its time for that."""
WHILE_STARTING = 0.1
"""Share of the kills that do not wait for the start."""
SENDS_WITHIN = 10.0
"""Seconds in which a service that is up has sent something; nothing may be there to be sent."""
WRITERS = {"telegram": 3, "zalo": 3, "messenger": 3, "web": 2}
BACKLOG = 120
"""Messages accepted and not answered from which residents wait: Telegram takes 30 a second."""
KNOWN_CHAT = 0.4
"""Share of messages that go on in a chat known before."""
REST = 240.0
"""Seconds in which everything must be done with in the end; Zalo is asked about a doubtful part after 30."""
_SETTINGS = {
    "BUNDLE_SECONDS": "0",
    "LEASE_SECONDS": "5",
    "POLL_SECONDS": "0.2",
    "LIMIT_PER_MINUTE": "100000",
    "LIMIT_PER_DAY": "1000000",
    "LIMIT_OVERALL_PER_MINUTE": "1000000",
    "WEB_PER_MINUTE": "1000000",
}


@dataclass(slots=True)
class Round:
    """What one round showed."""

    number: int
    killed: str
    delay: float
    accepted: int
    heard: int
    restart: float = 0.0
    faults: list[str] = field(default_factory=list)

    def row(self) -> str:
        shown = [self.number, self.killed, f"{self.delay * 1000:.0f} ms", self.accepted, self.heard, f"{self.restart:.1f} s"]
        return "".join(f"{value!s:>12}" for value in [*shown, len(self.faults) or "ok"])


class Residents:
    """Who write, and deliver again as providers do until they hear a 200."""

    def __init__(self, services: Sequence[Service], fakes: StandIns, questions: Sequence[str], dice: random.Random) -> None:
        self._services, self._fakes, self._questions, self._dice = services, fakes, questions, dice
        self._writers, self._chats = Writers(), iter(range(1000, 10**9))
        self._known: dict[str, list[int]] = defaultdict(list)
        self._going_on = True
        self._tasks: list[asyncio.Task[None]] = []
        self.accepted: list[Call] = []
        self.said_on_web: dict[str, Any] = {}
        """Message -> what was answered."""
        self.faults: list[str] = []

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10))
        self._fakes.messenger.push = self._echo
        self._fakes.messenger.echoes = True
        self._tasks = [asyncio.create_task(self._write(channel)) for channel, many in WRITERS.items() for _ in range(many)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._http.close()

    async def finish(self) -> None:
        """Write nothing more; what was written is delivered."""
        self._going_on = False
        await asyncio.gather(*self._tasks)

    @property
    def heard(self) -> int:
        """Parts the providers were sent."""
        return sum(len(sent) for sent in (self._fakes.telegram.sent, self._fakes.zalo.sent, self._fakes.messenger.sent))

    async def _write(self, channel: str) -> None:
        while self._going_on:
            providers = len(self.accepted) - len(self.said_on_web)
            if channel != "web" and providers - self.heard > BACKLOG:
                await asyncio.sleep(0.05)
                continue
            known = self._known[channel]
            chat = self._dice.choice(known) if known and self._dice.random() < KNOWN_CHAT else next(self._chats)
            known.append(chat)
            del known[:-20]
            call = self._writers.says(channel, self._dice.choice(self._questions), chat=chat)
            await self._deliver(call)
            self.accepted.append(call)
            await asyncio.sleep(self._dice.uniform(0, 0.06))

    async def _deliver(self, call: Call) -> None:
        while True:
            service = self._dice.choice(self._services)
            try:
                async with self._http.post(service.url + call.path, data=call.body, headers=call.headers) as response:
                    answer = await response.json() if call.channel == "web" and response.status == 200 else None
                    status = response.status
            except (aiohttp.ClientError, TimeoutError, ValueError):
                status, answer = 0, None
            if status == 200:
                if call.channel == "web":
                    self.said_on_web[call.key] = answer
                return
            if status not in (0, 503):
                self.faults.append(f"{call.channel}: {status} to {call.body!r}")
            await asyncio.sleep(self._dice.uniform(0.02, 0.2))

    async def _echo(self, event: Any) -> None:
        """Messenger tells what it was sent."""
        body = json.dumps(self._fakes.messenger.batch(event)).encode()
        await self._deliver(Call("messenger", event["recipient"]["id"], "", body, headers_of("messenger", body)))


class CrashTest:
    """The rounds on some processes and one database."""

    def __init__(self, services: Sequence[Service], fakes: StandIns, url: str, residents: Residents, dice: random.Random) -> None:
        self._services, self._fakes, self._url, self._residents, self._dice = services, fakes, url, residents, dice
        self._versions: list[str] = []

    async def round(self, number: int, folder: Path) -> Round:
        """Load, kill, look, start again."""
        delay, began = self._dice.uniform(EARLIEST, LATEST), perf_counter()
        if self._dice.random() < AFTER_SENDING:
            before = self._residents.heard
            while self._residents.heard == before and perf_counter() - began < SENDS_WITHIN:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(delay)
        delay = perf_counter() - began
        victims = [one for one in self._services if self._dice.random() < 0.6] or [self._dice.choice(self._services)]
        await asyncio.gather(*(victim.kill() for victim in victims))
        names = "+".join(str(self._services.index(victim) + 1) for victim in victims)
        seen = Round(number, names, delay, len(self._residents.accepted), self._residents.heard)
        seen.faults += await asyncio.to_thread(self._look, folder)
        began = perf_counter()
        if self._dice.random() < WHILE_STARTING:
            starting = asyncio.gather(*(victim.start() for victim in victims), return_exceptions=True)
            await asyncio.sleep(self._dice.uniform(0.1, 1.2))
            await asyncio.gather(*(victim.kill() for victim in victims))
            await starting
        await asyncio.gather(*(victim.start() for victim in victims))
        seen.restart = perf_counter() - began
        return seen

    def _look(self, folder: Path) -> list[str]:
        url = self._url
        if url.startswith("sqlite"):
            url = f"sqlite:///{copied(self._services[0].database, folder / 'left')}"
        elif any(one.is_running for one in self._services):
            return []  # what is being written meanwhile would look like half of something
        contents = Contents(url)
        self._versions = self._versions or contents.versions
        moved = [] if contents.versions == self._versions else [f"alembic_version was {self._versions}, is {contents.versions}"]
        return contents.faults() + moved


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'hoi-dap-so.sqlite3'}"
        return
    with import_module("tests.databases").running_postgres() as server, server.database() as url:
        yield url


async def test(options: argparse.Namespace, folder: Path, url: str) -> bool:
    """Run it; whether all is well."""
    dice, began = random.Random(options.seed), perf_counter()
    knowledge = options.knowledge or small_knowledge(folder / "knowledge")
    questions = [*phrasings(load_or_fail(knowledge)), "xin visa đi Mỹ mất bao nhiêu"]
    failures: list[str] = []
    async with StandIns() as fakes, Warm() as warm, AsyncExitStack() as stack:
        more = fakes.environment() | _SETTINGS
        names = [f"service-{number}" for number in range(1, options.processes + 1)]
        services = [Service(folder, knowledge=knowledge, database_url=url, more=more, name=name, warm=warm) for name in names]
        await fakes.connect_zalo(url)
        for service in services:
            await stack.enter_async_context(service)
        async with Residents(services, fakes, questions, dice) as residents:
            crash = CrashTest(services, fakes, url, residents, dice)
            print("".join(f"{name:>12}" for name in ("round", "killed", "after", "accepted", "heard", "restart", "faults")))
            for number in range(1, options.rounds + 1):
                seen = await crash.round(number, folder)
                print(seen.row(), flush=True)
                failures += [f"round {number}: {fault}" for fault in seen.faults]
            await residents.finish()
            if not await at_rest(url, REST):
                failures.append(f"something was left undone after {REST:.0f} s")
            failures += residents.faults
            verdict = compared(url, residents.accepted, residents.said_on_web, fakes)
        failures += verdict.faults
        codes = [await service.stop() for service in services]
        failures += [f"exit code {code} after SIGTERM" for code in codes if code]
        failures += [f"log: {line}" for service in services for line in service.faults()]
    print("\n" + "\n".join(verdict.table()))
    for failure in failures[:50]:
        print(f"FAILED seed {options.seed} {failure[:500]}")
    where = f"{options.database}, {options.processes} processes" if options.processes > 1 else options.database
    print(f"\nseed {options.seed}, {where}: {options.rounds} rounds of kill -9 in {perf_counter() - began:.0f} s, ", end="")
    print(f"{len(failures)} failures" if failures else "all is well")
    return not failures


def main(options: argparse.Namespace) -> bool:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        return asyncio.run(test(options, folder, stack.enter_context(_database(options.database, folder))))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, default=0, help="on one database; default: 1 with SQLite, 2 with PostgreSQL")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--knowledge", type=Path, default=None, help="default: a small town's, which starts quickly")
    asked = parser.parse_args()
    asked.processes = asked.processes or (1 if asked.database == "sqlite" else 2)
    if asked.database == "sqlite" and asked.processes > 1:
        parser.error("SQLite is for one process")
    sys.exit(0 if main(asked) else 1)
