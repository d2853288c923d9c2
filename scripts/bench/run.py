"""One run: measures part after part, each a titled table as soon as it is known."""

import platform
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from os import cpu_count
from pathlib import Path
from time import perf_counter
from typing import Any

from rapidfuzz import fuzz

from bench import calibration, claims, data, memory, ours, peers, pictures, report, speed
from bench.contest import compete
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.knowledge_files import SHIPPED, load_or_fail

SIZES = (1_000, 10_000, 100_000)
Table = tuple[str, str]
RULES = """\
All learn the same phrasings, and the same list of what is outside as one more entry. The peers read folded text (the
neural one what was typed). For each the limit of what it answers is set by the same negatives: at most 2 or 10 % of them
are answered. Of three ways of being sure a peer has the one that served it best on the development questions: its score,
how far ahead of the second, how far ahead of the outside. Ours has its probability."""


class Run:
    """Holds what is shared between the parts, and the figures for JSON and pictures."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self._quick = quick
        self._start = perf_counter()
        base = load_or_fail(SHIPPED)
        self._task = data.shipped(base, folder, share=0.25 if quick else 1.0)
        self._external = data.external(folder / "external")
        self._matcher = Matcher(base)
        self._responder = Responder(base, self._matcher)
        self._asked = [question.text for question in self._task.questions["dev"]]
        self.results: dict[str, Any] = {}
        self._claims: list[report.Claim] = []

    def tables(self) -> Iterator[Table]:
        """Title and table of each part, in order."""
        phrasings = len(self._matcher.phrasings)
        machine = f"{platform.machine()}, {cpu_count()} cores, Python {platform.python_version()}, one BLAS thread each"
        yield "Bench", f"{len(self._task.knowledge.entries)} entries, {phrasings} phrasings; {machine}.\n\n{RULES}"
        for part in (self._of_memory, self._of_quality, self._of_bot, self._of_external, self._of_calibration, self._of_speed):
            yield from part()
        self.results["claims"] = claims.as_json(self._claims)
        self.results["seconds"] = perf_counter() - self._start
        yield "Claims", f"{report.claims(self._claims)}\n\nThe run took {self.results['seconds']:.0f} s."

    def draw(self, folder: Path) -> None:
        """The pictures of what was measured."""
        pictures.calibration(self._calibration, folder / "bench-calibration.png")
        curves = {name: found["curve"] for name, found in self.results["quality"].items()}
        pictures.false_answers(curves, folder / "bench-false-answers.png")
        pictures.speed(self._sizes.timings, folder / "bench-speed.png")

    # --- the parts

    def _of_memory(self) -> Iterator[Table]:
        found = {"load and matcher": memory.of_matcher(self._asked), "the running service": memory.of_service(self._asked)}
        self.results["memory_mib"] = found
        self._claims += claims.of_memory(found)
        yield "Peak memory", report.table(["process", "MiB"], [[name, f"{mib:.0f}"] for name, mib in found.items()])

    def _of_quality(self) -> Iterator[Table]:
        contestants, self._heard, self._shipped_timings = compete(self._task, quick=self._quick, asked=self._asked)
        self.results["quality"] = contestants
        yield "Quality, shipped base", report.quality(contestants)
        yield "What nothing answers, by kind", report.negatives(contestants)

    def _of_bot(self) -> Iterator[Table]:
        shares: dict[str, dict[str, float]] = {}
        for name, questions in {**self._task.questions, "negatives": self._task.negatives}.items():
            verdicts = [(ours.verdict(ours.turn(self._responder, q.text), q), q.by) for q in questions]
            shares[name] = _shares([verdict for verdict, _ in verdicts])
            if name in ("dev", "negatives"):
                by: dict[str, list[str]] = defaultdict(list)
                for verdict, writer in verdicts:
                    by[f"  {writer}"].append(verdict)
                shares |= {writer: _shares(found) for writer, found in by.items()}
        self.results["bot"] = shares
        self._claims += claims.of_quality(shares)
        yield "Ours, with its bands", report.bands(shares)

    def _of_external(self) -> Iterator[Table]:
        found = {task.name: compete(task, quick=self._quick, asked=())[0] for task in self._external}
        self.results["external"] = found
        self._claims += claims.of_external(found)
        yield "Intent sets other people wrote", report.external(found)

    def _of_calibration(self) -> Iterator[Table]:
        parts = [self._heard["dev"], self._heard["tests/questions"], self._heard["negatives"]]
        self._calibration = calibration.calibration(parts)
        confused = calibration.confusions(parts)
        self.results["calibration"] = asdict(self._calibration)
        self.results["confusions"] = [asdict(confusion) for confusion in confused]
        yield "Calibration of our probability", report.calibrated(self._calibration)
        yield "Confusions of the matcher, worst first", report.confused(confused)

    def _of_speed(self) -> Iterator[Table]:
        yield "Speed, shipped base (processor time of one core)", report.timings(self._shipped_timings)
        others = [peers.Fuzzy(claims.TOKEN_SET, fuzz.token_set_ratio), peers.CharTfIdf(), peers.Bm25(), peers.Fts5()]
        self._sizes = speed.by_size(
            self._task.knowledge, SIZES[:2] if self._quick else SIZES, others, self._task.questions["dev"]
        )
        yield "Speed against size (phrasings)", report.sizes(self._sizes)
        blocked = speed.blockings(self._responder, self._asked)
        yield "Blocking of the event loop", report.blocking(blocked)
        self._claims += claims.of_speed(self._shipped_timings, self._sizes.timings, blocked)
        self.results["speed"] = {name: asdict(timing) for name, timing in self._shipped_timings.items()}
        self.results["sizes"] = asdict(self._sizes)
        self.results["blocking"] = [asdict(found) for found in blocked]


def _shares(verdicts: list[str]) -> dict[str, float]:
    return {verdict: count / len(verdicts) for verdict, count in Counter(verdicts).most_common()}
