"""The models of core -> JSON Schema files that make common editors complete and underline while an officer types.

They must never underline what the bot accepts: one text instead of a list, days in two spellings, blanks.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from bot.core.knowledge import Entry, Matter, Phrases, TopicInfo, Words
from bot.core.locality import Locality
from bot.core.phrasebook import NEEDED
from bot.core.renames import Renames
from bot.knowledge_files.key_help import KEYS

FOLDER = ".schema"
"""Below the knowledge folder; hidden, because nobody edits it."""
DAY = {"type": "string", "pattern": r"^\s*(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})\s*$"}
Schema = dict[str, Any]


class Kind(NamedTuple):
    """A kind of knowledge file."""

    name: str
    """Of its schema."""
    files: tuple[str, ...]
    """Globs below the knowledge folder; the first kind that fits a file is its kind."""
    model: type[BaseModel]
    title: str
    many: bool = True
    partial: bool = False
    """Whether only the id must be there."""


KINDS = (
    Kind("chu-de", ("topics.yaml",), TopicInfo, "Tên và thứ tự các chủ đề"),
    Kind("loi-cua-tro-ly", ("phrases.yaml",), Phrases, "Lời của trợ lý", many=False),
    Kind("chu-nghia", ("words.yaml",), Words, "Cách bà con gõ chữ", many=False),
    Kind("doi-ten", ("doi-ten.yaml",), Renames, "Tên cũ của địa phương, cơ quan", many=False),
    Kind("ngoai-pham-vi", ("ngoai-pham-vi/*.y*ml",), Matter, "Việc trợ lý chưa trả lời"),
    Kind("cau-cua-dia-phuong", ("dia-phuong/*/*.y*ml",), Entry, "Câu trả lời riêng của một địa phương", partial=True),
    Kind("dia-phuong", ("dia-phuong/*.y*ml",), Locality, "Chi tiết của một địa phương", many=False),
    Kind("cau-hoi", ("*.y*ml",), Entry, "Câu hỏi và câu trả lời của một chủ đề"),
)


def schemas() -> dict[str, str]:
    """File name -> text of every schema."""
    return {f"{kind.name}.json": json.dumps(_schema(kind), ensure_ascii=False, indent=1) + "\n" for kind in KINDS}


def kind_of(name: Path) -> Kind | None:
    """The kind of a file, by its name below the knowledge folder."""
    fits = (kind for kind in KINDS for glob in kind.files if len(name.parts) == glob.count("/") + 1 and name.match(glob))
    return next(fits, None)


def schema_line(name: Path) -> str:
    """The first line of a file: which schema editors should use. Empty for a file of no known kind."""
    kind = kind_of(name)
    up = "../" * (len(name.parts) - 1)
    return f"# yaml-language-server: $schema={up}{FOLDER}/{kind.name}.json" if kind else ""


def _schema(kind: Kind) -> Schema:
    made = kind.model.model_json_schema(by_alias=True)
    models = {**made.pop("$defs", {}), kind.model.__name__: made}
    for name, model in models.items():
        _explain(name, model, partial=kind.partial and name == kind.model.__name__)
    item: Schema = {"$ref": f"#/$defs/{kind.model.__name__}"}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": kind.title,
        **({"type": ["array", "null"], "items": item} if kind.many else item),
        "$defs": models,
    }


def _explain(name: str, model: Schema, *, partial: bool) -> None:
    """Give a model's keys Vietnamese words, and every spelling that is accepted."""
    help_ = KEYS.get(name, {})
    model.pop("description", None)
    required = ["id"] if partial else model.get("required", [])
    for key, value in model["properties"].items():
        accepted = _accepted(value, blank=key not in required)
        words = help_.get(key)
        model["properties"][key] = {"title": words.title, "description": str(words), **accepted} if words else accepted
    if required:
        model["required"] = list(required)
    if name == "Entry":
        _loosen(model, "sources", "Source")
        model["defaultSnippets"] = [_SNIPPET]
    if name == "Locality":
        _loosen(model, "hamlets", "Hamlet")
    if name == "Phrases":
        says = {key: {"type": "string", "description": _own_blanks(key)} for key in NEEDED}
        model["properties"]["says"] |= {"properties": says, "required": list(NEEDED), "additionalProperties": False}


def _loosen(model: Schema, key: str, kind: str) -> None:
    """A source or hamlet may be its name only, and need not stand in a list."""
    one = {"anyOf": [_TEXT, {"$ref": f"#/$defs/{kind}"}]}
    kept = {name: value for name, value in model["properties"][key].items() if name in ("title", "description")}
    model["properties"][key] = kept | {"anyOf": [{"type": "array", "items": one}, *one["anyOf"], {"type": "null"}]}


_TEXT: Schema = {"type": ["string", "number"]}
_SNIPPET: Schema = {
    "label": "câu mới",
    "description": "Khung một câu hỏi mới, điền vào chỗ trống",
    "body": {
        "id": "${1:ten-cau-khong-dau}",
        "title": "${2:Tên ngắn}",
        "questions": ["${3:bà con hỏi thế nào}"],
        "answer": "${4:Điều bà con cần biết.}",
        "sources": [{"title": "${5:Tên văn bản}"}],
        "checked": "${6:2026-12-31}",
    },
}


def _own_blanks(key: str) -> str:
    own = ", ".join(f"{{{name}}}" for name in NEEDED[key])
    return f"Giữ nguyên chỗ điền: {own}." if own else "Câu này không có chỗ điền riêng."


def _accepted(value: Mapping[str, Any], *, blank: bool) -> Schema:
    """What a key takes, given what pydantic says of it."""
    choices = [choice for choice in value.get("anyOf", [value]) if choice.get("type") != "null"]
    forms = [form for choice in choices for form in _forms(choice)]
    if blank and len(forms) == 1 and "type" in forms[0] and "enum" not in forms[0]:
        return forms[0] | {"type": [*_types(forms[0]), "null"]}
    if blank:
        forms.append({"type": "null"})
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _types(form: Schema) -> list[str]:
    return [form["type"]] if isinstance(form["type"], str) else form["type"]


def _forms(value: Mapping[str, Any]) -> list[Schema]:
    plain = {key: v for key, v in value.items() if key not in ("title", "description", "default")}
    match plain.get("type"):
        case "string" if plain.get("format") == "date":
            return [DAY]
        case "string" if "enum" not in plain:
            return [plain | _TEXT]
        case "array":
            items = _accepted(plain["items"], blank=False)
            many = {"type": "array", "items": items} | ({"minItems": plain["minItems"]} if "minItems" in plain else {})
            return [many] if "$ref" in items or "anyOf" in items else [many, items]
        case "object" if isinstance(plain.get("additionalProperties"), dict):
            return [plain | {"additionalProperties": _accepted(plain["additionalProperties"], blank=True)}]
    return [plain]
