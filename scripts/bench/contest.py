"""One task, all contestants: ours first."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bench import ours, quality, speed
from bench.data import Task
from bench.peer import Peer
from bench.peers import all_but_neural
from bench.quality import Guess, Heard
from bench.speed import Timing
from bot.core.matching import Matcher

NEGATIVES = "negatives"
Contest = tuple[dict[str, dict[str, Any]], dict[str, Heard], dict[str, Timing]]


def compete(task: Task, *, quick: bool, asked: Sequence[str]) -> Contest:
    """Contestant -> figures; what ours made of each set; contestant -> how quick it is with what is `asked`, if anything."""
    texts, entries = task.learned()
    matcher = Matcher(task.knowledge)
    heard = _heard(task, partial(ours.guesses, matcher))
    figures = {ours.NAME: _figures(heard)}
    timings = {ours.NAME: speed.timed(partial(speed.ranker, task.knowledge), asked)[0]} if asked else {}
    for peer in _peers(quick=quick):
        print(f"{task.name}: {peer.name} …", file=sys.stderr, flush=True)
        if asked:
            found, _ = speed.timed(speed.peer_of(peer, texts, entries), asked)
            # What is embedded already was kept; anew, each phrasing would take as long as a message.
            timings[peer.name] = replace(found, build_s=len(texts) * found.median_ms / 1000) if peer.embeds else found
        else:
            peer.learn(texts, entries)
        figures[peer.name] = _figures(_heard(task, partial(ours.peer_guesses, peer)))
    return figures, heard, timings


def _peers(*, quick: bool) -> Iterator[Peer]:
    """All of them; the slowest are left out of a quick run."""
    yield from (peer for peer in all_but_neural() if not (quick and "WRatio" in peer.name))
    if not quick:
        from bench.neural import E5  # noqa: PLC0415 (loads 70 MB of weights)

        yield E5()


def _heard(task: Task, hears: Callable[[list[str]], list[Guess]]) -> dict[str, Heard]:
    sets = {**task.questions, NEGATIVES: task.negatives}
    return {name: Heard(questions, hears([question.text for question in questions])) for name, questions in sets.items()}


def _figures(heard: dict[str, Heard]) -> dict[str, Any]:
    return quality.figures({name: part for name, part in heard.items() if name != NEGATIVES}, heard[NEGATIVES])
