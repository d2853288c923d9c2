"""One YAML file -> plain values with the line of each, and every fault an officer's editor can make.

Every scalar stays text: an officer's `no`, `57` or `1.10` means those letters. The only module that imports yaml.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.core.problem import Problem, Severity
from bot.knowledge_files.yaml_faults import explain

YamlPath = tuple[str | int, ...]

DEEPEST = 100
_COMPOSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster
_ITEM = re.compile(r"^( *)- *id *:", re.MULTILINE)


@dataclass(slots=True)
class Document:
    """What one file says."""

    file: str
    value: Any = None
    """Lists, dicts and texts; None when nothing could be read."""
    text: list[str] = field(default_factory=list)
    """Its lines, tidied."""
    lines: dict[YamlPath, int] = field(default_factory=dict)
    """Path of keys and indexes -> line, from 1."""
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: YamlPath) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, line: int, message: str, *, severity: Severity = Severity.ERROR) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, line, message, severity))


def read_yaml(file: str, data: bytes) -> Document:
    """Read the bytes of one file; faults are collected, none is raised."""
    document = Document(file)
    text = _decode(document, data)
    if text is not None:
        text = _tidy(document, text)
        document.text = text.split("\n")
        if line := _too_deep(text):
            document.fault(line, "quá nhiều dấu ngoặc mở mà không đóng; xoá bớt các dấu [ hoặc { thừa")
        else:
            try:
                _compose(document, text)
            except RecursionError:
                document.fault(1, "tệp lồng quá nhiều bậc; viết lại theo mẫu trong README")
    return document


def _too_deep(text: str) -> int:
    """The line on which brackets nest deeper than libyaml survives (it crashes on a hundred thousand); 0 if none."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        depth = max(0, depth + line.count("[") + line.count("{") - line.count("]") - line.count("}"))
        if depth > DEEPEST or line.count("- ", 0, 4 * DEEPEST) > DEEPEST or line.count("? ", 0, 4 * DEEPEST) > DEEPEST:
            return number
    return 0


def _decode(document: Document, data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        document.fault(1, "tệp lưu dạng UTF-16; mở bằng Notepad, chọn Lưu thành…, ô Mã hoá (Encoding) chọn UTF-8")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        document.fault(1, "đầu tệp có ký tự ẩn BOM; chạy: python -m bot check --fix để tự sửa", severity=Severity.WARNING)
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        document.fault(line, "có chữ không phải mã UTF-8; trong Notepad chọn Lưu thành…, ô Mã hoá (Encoding) chọn UTF-8")
        return None


def _tidy(document: Document, text: str) -> str:
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        document.fault(
            line, "tệp xuống dòng kiểu Windows (CRLF); chạy: python -m bot check --fix để tự sửa", severity=Severity.WARNING
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    loose = [n for n, line in enumerate(lines, 1) if not unicodedata.is_normalized("NFC", line)]
    if loose:
        more = f" và {len(loose) - 1} dòng nữa" if len(loose) > 1 else ""
        document.fault(
            loose[0],
            f"chữ có dấu ở dạng rời (NFD){more}; gõ lại dòng này, hoặc chạy: python -m bot check --fix",
            severity=Severity.WARNING,
        )
    for n, content in enumerate(lines, 1):
        indent = content[: len(content) - len(content.lstrip())]
        if "\t" in indent and content.strip():
            document.fault(n, "đầu dòng có phím Tab; xoá đi và gõ dấu cách (2 dấu cách mỗi bậc)")
            lines[n - 1] = indent.replace("\t", "  ") + content.lstrip()
    return unicodedata.normalize("NFC", "\n".join(lines))


def _compose(document: Document, text: str) -> None:
    try:
        node = yaml.compose(text, Loader=_COMPOSER)
    except yaml.YAMLError:
        _compose_item_by_item(document, text)
        return
    document.value = _value(document, node, (), 0) if node else None


def _compose_item_by_item(document: Document, text: str) -> None:
    """One broken entry must not hide the faults of the others: cut the file before every `- id:`."""
    starts = [match.start() for match in _ITEM.finditer(text)]
    pieces = [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
    items: list[Any] = []
    line = 0
    for piece in pieces:
        try:
            # The slower, pure loader: its messages and marks are stable.
            node = yaml.compose(piece, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            where, message = explain(error, piece)
            document.fault(line + where, message)
        else:
            if isinstance(node, yaml.SequenceNode):
                for child in node.value:
                    items.append(_value(document, child, (len(items),), line))
        line += piece.count("\n")
    if not document.problems or not any(p.blocks for p in document.problems):
        # Every piece reads by itself, so the fault is between them: indentation that differs from entry to entry.
        try:
            yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            document.fault(*explain(error, text))
    document.value = items


def _value(document: Document, node: yaml.Node, path: YamlPath, offset: int) -> Any:
    document.lines.setdefault(path, node.start_mark.line + offset + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, child, (*path, i), offset) for i, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(document, node, path, offset)
    return None if node.tag.endswith(":null") else str(node.value)


def _mapping(document: Document, node: yaml.MappingNode, path: YamlPath, offset: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value).strip(), key_node.start_mark.line + offset + 1
        if key in result or (*path, key) in document.lines:
            first = document.lines[(*path, key)]
            document.fault(line, f'mục "{key}" viết hai lần (lần đầu ở dòng {first}); gộp lại thành một, xoá mục thừa')
            continue
        document.lines[(*path, key)] = line
        value = _value(document, value_node, (*path, key), offset)
        if value is not None:  # `steps:` left blank is as good as left out
            result[key] = value
    return result
