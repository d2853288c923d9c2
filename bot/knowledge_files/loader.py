"""A knowledge folder -> Knowledge, checked across files.

<topic>.yaml            a list of entries (or a mapping with `entries:`)
topics.yaml             titles, introductions and order of the topics           optional
phrases.yaml words.yaml the bot's own words; how people write                   optional: the shipped ones serve
dia-phuong/*.yaml       one locality each; mac-dinh.yaml says what blanks read as  optional
ngoai-pham-vi/*.yaml    what people ask that the base does not answer           optional
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.core.knowledge import Entry, Knowledge, Matter, Phrases, Topic, TopicInfo, Words
from bot.core.locality import DETAILS, PLACES, Locality, fill, placeholders
from bot.core.phrasebook import NEEDED
from bot.core.problem import Problem, Severity
from bot.core.text import title_key
from bot.errors import KnowledgeError
from bot.knowledge_files.places import Places
from bot.knowledge_files.schema_faults import validated
from bot.knowledge_files.yaml_reader import Document, YamlPath, read_yaml

SHIPPED = Path(__file__).parents[2] / "knowledge"
BLANK = "mac-dinh"
_NOT_TOPICS = {"phrases", "words", "topics"}
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of reading a folder."""

    knowledge: Knowledge | None
    """None when a fault forbids serving it."""
    problems: tuple[Problem, ...]
    """Every fault, in the order of files and lines."""
    places: Places
    """Where each entry stands."""


def load_or_fail(folder: Path) -> Knowledge:
    """The knowledge of a folder.

    Raises:
        KnowledgeError: with every blocking problem, when it cannot be served.
    """
    loaded = load(folder)
    if loaded.knowledge is None:
        raise KnowledgeError([p for p in loaded.problems if p.blocks])
    return loaded.knowledge


def load(folder: Path) -> Loaded:
    """Read and check a folder; what it lacks of words, phrases and blanks comes from the shipped one."""
    return _Folder(folder).load()


_PLACEHOLDERS = frozenset((*DETAILS, *PLACES))
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
"""What reads like the id of an entry and like no sentence."""


def _brace_faults(text: str, known: Collection[str]) -> Iterator[str]:
    for name in placeholders(text):
        if name not in known:
            choices = ", ".join(f"{{{k}}}" for k in sorted(known))
            yield f"không có chỗ điền {{{name}}}; dùng một trong: {choices}"
    if any(brace in fill(text, dict.fromkeys(placeholders(text), "")) for brace in "{}"):
        yield "có dấu ngoặc { hoặc } lẻ; chỗ điền phải có đủ hai ngoặc, như {office}"


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: list[Document] = []
        self.places = Places()

    def load(self) -> Loaded:
        if not self.folder.is_dir():
            return Loaded(None, (Problem(str(self.folder), 1, "không có thư mục này; kiểm tra lại đường dẫn"),), self.places)
        words = self._one("words.yaml", Words) or Words()
        phrases = self._phrases()
        localities = {place.id: place for place in self._localities()}
        topics = self._topics()
        outside = tuple(self._outside())
        if not any(topic.entries for topic in topics) and not self._blocked():
            self.documents.append(
                Document(str(self.folder), problems=[Problem(str(self.folder), 1, "chưa có câu hỏi nào; thêm một tệp .yaml")])
            )
        knowledge = Knowledge(tuple(topics), phrases, words, localities, outside)
        self._check_texts(knowledge)
        if not self._blocked():  # an entry that could not be read must not make those that name it look wrong
            self._check_references(knowledge)
        problems = tuple(sorted({problem for document in self.documents for problem in document.problems}))
        return Loaded(None if any(p.blocks for p in problems) else knowledge, problems, self.places)

    def _blocked(self) -> bool:
        return any(p.blocks for document in self.documents for p in document.problems)

    def _read(self, path: Path) -> Document:
        try:
            document = read_yaml(self._name(path), path.read_bytes())
        except OSError as error:
            document = Document(self._name(path))
            document.fault(1, f"không mở được tệp ({error.strerror})")
        self.documents.append(document)
        return document

    def _name(self, path: Path) -> str:
        return str(path)

    def _one(self, name: str, model: type[M]) -> M | None:
        path = self.folder / name
        document = self._read(path if path.exists() else SHIPPED / name)
        return validated(document, (), document.value or {}, model)

    def _phrases(self) -> Phrases:
        path = self.folder / "phrases.yaml"
        document = self._read(path if path.exists() else SHIPPED / path.name)
        phrases = validated(document, (), document.value or {}, Phrases) or Phrases(says={})
        for key in NEEDED.keys() - phrases.says.keys():
            document.fault(document.line(("says",)), f'thiếu câu "{key}" trong mục says; xem lại tên mục có bị gõ sai không')
        for key, text in phrases.says.items():
            line = document.line(("says", key))
            if key not in NEEDED:
                document.fault(line, f'trợ lý không dùng câu nào tên "{key}"; xem lại chính tả hoặc xoá')
            for fault in _brace_faults(text, {*_PLACEHOLDERS, *NEEDED.get(key, ())}):
                document.fault(line, f'câu "{key}": {fault}')
        for kind, talk in phrases.small_talk.items():
            for fault in _brace_faults(talk.answer, _PLACEHOLDERS):
                document.fault(document.line(("small_talk", kind, "answer")), f'câu "{kind}": {fault}')
        return phrases

    def _paths(self, pattern: str) -> list[Path]:
        return sorted(path for path in self.folder.glob(pattern) if path.is_file())

    def _localities(self) -> Iterator[Locality]:
        paths = self._paths("dia-phuong/*.yaml")
        if BLANK not in {path.stem for path in paths}:
            paths.append(SHIPPED / "dia-phuong" / f"{BLANK}.yaml")
        for path in paths:
            document = self._read(path)
            if place := validated(document, (), document.value or {}, Locality):
                yield place

    def _listed(self, pattern: str, model: type[M]) -> Iterator[M]:
        for path in self._paths(pattern):
            for _, item in self._items(self._read(path), model):
                yield item

    def _outside(self) -> Iterator[Matter]:
        """What nobody's base answers (weather, prices, gossip) stands in for a folder that names nothing."""
        paths = self._paths("ngoai-pham-vi/*.yaml") or [SHIPPED / "ngoai-pham-vi" / "chuyen-khac.yaml"]
        for path in paths:
            for _, matter in self._items(self._read(path), Matter):
                yield matter

    def _items(self, document: Document, model: type[M]) -> Iterator[tuple[YamlPath, M]]:
        value, path = document.value, ()
        if isinstance(value, dict) and "entries" in value:
            value, path = value["entries"], ("entries",)  # type: ignore[assignment]
        if value is None:
            if not document.problems:
                document.fault(1, "tệp trống; thêm một câu hỏi hoặc xoá tệp", severity=Severity.WARNING)
            return
        if not isinstance(value, list):
            document.fault(1, 'tệp phải là danh sách, mỗi câu bắt đầu bằng dòng "- id: …"')
            return
        for i, item in enumerate(value):
            if (found := validated(document, (*path, i), item, model)) is not None:
                yield (*path, i), found

    def _topics(self) -> list[Topic]:
        info = {t.id: t for t in self._listed("topics.yaml", TopicInfo)}
        order = {topic_id: n for n, topic_id in enumerate(info)}
        paths = [p for p in self._paths("*.y*ml") if p.stem not in _NOT_TOPICS and not p.name.startswith(".")]
        topics = []
        for path in sorted(paths, key=lambda p: (order.get(p.stem, len(order)), p.stem)):
            document = self._read(path)
            entries = tuple(self._entries(document))
            about = info.get(path.stem) or TopicInfo(id=path.stem, title=path.stem.replace("-", " ").capitalize())
            topics.append(Topic(path.stem, about.title, about.intro, entries))
        return topics

    def _entries(self, document: Document) -> Iterator[Entry]:
        for path, entry in self._items(document, Entry):
            line = document.line((*path, "id"))
            if first := self.places.first(entry.id):
                document.fault(line, f'id "{entry.id}" đã dùng ở {first}; đặt id khác')
                continue
            self.places.add(entry.id, document, line)
            yield entry

    def _check_texts(self, knowledge: Knowledge) -> None:
        for entry in knowledge.entries.values():
            for text in entry.texts():
                for fault in _brace_faults(text, _PLACEHOLDERS):
                    stands = next((name for name in placeholders(text) if f"{{{name}}}" in fault), "{" if "{" in text else "}")
                    self._fault(entry, stands, fault)

    def _check_references(self, knowledge: Knowledge) -> None:
        asked: dict[str, str] = {}
        for entry in knowledge.entries.values():
            for detail in entry.follow_ups.values():
                if _ID.fullmatch(detail) and detail not in knowledge.entries:
                    self._fault(entry, detail, f'follow_ups nhắc tới "{detail}" nhưng không có câu nào mang id đó; sửa lại')
            for other in entry.related:
                if other not in knowledge.entries:
                    self._fault(
                        entry,
                        other,
                        f'related nhắc tới "{other}" nhưng không có câu nào mang id đó; sửa hoặc xoá',
                        severity=Severity.WARNING,
                    )
            for question in entry.questions:
                key = title_key(question)
                if key and asked.setdefault(key, entry.id) != entry.id:
                    message = f'cách hỏi "{question}" đã có ở câu "{asked[key]}"; giữ ở một câu thôi'
                    self._fault(entry, question, message, severity=Severity.WARNING)
            if entry.locality and len(knowledge.localities) > 1 and entry.locality not in knowledge.localities:
                self._fault(
                    entry, entry.locality, f"không có tệp dia-phuong/{entry.locality}.yaml; thêm tệp hoặc sửa mục locality"
                )

    def _fault(self, entry: Entry, text: str, message: str, *, severity: Severity = Severity.ERROR) -> None:
        """Blame the line of the entry on which a text stands."""
        document, line = self.places.find(entry.id, text)
        document.fault(line, f'câu "{entry.id}": {message}', severity=severity)
