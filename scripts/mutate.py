"""Breaks the shipped knowledge at random, as keyboards and editors do, and tells what `load` says about it.

    scripts/mutate.py --rounds 2000 --seed 1 [--all-files] [--show silent]

A few small files of every kind stand for all (quick); with --all-files every shipped file is broken, the other topics
being stood in for by their ids. tests/knowledge_files/test_mutations.py runs the same.
"""

import argparse
import re
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from bot.core.knowledge import Knowledge
from bot.core.problem import Problem
from bot.knowledge_files import SHIPPED, Loaded, load

SMALL = (
    "y-te-so.yaml",
    "topics.yaml",
    "phrases.yaml",
    "words.yaml",
    "dia-phuong/mau.yaml",
    "dia-phuong/mac-dinh.yaml",
    "dia-phuong/nam-sach.yaml",
    "dia-phuong/hai-phong.yaml",
    "doi-ten.yaml",
    "ngoai-pham-vi/chuyen-khac.yaml",
)
LONG = ("words.yaml", "doi-ten.yaml", "ngoai-pham-vi/chuyen-khac.yaml")
STAND_IN = "thay-cho-cac-cau-khac.yaml"
RUN = 3
"""Items of one list (abbreviations, matters, places) kept of the long ones of these: a round then takes milliseconds."""
NEAR = 1
"""Lines by which a problem may miss the broken line and still show it."""
TYPED = "aăơzđ 09:-\"'#[]{}|>&*!%@,?`\\\t\n~“”"
_ENGLISH = re.compile(
    r"\b(expected|found|mapping|scalar|input|should|while|parsing|could|did not|token|sequence|block|indicator|character|"
    r"column|none|traceback|errors?|exception|valid|invalid|string|value|type|must|field|null|escape|stream|document start)\b",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
_QUOTED = re.compile('"[^"]*"|“[^”]*”')
Lines = list[str]
Change = Callable[[Lines, int, Random], Lines]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A text broken in one place."""

    kind: str
    text: str
    line: int
    """The line that was broken, from 1."""
    lines: tuple[int, ...]
    """All lines that now differ from what stood there."""


def _swapped(lines: Lines, n: int, random: Random) -> Lines:
    other = min(n + random.randint(1, 3), len(lines) - 1)
    lines[n], lines[other] = lines[other], lines[n]
    return lines


def _edited(edit: Callable[[str, Random], str]) -> Change:
    return lambda lines, n, random: [*lines[:n], edit(lines[n], random), *lines[n + 1 :]]


def _without(sign: str) -> Callable[[str, Random], str]:
    """A line without one of its signs; the nth of them is chosen at random."""

    def without(line: str, random: Random) -> str:
        places = [place for place, found in enumerate(line) if found == sign]
        place = random.choice(places) if places else 0
        return line[:place] + line[place + 1 :]

    return without


def _pasted(text: str) -> Callable[[str, Random], str]:
    def pasted(line: str, random: Random) -> str:
        place = random.randint(0, len(line))
        return line[:place] + text + line[place:]

    return pasted


def _at(line: str, random: Random) -> tuple[str, str, str]:
    place = random.randrange(len(line)) if line else 0
    return line[:place], line[place : place + 1], line[place + 1 :]


def _dropped(line: str, random: Random) -> str:
    before, _, after = _at(line, random)
    return before + after


def _typed(line: str, random: Random) -> str:
    before, sign, after = _at(line, random)
    return before + random.choice(TYPED) + sign + after


def _curled(line: str, _: Random) -> str:
    curled = re.sub('"([^"]*)"', "“\\1”", line)
    return curled if curled != line else re.sub(r"(- |: )(.+)$", "\\1“\\2”", line)


def _spaced(line: str, random: Random) -> str:
    places = [place for place, sign in enumerate(line) if sign == " "] or [0]
    place = random.choice(places)
    return line[:place] + "\u00a0" + line[place + 1 :]


MUTATIONS: dict[str, Change] = {
    "delete a character": _edited(_dropped),
    "insert a character": _edited(_typed),
    "delete a dash": _edited(_without("-")),
    "delete a colon": _edited(_without(":")),
    "delete a quote": _edited(_without('"')),
    "delete a bracket": _edited(_without("]")),
    "swap two lines": _swapped,
    "delete a line": lambda lines, n, _: [*lines[:n], *lines[n + 1 :]],
    "duplicate a line": lambda lines, n, _: [*lines[: n + 1], *lines[n:]],
    "indent more": _edited(lambda line, random: " " * random.randint(1, 4) + line),
    "indent less": _edited(lambda line, random: line[min(random.randint(1, 4), len(line) - len(line.lstrip())) :]),
    "paste NFD": _edited(lambda line, _: unicodedata.normalize("NFD", line)),
    "paste a tab": _edited(_pasted("\t")),
    "tab for indentation": _edited(lambda line, _: re.sub("^ +", "\t", line)),
    "CRLF": lambda lines, n, _: [line + "\r" if i >= n else line for i, line in enumerate(lines)],
    "truncate": lambda lines, n, random: [*lines[:n], lines[n][: random.randint(0, len(lines[n]))]],
    "paste a hard space": _edited(_spaced),
    "paste a hidden character": _edited(_pasted("\u200b")),
    "curly quotes": _edited(_curled),
    "join two lines": lambda lines, n, _: [*lines[:n], "".join(lines[n : n + 2]), *lines[n + 2 :]],
    "join, indentation lost": lambda lines, n, _: [
        *lines[:n],
        " ".join(line.strip() if i else line for i, line in enumerate(lines[n : n + 2])),
        *lines[n + 2 :],
    ],
    "paste a number sign": _edited(_pasted(" #1 ")),
    "paste a NUL": _edited(_pasted("\x00")),
}
_NEEDS = {"delete a dash": "-", "delete a colon": ":", "delete a quote": '"', "delete a bracket": "]"}


def mutated(text: str, random: Random, kind: str = "") -> Mutation:
    """The text broken in one place, at random."""
    kind = kind or random.choice(list(MUTATIONS))
    lines = text.split("\n")
    # Comments and blank lines tell nothing.
    places = [n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")] or [0]
    places = [n for n in places if _NEEDS.get(kind, "") in lines[n]] or places
    place = random.choice(places)
    broken = MUTATIONS[kind](list(lines), place, random)
    differ = (
        tuple(n for n, (a, b) in enumerate(zip(lines, broken, strict=False), 1) if a != b) if len(lines) == len(broken) else ()
    )
    return Mutation(kind, "\n".join(broken), place + 1, differ or (place + 1,))


def small_copy(folder: Path) -> None:
    """A folder of a few short files of every kind."""
    for name in SMALL:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (SHIPPED / name).read_text(encoding="utf-8")
        target.write_text(_shortened(text) if name in LONG else text, encoding="utf-8")
    _list_only(folder, Path(SMALL[0]).stem)
    _stand_in(folder, _read(SHIPPED))


def _list_only(folder: Path, topic: str) -> None:
    """Leave one topic in the listing: those whose files were not copied would be missed."""
    head, *listed = re.split(r"^(?=- id: )", (SHIPPED / "topics.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    own = [item for item in listed if item.startswith(f"- id: {topic}\n")]
    (folder / "topics.yaml").write_text("".join([head, *own]), encoding="utf-8")


def _shortened(text: str) -> str:
    """The first items of its long lists: they stand for the rest."""
    text = re.sub(r"^ +locality: .*\n", "", text, flags=re.MULTILINE)
    kept: Lines = []
    counts: Counter[str] = Counter()
    for line in text.splitlines(keepends=True):
        item = re.match(r" *- |  (?=\S+: \S)", line)
        depth = len(line) - len(line.lstrip())
        counts = Counter({indent: n for indent, n in counts.items() if len(indent) <= depth})
        if item:
            counts[" " * depth] += 1
        elif not line.startswith(" "):
            counts.clear()
        if all(n <= RUN for n in counts.values()):
            kept.append(line)
    return "".join(kept)


def _read(folder: Path) -> Knowledge:
    loaded = load(folder)
    if loaded.knowledge is None:
        raise SystemExit("\n".join(map(str, loaded.problems)))
    return loaded.knowledge


def _stand_in(folder: Path, shipped: Knowledge) -> None:
    """A topic of the entries that the folder's own ones name, so that nothing seems to lead nowhere."""
    said = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml"))
    own = set(re.findall("^- id: (.+)$", said, re.MULTILINE))
    others = [entry_id for entry_id in shipped.entries if entry_id in said and entry_id not in own]
    entries = (f"- {{id: {entry_id}, questions: [hỏi việc {entry_id}], answer: Trả lời.}}\n" for entry_id in others)
    (folder / STAND_IN).write_text("".join(entries), encoding="utf-8")


def violations(problems: tuple[Problem, ...]) -> Iterator[str]:
    """What must never be said about a broken file."""
    for problem in problems:
        said = _QUOTED.sub("", problem.message)
        path = Path(problem.file)
        if not path.exists():
            yield f"names no file: {problem}"
        elif path.is_file() and not 1 <= problem.line <= len(re.split(rb"\r\n|\r|\n", path.read_bytes())):
            yield f"names no line: {problem}"
        if not _VIETNAMESE.search(said):
            yield f"is not Vietnamese: {problem}"
        if leak := _ENGLISH.search(said):
            yield f"leaks {leak.group()!r}: {problem}"


def effect(before: Knowledge, after: Loaded) -> str:
    """What a mutation did to what residents get."""
    if after.knowledge is None:
        return "refused"
    if after.knowledge == before:
        return "same"
    return "wording" if _form(after.knowledge) == _form(before) else "structure"


def _form(value: object) -> object:
    """The value without its wordings: what is left is how much there is of everything."""
    if isinstance(value, str):
        return bool(value)
    if isinstance(value, tuple | list):
        return tuple(_form(item) for item in value)
    if isinstance(value, dict):
        return tuple(_form(item) for item in value.values())
    fields = getattr(type(value), "model_fields", None) or getattr(value, "__dataclass_fields__", None)
    if fields and not isinstance(value, type):
        return tuple(_form(getattr(value, name)) for name in fields)
    return value


@dataclass(slots=True)
class Tally:
    """What came of every mutation of one kind."""

    rounds: int = 0
    errors: int = 0
    warnings: int = 0
    near: int = 0
    """Of the errors: one of them names the broken line or its neighbour."""
    same: int = 0
    wording: int = 0
    structure: int = 0
    crashes: int = 0


class Run:
    """Mutations of the files of one folder, one at a time."""

    def __init__(self, folder: Path, *, show: str = "") -> None:
        self.folder = folder
        self.show = show
        self.before = _read(folder)
        self.known = {problem.message for problem in load(folder).problems}
        self.tallies: dict[str, Tally] = {}
        self.messages: Counter[str] = Counter()
        self.bad: list[str] = []

    def round(self, path: Path, random: Random) -> None:
        """Break a file, read the folder, note what came of it, and put the file right again."""
        original = path.read_text(encoding="utf-8")
        mutation = mutated(original, random)
        tally = self.tallies.setdefault(mutation.kind, Tally())
        tally.rounds += 1
        path.write_bytes(mutation.text.encode())
        try:
            loaded = load(self.folder)
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            tally.crashes += 1
            self.bad.append(f"{path.name}: {mutation.kind} at line {mutation.line}: {error!r}")
        else:
            self._note(tally, path, original, mutation, loaded)
        finally:
            path.write_text(original, encoding="utf-8")

    def _note(self, tally: Tally, path: Path, original: str, mutation: Mutation, loaded: Loaded) -> None:
        self.bad += [f"{path.name}: {mutation.kind} at line {mutation.line}: {what}" for what in violations(loaded.problems)]
        found = [problem for problem in loaded.problems if problem.message not in self.known]
        done = effect(self.before, loaded)
        near = any(p.file == str(path) and abs(p.line - line) <= NEAR for p in found for line in mutation.lines)
        tally.errors += done == "refused"
        tally.near += near and done == "refused"
        tally.warnings += bool(found) and done != "refused"
        if not found:
            tally.same += done == "same"
            tally.wording += done == "wording"
            tally.structure += done == "structure"
        self.messages.update(problem.message for problem in found)
        silent = not found and done == "structure"
        if (self.show == "silent" and silent) or (self.show == "far" and done == "refused" and not near):
            self._print(path, original, mutation, found)

    def _print(self, path: Path, original: str, mutation: Mutation, found: list[Problem]) -> None:
        print(f"--- {path.name}:{mutation.line}: {mutation.kind}")
        start = max(mutation.line - 3, 0)
        for n, (old, new) in enumerate(zip(original.split("\n")[start:], mutation.text.split("\n")[start:], strict=False)):
            if n < 6:
                print(f"{start + n + 1:5} {new[:110]!r}" + (f"   WAS {old[:60]!r}" if old != new and n < 4 else ""))
        for problem in found[:4]:
            print(f"      -> {problem.line}: {problem.message[:160]}")


def table(tallies: dict[str, Tally]) -> str:
    """What came of it, a kind a row."""
    heads = ("mutation", "rounds", "error", "line ±1", "warned", "same", "wording", "silent", "crash")
    rows: list[tuple[str, ...]] = [heads]
    total = Tally()
    for kind, tally in sorted(tallies.items()):
        rows.append((kind, *_cells(tally)))
        for name in Tally.__slots__:
            setattr(total, name, getattr(total, name) + getattr(tally, name))
    rows.append(("ALL", *_cells(total)))
    return "\n".join(f"{row[0]:26}" + "".join(f"{cell:>9}" for cell in row[1:]) for row in rows)


def _cells(tally: Tally) -> tuple[str, ...]:
    near = f"{100 * tally.near // tally.errors}%" if tally.errors else "-"
    numbers = (tally.rounds, tally.errors, near, tally.warnings, tally.same, tally.wording, tally.structure, tally.crashes)
    return tuple(str(number) for number in numbers)


def _folders(scratch: Path, *, everything: bool) -> Iterator[tuple[Path, list[Path]]]:
    """Each folder to read, and the files to break in it."""
    if not everything:
        small_copy(scratch / "small")
        yield scratch / "small", [scratch / "small" / name for name in SMALL]
        return
    shipped = _read(SHIPPED)
    small_copy(scratch / "base")
    for path in (SHIPPED / "dia-phuong").glob("*.yaml"):
        shutil.copy(path, scratch / "base" / "dia-phuong")
    for topic in shipped.topics:
        folder = scratch / topic.id
        shutil.copytree(scratch / "base", folder)
        (folder / SMALL[0]).unlink()
        _list_only(folder, topic.id)
        (folder / STAND_IN).unlink()
        files = [SHIPPED / f"{topic.id}.yaml", *SHIPPED.glob(f"dia-phuong/*/{topic.id}.yaml")]  # and what localities lay over it
        copies = [folder / path.relative_to(SHIPPED) for path in files]
        for path, copy in zip(files, copies, strict=True):
            copy.parent.mkdir(exist_ok=True)
            shutil.copy(path, copy)
        _stand_in(folder, shipped)
        yield folder, copies
    shutil.copytree(SHIPPED / "ngoai-pham-vi", scratch / "base" / "ngoai-pham-vi", dirs_exist_ok=True)
    for name in ("words.yaml", "doi-ten.yaml"):
        shutil.copy(SHIPPED / name, scratch / "base")
    others = {SMALL[0], STAND_IN}
    yield scratch / "base", [path for path in sorted((scratch / "base").rglob("*.yaml")) if path.name not in others]


def main() -> int:
    """Break, read, print the table; the exit code says whether anything went wrong that must not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all-files", action="store_true")
    parser.add_argument("--show", choices=["silent", "far", "messages"], default="")
    asked = parser.parse_args()
    random, start, tallies, bad = Random(asked.seed), perf_counter(), {}, []  # type: ignore[var-annotated]
    messages: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        folders = list(_folders(Path(scratch), everything=asked.all_files))
        files = sum(len(paths) for _, paths in folders)
        for folder, paths in folders:
            run = Run(folder, show=asked.show)
            run.tallies = tallies
            for _ in range(max(asked.rounds * len(paths) // files, 1)):
                run.round(random.choice(paths), random)
            bad += run.bad
            messages += run.messages
    if asked.show == "messages":
        print("\n".join(f"{count:5} {message}" for message, count in messages.most_common()))
    print(table(tallies))
    print(f"seed {asked.seed}, {perf_counter() - start:.0f} s")
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
