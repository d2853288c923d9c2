"""Measure the shipped bot on the development questions: what a resident would have got.

    python scripts/measure.py [--eval ../shared/eval] [--knowledge DIR] [--json FILE] [--show wrong|negatives|dialogues …]

right      answered with the entry, or one accepted as well
offered    asked back, with the right one among the first four
wrong      answered with another entry
misoffered asked back, without the right one
declined   honestly not answered (or taken for small talk)
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from bot.core.conversation import Conversation, Outcome, Turn
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder
from bot.core.text import fold
from bot.knowledge_files import SHIPPED, load_or_fail

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
KINDS = ("right", "offered", "wrong", "misoffered", "declined")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def asked(responder: Responder, text: str, talk: Conversation | None = None) -> Turn:
    return responder.respond(talk or Conversation(), Message("measure", "c", "1", text), now=NOW, ref="DO")


def verdict(turn: Turn, wanted: Sequence[str]) -> str:
    """What a resident who wanted one of these entries got."""
    if turn.outcome is Outcome.ANSWERED:
        return "right" if any(entry in wanted for entry in turn.entries) else "wrong"
    if turn.outcome is Outcome.ASKED_BACK:
        return "offered" if any(entry in wanted for entry in turn.entries[:4]) else "misoffered"
    return "declined"


def slipped(text: str, every: int = 12) -> str:
    """One slip of the keyboard per so many letters: a letter doubled, dropped, swapped with its neighbour or another one."""
    source = random.Random(text)
    letters = list(text)
    for _ in range(max(1, len(text) // every)):
        i = source.randrange(len(letters))
        kind = source.randrange(4)
        if kind == 0:
            letters.insert(i, letters[i])
        elif kind == 1 and len(letters) > 4:
            del letters[i]
        elif kind == 2 and i + 1 < len(letters):
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        else:
            letters[i] = source.choice("abcdefghiklmnopqrstuvxy")
    return "".join(letters)


def shares(verdicts: Iterable[str]) -> dict[str, float]:
    counts = Counter(verdicts)
    total = sum(counts.values()) or 1
    return {kind: counts[kind] / total for kind in KINDS}


def row(name: str, count: int, found: dict[str, float]) -> str:
    return f"{name:<26}{count:>5}  " + "".join(f"{kind} {found[kind]:6.1%}   " for kind in KINDS)


def questions(responder: Responder, dev: list[dict[str, Any]], show: set[str]) -> dict[str, Any]:
    results: dict[str, Any] = {}
    by: dict[str, list[str]] = defaultdict(list)
    for question in dev:
        turn = asked(responder, question["text"])
        found = verdict(turn, (question["id"], *question.get("also", ())))
        by["all questions"].append(found)
        by[f"  {question['by']}"].append(found)
        if found in show:
            print(
                f"[{found}] {question['text']} | {question['id']} -> {list(turn.entries)} {turn.score:.2f} {turn.candidates[:2]}"
            )
    for name, change in (("without marks", fold), ("one slip per 12 letters", slipped)):
        for question in dev:
            turn = asked(responder, change(question["text"]))
            by[name].append(verdict(turn, (question["id"], *question.get("also", ()))))
    for name, verdicts in by.items():
        results[name.strip()] = shares(verdicts)
        print(row(name, len(verdicts), results[name.strip()]))
    return results


def negatives(responder: Responder, rows: list[dict[str, Any]], show: set[str]) -> dict[str, Any]:
    by: dict[str, list[str]] = defaultdict(list)
    for negative in rows:
        turn = asked(responder, negative["text"])
        outcome = str(turn.outcome)
        by["all negatives"].append(outcome)
        by[f"  {negative['kind']}"].append(outcome)
        if ("negatives" in show and outcome == Outcome.ANSWERED) or ("asked" in show and outcome == Outcome.ASKED_BACK):
            print(f"[{outcome}] {negative['text']} -> {list(turn.entries)} {turn.score:.2f}")
    results = {}
    for name, outcomes in by.items():
        counts = Counter(outcomes)
        results[name.strip()] = {str(o): counts[str(o)] / len(outcomes) for o in Outcome}
        print(f"{name:<26}{len(outcomes):>5}  " + "".join(f"{o} {counts[str(o)] / len(outcomes):6.1%}   " for o in Outcome))
    return results


def ambiguous(responder: Responder, rows: list[dict[str, Any]], show: set[str]) -> float:
    good = 0
    for item in rows:
        turn = asked(responder, item["text"])
        fits = turn.outcome is Outcome.ASKED_BACK and len(set(turn.entries[:4]) & set(item["any_of"])) >= min(
            2, len(item["any_of"])
        )
        good += fits
        if not fits and "ambiguous" in show:
            print(f"[ambiguous] {item['text']}: {turn.outcome} {list(turn.entries)} {turn.score:.2f}")
    return good / len(rows)


def small_talk(responder: Responder, rows: list[dict[str, Any]], show: set[str]) -> float:
    good = 0
    for item in rows:
        turn = asked(responder, item["text"])
        good += turn.outcome is Outcome.SMALL_TALK
        if turn.outcome is not Outcome.SMALL_TALK and "smalltalk" in show:
            print(f"[smalltalk] {item['text']} ({item['expect']}): {turn.outcome} {list(turn.entries)} {turn.score:.2f}")
    return good / len(rows)


def holds(turn: Turn, expect: dict[str, Any], before: tuple[str, ...]) -> bool:
    """Whether one turn of a dialogue came out as expected."""
    entries = turn.entries[:4]
    checks: dict[str, Callable[[Any], bool]] = {
        "answer": lambda want: want in entries and turn.outcome in (Outcome.ANSWERED, Outcome.ASKED_BACK),
        "answer_all": lambda want: set(want) <= set(turn.entries),
        "answer_choice": lambda n: turn.outcome is Outcome.ANSWERED and turn.entries[:1] == before[n - 1 : n],
        "clarify_any_of": lambda want: turn.outcome is Outcome.ASKED_BACK and bool(set(want) & set(entries)),
        "decline": lambda _: turn.outcome is Outcome.NOT_ANSWERED,
        "smalltalk": lambda _: turn.outcome is Outcome.SMALL_TALK,
        "masked": lambda want: bool(turn.masked) is want,
    }
    return all(checks[name](want) for name, want in expect.items())


def dialogues(responder: Responder, talks: list[dict[str, Any]], show: set[str]) -> dict[str, float]:
    good_turns = turns = good_talks = 0
    for talk in talks:
        memory, fine = Conversation(), True
        before: tuple[str, ...] = ()
        for step in talk["turns"]:
            turn = asked(responder, step["user"], memory)
            memory = turn.conversation
            good = holds(turn, step.get("expect", {}), before)
            before = turn.entries
            turns += 1
            good_turns += good
            fine &= good
            if not good and "dialogues" in show:
                print(f"[dialogue {talk['name']}] {step['user']}: want {step['expect']}, got {turn.outcome} {turn.entries}")
        good_talks += fine
    return {"turns": good_turns / turns, "dialogues": good_talks / len(talks)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--eval", type=Path, default=Path(__file__).parents[2] / "shared" / "eval")
    parser.add_argument("--knowledge", type=Path, default=SHIPPED)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    shown = "wrong misoffered declined offered negatives asked ambiguous smalltalk dialogues"
    parser.add_argument("--show", nargs="*", default=[], help=f"print cases: {shown}")
    options = parser.parse_args()
    show = set(options.show)
    base = load_or_fail(options.knowledge)
    start = perf_counter()
    responder = Responder(base, Matcher(base))
    built = perf_counter() - start
    dev = [q for q in lines(options.eval / "dev-questions.jsonl") if q["id"] in base.entries]
    phrasings = sum(len(entry.questions) for entry in base.entries.values())
    print(f"{len(base.entries)} entries, {phrasings} phrasings, built in {built:.1f} s; {responder.bands}")
    start = perf_counter()
    figures: dict[str, Any] = {"questions": questions(responder, dev, show)}
    spent = perf_counter() - start
    figures["negatives"] = negatives(responder, lines(options.eval / "dev-negatives.jsonl"), show)
    figures["ambiguous"] = ambiguous(responder, lines(options.eval / "dev-ambiguous.jsonl"), show)
    figures["small_talk"] = small_talk(responder, lines(options.eval / "dev-smalltalk.jsonl"), show)
    talks = yaml.safe_load((options.eval / "dev-dialogues.yaml").read_text(encoding="utf-8"))
    figures["dialogues"] = dialogues(responder, talks, show)
    figures["speed"] = {"build_s": built, "message_ms": spent / (3 * len(dev)) * 1000}
    print(
        f"ambiguous asked back with two right choices {figures['ambiguous']:.0%}; small talk seen {figures['small_talk']:.0%}; "
        f"dialogue turns {figures['dialogues']['turns']:.0%}, whole dialogues {figures['dialogues']['dialogues']:.0%}; "
        f"{figures['speed']['message_ms']:.1f} ms a message"
    )
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
