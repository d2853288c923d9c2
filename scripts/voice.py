"""Measure what comes of spoken questions: with words misheard on purpose, and with espeak-ng reading them to the recogniser.

    python scripts/voice.py [--questions 20] [--speeds 100,130,175] [--voices vi,vi-vn-x-south] [--misheard 0,10,20,30] [--show]

WER        words heard wrongly, left out or put in, of 100 that were said
right, offered, wrong, misoffered, declined   as in scripts/measure.py; "offered": the right one is among the choices

Words heard are answered twice: as typed (were they trusted like typed ones) and spoken (what residents get).

1. Misheard on purpose: so many of 100 words become another word of the base that looks like it. Every speakable question.
2. espeak-ng: needs it, and the extra `voice`. A machine's voice is no resident's: the recogniser has learnt from people and
   understands next to nothing of it (2026-11), so this shows what comes of a voice that was not understood, not how well
   people are.
"""

import argparse
import asyncio
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import yaml
from measure import row, shares, verdict
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.core.conversation import Conversation
from bot.core.keyboard import is_syllable
from bot.core.matching import Matcher
from bot.core.message import Kind, Message
from bot.core.responder import Responder
from bot.core.text import fold, has_accents, words
from bot.hearing.listener import Listener
from bot.knowledge_files import SHIPPED, load_or_fail

QUESTIONS = Path(__file__).parents[1] / "tests" / "questions"
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
FEWEST, MOST = 5, 25
"""Words of a question that somebody would speak."""
NEAR = 8
"""Words that look most like another one: what is misheard becomes one of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the entry that answers it."""

    entry: str
    text: str


def cases() -> list[Case]:
    """Questions that can be spoken as they are written: with marks, and without abbreviations."""
    rows = [row for path in sorted(QUESTIONS.glob("*.yaml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [Case(row["id"], row["text"]) for row in rows if is_speakable(row["text"])]


def is_speakable(text: str) -> bool:
    spoken = words(text)
    return has_accents(text) and FEWEST <= len(spoken) <= MOST and all(is_syllable(fold(word)) for word in spoken)


def misheard(text: str, percent: int, vocabulary: Sequence[str]) -> str:
    """The text with so many of its words replaced by others that look like them; the same every time."""
    source, said = random.Random(text), words(text)
    for n, word in enumerate(said):
        if source.uniform(0, 100) < percent:
            alike = [found for found, *_ in process.extract(word, vocabulary, scorer=Levenshtein.distance, limit=NEAR + 1)]
            said[n] = source.choice([other for other in alike if other != word])
    return " ".join(said)


def read_aloud(text: str, *, voice: str, speed: int) -> bytes:
    """A WAV file of it."""
    command = ("espeak-ng", "-v", voice, "-s", str(speed), "--stdout", text)
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


def answered(responder: Responder, case: Case, text: str, kind: Kind) -> str:
    message = Message("measure", "c", "1", text, kind=kind)
    return verdict(responder.respond(Conversation(), message, now=NOW, ref="DO"), (case.entry,))


async def heard(listener: Listener, asked: Sequence[Case], *, voice: str, speed: int) -> list[str]:
    return [await listener.words(read_aloud(case.text, voice=voice, speed=speed)) for case in asked]


def report(responder: Responder, asked: Sequence[Case], said: Sequence[str], *, name: str, show: bool) -> Iterator[str]:
    wrong = sum(Levenshtein.distance(words(case.text), words(text)) for case, text in zip(asked, said, strict=True))
    total = sum(len(words(case.text)) for case in asked)
    empty = sum(not text for text in said)
    yield f"{name}: WER {wrong / total:.0%}, nothing heard {empty} of {len(said)}"
    for how, kind in (("  as typed", Kind.TEXT), ("  spoken", Kind.SPOKEN)):
        verdicts = [answered(responder, case, text, kind) for case, text in zip(asked, said, strict=True)]
        yield row(how, len(verdicts), shares(verdicts))
    if show:
        for case, text, came in zip(asked, said, verdicts, strict=True):
            yield f"    {came:<11}{case.text}\n    {'':<11}{text}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misheard", default="0,10,20,30", help="of 100 words")
    parser.add_argument("--questions", type=int, default=20, help="read aloud")
    parser.add_argument("--speeds", default="100,130,175", help="words a minute")
    parser.add_argument("--voices", default="vi,vi-vn-x-south")
    parser.add_argument("--show", action="store_true", help="every question and what was heard")
    given = parser.parse_args()
    asked = cases()
    knowledge = load_or_fail(SHIPPED).serving("")
    responder = Responder(knowledge, Matcher(knowledge))
    vocabulary = sorted({word for entry in knowledge.entries.values() for text in entry.questions for word in words(text)})
    for percent in map(int, given.misheard.split(",")):
        said = [misheard(case.text, percent, vocabulary) for case in asked]
        print("\n".join(report(responder, asked, said, name=f"misheard {percent} %", show=False)), flush=True)
    count = min(given.questions, len(asked))
    if count and given.voices:
        asyncio.run(_measure(given, responder, [asked[n * len(asked) // count] for n in range(count)]))


async def _measure(given: argparse.Namespace, responder: Responder, asked: Sequence[Case]) -> None:
    listener = Listener(seconds=120)
    try:
        began = perf_counter()
        await listener.words(b"")
        print(f"the recogniser was ready after {perf_counter() - began:.1f} s")
        for voice in given.voices.split(","):
            for speed in map(int, given.speeds.split(",")):
                began = perf_counter()
                said = await heard(listener, asked, voice=voice, speed=speed)
                seconds = (perf_counter() - began) / max(1, len(asked))
                name = f"{voice} at {speed} ({seconds:.1f} s each)"
                print("\n".join(report(responder, asked, said, name=name, show=given.show)), flush=True)
    finally:
        await listener.stop()


if __name__ == "__main__":
    main()
