"""What pydantic finds wrong with a value, in an officer's words."""

import re
from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz

from bot.core.knowledge import Entry
from bot.knowledge_files.sense import entry_doubts
from bot.knowledge_files.slips import ENTRY_KEYS
from bot.knowledge_files.yaml_reader import Document, YamlPath

M = TypeVar("M", bound=BaseModel)

_MENDS = {
    "missing": 'thiếu mục "{key}"; thêm dòng "{key}: …"',
    "extra_forbidden": 'không có mục nào tên "{key}"; {guess}các mục được dùng: {known}',
    "string_too_short": 'mục "{key}" còn trống; viết nội dung vào',
    "string_type": 'mục "{key}" phải là một câu chữ; nếu câu có dấu hai chấm thì đặt trong dấu nháy kép',
    "too_short": 'mục "{key}" phải có ít nhất một dòng "- …"',
    "tuple_type": 'mục "{key}" phải là danh sách, mỗi dòng bắt đầu bằng "- "',
    "list_type": 'mục "{key}" phải là danh sách, mỗi dòng bắt đầu bằng "- "',
    "dict_type": 'mục "{key}" phải gồm các dòng "tên: nội dung"',
    "model_type": 'mục "{key}" phải gồm các dòng "tên: nội dung"',
    "literal_error": 'mục "{key}" chỉ nhận một trong: {expected}',
    "bool_parsing": 'mục "{key}" chỉ nhận true hoặc false',
    "string_too_long": 'mục "{key}" dài quá; viết ngắn lại',
}
_DATES = 'mục "{key}" phải là ngày có thật, viết như 2026-12-31 hoặc 31/12/2026'
_ALIEN = 'dòng này không thuộc câu nào; nếu là một dòng của danh sách thì thụt vào, nếu là câu mới thì viết "{first}: …"'
_LIKE = 75
"""Likeness from which an unknown key is taken for a slip of a known one."""


def validated(document: Document, path: YamlPath, value: Any, model: type[M]) -> M | None:
    """The value as a model; None when it is not one, with every fault noted in the document."""
    if path and not isinstance(value, dict):
        first = next(iter(model.model_fields))
        document.fault(document.line(path), _ALIEN.format(first=first))
        return None
    if not path and not value and any(problem.blocks for problem in document.problems):
        return None  # nothing could be read, and that is said already
    try:
        found = model.model_validate(value)
    except ValidationError as error:
        _note(document, path, value, model, error)
        return None
    if document.blanks:
        _note_unknown_blanks(document, path, model)
    _note_doubts(document, path, found)
    return found


def _note(document: Document, path: YamlPath, value: Any, model: type[BaseModel], error: ValidationError) -> None:
    faults = error.errors()
    meant = {guess for fault in faults if fault["type"] == "extra_forbidden" and (guess := _guess(fault, model))}
    for fault in faults:
        if fault["type"] == "missing" and fault["loc"][-1:] == (next(iter(meant), None),):
            continue  # the misspelt key says it
        document.fault(document.line((*path, *fault["loc"])), _named(value) + _message(fault, model))


def _message(fault: ErrorDetails, model: type[BaseModel]) -> str:
    kind, key = fault["type"], next((str(part) for part in reversed(fault["loc"]) if isinstance(part, str)), "-")
    if kind in ("string_type", "string_too_short") and isinstance(fault["input"], dict):
        glued = next((name for name in ENTRY_KEYS for said in fault["input"] if re.search(rf"\s{name}$", str(said))), "")
        if glued:
            return f'mục "{glued}" bị dính vào cuối dòng này; xuống dòng trước chữ {glued}: và thụt cho thẳng với các mục khác'
    template = (
        _DATES if kind.startswith(("date", "datetime")) or kind == "value_error" else _MENDS.get(kind, 'mục "{key}" chưa đúng')
    )
    guess = _guess(fault, model)
    context = {
        "expected": fault.get("ctx", {}).get("expected", "").replace(" or ", " hoặc "),
        "known": ", ".join(_known(_at(model, fault["loc"][:-1]))),
        "key": key,
        "guess": f'có phải "{guess}"? ' if guess else "xem lại chính tả, ",
    }
    return template.format(**context)


def _guess(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """The key that was meant by an unknown one."""
    if fault["type"] != "extra_forbidden":
        return ""
    key = str(fault["loc"][-1])
    best = max(_known(_at(model, fault["loc"][:-1])), key=lambda name: fuzz.ratio(name, key), default="")
    return best if fuzz.ratio(best, key) >= _LIKE else ""


def _note_unknown_blanks(document: Document, path: YamlPath, model: type[BaseModel]) -> None:
    """Blank keys are left out of the value; one that nobody knows is still a slip."""
    for blank in sorted(document.blanks, key=str):
        loc = blank[len(path) :]
        if blank[: len(path)] == path and (known := _known(_at(model, loc[:-1]))) and loc[-1] not in known:
            fault: ErrorDetails = {"type": "extra_forbidden", "loc": loc, "msg": "", "input": None}
            document.fault(document.line(blank), _message(fault, model))


def _known(model: Any) -> list[str]:
    """The keys a model has; none for what is no model."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _at(annotation: Any, loc: Sequence[str | int]) -> Any:
    """The type of the value at a place within a model; None when there is none."""
    for part in loc:
        annotation = _bare(annotation)
        inner = get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
            annotation = fields.get(str(part))
        elif get_origin(annotation) is dict:
            annotation = inner[1]
        else:
            annotation = inner[0] if inner else None
    return _bare(annotation)


def _bare(annotation: Any) -> Any:
    """Without `Annotated` and `| None`."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        annotation = get_args(annotation)[0]
    return annotation


def _note_doubts(document: Document, path: YamlPath, found: BaseModel) -> None:
    for doubt in entry_doubts(found) if isinstance(found, Entry) else ():
        document.fault(document.line((*path, *doubt.path)), doubt.message, severity=doubt.severity, rule=doubt.rule)


def _named(value: Any) -> str:
    return f'câu "{value["id"]}": ' if isinstance(value, dict) and isinstance(value.get("id"), str) else ""
