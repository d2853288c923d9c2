"""`# bo-qua: rule - why`: an officer explains a warning beside the line, and it is not shown again.

It stands at the end of the line, or on the lines right above it (above `- id:` for what concerns the whole entry). Lines
of a text opened with | or > are the answer itself: there it would be read by residents, so it goes above the key.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.problem import Problem, Severity
from bot.knowledge_files.yaml_reader import Document

RULE = "bo-qua-thua"
_SILENCE = re.compile(r"(?:^|\s)#\s*bo-qua\s*:\s*([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?:[-–—:]\s*(\S.*))?$")
_OPENING = re.compile(r"(?::|-)\s+[|>][+-]?\d?\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Silence:
    """One explanation."""

    line: int
    rules: tuple[str, ...]
    why: str
    shown: bool
    """It stands inside a text that residents read, and silences nothing."""


class Silences:
    """The explanations of one file."""

    def __init__(self, document: Document) -> None:
        self._file = document.file
        self._text = document.text
        self._headers = dict(_headers(document.text))
        self._silences = {s.line: s for s in self._read()}
        self._used: set[tuple[int, str]] = set()

    def _read(self) -> Iterator[Silence]:
        for line, text in enumerate(self._text, 1):
            if found := _SILENCE.search(text):
                rules = tuple(rule.strip() for rule in found.group(1).split(","))
                yield Silence(line, rules, found.group(2) or "", line in self._headers)

    def silences(self, problem: Problem) -> bool:
        """Whether a problem is explained; what forbids serving never is."""
        if problem.blocks:
            return False
        explained = False
        for line in self._beside(problem.line):
            silence = self._silences.get(line)
            if silence and not silence.shown and problem.rule in silence.rules:
                self._used.add((line, problem.rule))
                explained = True
        return explained

    def _beside(self, line: int) -> Iterator[int]:
        """The line, the key that opens its text, and the comments right above them."""
        for start in dict.fromkeys((line, self._headers.get(line, line))):
            yield start
            above = start - 1
            while above > 0 and self._text[above - 1].lstrip().startswith("#"):
                yield above
                above -= 1

    def idle(self) -> Iterable[Problem]:
        """Explanations that explain nothing, or that residents would read."""
        for silence in self._silences.values():
            if silence.shown:
                message = 'dòng "# bo-qua" này nằm trong lời trả lời nên bà con sẽ đọc thấy; chuyển lên trên tên mục'
                yield Problem(self._file, silence.line, message, Severity.WARNING, RULE)
                continue
            for rule in silence.rules:
                if (silence.line, rule) not in self._used:
                    message = f'dòng "# bo-qua: {rule}" không còn che cảnh báo nào; xoá đi'
                    yield Problem(self._file, silence.line, message, Severity.HINT, RULE)
                elif not silence.why:
                    message = f'ghi thêm lý do sau tên quy tắc: "# bo-qua: {rule} - vì sao"'
                    yield Problem(self._file, silence.line, message, Severity.HINT, RULE)


def _headers(text: list[str]) -> Iterator[tuple[int, int]]:
    """(line of a text opened with | or >, line that opens it)."""
    opened, indent = 0, 0
    for number, line in enumerate(text, 1):
        if opened and line.strip():
            if len(line) - len(line.lstrip()) > indent:
                yield number, opened
                continue
            opened = 0
        if not opened and (opening := _OPENING.search(line)):
            of_list = opening.group().startswith("-")
            opened, indent = number, len(line) - len(line.lstrip() if of_list else line.lstrip(" -"))
