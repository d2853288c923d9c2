"""What residents may write, from plain questions to hostile ones: message n of a seed is always the same. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from measure import slipped

from bot.core.text import fold

WEIGHTS = {
    "question": 26, "unmarked": 12, "slips": 12, "two questions": 3, "empty": 4, "long": 3, "emoji": 4, "control": 4, "bidi": 3,
    "surrogate": 4, "sql": 3, "html": 3, "yaml": 3, "format": 3, "path": 2, "number": 6, "command": 5, "wish": 2,
    "tap": 14, "stale tap": 6, "forged tap": 3, "malformed": 2,
}  # fmt: skip
HOSTILE = {
    "empty": ["", " ", "\n\t ", "\u200b", "\u00a0\u3000"],
    "emoji": ["👍", "😂😂😂😂", "👨‍👩‍👧‍👦", "🇻🇳", "❤️", "🙏🏽" * 50, "1️⃣", "️"],
    "control": ["\0", "\0\1\2\3", "làm khai\0 sinh", "\x1b[31mđỏ\x1b[0m", "khai\x7fsinh", "a\r\n\r\nb\x0b\x0c\x85", "\x00" * 500],
    "bidi": ["\u202ekhai sinh\u202c", "\u200f\u200e", "\u2067căn cước\u2069", "שלום", "مرحبا làm hộ chiếu"],
    "surrogate": ["\ud800", "khai \udfff sinh", "\udc00\ud800", "căn cước \ud83d", "\ud83d\ude00 ok"],
    "sql": ["'; DROP TABLE question; --", '" OR 1=1 --', "Robert'); DELETE FROM message;--", "%' UNION SELECT * FROM chat --"],
    "html": ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "</textarea><h1>", "[x](javascript:1)"],
    "yaml": ["- id: khai-sinh\n  answer: !!python/object/apply:os.system [ls]", "&a [*a, *a]", "---\n...\n", "{office}: ["],
    "format": ["%s%s%n", "{}", "{0.__class__}", "{office} {hotline} {ref}", "${place}", "{{ 7*7 }}", "%(name)s", "{" * 300],
    "path": ["../../../etc/passwd", "..\\..\\var\\pepper", "file:///etc/passwd", "/static/../settings.py", "//"],
    "number": ["0", "1", "2", "3", "99", "-1", "57", "114", "1.", "số 2", "²", "१२", "9" * 300, "1e309", "NaN", "079123456789"],
    "command": ["/start", "/chude", "/trogiup", "/gapcanbo", "/start khai-sinh", "/khong-co", "/", "/CHUDE", "/chude@XaThuBot"],
    "wish": ["/xoa", "/dulieu", "/dulieu", "/dulieu"],
    "forged tap": ["#a:khong-co", "#t99:x", "#m99999", "#m²", "#t٣:", "#up:", "#down:' OR 1=1", "#", "#up:\ud800", "#h:\0"],
}  # fmt: skip
MALFORMED = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"chat": 1}', b'{"text": "x"}', b"[" * 50_000, b'"' + b"x" * 70_000 + b'"']


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the walk."""

    number: int
    kind: str
    text: str
    choice: str = ""


class Writer:
    """Makes message n of a seed."""

    def __init__(self, seed: int, questions: Sequence[str]) -> None:
        self._seed, self._questions = seed, questions

    def dice(self, number: int) -> random.Random:
        """What else is to be decided about it."""
        return random.Random(f"{self._seed}:{number}")

    def write(self, number: int, offers: Sequence[tuple[str, str]], *, on_web: bool) -> Said:
        """A message; a tap is on one of `offers` (label and code, the newest last)."""
        dice = self.dice(number)
        kind = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if (kind.endswith("tap") and not offers) or (kind in ("malformed", "wish") and not on_web):
            kind = "question"
        question, other = dice.choices(self._questions, k=2)
        texts = {
            "question": question,
            "unmarked": fold(question),
            "slips": slipped(question),
            "two questions": f"{question}. {other}",
            "long": (f"{question} " * 10_000)[:10_000],
        }
        text = texts.get(kind) or dice.choice(HOSTILE.get(kind, [""]))
        if kind in ("sql", "html", "control") and dice.random() < 0.5:
            text = f"{question} {text}"
        if kind == "forged tap":
            return Said(number, kind, "x", text)
        if kind.endswith("tap"):
            return Said(number, kind, *dice.choice(offers[-4:] if kind == "tap" else offers))
        return Said(number, kind, text)
