"""How a new piece of YAML is written: as the shipped files are, so that hand-written and tool-written lines look alike."""

from collections.abc import Mapping
from typing import Any

import yaml

from bot.knowledge_files.tidying import tidied

LITERAL = frozenset({"answer"})
"""Keys whose text is always a block after `|`: long sentences in which no quoting is ever needed."""
IN_BRACKETS = frozenset({"audience", "related", "in_force"})
"""Keys whose short values stand on one line."""


class _Style(yaml.SafeDumper):
    """Lists are indented below their key, long lines are never folded."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _mapping(dumper: yaml.SafeDumper, value: Mapping[str, Any]) -> yaml.MappingNode:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=False)
    for key, child in node.value:
        if key.value in IN_BRACKETS and not isinstance(child, yaml.ScalarNode):
            child.flow_style = True
    return node


_Style.add_representer(str, _text)
_Style.add_representer(dict, _mapping)


def written(value: Any, indent: int = 0) -> str:
    """A value as lines without the last line break; all lines but the first are indented."""
    text = yaml.dump(_with_literals(value), Dumper=_Style, allow_unicode=True, sort_keys=False, width=10**9)
    lines = text.removesuffix("...\n").rstrip("\n").split("\n")
    return "\n".join([lines[0], *(" " * indent + line if line else line for line in lines[1:])])


def _with_literals(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _literal(v) if key in LITERAL else _with_literals(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_with_literals(item) for item in value]
    return tidied(value.rstrip()) if isinstance(value, str) else value


def _literal(value: Any) -> Any:
    """A text that ends a line is written as a block; blanks at the end of lines would forbid it."""
    if not isinstance(value, str):
        return value
    lines = tidied(value).strip().split("\n")
    return "\n".join(line.rstrip() for line in lines) + "\n"
