"""What the project says of itself, checked against one run."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.ours import NAME
from bench.quality import mean
from bench.report import Claim, Figures
from bench.speed import OURS, Blocking, Timing, exponent

LINEAR, TOKEN_SET = "linear n-gram classifier", "RapidFuzz token_set_ratio"


def of_quality(bot: Mapping[str, Mapping[str, float]]) -> list[Claim]:
    """What a resident gets."""
    dev, negatives = bot["dev"], bot["negatives"]
    marks, slips = bot["without marks"], bot["one slip per 12 letters"]
    return [
        Claim("right answer given directly", 100 * dev["right"], 88),
        Claim("right answer given or offered", 100 * (dev["right"] + dev.get("offered", 0)), 97),
        Claim("wrong answer given as certain", 100 * dev.get("wrong", 0), 2.5, at_most=True),
        Claim("lost without marks", 100 * (dev["right"] - marks["right"]), 1, "points", at_most=True),
        Claim("lost with one slip per 12 letters", 100 * (dev["right"] - slips["right"]), 3, "points", at_most=True),
        Claim("negatives answered", 100 * negatives.get("answered", 0), 5, at_most=True),
        Claim("near-service negatives answered", 100 * bot["  near-service"].get("answered", 0), 8, at_most=True),
        Claim("negatives asked back", 100 * negatives.get("asked_back", 0), 30, at_most=True),
    ]


def of_external(figures: Mapping[str, Figures]) -> list[Claim]:
    """Against the linear classifier on sets other people wrote."""
    gain = mean(found[NAME]["top1"]["test"] - found[LINEAR]["top1"]["test"] for found in figures.values())
    strict = mean(found[NAME]["right_at_2"]["test"] for found in figures.values())
    return [
        Claim("external sets: top-1 above the linear classifier", 100 * gain, 4, "points"),
        Claim("external sets: right at 2 % false answers", 100 * strict, 70),
    ]


def of_speed(
    shipped: Mapping[str, Timing], sizes: Mapping[str, Mapping[int, Timing]], blocked: Sequence[Blocking]
) -> list[Claim]:
    """Quick, also on larger bases, and never in anybody's way."""
    size = 10_000
    quicker = sizes[TOKEN_SET][size].median_ms / sizes[OURS][size].median_ms
    growth = exponent(sizes[OURS])
    return [
        Claim("build of the shipped base", shipped[NAME].build_s, 2, "s", at_most=True),
        Claim("quicker than token_set_ratio at 10,000 phrasings", quicker, 10, "times"),
        Claim("growth of an answer with n phrasings: exponent", growth, 0.9, "", at_most=True),
        *(Claim(f"event loop blocked: {b.kind}", b.cpu_ms, 20, "ms", at_most=True) for b in blocked),
    ]


def of_memory(found: Mapping[str, float]) -> list[Claim]:
    """Small enough for the smallest machine."""
    return [Claim(f"peak memory: {what}", mib, 150, "MiB", at_most=True) for what, mib in found.items()]


def as_json(found: Sequence[Claim]) -> list[dict[str, Any]]:
    """As plain values."""
    return [{"claim": c.text, "found": c.found, "target": c.target, "unit": c.unit, "kept": c.is_kept} for c in found]
