"""One knowledge folder being read: its documents so far, and where entries stand in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.core.problem import Problem, Severity
from bot.knowledge_files.places import Places
from bot.knowledge_files.read_before import read_file
from bot.knowledge_files.schema_faults import validated
from bot.knowledge_files.stray_files import is_read, strays
from bot.knowledge_files.yaml_reader import Document, YamlPath

SHIPPED = Path(__file__).parents[2] / "knowledge"
M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True)
class Shelf:
    """The files of one folder; what it lacks of words, phrases and blanks comes from the shipped one."""

    folder: Path
    documents: list[Document] = field(default_factory=list)
    places: Places = field(default_factory=Places)

    @property
    def blocked(self) -> bool:
        """Whether a fault found so far forbids serving."""
        return any(problem.blocks for document in self.documents for problem in document.problems)

    def problems(self) -> tuple[Problem, ...]:
        """Every fault found so far, in the order of files and lines."""
        found = {problem for document in self.documents for problem in document.problems}
        return tuple(sorted(found.union(strays(self.folder))))

    def fault(self, message: str) -> None:
        """Blame the folder itself."""
        self.documents.append(Document(str(self.folder), problems=[Problem(str(self.folder), 1, message)]))

    def paths(self, pattern: str) -> list[Path]:
        """The files of a pattern, in order."""
        return sorted(path for path in self.folder.glob(pattern) if path.is_file() and is_read(path))

    def read(self, path: Path) -> Document:
        """One file."""
        try:
            document = read_file(str(path), path.read_bytes())
        except OSError as error:
            document = Document(str(path))
            document.fault(1, f"không mở được tệp ({error.strerror})")
        self.documents.append(document)
        return document

    def shipped_or_own(self, name: str) -> Document:
        """A file of the folder, or the shipped one of that name."""
        path = self.folder / name
        return self.read(path if path.exists() else SHIPPED / name)

    def one(self, name: str, model: type[M]) -> M | None:
        """A file that is one value."""
        document = self.shipped_or_own(name)
        return validated(document, (), document.value or {}, model)


def listed(document: Document) -> Iterator[tuple[YamlPath, Any]]:
    """The items of a file that is a list, unchecked, with their paths."""
    value, path = document.value, ()
    if isinstance(value, dict) and "entries" in value:
        value, path = value["entries"], ("entries",)  # type: ignore[assignment]
    if value is None:
        if not document.problems:
            document.fault(1, "tệp trống; thêm một câu hỏi hoặc xoá tệp", severity=Severity.WARNING)
    elif isinstance(value, list):
        yield from (((*path, i), item) for i, item in enumerate(value))
    else:
        document.fault(1, 'tệp phải là danh sách, mỗi câu bắt đầu bằng dòng "- id: …"')


def items(document: Document, model: type[M]) -> Iterator[tuple[YamlPath, M]]:
    """The items of a file that is a list, those that are right."""
    for path, item in listed(document):
        if (found := validated(document, path, item, model)) is not None:
            yield path, found
