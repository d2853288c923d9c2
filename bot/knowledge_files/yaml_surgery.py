"""YAML text + the value it should have -> new text in which every line that need not change stays as it was, byte for byte.

No YAML library writes a file back as an officer wrote it (comments, quotes, blank lines, line endings), so nothing is
written back: the pieces that differ are cut out of the text and replaced, by the places where the parser found them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

import yaml

from bot.errors import EditError
from bot.knowledge_files.tidying import tidied
from bot.knowledge_files.yaml_style import written

_BREAK = re.compile(r"\r\n|\n|\r")
_COMPOSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Cut = tuple[int, int, str]
"""Start, end, what stands there instead."""


def rewritten(text: str, wanted: Any) -> str:
    """The text that reads as `wanted` (mappings, lists, texts, days, booleans), differing from `text` only where it must.

    Raises:
        EditError: when the text is not YAML as it stands.
    """
    try:
        root = yaml.compose(text, Loader=_COMPOSER)
    except yaml.YAMLError as error:
        raise EditError("tệp có ký tự lạ hoặc lỗi; chạy python -m bot check --fix rồi làm lại, chưa ghi gì cả") from error
    if root is None:
        return text + ("\n" if text and not text.endswith("\n") else "") + written(wanted) + "\n"
    surgeon = _Surgeon(text)
    surgeon.visit(root, wanted, (root.start_mark.index, root.start_mark.column, wanted))
    return surgeon.sewn()


class _Surgeon:
    def __init__(self, text: str) -> None:
        self.text = text
        self.cuts: list[Cut] = []

    def sewn(self) -> str:
        """The text after every cut; of cuts at one place the first made comes first."""
        newline = "\r\n" if "\r\n" in self.text else "\n"
        parts, at = [], 0
        for start, end, instead in sorted(self.cuts, key=lambda cut: cut[0]):
            parts += [self.text[at:start], instead.replace("\n", newline)]
            at = max(at, end)
        return "".join([*parts, self.text[at:]])

    def visit(self, node: yaml.Node, wanted: Any, whole: tuple[int, int, Any]) -> None:
        """Make a node read as wanted. `whole` says what to write where when it cannot be mended inside.

        It is (where the piece begins, its indentation, what to write): a value is replaced with its key or its dash.
        """
        if _same(node, wanted):
            return
        if isinstance(node, yaml.MappingNode) and not node.flow_style and isinstance(wanted, Mapping):
            mended = self._mapping(node, wanted)
        elif isinstance(node, yaml.SequenceNode) and not node.flow_style and isinstance(wanted, list | tuple) and wanted:
            mended = self._sequence(node, wanted)
        else:
            mended = False
        if not mended:
            self._replace(node, whole)

    def _replace(self, node: yaml.Node, whole: tuple[int, int, Any]) -> None:
        start, indent, value = whole
        end = self._end(node)
        self.cuts = [cut for cut in self.cuts if not start <= cut[0] <= end]
        line_end = self._line_end(end)
        after = self.text[end:line_end].strip()
        new = written(value, indent)
        if after.startswith("#") and "\n" in new:  # a comment behind a block of text would become text
            new, end = f"{after}\n{' ' * indent}{new}", line_end
        self.cuts.append((start, end, new))

    def _mapping(self, node: yaml.MappingNode, wanted: Mapping[str, Any]) -> bool:
        indent = node.start_mark.column
        pairs = {_text(key): (key, value) for key, value in node.value}
        gone = [key for key, (_, value) in pairs.items() if key not in wanted and not _is_null(value)]
        first = next(iter(pairs))
        if len(pairs) < len(node.value) or (first in gone and not self._begins_line(pairs[first][0])):
            return False
        for key in gone:
            self._delete_lines(pairs[key][0].start_mark.index, self._end_of_pair(*pairs[key]))
        before = first
        for key, value in wanted.items():
            if key in pairs:
                before = key
                self.visit(pairs[key][1], value, (pairs[key][0].start_mark.index, indent, {key: value}))
            else:
                self._insert(self._line_end(self._end_of_pair(*pairs[before])), indent, {key: value})
        return True

    def _sequence(self, node: yaml.SequenceNode, wanted: Sequence[Any]) -> bool:
        indent = node.start_mark.column
        dashes = [self._dash(child, indent) for child in node.value]
        if None in dashes:
            return False
        starts = [dash for dash in dashes if dash is not None]
        matcher = SequenceMatcher(None, [_key(c) for c in node.value], [_key(w) for w in wanted], autojunk=False)
        for _, old, old_end, new, new_end in matcher.get_opcodes():
            paired = min(old_end - old, new_end - new)
            for n in range(paired):
                self.visit(node.value[old + n], wanted[new + n], (starts[old + n], indent, [wanted[new + n]]))
            for n in range(old + paired, old_end):
                self._delete_lines(starts[n], self._end(node.value[n]))
            for value in wanted[new + paired : new_end]:
                self._add_item(node, starts, old + paired, value)
        return True

    def _add_item(self, node: yaml.SequenceNode, starts: list[int], position: int, value: Any) -> None:
        """A new item after the one before `position`, with a blank line between where the list has them."""
        indent = node.start_mark.column
        if position == 0:
            top = self._line_start(starts[0])
            self.cuts.append((top, top, f"{' ' * indent}{written([value], indent)}\n"))
            return
        airy = len(starts) > 1 and not self.text[self._line_start(self._line_start(starts[1]) - 1) : starts[1]].strip()
        self._insert(self._line_end(self._end(node.value[position - 1])), indent, [value], gap="\n" if airy else "")

    def _insert(self, at: int, indent: int, value: Any, *, gap: str = "") -> None:
        self.cuts.append((at, at, f"\n{gap}{' ' * indent}{written(value, indent)}"))

    def _delete_lines(self, start: int, end: int) -> None:
        line_end = self._line_end(end)
        breaks = _BREAK.match(self.text, line_end)
        self.cuts.append((self._line_start(start), breaks.end() if breaks else line_end, ""))

    def _dash(self, child: yaml.Node, indent: int) -> int | None:
        """Where the dash of an item stands; None when it does not begin its line."""
        start = self._line_start(child.start_mark.index)
        while not (self.text.startswith("-", start + indent) and not self.text[start : start + indent].strip()):
            if start == 0:
                return None
            start = self._line_start(start - 1)
        return start + indent

    def _begins_line(self, node: yaml.Node) -> bool:
        return not self.text[self._line_start(node.start_mark.index) : node.start_mark.index].strip()

    def _end_of_pair(self, key: yaml.Node, value: yaml.Node) -> int:
        return max(self._end(value), int(key.end_mark.index) + 1)

    def _end(self, node: yaml.Node) -> int:
        """Where the content of a node ends, without the blank lines and comments behind it."""
        if isinstance(node, yaml.MappingNode | yaml.SequenceNode) and not node.flow_style:
            last = node.value[-1]
            return self._end_of_pair(*last) if isinstance(last, tuple) else self._end(last)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return len(self.text[: node.end_mark.index].rstrip())
        return int(node.end_mark.index)

    def _line_start(self, index: int) -> int:
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def _line_end(self, index: int) -> int:
        found = _BREAK.search(self.text, index)
        return found.start() if found else len(self.text)


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _text(node: yaml.Node) -> str:
    return said(node.value)


def said(value: Any) -> str:
    """A plain value as its letters in a file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else tidied(str(value)).strip()


def _same(node: yaml.Node, wanted: Any) -> bool:
    if isinstance(node, yaml.MappingNode):
        pairs = {_text(key): value for key, value in node.value if not _is_null(value)}
        return isinstance(wanted, Mapping) and pairs.keys() == wanted.keys() and all(_same(pairs[k], wanted[k]) for k in wanted)
    if isinstance(node, yaml.SequenceNode):
        alike = isinstance(wanted, list | tuple) and len(wanted) == len(node.value)
        return alike and all(map(_same, node.value, wanted))
    return not isinstance(wanted, Mapping | list | tuple) and wanted is not None and _text(node) == said(wanted)


def _key(value: Any) -> Any:
    """What makes an item of a list the same item in spite of changes inside."""
    if isinstance(value, yaml.MappingNode):
        value = {_text(key): _text(child) for key, child in value.value if isinstance(child, yaml.ScalarNode)}
    if isinstance(value, yaml.ScalarNode):
        return _text(value)
    if isinstance(value, Mapping):
        name = next((key for key in ("id", "title") if key in value), "")
        return name, said(value[name]) if name else ""
    return said(value) if not isinstance(value, yaml.Node | list | tuple) else ""
