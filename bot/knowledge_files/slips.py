"""What YAML reads without complaint and no officer meant: lines that ran together, words cut off, signs taken for commands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.knowledge import Entry, InForce, Source
from bot.core.problem import Severity

QUOTE = 'đặt cả câu trong dấu nháy kép: "…"'
ENTRY_KEYS = frozenset(field.alias or name for name, field in Entry.model_fields.items())
_SHORT = frozenset({"id", "title", "url", "date", "document", "from", "until"})
"""Keys that may also be words of a sentence: told only at the start of a line."""
_ALL = "|".join(sorted(ENTRY_KEYS | Source.model_fields.keys() | {f.alias or n for n, f in InForce.model_fields.items()}))
_TELLING = "|".join(sorted(ENTRY_KEYS - _SHORT))
KEY_WITHIN = re.compile(rf"^ *(?:- +)?(?P<first>{_ALL}):(?= |$)|(?<=\s)(?P<later>{_TELLING}):(?= |$)")
"""A line of text in which a key has ended up."""
DASH = re.compile(r"^ *(?P<dash>[-–—−‑•●▪·*+])(?P<space> *)(?=\S)")
_TWO_ITEMS = re.compile(r"\S {2,}- +\S")
_CUT = re.compile(r"(?P<gap> +)#(?P<space> ?)(?P<said>.*)$")
_SILENCE = re.compile(r" +# *bo-qua *:")
_WRAPPED = re.compile(r"[“”„«][^“”„«»]*[“”»]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NO_TEXT = frozenset({"id", "checked", "recheck", "urgent", "audience", "related", "from", "until", "date", "locality", "named"})
"""Keys whose values are no sentences: what follows them after # is a note."""
HEADLESS = "các dòng gạch từ đây thiếu tên mục ở trên; thêm một dòng như questions: hoặc steps: rồi mới tới các dòng này"
_JOINED_DASH = (
    "dòng này bị nối vào dòng trên, vì dấu gạch đầu dòng không thẳng với các dòng cùng bậc, hoặc không phải là dấu - và một "
    "dấu cách; sửa lại đầu dòng này và dòng trên"
)
JOINED = "dong-dinh-nhau"
CUT = "dau-thang"
QUOTES = "dau-nhay"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text as it stands in the file."""

    value: str
    path: tuple[str | int, ...]
    style: str
    """Empty for a plain one, else the sign it opens with."""
    first: int
    """Its first line, from 1."""
    last: int
    """Its last line."""
    end: int
    """Column behind its last character."""

    @property
    def item(self) -> bool:
        """Whether it is a line of a list."""
        return bool(self.path) and isinstance(self.path[-1], int)

    @property
    def key(self) -> str:
        """The nearest key above it."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")


@dataclass(frozen=True, slots=True)
class Slip:
    """One of them."""

    line: int
    message: str
    severity: Severity = Severity.WARNING
    rule: str = "doc-tep"


def slips(scalar: Scalar, lines: Sequence[str]) -> Iterator[Slip]:
    """The slips in one text; `lines` are the whole file's."""
    if scalar.last > scalar.first:
        yield from _run_together(scalar, lines)
    elif scalar.item and not scalar.style and _TWO_ITEMS.search(scalar.value):
        message = (
            f'hai dòng bị dính vào nhau ở giữa câu này (có dấu "-" sau nhiều dấu cách); xuống dòng trước dấu -, hoặc {QUOTE}'
        )
        yield Slip(scalar.first, message, rule=JOINED)
    if not scalar.style:
        yield from _plain(scalar, lines)
    if _WRAPPED.fullmatch(scalar.value.strip()) and scalar.style in ("", "|"):
        message = 'nháy cong “ ” là chữ của câu nên bà con sẽ thấy; muốn dấu nháy của tệp thì gõ nháy thẳng " ", không thì xoá đi'
        yield Slip(scalar.first, message, Severity.HINT, QUOTES)
    if scalar.value.startswith("“") and "”" not in scalar.value:
        yield Slip(scalar.first, "nháy cong “ mở mà không đóng; thêm ” ở cuối, hoặc xoá đi", rule=QUOTES)
    if scalar.style == '"' and _UNPRINTABLE.search(scalar.value):
        message = "trong dấu nháy kép có dấu \\ gây ra ký tự không in được; xoá dấu \\ hoặc thay nháy kép bằng nháy đơn '…'"
        yield Slip(scalar.first, message, Severity.ERROR)


def _run_together(scalar: Scalar, lines: Sequence[str]) -> Iterator[Slip]:
    """A text of several lines: does every one of them belong to it?"""
    for number in range(scalar.first + 1, scalar.last + 1):
        line = lines[number - 1]
        if found := KEY_WITHIN.search(line):
            yield Slip(number, _swallowed(scalar, found["first"] or found["later"]), Severity.ERROR)
            return
        if scalar.style in ("|", ">"):
            continue
        if DASH.match(line) and not scalar.style:
            headless = not scalar.item and KEY_WITHIN.search(lines[scalar.first - 1])
            message = HEADLESS if headless else _JOINED_DASH
            yield Slip(number, message, Severity.ERROR)
            return
        if DASH.match(line) and scalar.item:
            yield Slip(scalar.first, "thiếu dấu nháy đóng ở cuối câu này nên câu sau bị nối vào; thêm dấu nháy", Severity.ERROR)
            return
    if scalar.item and not scalar.style:
        message = (
            "dòng này bị nối vào câu ở dòng trên (thiếu dấu gạch đầu dòng?); thêm dấu - cho thẳng hàng, "
            "hoặc viết liền hai dòng thành một nếu đúng là một câu"
        )
        yield Slip(scalar.first + 1, message, rule=JOINED)


def _swallowed(scalar: Scalar, key: str) -> str:
    if scalar.style in ("'", '"'):
        return f'mục "{key}" lọt vào trong câu có dấu nháy mở ở dòng {scalar.first}; thêm dấu nháy đóng ở cuối câu đó'
    return f'mục "{key}" lọt vào trong phần chữ của mục "{scalar.key}"; đưa nó xuống dòng riêng, thẳng hàng với các mục khác'


def _plain(scalar: Scalar, lines: Sequence[str]) -> Iterator[Slip]:
    rest = lines[scalar.last - 1][scalar.end :]
    cut = _CUT.match(rest)
    if (
        cut
        and cut["said"]
        and (scalar.key not in _NO_TEXT or scalar.path[:1] == ("says",))
        and not _SILENCE.match(rest)
        and _is_text(cut, blank=not scalar.value)
    ):
        said = cut["said"] if len(cut["said"]) <= 30 else cut["said"][:30] + "…"
        message = (
            f"phần từ dấu # trở đi (“#{cut['space']}{said}”) bị coi là ghi chú, bà con không thấy; nếu là chữ của câu thì "
            f"{QUOTE}, nếu đúng là ghi chú thì đưa lên một dòng riêng"
        )
        yield Slip(scalar.last, message, rule=CUT)
    if scalar.value.endswith('"') and scalar.value.count('"') % 2:
        yield Slip(scalar.first, "câu có một dấu nháy lẻ ở cuối; thêm dấu nháy mở ở đầu câu, hoặc xoá dấu này", rule=QUOTES)


def _is_text(cut: re.Match[str], *, blank: bool) -> bool:
    """Notes stand apart: two spaces before the sign and one behind it, or behind a key that has no value."""
    glued = not cut["space"]
    return glued if blank or len(cut["gap"]) > 1 else True
