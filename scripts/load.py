"""What the service takes: its webhooks beside a bare handler, the full round trip, and memory over time.

    python scripts/load.py webhooks [--seconds 3] [--slices 4] [--database sqlite|postgresql|both] [--disk DIR]
    python scripts/load.py round-trip [--seconds 15] [--database …] [--knowledge DIR]
    python scripts/load.py memory [--minutes 30] [--rate 10] [--database …] [--knowledge DIR]

webhooks: verify, store, acknowledge, for Zalo and Messenger, in slices that alternate with a handler that does the least
that can be called correct (load_servers.py) on the same kind of database. At least half its requests per second, and 99 of
100 acknowledged within 200 ms.
round-trip: messages come in at a growing rate, are answered and arrive at stand-ins of the providers; the highest rate that
is kept up, how long a message takes, how long /healthz takes meanwhile (what blocks the loop shows there).
memory: the same at a steady rate; flat when the last third holds no more than LEAK megabytes above the second.
Servers, generator and stand-ins are processes of their own. PostgreSQL is a server of its own, and durable. Ends with 1 when
something does not hold.
"""

import argparse
import asyncio
import json
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Self

import aiohttp
from service import ROOT, Service, phrasings
from stand_ins import StandIns, Writers

from bot.knowledge_files import SHIPPED, load_or_fail

SCRIPTS = ROOT / "scripts"
CONNECTIONS = 32
ACKNOWLEDGED = 0.2
"""Seconds, for 99 of 100."""
HALF = 0.5
RATES = (5, 10, 20, 30, 40, 60, 80, 120)
KEPT_UP = 5.0
"""Seconds that 99 of 100 round trips may take for a rate to count as kept up."""
LEAK = 24.0
_DURABLE = "-c max_connections=200 -c shared_buffers=64MB"
_SETTINGS = {
    "BUNDLE_SECONDS": "0",  # what is waited for on purpose is not measured
    "ZALO_PER_MINUTE": "600000",
    "LIMIT_PER_MINUTE": "1000000",
    "LIMIT_PER_DAY": "1000000",
    "LIMIT_OVERALL_PER_MINUTE": "1000000000",
}


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty one."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'load.sqlite3'}"
        return
    databases: Any = import_module("tests.databases")
    databases._QUICK = _DURABLE  # noqa: SLF001 - that of the tests forgets what a power cut would cost
    with databases.running_postgres() as server, server.database() as url:
        yield url


# --- webhooks


@dataclass(slots=True)
class Side:
    """One of the two that are compared."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """Share of a core the generator took, and the server."""
    faults: list[str] = field(default_factory=list)

    def row(self, name: str) -> str:
        ordered = sorted(self.latencies)
        p50, p99 = (1000 * ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99))
        shown = f"  {name:<6}{median(self.rates):>8.0f}/s   p50 {p50:>6.1f} ms   p99 {p99:>6.1f} ms"
        return f"{shown}   generator {median(self.cpu):.0%} of a core"

    @property
    def p99(self) -> float:
        return sorted(self.latencies)[int(0.99 * (len(self.latencies) - 1))]


def webhooks(kind: str, seconds: float, slices: int, disk: Path | None) -> bool:
    """Compare; whether what must hold holds."""
    well = True
    for channel in ("zalo", "messenger"):
        sides = {"bare": Side(), "ours": Side()}
        with tempfile.TemporaryDirectory(dir=disk) as folder:
            for name in ("bare", "ours"):
                (Path(folder) / name).mkdir()
            with database(kind, Path(folder) / "bare") as bare, database(kind, Path(folder) / "ours") as ours:
                for number in range(slices):
                    for name, url in (("bare", bare), ("ours", ours)):
                        asyncio.run(_slice(sides[name], name, url, channel, seconds, first=1 + number * 10**6))
        ratio = median(sides["ours"].rates) / median(sides["bare"].rates)
        print(f"\n{channel} on {kind}, {CONNECTIONS} connections, {slices} slices of {seconds:g} s: ours is {ratio:.2f} of bare")
        for name, side in sides.items():
            print(side.row(name))
            well = well and not side.faults
            print("".join(f"FAILED {fault}\n" for fault in side.faults), end="")
        if ratio < HALF or sides["ours"].p99 > ACKNOWLEDGED:
            print(f"FAILED {ratio:.2f} of bare, p99 {1000 * sides['ours'].p99:.0f} ms")
            well = False
    return well


async def _slice(side: Side, name: str, url: str, channel: str, seconds: float, *, first: int) -> None:
    port = _free_port()
    server = await asyncio.create_subprocess_exec(sys.executable, str(SCRIPTS / "load_servers.py"), name, str(port), url)
    try:
        await _listening(port)
        arguments = [str(value) for value in (port, channel, seconds, CONNECTIONS, first)]
        command = [sys.executable, str(SCRIPTS / "load_client.py"), *arguments]
        client = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        seen = json.loads((await client.communicate())[0])
    finally:
        server.terminate()
        await server.wait()
    side.rates.append(len(seen["latencies"]) / seen["seconds"])
    side.latencies += seen["latencies"]
    side.cpu.append(seen["cpu"] / seen["seconds"])
    if set(seen["statuses"]) != {"200"} or seen["used_up"]:
        side.faults.append(f"{name}: {seen['statuses']}{', all requests were used up' if seen['used_up'] else ''}")


async def _listening(port: int) -> None:
    for _ in range(400):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("the server does not start")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


# --- round trip


class Town:
    """A service and its residents, whose messages are timed until the answer is there."""

    def __init__(self, service: Service, fakes: StandIns, questions: list[str]) -> None:
        self._service, self._fakes, self._questions = service, fakes, questions
        self._writers, self._people = Writers(), iter(range(10_000, 10**9))
        self._asked: dict[tuple[str, str], float] = {}
        self._heard = {"zalo": 0, "messenger": 0}
        self.trips: list[float] = []
        self.acknowledged: list[float] = []
        self.healthy: list[float] = []
        self.refused = 0

    @property
    def unanswered(self) -> int:
        return len(self._asked)

    def forget(self) -> None:
        """A new measurement."""
        self.trips, self.acknowledged, self.healthy = [], [], []

    async def writes(self, rate: float, seconds: float) -> None:
        """Residents write, `rate` a second, however quickly they are answered."""
        posts, began, number = [], perf_counter(), 0
        while (late := perf_counter() - began) < seconds:
            if number <= late * rate:
                posts.append(asyncio.create_task(self._write(("zalo", "messenger")[number % 2])))
                number += 1
            else:
                await asyncio.sleep(number / rate - late)
            self.listen()
        await asyncio.gather(*posts)

    async def _write(self, channel: str) -> None:
        chat = next(self._people)
        call = self._writers.says(channel, self._questions[chat % len(self._questions)], chat=chat)
        self._asked[channel, str(chat)] = sent = perf_counter()
        async with self._http.post(self._service.url + call.path, data=call.body, headers=call.headers) as response:
            self.refused += response.status != 200
        self.acknowledged.append(perf_counter() - sent)

    def listen(self) -> None:
        """Hear what arrived since the last time; the stand-ins note it within their own loop, which is this one."""
        for channel, sent in (("zalo", self._fakes.zalo.sent), ("messenger", self._fakes.messenger.sent)):
            for one in sent:
                chat = one.recipient["user_id"] if channel == "zalo" else one.chat
                if (asked := self._asked.pop((channel, chat), None)) is not None:
                    self.trips.append(perf_counter() - asked)
            sent.clear()
        self._fakes.zalo.conversations.clear()
        for calls in (self._fakes.zalo.calls, self._fakes.messenger.calls, self._fakes.zalo.deliveries):
            calls.clear()

    async def rest(self, seconds: float) -> None:
        """Wait until all are answered."""
        end = perf_counter() + seconds
        while self._asked and perf_counter() < end:
            self.listen()
            await asyncio.sleep(0.01)

    async def look(self) -> None:
        """How long the loop lets others wait."""
        while True:
            began = perf_counter()
            async with self._http.get(f"{self._service.url}/healthz") as response:
                await response.read()
            self.healthy.append(perf_counter() - began)
            self.listen()
            await asyncio.sleep(0.02)

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        self._looking = asyncio.create_task(self.look())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        await self._http.close()


def _at(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))] if values else float("nan")


async def round_trip(town: Town, service: Service, seconds: float) -> bool:
    """Raise the rate until it is not kept up."""
    print(f"{'asked/s':>8}{'answered/s':>12}{'p50':>9}{'p99':>9}{'ack p99':>10}{'healthz p99':>13}{'longest':>9}{'memory':>9}")
    kept = 0.0
    for rate in RATES:
        town.forget()
        began = perf_counter()
        await town.writes(rate, seconds)
        behind = town.unanswered
        await town.rest(60)
        took, trips = perf_counter() - began, town.trips
        shown = [f"{1000 * value:.0f} ms" for value in (_at(trips, 0.5), _at(trips, 0.99))]
        shown_more = [f"{1000 * _at(town.acknowledged, 0.99):.0f} ms", f"{1000 * _at(town.healthy, 0.99):.0f} ms"]
        longest = f"{1000 * max(town.healthy):.0f} ms"
        print(f"{rate:>8}{len(trips) / took:>12.1f}{shown[0]:>9}{shown[1]:>9}{shown_more[0]:>10}{shown_more[1]:>13}{longest:>9}"
              f"{service.memory():>6.0f} MB", flush=True)  # fmt: skip
        if town.unanswered or _at(trips, 0.99) > KEPT_UP or behind > rate * KEPT_UP:
            break
        kept = rate
    print(f"sustained: {kept:.0f} messages a second in, answered and out; refused: {town.refused}")
    return kept > 0 and not town.refused and not town.unanswered


async def memory(town: Town, service: Service, minutes: float, rate: float) -> bool:
    """Keep a steady rate and look at what is held in RAM."""
    measured: list[float] = []
    began, many = perf_counter(), 0
    while perf_counter() - began < 60 * minutes:
        town.forget()
        await town.writes(rate, min(10.0, 60 * minutes))
        many += len(town.trips)
        measured.append(service.memory())
    await town.rest(60)
    third = len(measured) // 3
    parts = [measured[:third], measured[third : 2 * third], measured[2 * third :]]
    averages = [sum(part) / max(1, len(part)) for part in parts]
    print(f"{minutes:g} minutes at {rate:g}/s, {many} answered, {town.unanswered} not; memory by thirds: ", end="")
    print(" -> ".join(f"{value:.1f} MB" for value in averages) + f", last {measured[-1]:.1f} MB, most {max(measured):.1f} MB")
    grew = averages[2] - averages[1]
    print(f"grew by {grew:+.1f} MB from the second third to the last: {'flat' if grew < LEAK else 'NOT flat'}")
    return grew < LEAK and not town.unanswered


async def in_service(options: argparse.Namespace, kind: str, folder: Path, url: str) -> bool:
    """With a real service."""
    print(f"\n{options.what} on {kind}")
    questions = phrasings(load_or_fail(options.knowledge))
    async with StandIns() as fakes:
        service = Service(folder, knowledge=options.knowledge, database_url=url, more=fakes.environment() | _SETTINGS)
        await fakes.connect_zalo(url)
        async with service, Town(service, fakes, questions) as town:
            await asyncio.sleep(1)
            if options.what == "memory":
                well = await memory(town, service, options.minutes, options.rate)
            else:
                well = await round_trip(town, service, options.seconds)
            await town.writes(20, 1)  # stopped in the middle of it
            code = await service.stop()
        faults = [*service.faults(), *([f"exit code {code} after SIGTERM"] if code else [])]
        print("".join(f"FAILED {fault}\n" for fault in dict.fromkeys(faults)), end="")
    return well and not faults


def main(options: argparse.Namespace) -> bool:
    well = True
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        if options.what == "webhooks":
            well = webhooks(kind, options.seconds or 3, options.slices, options.disk) and well
        else:
            options.seconds = options.seconds or 15
            with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
                well = asyncio.run(in_service(options, kind, Path(name), url)) and well
    print("\nall is well" if well else "\nnot all holds")
    return well


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("webhooks", "round-trip", "memory"))
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--slices", type=int, default=4)
    parser.add_argument(
        "--disk", type=Path, help="where the SQLite files are; /dev/shm shows what is left without a disk's waits"
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--knowledge", type=Path, default=SHIPPED)
    sys.exit(0 if main(parser.parse_args()) else 1)
