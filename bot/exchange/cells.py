"""A value of an entry <-> the text of one cell. What is shown is always read back as the same value."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from bot.core.knowledge import Audience, Source
from bot.core.text import fold

BREAK = "⏎"
"""Stands for a line break inside one item of a list: in a cell, a line is an item."""
AUDIENCES = dict(zip(get_args(Audience), ("người dân", "doanh nghiệp", "cán bộ", "tổ công nghệ số"), strict=True))
_BULLET = re.compile(r"\A\s*[-•*–]\s+")
_NUMBER = re.compile(r"\A\s*(?:[-•*–]|(?:bước\s+)?\d{1,2}\s*[.):])\s+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SOURCE_PARTS = {"document": "số", "date": "ngày", "url": "đường dẫn"}


class CellError(ValueError):
    """A cell that means nothing, said with its mend."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of value stands in a cell."""

    shown: Callable[[Any], str]
    meant: Callable[[str], Any]
    """Raises CellError."""


def tidy(cell: str) -> str:
    """The text of a cell without what spreadsheets add: other line breaks, hard blanks, loose marks, blanks at the ends."""
    text = unicodedata.normalize("NFC", _CONTROL.sub("", cell.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def slug(text: str) -> str:
    """A name as ids and files have them: "Lệ phí" -> "le-phi"."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def _bulleted(line: str, bullet: re.Pattern[str] = _BULLET) -> str:
    """What already begins like a bullet gets one more, because one will be taken off."""
    return f"- {line}" if bullet.match(line) else line


def _lines(cell: str, bullet: re.Pattern[str] = _BULLET) -> list[str]:
    """The items of a cell, without the bullets people put before them."""
    return [item for line in cell.split("\n") if (item := bullet.sub("", line).strip())]


def _list(bullet: re.Pattern[str]) -> Form:
    def shown(items: Sequence[str]) -> str:
        return "\n".join(_bulleted(tidy(item).replace("\n", BREAK), bullet) for item in items)

    def meant(cell: str) -> list[str]:
        return [item.replace(BREAK, "\n") for item in _lines(cell, bullet)]

    return Form(shown, meant)


def _shown_day(day: date | None) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}" if day else ""


def _meant_day(cell: str) -> date | None:
    if not cell:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise CellError(f'"{cell}" không phải ngày có thật; viết ngày/tháng/năm như 31/12/2026')


def _meant_yes(cell: str) -> bool:
    if fold(cell) in {"co", "x", "true", "1", "khan", "dung"}:
        return True
    if fold(cell) in {"", "khong", "false", "0"}:
        return False
    raise CellError(f'"{cell}" chưa rõ; viết có, hoặc để trống')


def _meant_audience(cell: str) -> list[str]:
    known = {slug(name): key for key, label in AUDIENCES.items() for name in (key, label)}
    found = []
    for name in re.split(r"[\n,;]", cell):
        if name.strip():
            if slug(name) not in known:
                raise CellError(f'không có nhóm "{name.strip()}"; chỉ nhận: {", ".join(AUDIENCES.values())}')
            found.append(known[slug(name)])
    return found


def _escaped(text: str, mark: str) -> str:
    return tidy(text).replace("\n", BREAK).replace(mark, f"\\{mark}")


def _parts(line: str, mark: str, most: int = 0) -> list[str]:
    pieces = re.split(rf"(?<!\\){re.escape(mark)}", line, maxsplit=most)
    return [piece.replace(f"\\{mark}", mark).replace(BREAK, "\n").strip() for piece in pieces]


def _shown_sources(sources: Sequence[Source]) -> str:
    return "\n".join(_bulleted(_shown_source(source)) for source in sources)


def _shown_source(source: Source) -> str:
    """Title and what is known besides, told apart by their look; by name where the look would mislead."""
    values = {"document": source.document, "date": _shown_day(source.date), "url": source.url}
    title, given = _escaped(source.title, "|"), {key: _escaped(value, "|") for key, value in values.items() if value}
    line = " | ".join([title, *given.values()])
    plain = {key: value for key, value in source.model_dump().items() if value}
    if _is_source(line, plain):
        return line
    return " | ".join([title, *(f"{_SOURCE_PARTS[key]}: {value}" for key, value in given.items())])


def _is_source(line: str, plain: Mapping[str, Any]) -> bool:
    try:
        return _meant_source(line) == plain
    except CellError:
        return False


def _meant_sources(cell: str) -> list[dict[str, Any]]:
    return [_meant_source(line) for line in _lines(cell)]


def _meant_source(line: str) -> dict[str, Any]:
    title, *rest = _parts(line, "|")
    source: dict[str, Any] = {"title": title}
    for part in filter(None, rest):
        key, value = _source_part(part)
        if key in source:
            raise CellError(
                f'nguồn "{title}" có hai phần cùng là {_SOURCE_PARTS[key]}; mỗi nguồn một dòng, phần cách nhau bằng dấu |'
            )
        source[key] = _meant_day(value) if key == "date" else value
    if not title:
        raise CellError("nguồn chưa có tên; viết: Tên nguồn | số văn bản | ngày | đường dẫn")
    return source


def _source_part(part: str) -> tuple[str, str]:
    for key, name in _SOURCE_PARTS.items():
        if part.startswith(f"{name}:"):
            return key, part[len(name) + 1 :].strip()
    if re.match(r"https?://|www\.", part):
        return "url", part
    return ("date" if re.fullmatch(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", part) else "document"), part


def _shown_follow_ups(follow_ups: Mapping[str, str]) -> str:
    return "\n".join(_bulleted(f"{_escaped(key, ':')}: {tidy(said).replace(chr(10), BREAK)}") for key, said in follow_ups.items())


def _meant_follow_ups(cell: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _lines(cell):
        key, *said = _parts(line, ":", 1)
        if not key or not said or not said[0]:
            raise CellError(f'dòng "{line[:40]}" thiếu dấu hai chấm; mỗi dòng viết: le-phi: lời đáp')
        if key in found:
            raise CellError(f'"{key}" có hai dòng; gộp lại thành một')
        found[key] = said[0]
    return found


TEXT = Form(lambda text: tidy(str(text)), lambda cell: cell)
LINES = _list(_BULLET)
STEPS = _list(_NUMBER)
DAY = Form(_shown_day, _meant_day)
YES = Form(lambda yes: "có" if yes else "", _meant_yes)
AUDIENCE = Form(lambda keys: "\n".join(AUDIENCES[key] for key in keys), _meant_audience)
SOURCES = Form(_shown_sources, _meant_sources)
FOLLOW_UPS = Form(_shown_follow_ups, _meant_follow_ups)
