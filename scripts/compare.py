"""Which entries an edit made better or worse: the held-out questions now, against what they got at the last baseline.

    python scripts/compare.py [--against FILE] [--knowledge DIR]     exit code 1 when some question came out worse
    python scripts/compare.py --update                               what is so now becomes the baseline

For the officer whose edit it was, so it speaks Vietnamese.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.data import HELD_OUT, Question, held_out
from measure import asked, verdict

from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.knowledge_files import SHIPPED, load_or_fail

BASELINE = HELD_OUT / "baseline.json"
VERDICTS = {
    "right": "trả lời đúng",
    "offered": "hỏi lại, có ý đúng",
    "declined": "nhận là chưa biết",
    "misoffered": "hỏi lại, không có ý đúng",
    "wrong": "trả lời nhầm",
}
"""The best first."""
_RANK = {name: place for place, name in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a held-out question."""

    entry: str
    """The one that answers it."""
    verdict: str
    got: tuple[str, ...]
    """What was answered or offered."""


@dataclass(frozen=True, slots=True)
class Change:
    """A question that came out otherwise than before."""

    text: str
    before: str
    now: Found

    @property
    def is_worse(self) -> bool:
        """Whether a resident got less than before."""
        return _RANK[self.now.verdict] > _RANK[self.before]


def found(responder: Responder, questions: Sequence[Question]) -> dict[str, Found]:
    """Question -> what came of it."""
    result = {}
    for question in questions:
        turn = asked(responder, question.text)
        result[question.text] = Found(question.wanted[0], verdict(turn, question.wanted), tuple(turn.entries[:4]))
    return result


def changes(now: Mapping[str, Found], before: Mapping[str, str]) -> list[Change]:
    """The questions that came out better or worse; new ones are neither."""
    known = ((text, item) for text, item in now.items() if text in before)
    return [Change(text, before[text], item) for text, item in known if item.verdict != before[text]]


def report(now: Mapping[str, Found], before: Mapping[str, str], responder: Responder) -> Iterator[str]:
    """Line by line, the worse ones first."""
    counts = Counter(item.verdict for item in now.values())
    yield f"{len(now)} câu hỏi thử: " + ", ".join(f"{words} {counts[name]}" for name, words in VERDICTS.items()) + "."
    changed = changes(now, before)
    worse = [change for change in changed if change.is_worse]
    better = [change for change in changed if not change.is_worse]
    yield f"So với mốc: kém đi {len(worse)}, khá lên {len(better)}, mới chưa có trong mốc {len(now.keys() - before.keys())}."
    for title, part in (("KÉM ĐI", worse), ("KHÁ LÊN", better)):
        if part:
            yield f"\n{title}"
        for change in part:
            yield from _told(change, responder)
    if worse:
        yield "\nCách chữa: thêm vào câu bị mất vài cách hỏi như trên nhưng bằng lời khác (đừng chép nguyên câu hỏi thử),"
        yield "hoặc bỏ, viết lại cách hỏi đã kéo câu hỏi về nhầm chỗ. Thay đổi là cố ý thì ghi mốc mới bằng --update."


def _told(change: Change, responder: Responder) -> Iterator[str]:
    yield f"- {_named(change.now.entry, responder)}"
    yield f'    bà con hỏi: "{change.text}"'
    yield f"    trước: {VERDICTS[change.before]}; nay: {VERDICTS[change.now.verdict]}"
    drawn = {match.entry: match for match in responder.matcher.rank(change.text).matches}
    shown = change.now.got or tuple(drawn)[:1]
    for entry in shown:
        if entry == change.now.entry:
            continue
        near = f', giống cách hỏi "{drawn[entry].phrasing}"' if entry in drawn else ""
        yield f"    {'bị kéo về' if change.now.got else 'gần nhất là'} {_named(entry, responder)}{near}"


def _named(entry: str, responder: Responder) -> str:
    return f"{responder.speech.title(entry)} ({entry})"


def kept(now: Mapping[str, Found]) -> str:
    """The baseline, a question a line, so that a change of one is a change of one line."""
    rows = (f"{json.dumps(text, ensure_ascii=False)}: {json.dumps(asdict(now[text]))}" for text in sorted(now))
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, default=BASELINE)
    parser.add_argument("--knowledge", type=Path, default=SHIPPED)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    base = load_or_fail(options.knowledge)
    responder = Responder(base, Matcher(base))
    now = found(responder, held_out(base))
    if not options.against.exists() and not options.update:
        sys.exit(f"Chưa có mốc {options.against}; ghi mốc bằng --update.")
    texts = options.against.read_text(encoding="utf-8") if options.against.exists() else "{}"
    before = {text: item["verdict"] for text, item in json.loads(texts).items()}
    print("\n".join(report(now, before, responder)))
    if options.update:
        options.against.write_text(kept(now), encoding="utf-8")
        print(f"Đã ghi mốc mới: {options.against}")
    elif any(change.is_worse for change in changes(now, before)):
        sys.exit(1)


if __name__ == "__main__":
    main()
