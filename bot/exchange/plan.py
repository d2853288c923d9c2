"""A table against the knowledge: what each row would change. Nothing is written here.

A cell that reads as the export would have written it is not looked at any further: what was not touched is not changed.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from rapidfuzz import process

from bot.core.knowledge import Entry, Knowledge, Topic
from bot.core.text import fold, title_key
from bot.exchange.cells import CellError, slug
from bot.exchange.columns import COLUMNS, ID, TOPIC, Column, row_of
from bot.exchange.naming import suggested_id
from bot.exchange.table import Row, Table

REQUIRED = ("questions", "answer")


class Verdict(Enum):
    """What a row is."""

    NEW = "MỚI"
    CHANGED = "SỬA"
    SAME = "GIỐNG"
    FAULT = "LỖI"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that says something else than the files."""

    header: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One row and what it would do."""

    number: int
    verdict: Verdict
    entry: str = ""
    title: str = ""
    topic: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Keys of the entry -> new values; an empty value removes the key."""
    differences: tuple[Difference, ...] = ()
    faults: tuple[str, ...] = ()
    note: str = ""


class Planner:
    """Reads rows against one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._taken = set(knowledge.entries)
        self._seen: dict[str, int] = {}

    def rows(self, table: Table) -> Iterator[Planned]:
        """Every row of a table, judged."""
        for row in table.rows:
            yield self._judged(row)

    def left_alone(self) -> int:
        """How many entries no row spoke of."""
        return len(self._knowledge.entries.keys() - self._seen.keys())

    def _judged(self, row: Row) -> Planned:
        entry_id = row.cells.get("id", "")
        entry = self._knowledge.entries.get(entry_id) if entry_id else self._of_title(row)
        faults = list(row.faults)
        if entry_id and entry_id in self._seen:
            faults.append(f'mã "{entry_id}" đã có ở dòng {self._seen[entry_id]}; xoá một dòng, hoặc để trống mã nếu là câu mới')
        if entry_id:
            self._seen.setdefault(entry_id, row.number)
        judged = self._changed(row, entry, faults) if entry else self._new(row, faults)
        return judged if not judged.faults else Planned(row.number, Verdict.FAULT, entry_id, judged.title, faults=judged.faults)

    def _of_title(self, row: Row) -> Entry | None:
        """The entry of a row without an id: a table of new entries may be imported twice."""
        topic, title = self._topic(row.cells.get("topic", "")), title_key(row.cells.get("title", ""))
        return next((entry for entry in topic.entries if title and title_key(entry.title) == title), None) if topic else None

    def _changed(self, row: Row, entry: Entry, faults: list[str]) -> Planned:
        topic = self._knowledge.topic_of(entry.id)
        now = row_of(topic, entry)
        values: dict[str, Any] = {}
        differences = []
        for column in _given(row):
            before, after = now[column.key], row.cells[column.key]
            if before == after or column is ID:
                continue
            if column is TOPIC:
                if self._topic(after) is not topic:
                    faults.append(f'câu đang ở chủ đề "{topic.title}"; bảng này không chuyển chủ đề được, ghi lại như cũ')
                continue
            meant = self._meant(column, after, faults)
            if meant != column.form.meant(before):
                values[column.key] = meant
                differences.append(Difference(column.header, before, after))
        faults += [f'cột "{_header(key)}" không được để trống' for key in REQUIRED if key in values and not values[key]]
        verdict = Verdict.CHANGED if differences else Verdict.SAME
        return Planned(
            row.number, verdict, entry.id, entry.label, topic.id, _nested(values, entry), tuple(differences), tuple(faults)
        )

    def _new(self, row: Row, faults: list[str]) -> Planned:
        values = {c.key: self._meant(c, row.cells[c.key], faults) for c in _given(row) if c is not TOPIC and row.cells[c.key]}
        faults += [f'cột "{_header(key)}" còn trống' for key in REQUIRED if not row.cells.get(key)]
        topic = self._topic(row.cells.get("topic", ""))
        if topic is None:
            faults.append(self._no_topic(row.cells.get("topic", "")))
        given = row.cells.get("id", "")
        if given != slug(given):
            faults.append(f'mã "{given}" chỉ được gồm chữ thường không dấu, số và gạch nối; viết {slug(given)}, hoặc để trống')
        if faults or topic is None:
            return Planned(row.number, Verdict.FAULT, title=row.cells.get("title", ""), faults=tuple(faults))
        title = str(values.get("title") or values["questions"][0])
        close = difflib.get_close_matches(given, self._knowledge.entries, n=1, cutoff=0.9) if given else []
        entry_id = given or suggested_id(topic.id, title, self._taken)
        self._taken.add(entry_id)
        note = f'mã này chưa có; nếu là câu cũ thì mã đúng là "{close[0]}"' if close else ""
        return Planned(row.number, Verdict.NEW, entry_id, title, topic.id, _nested({"id": entry_id, **values}), note=note)

    def _meant(self, column: Column, cell: str, faults: list[str]) -> Any:
        try:
            meant = column.form.meant(cell)
        except CellError as error:
            faults.append(f'cột "{column.header}": {error}')
            return None
        if column.key == "follow_ups":  # "Lệ phí: …" is the kind le-phi
            kinds = self._knowledge.words.follow_ups
            return {slug(key) if slug(key) in kinds else key: said for key, said in meant.items()}
        return meant

    def _topic(self, cell: str) -> Topic | None:
        return next((topic for topic in self._knowledge.topics if slug(cell) in (topic.id, slug(topic.title))), None)

    def _no_topic(self, cell: str) -> str:
        if not cell:
            return f'cột "{TOPIC.header}" còn trống; chọn trong danh sách'
        titles = [topic.title for topic in self._knowledge.topics]
        close, *_ = process.extractOne(cell, titles, processor=fold)
        return f'không có chủ đề "{cell}"; có phải "{close}"? Chọn trong danh sách của ô'


def changes_by_entry(planned: Iterable[Planned]) -> Mapping[str, Planned]:
    """The rows that do something, by entry."""
    return {row.entry: row for row in planned if row.verdict in (Verdict.NEW, Verdict.CHANGED)}


def _given(row: Row) -> Sequence[Column]:
    return [column for column in COLUMNS if column.key in row.cells]


def _header(key: str) -> str:
    return next(column.header for column in COLUMNS if column.key == key)


def _nested(values: Mapping[str, Any], entry: Entry | None = None) -> dict[str, Any]:
    """`in_force.until` back into its key, with what the table leaves out."""
    nested: dict[str, Any] = {}
    for key, value in values.items():
        outer, _, inner = key.partition(".")
        if inner:
            old = getattr(entry, outer).model_dump(by_alias=True, exclude_none=True) if entry else {}
            nested[outer] = {k: v for k, v in {**old, **nested.get(outer, {}), inner: value}.items() if v}
        else:
            nested[key] = value if value or key in REQUIRED else None
    return nested
