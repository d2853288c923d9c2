"""Let processes refresh the tokens of one Zalo account at the same moment, again and again: the account must never be lost.

    python scripts/token_race.py [--times 500] [--processes 2] [--database URL] [--kill]

Real operating system processes on one database (a fresh SQLite file, or the empty database at URL), each with a keeper of
its own, before the strict Zalo of the tests: a refresh token works once, a second use kills every token of the account.
1. Each time all processes are told at the same moment that the access token was refused.
2. All must come back with the same new one, Zalo must have been asked exactly once, and what is stored must be what works.
With --kill the refresh is due, and one of the processes is killed (SIGKILL) at a random moment of it. When that falls between
Zalo's answer and the database, an officer must consent again (counted), and the store must say so; but Zalo must never see
a refresh token twice, and the stored access token must still work. Ends with 1 on any failure.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bot.channels.http import Caller  # noqa: E402
from bot.channels.zalo import Keeper, NotConnected, OAuth, Timing  # noqa: E402
from bot.store.database import Database  # noqa: E402
from bot.store.tokens import ZaloTokens  # noqa: E402

PEPPER = "pepper of the race"
PATIENCE = 60.0
"""Seconds one refresh may take, whoever does it."""
LATEST_KILL = 0.3
"""Seconds after the start."""
KEEP = "keep"
"""To the processes: see whether a refresh is due."""
DUE = timedelta(hours=13)
_spawn = multiprocessing.get_context("spawn")
_fake: Any = import_module("fakes.zalo_oa")


class Lost(Exception):
    """What must never happen."""


def race(times: int, *, processes: int = 2, database: str = "", kill: bool = False, seed: int = 0) -> str:
    """Run it; what there is to say in the end.

    Raises:
        Lost: the account, or the agreement of the processes.
    """
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite+aiosqlite:///{folder}/race.sqlite3"
        dice = random.Random(seed)
        return asyncio.run(_killing(url, times, processes, dice) if kill else _racing(url, times, processes))


async def _racing(url: str, times: int, processes: int) -> str:
    async with _fake.ZaloOA() as oa, Database(url, pepper=PEPPER) as store:
        tokens = ZaloTokens(store)
        await _connect(oa, tokens)
        began = perf_counter()
        with _runners(url, oa.base_url, processes) as pipes:
            for number in range(times):
                before = await tokens.load()
                said = await _all_told(pipes, before.access if before else "")
                kept = await tokens.load()
                if not kept or set(said) != {kept.access} or kept.access not in oa.access_tokens or oa.lost:
                    raise Lost(f"time {number}: the processes say {len(set(said))} tokens, lost: {oa.lost}")
                if kept.refresh != oa.refresh_token or oa.refreshes != number + 1:
                    raise Lost(f"time {number}: {oa.refreshes} refreshes")
        seconds = perf_counter() - began
    told = f"{times} times, {processes} processes: {oa.refreshes} refreshes, account never lost"
    return f"{told}, {1000 * seconds / times:.0f} ms each"


async def _killing(url: str, times: int, processes: int, dice: random.Random) -> str:
    officers = 0
    async with _fake.ZaloOA() as oa, Database(url, pepper=PEPPER) as store:
        tokens, oa.latency = ZaloTokens(store), 0.03
        for number in range(times):
            await _connect(oa, tokens)
            before = oa.refreshes
            with _runners(url, oa.base_url, processes) as pipes:
                await _all_told(pipes, KEEP, kill_after=dice.uniform(0, LATEST_KILL))
            kept = await tokens.load()
            if oa.lost or oa.refreshes > before + 1 or not kept or kept.access not in oa.access_tokens:
                raise Lost(f"time {number}: a refresh token was used twice")
            if kept.refresh != oa.refresh_token:
                officers += 1
                if kept.tried_at is None:
                    raise Lost(f"time {number}: nothing tells of a refresh token that is used up")
    told = f"{times} times, {processes} processes, one killed each time: no refresh token used twice"
    return f"{told}; an officer needed {officers} times, always told"


async def _connect(oa: Any, tokens: ZaloTokens) -> None:
    pair, now = oa.authorise(), datetime.now(UTC)
    until = now + timedelta(seconds=oa.access_seconds)
    await tokens.connect(_fake.OA_ID, pair["access_token"], pair["refresh_token"], until=until, now=now)


async def _all_told(pipes: list[tuple[Any, Connection]], refused: str, *, kill_after: float | None = None) -> list[str]:
    """Tell all processes at once that a token was refused; what each has instead."""
    for _, pipe in pipes:
        pipe.send(refused)
    if kill_after is not None:
        await asyncio.sleep(kill_after)
        pipes[0][0].kill()
        pipes = pipes[1:]
    return await asyncio.gather(*(asyncio.to_thread(_heard, pipe) for _, pipe in pipes))


def _heard(pipe: Connection) -> str:
    if not pipe.poll(PATIENCE):
        raise Lost("a process hangs")
    said: str = pipe.recv()
    return said


@contextlib.contextmanager
def _runners(url: str, base_url: str, processes: int) -> Iterator[list[tuple[Any, Connection]]]:
    pipes = []
    try:
        for _ in range(processes):
            ours, theirs = _spawn.Pipe()
            process = _spawn.Process(target=_run, args=(url, base_url, theirs), daemon=True)
            process.start()
            theirs.close()
            pipes.append((process, ours))
        for _, pipe in pipes:
            if _heard(pipe) != "ready":
                raise Lost("a process does not start")
        yield pipes
    finally:
        for process, pipe in pipes:
            pipe.close()
            process.join(PATIENCE)


def _run(url: str, base_url: str, pipe: Connection) -> None:
    asyncio.run(_refreshing(url, base_url, pipe))


async def _refreshing(url: str, base_url: str, pipe: Connection) -> None:
    async with Database(url, pepper=PEPPER) as store:
        oauth = OAuth(Caller(base_url, total_seconds=5), app_id=_fake.APP_ID, app_secret=_fake.APP_SECRET)
        timing, tokens = Timing(request=5, lease=12, lease_poll=0.005), ZaloTokens(store)
        racing, keeping = Keeper(tokens, oauth, timing=timing), Keeper(tokens, oauth, timing=timing, clock=_later)
        pipe.send("ready")
        while (asked := await asyncio.to_thread(_asked, pipe)) is not None:
            try:
                if asked == KEEP:
                    await keeping.keep()
                pipe.send("kept" if asked == KEEP else await racing.renewed(asked))
            except NotConnected as exc:
                pipe.send(f"not connected: {exc}")
        await oauth.close()


def _asked(pipe: Connection) -> str | None:
    try:
        said: str = pipe.recv()
    except EOFError:
        return None
    return said


def _later() -> datetime:
    return datetime.now(UTC) + DUE


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", default="", help="an empty database; default: a fresh SQLite file")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    try:
        print(race(asked.times, processes=asked.processes, database=asked.database, kill=asked.kill, seed=asked.seed))
    except Lost as lost:
        print(f"LOST: {lost}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
