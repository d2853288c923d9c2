"""Replay the dialogues of tests/dialogues: the share of turns that came out as expected, and those that did not.

    python scripts/dialogues.py [FILE …] [--quiet]

A file is a list of talks, each with a `name` and its `turns`. A turn has what is said (`say`) and what may come of it;
several outcomes are alternatives, one is enough:

answer     answered with one of these entries; [] with any
offer      asked back, one of these among the first four; [] about anything
decline    honestly not answered
talk       taken for small talk, a rejoinder or the like
quiet      nothing is answered or offered, and nothing is logged for officers

and what must hold besides: `never` these entries; `detail`, the kind of follow-up understood (of an answer or an offer);
`says`, words of the reply.
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.core.conversation import Conversation, Outcome, Turn
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder
from bot.knowledge_files import SHIPPED, load_or_fail

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "tests" / "dialogues"
OUTCOMES = ("answer", "offer", "decline", "talk", "quiet")
ALSO = ("never", "detail", "says")


@dataclass(frozen=True, slots=True)
class Replayed:
    """One turn and what came of it."""

    talk: str
    step: dict[str, Any]
    turn: Turn
    good: bool


def came_out(step: dict[str, Any], turn: Turn) -> bool:
    """Whether a turn had one of the outcomes that are fine."""
    answered, asked = turn.outcome is Outcome.ANSWERED, turn.outcome is Outcome.ASKED_BACK
    happened = {
        "answer": answered and _among(turn.entries, step.get("answer")),
        "offer": asked and _among(turn.entries[:4], step.get("offer")),
        "decline": turn.outcome is Outcome.NOT_ANSWERED,
        "talk": turn.outcome is Outcome.SMALL_TALK,
        "quiet": not answered and not asked and not turn.is_question,
    }
    return any(happened[outcome] for outcome in OUTCOMES if outcome in step) and _besides(step, turn)


def _among(entries: Sequence[str], wanted: Sequence[str] | None) -> bool:
    return not wanted or bool(set(entries) & set(wanted))


def _besides(step: dict[str, Any], turn: Turn) -> bool:
    said = " ".join(reply.text for reply in turn.replies).lower()
    detail = step.get("detail") if turn.outcome in (Outcome.ANSWERED, Outcome.ASKED_BACK) else None
    return (
        not set(step.get("never", ())) & set(turn.entries)
        and (not detail or turn.conversation.detail == detail)
        and step.get("says", "").lower() in said
    )


def replayed(responder: Responder, talks: Iterable[dict[str, Any]]) -> list[Replayed]:
    """Every turn of the talks, one resident after the other."""
    found = []
    for talk in talks:
        memory = Conversation()
        for step in talk["turns"]:
            turn = responder.respond(memory, Message("dialogues", "c", "1", step["say"]), now=NOW, ref="DO")
            memory = turn.conversation
            found.append(Replayed(talk["name"], step, turn, came_out(step, turn)))
    return found


def read(path: Path) -> list[dict[str, Any]]:
    """The talks of a file."""
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def share(turns: Sequence[Replayed]) -> float:
    """The share of turns that came out as expected."""
    return sum(turn.good for turn in turns) / len(turns)


def _line(found: Replayed) -> str:
    wanted = {key: value for key, value in found.step.items() if key != "say"}
    turn = found.turn
    return (
        f"[{found.talk}] {found.step['say']}\n    wanted {wanted}\n"
        f"    got {turn.outcome} {list(turn.entries)} {turn.score:.2f} detail={turn.conversation.detail!r} ({turn.reading})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FOLDER.glob("*.yaml")))
    parser.add_argument("--quiet", action="store_true", help="only the shares, not the turns that went wrong")
    options = parser.parse_args()
    base = load_or_fail(SHIPPED)
    responder = Responder(base, Matcher(base))
    for path in options.files:
        turns = replayed(responder, read(path))
        whole = {turn.talk for turn in turns} - {turn.talk for turn in turns if not turn.good}
        talks = len({turn.talk for turn in turns})
        print(f"{path.name}: {share(turns):.1%} of {len(turns)} turns right, {len(whole)} of {talks} dialogues whole")
        if not options.quiet:
            print(*(_line(turn) for turn in turns if not turn.good), sep="\n")


if __name__ == "__main__":
    main()
