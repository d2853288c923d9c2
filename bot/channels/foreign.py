"""Taking a provider's JSON apart: every field may be missing, of another type, or hostile. Pure."""

from datetime import UTC, datetime
from typing import Any

from bot.channels.typed import storable

MAX_ID, MAX_KEY = 64, 200
"""Characters of who and where, and of which message; the longest seen are Messenger's mids with about 130 (2026-11)."""
MAX_LINK = 2000
_MILLISECONDS_FROM = 10**12


def at(data: object, *path: str) -> Any:
    """What is at `path` of nested objects; None when there is nothing."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def objects(data: object) -> list[dict[str, Any]]:
    """The objects of a list; what is no list has none."""
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def text_at(data: object, *path: str) -> str:
    """The text there as any store takes it; empty when there is none."""
    value = at(data, *path)
    return storable(value) if isinstance(value, str) else ""


def id_at(data: object, *path: str, longest: int = MAX_ID) -> str:
    """The id there, a number too; empty when there is none that could be one."""
    value = at(data, *path)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        return ""
    return storable(value).strip()


def link_at(data: object, *path: str) -> str:
    """The web address there, to be fetched with care; empty when there is none."""
    value = text_at(data, *path)
    return value if len(value) <= MAX_LINK and value.startswith(("https://", "http://")) else ""


def moment(value: object) -> datetime | None:
    """A point in time: epoch seconds or milliseconds, as number or text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS_FROM else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
