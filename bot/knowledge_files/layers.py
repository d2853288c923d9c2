"""dia-phuong/<id>/*.yaml: what a locality says otherwise than the base beneath it.

1. The base of the nation lies beneath a province's layer, a province's beneath its communes'.
2. An entry of a layer needs only its id; every field it writes replaces the field beneath,
   but questions and keywords are added to those beneath.
3. An entry that nothing beneath has is a whole entry, about that locality only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core.knowledge import Entry, Topic
from bot.core.locality import Locality
from bot.core.problem import Problem, Severity
from bot.knowledge_files.localities import FOLDER
from bot.knowledge_files.places import in_layer
from bot.knowledge_files.schema_faults import validated
from bot.knowledge_files.shelf import Shelf, listed
from bot.knowledge_files.yaml_reader import Document, YamlPath

ADDED = ("questions", "keywords")
RULE = "lop-ghi-de"


@dataclass(frozen=True, slots=True, order=True)
class Override:
    """An entry that a layer writes over."""

    file: str
    line: int
    locality: str
    entry: str
    fields: tuple[str, ...]
    """What differs from beneath."""
    covers: str
    """`file:line` of what lies beneath."""

    def problem(self) -> Problem:
        """As check shows it."""
        fields = ", ".join(f"thêm {name}" if name in ADDED else name for name in self.fields)
        message = f'câu "{self.entry}" ở {self.locality} khác bản chung: {fields}; bản bị che: {self.covers}'
        return Problem(self.file, self.line, message, Severity.HINT, RULE)


@dataclass(slots=True)
class Layers:
    """What came of the layers of a folder."""

    over: dict[str, dict[str, Entry]] = field(default_factory=dict)
    """Locality id -> entry id -> the whole entry as it reads there."""
    own: dict[str, list[Entry]] = field(default_factory=dict)
    """Name of a topic -> entries that only a locality has."""
    overrides: list[Override] = field(default_factory=list)


def laid_over(beneath: Entry, written: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with what a layer writes, as plain values still to be checked."""
    values = beneath.model_dump(mode="json", by_alias=True, exclude_unset=True) | dict(written)
    for name in ADDED:
        if name in written:
            values[name] = [*getattr(beneath, name), *_many(written[name])]
    return values


def changed(beneath: Entry, over: Entry) -> tuple[str, ...]:
    """The fields in which two versions of an entry differ."""
    return tuple(name for name in Entry.model_fields if getattr(beneath, name) != getattr(over, name))


def with_own(topics: Sequence[Topic], own: Mapping[str, Sequence[Entry]]) -> tuple[Topic, ...]:
    """Topics with the entries that only a locality has, at the end of the topic their file is named after."""
    known = {topic.id for topic in topics}
    grown = [Topic(t.id, t.title, t.intro, (*t.entries, *own.get(t.id, ()))) for t in topics]
    grown += [Topic(name, name.replace("-", " ").capitalize(), "", tuple(e)) for name, e in own.items() if name not in known]
    return tuple(grown)


def read_layers(shelf: Shelf, base: Mapping[str, Entry], localities: Mapping[str, Locality]) -> Layers:
    """Read every layer of a folder, provinces before their communes."""
    reading = _Reading(shelf, base, localities)
    folders = {path.parent.name: path.parent for path in shelf.paths(f"{FOLDER}/*/*.y*ml")}
    for name in sorted(folders, key=lambda name: (len(reading.around(name)), name)):
        reading.layer(name, folders[name])
    return reading.layers


class _Reading:
    def __init__(self, shelf: Shelf, base: Mapping[str, Entry], localities: Mapping[str, Locality]) -> None:
        self._shelf = shelf
        self._localities = localities
        self._beneath = dict(base)
        self.layers = Layers()

    def around(self, locality: str) -> list[str]:
        """The localities around one, the nearest first."""
        found: list[str] = []
        parent = self._localities[locality].parent if locality in self._localities else ""
        while parent in self._localities and parent not in (*found, locality):
            found.append(parent)
            parent = self._localities[parent].parent
        return found

    def layer(self, locality: str, folder: Path) -> None:
        """All files of one layer."""
        for path in self._shelf.paths(f"{FOLDER}/{folder.name}/*.y*ml"):
            document = self._shelf.read(path)
            if locality not in self._localities:
                message = f"thư mục này của địa phương nào? chưa có tệp {FOLDER}/{locality}.yaml; thêm tệp hoặc đổi tên thư mục"
                document.fault(1, message)
                continue
            for at, item in listed(document):
                self._entry(locality, document, at, item)

    def _entry(self, locality: str, document: Document, at: YamlPath, item: Any) -> None:
        entry_id = item.get("id") if isinstance(item, dict) else None
        if not isinstance(entry_id, str):
            validated(document, at, item, Entry)
            return
        line = document.line((*at, "id"))
        here = in_layer(entry_id, locality)
        if first := self._shelf.places.first(here):
            document.fault(line, f'câu "{entry_id}" đã viết ở {first} trong lớp này; gộp lại làm một')
            return
        beneath, lies = self._lying(entry_id, locality)
        if beneath is None:
            self._own(locality, document, at, item)
        elif beneath.locality not in ("", locality, *self.around(locality)):
            message = f'id "{entry_id}" đã dùng cho câu riêng của {beneath.locality} ({lies}); đặt id khác'
            document.fault(line, message)
        else:
            over = validated(document, at, laid_over(beneath, item), Entry)
            self._shelf.places.add(here, document, line)
            if over:
                self._lay(document, Override(document.file, line, locality, entry_id, changed(beneath, over), lies), over)

    def _lying(self, entry_id: str, locality: str) -> tuple[Entry | None, str]:
        """What lies beneath an entry of a layer, and where it stands."""
        for place in self.around(locality):
            if entry_id in self.layers.over.get(place, {}):
                return self.layers.over[place][entry_id], self._shelf.places.first(in_layer(entry_id, place))
        return self._beneath.get(entry_id), self._shelf.places.first(entry_id)

    def _lay(self, document: Document, override: Override, over: Entry) -> None:
        if not override.fields:
            message = f'câu "{over.id}" không khác gì bản chung ở {override.covers}; xoá đi cho gọn'
            document.fault(override.line, message, severity=Severity.WARNING)
            return
        self.layers.over.setdefault(override.locality, {})[over.id] = over
        self.layers.overrides.append(override)
        document.problems.append(override.problem())

    def _own(self, locality: str, document: Document, at: YamlPath, item: dict[str, Any]) -> None:
        line = document.line((*at, "id"))
        entry = validated(document, at, {"locality": locality} | item, Entry)
        if entry is None:
            message = f'câu "{item["id"]}" không có trong bản chung nên phải viết đủ; nếu muốn sửa câu có sẵn thì xem lại id'
            document.fault(line, message)
        elif entry.locality != locality:
            document.fault(line, f'câu "{entry.id}" nằm trong thư mục {locality}; xoá mục locality hoặc chuyển tệp')
        else:
            self._shelf.places.add(entry.id, document, line)
            self._beneath[entry.id] = entry
            self.layers.own.setdefault(Path(document.file).stem, []).append(entry)


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
