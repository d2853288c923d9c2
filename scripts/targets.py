"""Fit bot/core/target.json: what each strictness costs, for the officer who sets how many answers may be wrong.

    python scripts/targets.py [--eval ../shared/eval]

Asks the whole bot the development questions and what nothing answers, with limits from lax to strict.
"""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from measure import asked, lines

from bot.core.conversation import Outcome
from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.core.target import Strictness
from bot.knowledge_files import SHIPPED, load_or_fail

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "bot" / "core" / "target.json"
GRID = ((0.35, 0.9), (0.45, 0.8), (0.52, 0.7), (0.55, 0.6), (0.6, 0.5), (0.7, 0.4), (0.8, 0.3), (0.9, 0.2), (0.95, 0.1))
"""Answering limit, and the share of it at which a second candidate forbids answering."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=ROOT.parent / "shared" / "eval")
    options = parser.parse_args()
    knowledge = load_or_fail(SHIPPED)
    matcher = Matcher(knowledge)
    questions = [(row["text"], {row["id"], *row.get("also", ())}) for row in lines(options.eval / "dev-questions.jsonl")]
    nothing = [(row["text"], set[str]()) for row in lines(options.eval / "dev-negatives.jsonl")]
    rows: list[Strictness] = []
    print(f"{'answer':>8}{'rival':>8}{'wrong in 100 answers':>22}{'answered of 100 questions':>27}")
    for answer, rival in GRID:
        found = Strictness(answer, rival, 100.0, 0.0)
        responder = Responder(knowledge, matcher, bands=found.bands)
        wrong = answered = inside = 0
        for text, wanted in (*questions, *nothing):
            turn = asked(responder, text)
            if turn.outcome is Outcome.ANSWERED:
                answered += 1
                inside += bool(wanted)
                wrong += not wanted & set(turn.entries)
        share = round(100 * (wrong + 1) / max(1, answered), 1)
        # Stricter limits cannot be worse: what looks like it is chance.
        share = min(share, rows[-1].wrong) if rows else share
        rows.append(replace(found, wrong=share, answered=round(100 * inside / len(questions), 1)))
        print(f"{answer:>8}{rival:>8}{rows[-1].wrong:>22}{rows[-1].answered:>27}", flush=True)
    TARGET.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
