"""Send generated bodies to the webhooks of all channels: nothing may fail, hang, leak or be told.

    python scripts/fuzz_webhooks.py [--bodies 1000000] [--http 20000] [--processes 2] [--seed N]

1. `--bodies` go through aiohttp's own server in memory (no sockets, for speed): HTTP is parsed, routed and answered as in
   service; what is accepted is stored in a real SQLite inbox, the web chat's is answered as well.
2. `--http` others go over real connections to a real service, which answers them to stand-ins of the providers.
Half of the bodies are signed, so that they reach the parsers. No 5xx, nothing slower than PATIENCE, no growing memory,
nothing at ERROR in the log, and no word of a resident nor a secret at any level. Ends with 1 on any of these.
"""

import argparse
import asyncio
import logging
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
from aiohttp import web
from fuzz_bodies import MARK, Body, bodies
from service import PEPPER, Service
from sqlalchemy import delete
from stand_ins import PATHS, SECRETS, StandIns, headers_of

from bot.assistant import Assistant, utcnow
from bot.channels.web import Web
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.delivery.receiving import Receiving
from bot.knowledge_files import load_or_fail
from bot.providers import providers
from bot.settings import load_settings
from bot.store.sql import SqlStore
from bot.store.tables import CHAT, MESSAGE, QUESTION

PATIENCE = 5.0
"""Seconds from which an answer counts as a hang."""
TOGETHER = 32
"""Bodies on their way at a time."""
WARM = 0.3
"""Share of the bodies after which caches and pools are as full as they get."""
LEAK = 48.0
"""Megabytes of growth from then on that count as a leak."""
TIDY_EVERY = 20_000
"""Bodies after which stored rows are deleted: a growing database is no leak."""
_NEVER = (MARK, *SECRETS)
_TOWN = """\
- {id: khai-sinh, title: Khai sinh, questions: [làm giấy khai sinh cho con cần gì, khai sinh ở đâu], answer: Tại xã.}
- {id: chay-nha, title: Cháy nhà, questions: [nhà bị cháy, cháy nhà gọi ai], answer: Gọi 114., urgent: true}
"""


@dataclass(slots=True)
class Seen:
    """What came of bodies."""

    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """Channel, kind, status."""
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    accepted: int = 0
    memory: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def note(self, number: int, body: Body, status: int, seconds: float) -> None:
        """One answer."""
        self.answers[body.channel, body.kind, status] += 1
        self.slowest = max(self.slowest, seconds)
        if (status >= 500 or not status or seconds > PATIENCE) and len(self.faults) < 100:
            self.faults.append(f"body {number} ({body.channel}, {body.kind}): {status} after {seconds:.1f} s")


class Listener(logging.Handler):
    """Hears every line of the log, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.faults: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        said = self.format(record)
        if record.levelno >= logging.ERROR:
            self.faults[f"log: {record.levelname} {record.name}: {said[:2000]}"] += 1
        if found := [number for number, secret in enumerate(_NEVER) if secret in said]:
            self.faults[f"log: {record.name} tells what it must not ({found}): {record.msg!r}"] += 1


class Wire(asyncio.Transport):
    """The other end of one connection, in memory."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.answer = bytearray()
        self.answered = asyncio.Event()
        self.closed = False

    def write(self, data: Any) -> None:
        self.answer += data
        head, _, rest = self.answer.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:"), 0)
        if head and len(rest) >= length:
            self.answered.set()

    def writelines(self, list_of_data: Any) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        self.closed = True
        self.answered.set()

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def is_reading(self) -> bool:
        return True


class Connection:
    """One connection to a server in memory."""

    def __init__(self, server: web.Server) -> None:
        self._server = server
        self._open()

    def _open(self) -> None:
        self._wire, self._protocol = Wire(), self._server()
        self._protocol.connection_made(self._wire)

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """The status; 0 when the connection was closed without one or nothing came."""
        if self._wire.closed:
            self._protocol.connection_lost(None)
            self._open()
        wire = self._wire
        wire.answer.clear()
        wire.answered.clear()
        lines = [f"POST {path} HTTP/1.1", "Host: xa", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
        self._protocol.data_received("\r\n".join([*lines, "", ""]).encode() + body)
        try:
            await asyncio.wait_for(wire.answered.wait(), 3 * PATIENCE)
        except TimeoutError:
            return 0
        return int(wire.answer[9:12]) if wire.answer[:5] == b"HTTP/" else 0


async def in_memory(seed: int, numbers: range, folder: Path) -> Seen:
    """Bodies to the handlers."""
    seen, listener = Seen(), Listener()
    logging.basicConfig(level=logging.DEBUG, handlers=[listener], force=True)
    for noisy in ("asyncio", "aiosqlite", "httpcore"):  # they tell parameters at DEBUG, where no service runs
        logging.getLogger(noisy).setLevel(logging.INFO)
    logging.getLogger("aiohttp.access").propagate = False  # the providers' own
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "xa.yaml").write_text(_TOWN, encoding="utf-8")
    async with StandIns() as fakes, SqlStore(f"sqlite+aiosqlite:///{folder}/s.sqlite3", pepper=PEPPER) as store:
        await fakes.connect_zalo(str(store.database.engine.url))
        receiving = Receiving(store.inbox, clock=utcnow, stored=lambda: None)
        receiving.start()
        town = load_or_fail(folder / "knowledge")
        chat = Web(Assistant(Responder(town, Matcher(town)), store).answer, address_per_minute=10**9)
        settings = load_settings(fakes.environment(), env_file=folder / "none", data_dir=folder)

        async def inline(_: str) -> tuple[()]:
            return ()

        channels = [*providers(settings, receiving.accept, store.database, inline=inline)]
        app = web.Application(client_max_size=1 << 20)
        app.add_routes([*chat.routes(), *(route for channel in channels for route in channel.routes())])
        runner = web.AppRunner(app, access_log=None, keepalive_timeout=1e6)
        await runner.setup()
        assert runner.server
        for channel in channels:
            await channel.start()
        await asyncio.sleep(1)
        await _feed(seen, bodies(seed), numbers, runner.server, store)
        for channel in channels:
            await channel.stop()
        await receiving.stop()
        await runner.cleanup()
    seen.faults += [f"{line} ({times} times)" if times > 1 else line for line, times in listener.faults.items()]
    return seen


async def _feed(seen: Seen, body_of: Any, numbers: range, server: web.Server, store: SqlStore) -> None:
    began, todo = perf_counter(), iter(numbers)
    measure_at = {numbers.start + int(len(numbers) * share / 10) for share in range(1, 10)}

    async def work(connection: Connection) -> None:
        for number in todo:
            body = body_of(number)
            sent = perf_counter()
            proof = headers_of(body.channel, body.data, body.timestamp, signed=body.signed)
            status = await connection.post(PATHS[body.channel], body.data, proof)
            seen.note(number, body, status, perf_counter() - sent)
            if number in measure_at:
                seen.memory.append(_memory())
            if number % TIDY_EVERY == 0:
                seen.accepted += await _tidy(store)

    await asyncio.gather(*(work(Connection(server)) for _ in range(TOGETHER)))
    seen.accepted += await _tidy(store)
    seen.memory.append(_memory())
    seen.seconds = perf_counter() - began


async def _tidy(store: SqlStore) -> int:
    async with store.database.transaction(writes=True) as connection:
        for table in (CHAT, QUESTION):
            await connection.execute(delete(table))
        return int((await connection.execute(delete(MESSAGE))).rowcount)


def _memory() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _worker(seed: int, numbers: range) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(in_memory(seed, numbers, Path(folder)))


async def over_http(seed: int, numbers: range, folder: Path) -> Seen:
    """Bodies to a real service."""
    seen, body_of = Seen(), bodies(seed)
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "xa.yaml").write_text(_TOWN, encoding="utf-8")
    generous = {"LIMIT_OVERALL_PER_MINUTE": "1000000000", "WEB_PER_MINUTE": "1000000000", "BUNDLE_SECONDS": "0.1"}
    async with StandIns() as fakes:
        service = Service(folder, knowledge=folder / "knowledge", more=fakes.environment() | generous)
        await fakes.connect_zalo(service.store_url)
        async with service, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(3 * PATIENCE)) as session:
            await asyncio.sleep(1)
            todo, began = iter(numbers), perf_counter()

            async def work() -> None:
                for number in todo:
                    body = body_of(number)
                    proof = headers_of(body.channel, body.data, body.timestamp, signed=body.signed)
                    sent = perf_counter()
                    try:
                        async with session.post(service.url + PATHS[body.channel], data=body.data, headers=proof) as response:
                            status = response.status
                    except (aiohttp.ClientError, TimeoutError):
                        status = 0
                    seen.note(number, body, status, perf_counter() - sent)
                    if number == numbers.start + int(len(numbers) * WARM):
                        seen.memory.append(service.memory())

            await asyncio.gather(*(work() for _ in range(8)))
            seen.seconds = perf_counter() - began
            await asyncio.sleep(3)  # what is still being answered
            seen.memory.append(service.memory())
            if (code := await service.stop()) != 0:
                seen.faults.append(f"exit code {code} after SIGTERM")
        seen.faults += [f"log: {line}" for line in dict.fromkeys(service.faults())]
        told = [number for number, secret in enumerate(_NEVER) if secret in service.log()]
        seen.faults += [f"the log of the service tells what it must not: {told}"] if told else []
    return seen


def report(name: str, seen: list[Seen]) -> bool:
    """Print what was seen; whether all was well."""
    answers: Counter[tuple[str, str, int]] = sum((one.answers for one in seen), Counter())
    seconds = max(one.seconds for one in seen)
    print(f"\n{name}: {answers.total():,} bodies in {seconds:.0f} s, {answers.total() / seconds:,.0f}/s, {len(seen)} processes")
    statuses = sorted({status for _, _, status in answers})
    print(f"{'channel':<14}" + "".join(f"{status:>10}" for status in statuses))
    for index, first in ((0, sorted({key[0] for key in answers})), (1, sorted({key[1] for key in answers}))):
        for label in first:
            counts = [sum(n for key, n in answers.items() if key[index] == label and key[2] == status) for status in statuses]
            print(f"{label:<14}" + "".join(f"{count:>10,}" for count in counts))
        print("-" * (14 + 10 * len(statuses)))
    if accepted := sum(one.accepted for one in seen):
        print(f"rows stored: {accepted:,}")
    print(f"slowest answer: {max(one.slowest for one in seen):.2f} s")
    for one in seen:
        print("memory: " + " -> ".join(f"{value:.0f} MB" for value in one.memory))
    faults = [fault for one in seen for fault in one.faults]
    grown = [one.memory[-1] - one.memory[int(WARM * len(one.memory))] for one in seen]
    faults += [f"memory grew by {grew:.0f} MB" for grew in grown if grew > LEAK]
    for fault in faults[:40]:
        print(f"FAILED {fault}")
    print(f"{len(faults)} failures" if faults else "all is well")
    return not faults


def main(options: argparse.Namespace) -> bool:
    print(f"seed {options.seed}")
    well = True
    if options.bodies:
        share = -(-options.bodies // options.processes)
        ranges = [range(at, min(at + share, options.bodies)) for at in range(0, options.bodies, share)]
        with multiprocessing.get_context("spawn").Pool(len(ranges)) as pool:
            seen = pool.starmap(_worker, [(options.seed, numbers) for numbers in ranges])
        well = report("in memory", seen)
    if options.http:
        with tempfile.TemporaryDirectory() as folder:
            numbers = range(options.bodies, options.bodies + options.http)
            well = report("over HTTP", [asyncio.run(over_http(options.seed, numbers, Path(folder)))]) and well
    return well


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bodies", type=int, default=1_000_000)
    parser.add_argument("--http", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    sys.exit(0 if main(parser.parse_args()) else 1)
