"""What can be edited, and the new text of each file it touches. Writing them is writer.py's.

An entry that only a locality has is edited in its layer; what a layer writes over an entry of the nation is not.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.core.text import title_key
from bot.errors import EditError, KnowledgeError
from bot.knowledge_files.loader import load
from bot.knowledge_files.localities import MAP
from bot.knowledge_files.read_before import read_file
from bot.knowledge_files.stray_files import is_read
from bot.knowledge_files.yaml_reader import Document
from bot.knowledge_files.yaml_surgery import rewritten, said

SCHEMA_LINE = "# yaml-language-server: $schema={schema}\n"
"""The first line of a file: tells editors which keys there are."""
ORDER = (
    *("id", "title", "audience", "questions", "answer", "steps", "if_stuck", "sources", "checked", "recheck", "in_force"),
    *("urgent", "related", "follow_ups", "keywords", "locality"),
)
"""In which order officers read the keys of an entry; others come last."""
_TOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_TOPICS = frozenset({"phrases", "words", "topics", Path(MAP).stem})
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new entry at the end of a topic."""

    topic: str
    """The name of its file."""
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AddPhrasing:
    """One more way in which people ask an entry."""

    entry: str
    phrasing: str


@dataclass(frozen=True, slots=True)
class SetFields:
    """New values for some keys of an entry; an empty one removes the key."""

    entry: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Retire:
    """An entry is no longer answered as certain after a day; it stays to be read."""

    entry: str
    until: date


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """An entry goes, with its comments inside."""

    entry: str


@dataclass(frozen=True, slots=True)
class MoveEntry:
    """An entry goes to the end of another topic; its comments inside stay behind."""

    entry: str
    topic: str
    values: Mapping[str, Any]
    """All its keys."""


Change = AddEntry | AddPhrasing | SetFields | Retire | RemoveEntry | MoveEntry


@dataclass(slots=True)
class Drafts:
    """The files of a folder as they will be."""

    folder: Path
    changed: dict[Path, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, changes: Sequence[Change]) -> "Drafts":
        """The files after all changes.

        Raises:
            EditError: when a change cannot be made.
        """
        drafts = cls(folder)
        for change in changes:
            drafts._make(change)
        return drafts

    def _make(self, change: Change) -> None:
        match change:
            case AddEntry(topic, values):
                self._add(topic, values)
            case AddPhrasing(entry, phrasing):
                self._revise(entry, lambda old: _with_phrasing(old, phrasing))
            case SetFields(entry, values):
                self._revise(entry, lambda old: _with_fields(old, values))
            case Retire(entry, until):
                self._revise(entry, lambda old: _with_fields(old, {"in_force": {**old.get("in_force", {}), "until": until}}))
            case RemoveEntry(entry):
                self._revise(entry, lambda _: None)
            case MoveEntry(entry, topic, values):
                self._revise(entry, lambda _: None)
                self._append(topic, values)

    def _add(self, topic: str, values: Mapping[str, Any]) -> None:
        entry = said(values.get("id", ""))
        if found := self._place(entry):
            raise EditError(f'id "{entry}" đã dùng ở {found.name}; đặt id khác')
        self._append(topic, values)

    def _append(self, topic: str, values: Mapping[str, Any]) -> None:
        if not _TOPIC.fullmatch(topic) or topic in _NOT_TOPICS:
            raise EditError(f'không có chủ đề nào tên "{topic}"; tên chủ đề chỉ gồm chữ không dấu, số và dấu gạch nối')
        path = next((p for p in self._topic_files() if p.stem == topic), self.folder / f"{topic}.yaml")
        new = _ordered({key: value for key, value in values.items() if not _is_empty(value)})
        if not path.exists() and path not in self.changed:
            self.changed[path] = SCHEMA_LINE.format(schema=".schema/cau-hoi.json").encode()
        self._rewrite(path, lambda entries: [*entries, new])

    def _revise(self, entry: str, revised: Callable[[Values], Values | None]) -> None:
        path = self._place(entry)
        if path is None:
            raise EditError(f'không có câu nào mang id "{entry}"; xem lại chính tả')

        def changed(entries: Sequence[Values]) -> list[Values]:
            new = [revised(old) if _id(old) == entry else old for old in entries]
            return [item for item in new if item is not None]

        self._rewrite(path, changed)

    def _rewrite(self, path: Path, changed: Callable[[Sequence[Values]], list[Values]]) -> None:
        data = self._data(path)
        document = self._read(path)
        value = document.value
        wrapped = isinstance(value, dict) and "entries" in value
        wanted: Any = changed(_entries(document))
        if wrapped:
            wanted = {**value, "entries": wanted}
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        new = mark + rewritten(data[len(mark) :].decode(), wanted).encode()
        if not _reads_as(read_file(path.name, new).value, wanted):
            raise EditError(f"{path.name}: tệp viết theo cách máy không sửa được; mở tệp và sửa bằng tay, chưa ghi gì cả")
        self.changed[path] = new

    def _read(self, path: Path) -> Document:
        document = read_file(str(path), self._data(path))
        if faults := [problem for problem in document.problems if problem.blocks]:
            raise KnowledgeError(faults)
        return document

    def _data(self, path: Path) -> bytes:
        return self.changed[path] if path in self.changed else path.read_bytes()

    def _topic_files(self) -> list[Path]:
        """Those of the nation, new ones too."""
        found = {p for p in self.folder.glob("*.y*ml") if p.is_file() and is_read(p)}
        new = {p for p in self.changed if p.parent == self.folder}
        return sorted(p for p in found | new if p.stem not in _NOT_TOPICS)

    def _place(self, entry: str) -> Path | None:
        """The file that holds an entry. The bytes are asked first, reading is slow; layers of localities come last."""
        for path in self._topic_files():
            if entry.encode() in self._data(path) and entry in map(_id, _entries(self._read(path))):
                return path
        places = load(self.folder).places
        return Path(places.find(entry)[0].file) if places.first(entry) else None


def _entries(document: Document) -> list[Values]:
    value = document.value
    if isinstance(value, dict) and "entries" in value:
        value = value["entries"]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _id(entry: Values) -> str:
    return str(entry.get("id", "")).strip()


def _with_phrasing(old: Values, phrasing: str) -> Values:
    asked = old.get("questions", [])
    asked = [asked] if isinstance(asked, str) else asked
    if title_key(phrasing) in map(title_key, asked):
        raise EditError(f'câu "{_id(old)}" đã có cách hỏi "{phrasing}"')
    return old | {"questions": [*asked, phrasing]}


def _with_fields(old: Values, values: Mapping[str, Any]) -> Values:
    if said(values.get("id", _id(old))) != _id(old):
        raise EditError(f'không đổi id của câu "{_id(old)}" được: câu khác đang nhắc tới nó')
    new = old | dict(values)
    return _ordered({key: value for key, value in new.items() if not _is_empty(value)})


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | tuple | dict) and not value)


def _ordered(values: Mapping[str, Any]) -> Values:
    return dict(sorted(values.items(), key=lambda pair: ORDER.index(pair[0]) if pair[0] in ORDER else len(ORDER)))


def _reads_as(value: Any, wanted: Any) -> bool:
    """Whether what was read is what was meant; blanks at the ends of texts do not matter."""
    if isinstance(wanted, Mapping):
        return isinstance(value, dict) and value.keys() == wanted.keys() and all(_reads_as(value[k], wanted[k]) for k in wanted)
    if isinstance(wanted, list | tuple):
        return isinstance(value, list) and len(value) == len(wanted) and all(map(_reads_as, value, wanted))
    return isinstance(value, str) and [*map(str.rstrip, value.strip().split("\n"))] == [
        *map(str.rstrip, said(wanted).strip().split("\n"))
    ]
