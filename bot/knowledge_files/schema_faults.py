"""What pydantic finds wrong with a value, in an officer's words."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.knowledge_files.yaml_reader import Document, YamlPath

M = TypeVar("M", bound=BaseModel)

_MENDS = {
    "missing": 'thiếu mục "{key}"; thêm dòng "{key}: …"',
    "extra_forbidden": 'không có mục nào tên "{key}"; xem lại chính tả, các mục được dùng: {known}',
    "string_too_short": 'mục "{key}" còn trống; viết nội dung vào',
    "string_type": 'mục "{key}" phải là một câu chữ; nếu câu có dấu hai chấm thì đặt trong dấu nháy kép',
    "too_short": 'mục "{key}" phải có ít nhất một dòng "- …"',
    "tuple_type": 'mục "{key}" phải là danh sách, mỗi dòng bắt đầu bằng "- "',
    "dict_type": 'mục "{key}" phải gồm các dòng "tên: nội dung"',
    "model_type": 'mục "{key}" phải gồm các dòng "tên: nội dung"',
    "literal_error": 'mục "{key}" chỉ nhận một trong: {expected}',
    "bool_parsing": 'mục "{key}" chỉ nhận true hoặc false',
    "string_too_long": 'mục "{key}" dài quá; viết ngắn lại',
}
_DATES = 'mục "{key}" phải là ngày có thật, viết như 2026-12-31 hoặc 31/12/2026'


def validated(document: Document, path: YamlPath, value: Any, model: type[M]) -> M | None:
    """The value as a model; None when it is not one, with every fault noted in the document."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        known = ", ".join(field.alias or name for name, field in model.model_fields.items())
        for fault in error.errors():
            where = (*path, *fault["loc"])
            kind = fault["type"]
            template = (
                _DATES
                if kind.startswith(("date", "datetime")) or kind == "value_error"
                else _MENDS.get(kind, 'mục "{key}" chưa đúng')
            )
            key = next((str(part) for part in reversed(fault["loc"]) if isinstance(part, str)), "-")
            context = {"expected": fault.get("ctx", {}).get("expected", ""), "known": known, "key": key}
            document.fault(document.line(where), _named(value) + template.format(**context))
        return None


def _named(value: Any) -> str:
    return f'câu "{value["id"]}": ' if isinstance(value, dict) and isinstance(value.get("id"), str) else ""
