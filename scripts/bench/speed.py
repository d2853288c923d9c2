"""Seconds to build, milliseconds an answer, longest blocking of the event loop.

Times are those of the processor, on one core, so that whatever else the machine does is not counted; on an idle machine
they are the times a clock shows.
"""

import asyncio
import random
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time
from typing import TypeVar

import numpy as np

from bench.data import Question
from bench.growth import sized
from bench.peer import Peer
from bot.assistant import Assistant
from bot.core.knowledge import Knowledge
from bot.core.matching import Matcher, Ranking
from bot.core.message import Message
from bot.core.responder import Responder
from bot.store.sql import SqlStore

Answering = TypeVar("Answering", bound=Callable[[str], object])
OURS = "ours"
PATIENCE = 8.0
"""Seconds after which somebody slow has been asked often enough."""
AT_LEAST = 30
WARM = 5
"""Messages asked before the time is taken."""
LONG = 1500


@dataclass(frozen=True, slots=True)
class Timing:
    """How quick somebody is."""

    build_s: float
    median_ms: float
    p99_ms: float


def timed(build: Callable[[], Answering], texts: Sequence[str]) -> tuple[Timing, Answering]:
    """Build somebody who answers, and ask each text once: what is remembered of whole messages does not help."""
    start = thread_time()
    answer = build()
    built = thread_time() - start
    for text in texts[:WARM]:
        answer(text)
    spent: list[float] = []
    for text in texts[WARM:]:
        start = thread_time()
        answer(text)
        spent.append((thread_time() - start) * 1000)
        if sum(spent) > PATIENCE * 1000 and len(spent) >= AT_LEAST:
            break
    return Timing(built, float(np.median(spent)), float(np.percentile(spent, 99))), answer


def ranker(base: Knowledge) -> Callable[[str], Ranking]:
    """Our matcher, built."""
    return Matcher(base).rank


def peer_of(peer: Peer, texts: Sequence[str], entries: Sequence[str]) -> Callable[[], Callable[[str], object]]:
    """How a peer is built."""

    def build() -> Callable[[str], object]:
        peer.learn(texts, entries)
        return peer.answer

    return build


@dataclass(frozen=True, slots=True)
class Sizes:
    """How everybody does on smaller and larger bases."""

    timings: dict[str, dict[int, Timing]]
    """Who -> phrasings -> how quick."""
    top1: dict[int, float]
    """Phrasings -> how often ours is right then: what its speed costs."""


def by_size(base: Knowledge, sizes: Sequence[int], peers: Sequence[Peer], questions: Sequence[Question]) -> Sizes:
    """The peers know only the phrasings, ours what is outside as well."""
    timings: dict[str, dict[int, Timing]] = {name: {} for name in (OURS, *(peer.name for peer in peers))}
    top1 = {}
    asked = [question.text for question in questions]
    for size in sizes:
        grown = sized(base, size)
        timings[OURS][size], rank = timed(partial(ranker, grown), asked)
        top1[size] = float(np.mean([_is_right(rank(question.text), question) for question in questions]))
        del rank
        own = [(text, entry.id) for entry in grown.entries.values() for text in entry.questions]
        for peer in peers:
            learned = [text for text, _ in own], [id_ for _, id_ in own]
            timings[peer.name][size], _ = timed(peer_of(peer, *learned), asked)
    return Sizes(timings, top1)


def _is_right(ranking: Ranking, question: Question) -> bool:
    return ranking.best is not None and ranking.best.entry in question.wanted


def exponent(timings: Mapping[int, Timing]) -> float:
    """How the median grows with the phrasings where it grows fastest: 1 is linearly, 0 not at all."""
    steps = pairwise(sorted(timings))
    return max(float(np.log(timings[b].median_ms / timings[a].median_ms) / np.log(b / a)) for a, b in steps)


@dataclass(frozen=True, slots=True)
class Blocking:
    """The longest time one message kept the event loop from anything else."""

    kind: str
    cpu_ms: float
    clock_ms: float
    message: str


def blockings(responder: Responder, asked: Sequence[str]) -> list[Blocking]:
    """For usual messages the longest of all, then for some made to be hard."""
    odd = random.Random(1)
    letters = "".join(odd.choices(string.ascii_lowercase, k=LONG))
    kinds = {
        "development questions": list(asked),
        f"{LONG} characters of questions": [" ".join(asked)[:LONG]],
        f"{LONG} random letters in one word": [letters],
        f"{LONG} random letters in words of 5": [" ".join(letters[i : i + 5] for i in range(0, LONG, 6))[:LONG]],
        f"{LONG} signs and pictures": ["".join(odd.choices("?!🙏🧑‍🦽…#%&/()=*+~", k=LONG))],
    }
    return asyncio.run(_blocked(responder, kinds))


async def _blocked(responder: Responder, kinds: dict[str, list[str]]) -> list[Blocking]:
    with TemporaryDirectory() as folder:
        async with SqlStore(f"sqlite+aiosqlite:///{Path(folder) / 'bench.sqlite3'}", locality="", pepper="bench") as store:
            assistant = Assistant(responder, store)
            number = 0
            found = []
            for kind, texts in kinds.items():
                worst = Blocking(kind, 0.0, 0.0, "")
                for text in texts:
                    number += 1
                    cpu, clock = await _watched(assistant, Message("bench", f"chat {number}", str(number), text))
                    worst = max(worst, Blocking(kind, cpu * 1000, clock * 1000, text), key=lambda found: found.cpu_ms)
                found.append(worst)
            return found


async def _watched(assistant: Assistant, message: Message) -> tuple[float, float]:
    """The longest round of the event loop while a message is answered: processor seconds, clock seconds."""
    answering = asyncio.ensure_future(assistant.answer(message))
    cpu = clock = 0.0
    while not answering.done():
        before = thread_time(), perf_counter()
        await asyncio.sleep(0)
        cpu, clock = max(cpu, thread_time() - before[0]), max(clock, perf_counter() - before[1])
    return cpu, clock
