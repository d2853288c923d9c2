"""One YAML file -> plain values with the line of each, and every fault an officer's editor can make.

Every scalar stays text: an officer's `no`, `57` or `1.10` means those letters. With yaml_faults the only reader of YAML.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.core.problem import Problem, Severity
from bot.knowledge_files.disguises import conflicts, disguise
from bot.knowledge_files.slips import QUOTE, Scalar, slips
from bot.knowledge_files.tidying import tidied, untidiness
from bot.knowledge_files.yaml_faults import between_entries, explain

YamlPath = tuple[str | int, ...]

DEEPEST = 100
_COMPOSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster
_ITEM = re.compile(r"^ *-(?: +|(?=id))id *:", re.MULTILINE)
_MATTER = re.compile(r"^- *title *:", re.MULTILINE)
_SIGNS = re.compile(r"(?:^|[ \[{,:])(?:[&*]\S|!)", re.MULTILINE)
"""Where YAML may see an anchor, an alias or a tag; most files have none."""
_NOTABLE = re.compile('["“”„«]|  ')
"""What a text of one line has if it may hold a slip."""


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
    blanks: set[YamlPath] = field(default_factory=set)
    """Keys that have no value; `value` leaves them out."""
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: YamlPath) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, line: int, message: str, *, severity: Severity = Severity.ERROR, rule: str = "doc-tep") -> None:
        """Note a problem."""
        self.problems.append(Problem(self.file, line, message, severity, rule))


def read_yaml(file: str, data: bytes) -> Document:
    """Read the bytes of one file; faults are collected, none is raised."""
    document = Document(file)
    text = _decoded(document, data)
    if text is None:
        return document
    for found in untidiness(text):
        severity = Severity.ERROR if found.blocks else Severity.WARNING
        document.fault(found.line, found.message, severity=severity, rule="ky-tu-la")
    text = tidied(text).replace("\x00", "")
    document.text = text.split("\n")
    if marks := list(conflicts(document.text)):
        for number, message in marks:
            document.fault(number, message)
    elif line := _too_deep(document.text):
        document.fault(line, "quá nhiều dấu ngoặc mở mà không đóng; xoá bớt các dấu [ hoặc { thừa")
    else:
        try:
            _compose(document, text)
        except RecursionError:
            document.fault(1, "tệp lồng quá nhiều bậc; viết lại theo mẫu trong README")
    return document


def _decoded(document: Document, data: bytes) -> str | None:
    if message := disguise(data):
        document.fault(1, message)
        return None
    if not data.strip():
        document.fault(1, "tệp trống, có lẽ lưu dở; viết lại nội dung, hoặc xoá hẳn tệp nếu không dùng nữa")
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        document.fault(line, "có chữ không phải mã UTF-8; trong Notepad chọn Lưu thành…, ô Mã hoá (Encoding) chọn UTF-8")
        return None


def _too_deep(lines: list[str]) -> int:
    """The line on which brackets nest deeper than libyaml survives (it crashes on a hundred thousand); 0 if none."""
    depth = 0
    for number, line in enumerate(lines, 1):
        depth = max(0, depth + line.count("[") + line.count("{") - line.count("]") - line.count("}"))
        if depth > DEEPEST or line.count("- ", 0, 4 * DEEPEST) > DEEPEST or line.count("? ", 0, 4 * DEEPEST) > DEEPEST:
            return number
    return 0


def _compose(document: Document, text: str) -> None:
    try:
        node = yaml.compose(text, Loader=_COMPOSER)
    except yaml.YAMLError:
        _compose_item_by_item(document, text)
        return
    document.value = _Reading(document).value(node, ()) if node else None


def _compose_item_by_item(document: Document, text: str) -> None:
    """One broken entry must not hide the faults of the others: cut the file before every `- id:`."""
    starts = [match.start() for match in _ITEM.finditer(text)] or [match.start() for match in _MATTER.finditer(text)]
    pieces = [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
    items: list[Any] = []
    line, broken = 0, False
    for piece in pieces:
        try:
            node = yaml.compose(piece, Loader=_COMPOSER)
        except yaml.YAMLError as error:
            broken = True
            where, message = explain(error, piece)
            document.fault(line + where, message)
        else:
            if isinstance(node, yaml.SequenceNode):
                reading = _Reading(document, line)
                items += [reading.value(child, (len(items) + n,)) for n, child in enumerate(node.value)]
        line += piece.count("\n")
    if not broken:
        # Every piece reads by itself, so the fault is between them: indentation that differs from entry to entry.
        try:
            yaml.compose(text, Loader=_COMPOSER)
        except yaml.YAMLError as error:
            document.fault(*between_entries(error, text))
    document.value = items


class _Reading:
    """Nodes of one file (or of a piece of it, which begins some lines below) -> values."""

    def __init__(self, document: Document, offset: int = 0) -> None:
        self._document = document
        self._offset = offset
        self._signs = _SIGNS.search("\n".join(document.text)) is not None
        self._met: set[int] = set()
        self._last = len(document.text)

    def value(self, node: yaml.Node, path: YamlPath) -> Any:
        self._document.lines.setdefault(path, self._line(node))
        if self._signs and not self._is_own(node):
            return ""
        if isinstance(node, yaml.ScalarNode):
            return self._text(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, n)) for n, child in enumerate(self._filled(node))]
        return self._mapping(node, path) if isinstance(node, yaml.MappingNode) else None

    def _line(self, node: yaml.Node) -> int:
        # What is missing at the very end stands behind the last line.
        return min(int(node.start_mark.line) + self._offset + 1, self._last)

    def _is_own(self, node: yaml.Node) -> bool:
        """YAML's anchors, aliases and tags are never meant; an alias could even contain itself."""
        if id(node) in self._met:  # an alias: the node stands where it was first met, and was blamed there
            return False
        self._met.add(id(node))
        sign = self._document.text[self._line(node) - 1][node.start_mark.column : node.start_mark.column + 1]
        if sign in ("&", "!"):
            self._document.fault(self._line(node), f"câu bắt đầu bằng dấu {sign} nên chữ đầu bị mất; {QUOTE}")
        return True

    def _filled(self, node: yaml.SequenceNode) -> list[yaml.Node]:
        """The items of a list without those that say nothing."""
        items = []
        for child in node.value:
            if isinstance(child, yaml.ScalarNode) and _is_blank(child):
                self._bare_dash(child)
            else:
                items.append(child)
        return items

    def _bare_dash(self, node: yaml.ScalarNode) -> None:
        line = self._line(node)
        if "#" in self._document.text[line - 1]:
            self._document.fault(line, f"câu bắt đầu bằng dấu # nên bị coi là ghi chú; {QUOTE}")
        else:
            message = "dòng này chỉ có dấu gạch mà không có chữ; viết câu vào, hoặc xoá dòng"
            self._document.fault(line, message, severity=Severity.WARNING, rule="dong-trong")

    def _mapping(self, node: yaml.MappingNode, path: YamlPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        twice: list[tuple[str, int]] = []
        for key_node, value_node in node.value:
            line = self._line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._document.fault(line, f"tên mục trước dấu hai chấm không được có ngoặc hay dấu gạch; {QUOTE}")
                continue
            if self._signs:
                self._is_own(key_node)
            key = str(key_node.value).strip()
            if (*path, key) in self._document.lines:
                twice.append((key, line))
                continue
            self._document.lines[(*path, key)] = line
            if node.flow_style and isinstance(value_node, yaml.ScalarNode) and _is_blank(value_node):
                self._lone(key, line)
                continue
            value = self.value(value_node, (*path, key))
            if value is None:  # `steps:` left blank is as good as left out
                self._document.blanks.add((*path, key))
            else:
                result[key] = value
        self._written_twice(twice, path)
        return result

    def _written_twice(self, twice: list[tuple[str, int]], path: YamlPath) -> None:
        """A key twice is a slip; several of them are a whole entry whose first line was lost."""
        if len(twice) > 2:
            message = 'từ dòng này là một câu khác mà thiếu dòng "- id: …" ở trên; thêm lại dòng ấy, đừng xoá gì'
            self._document.fault(twice[0][1], message)
            return
        for key, line in twice:
            first = self._document.lines[(*path, key)]
            self._document.fault(line, f'mục "{key}" viết hai lần (lần đầu ở dòng {first}); gộp lại thành một, xoá mục thừa')

    def _lone(self, key: str, line: int) -> None:
        """`{until:2026-12-31}`, `{le-phi miễn phí}`: YAML takes all of it for a name."""
        mend = "thêm dấu cách sau dấu hai chấm" if ":" in key else "viết “tên: nội dung”, có dấu hai chấm và dấu cách"
        self._document.fault(line, f"trong ngoặc {{ }}, chỗ “{key}” chưa đúng; {mend}")

    def _text(self, node: yaml.ScalarNode, path: YamlPath) -> str | None:
        value, line = str(node.value), self._line(node)
        text = self._document.text
        first, last, column = node.start_mark.line, node.end_mark.line, node.end_mark.column
        plain_line = not node.style and first == last and "#" not in text[line - 1][column:]
        if not plain_line or _NOTABLE.search(value):
            if column == 0 and last > first:  # a block of text ends where the next line begins
                last -= 1
            scalar = Scalar(value, path, node.style or "", line, min(last + self._offset + 1, len(text)), column)
            for slip in slips(scalar, text):
                self._document.fault(slip.line, slip.message, severity=slip.severity, rule=slip.rule)
        return None if _is_blank(node) else value.encode("utf-8", "replace").decode()


def _is_blank(node: yaml.ScalarNode) -> bool:
    return bool(node.tag.endswith(":null")) and not node.style
