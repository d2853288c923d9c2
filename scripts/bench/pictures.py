"""Figures -> pictures: calibration, right against false answers, speed against size."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from bench.calibration import Calibration
from bench.quality import CURVE
from bench.speed import Timing

OURS = "#0b6e4f"
OTHERS = ("#c1440e", "#e0a100", "#3b6fb6", "#7d5ba6", "#8a8a8a", "#c26a9b", "#4aa3a2", "#5b4636")

mpl.use("Agg")


def calibration(found: Calibration, path: Path) -> None:
    """How often the matcher is right when it says how likely it is."""
    figure, axes = plt.subplots(figsize=(5.2, 5.2))
    axes.plot([0, 1], [0, 1], color="#bbbbbb", linestyle="--", label="perfect")
    axes.plot(found.said, found.came_true, color=OURS, marker="o", label=f"ours (Brier {found.brier:.3f}, ECE {found.ece:.3f})")
    for said, true, count in zip(found.said, found.came_true, found.counts, strict=True):
        axes.annotate(str(count), (said, true), textcoords="offset points", xytext=(8, -11), fontsize=8, color="#555555")
    axes.set(
        xlabel="probability the matcher gives its first candidate",
        ylabel="share that is right",
        xlim=(0, 1.07),
        ylim=(-0.04, 1.04),
    )
    axes.set_title("Calibration (figures: messages)", fontsize=11)
    axes.legend(loc="upper left", frameon=False)
    _save(figure, path)


def false_answers(curves: Mapping[str, Sequence[float]], path: Path) -> None:
    """Right answers against false ones; the first curve is ours."""
    figure, axes = plt.subplots(figsize=(7.5, 5.2))
    for (name, curve), color in zip(curves.items(), (OURS, *OTHERS), strict=False):
        axes.plot([100 * x for x in CURVE], [100 * y for y in curve], color=color, label=name, linewidth=_width(color))
    axes.set(
        xlabel="% of the messages nothing answers that are answered", ylabel="% of the questions answered right", ylim=(0, 100)
    )
    axes.set_title("Right against false answers, development questions", fontsize=11)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    _save(figure, path)


def speed(timings: Mapping[str, Mapping[int, Timing]], path: Path) -> None:
    """Milliseconds an answer against the size of the base; the first one is ours."""
    figure, axes = plt.subplots(figsize=(7.5, 4.6))
    for (name, by_size), color in zip(timings.items(), (OURS, *OTHERS), strict=False):
        medians = [timing.median_ms for timing in by_size.values()]
        slowest = [timing.p99_ms for timing in by_size.values()]
        axes.plot(list(by_size), medians, color=color, marker="o", label=name, linewidth=_width(color))
        axes.fill_between(list(by_size), medians, slowest, color=color, alpha=0.12)
    axes.set(xscale="log", yscale="log", xlabel="phrasings", ylabel="ms of one core for an answer")
    axes.set_title("Speed against size: median, and up to the 99th percentile", fontsize=11)
    axes.grid(which="major", alpha=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    _save(figure, path)


def _width(color: str) -> float:
    return 2.6 if color == OURS else 1.4


def _save(figure: Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110, bbox_inches="tight")
    plt.close(figure)
