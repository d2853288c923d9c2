"""What a form or an address brings: cleaned of what no keyboard types, trimmed, cut. Never trusted, always text."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from multidict import MultiMapping

from bot.office.accounts import Passwords

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE = 500
_TEXT = 20_000
_LARGEST = 2**31 - 1


class Form:
    """Fields by name; what is missing is empty."""

    def __init__(self, fields: Mapping[str, Any] | None = None) -> None:
        self._fields: Mapping[str, Any] = fields or {}

    def text(self, name: str, *, most: int = _LINE) -> str:
        """One line."""
        return " ".join(_clean(self._raw(name)).split())[:most].rstrip()

    def lines(self, name: str, *, most: int = _TEXT) -> str:
        """A text of several lines; blank ones at its ends are dropped."""
        lines = [line.rstrip() for line in _clean(self._raw(name)).split("\n")]
        return "\n".join(lines).strip("\n")[:most].rstrip()

    def secret(self, name: str) -> str:
        """A password as it was typed, see accounts.Passwords.spelled; what is too long is none."""
        value = Passwords.spelled(self._raw(name))
        return value if len(value) <= _LINE and not _CONTROL.search(value) else ""

    def number(self, name: str) -> int | None:
        """A whole number from 0 up."""
        value = self._raw(name).strip()
        return int(value) if re.fullmatch(r"[0-9]{1,10}", value) and int(value) <= _LARGEST else None

    def day(self, name: str) -> date | None:
        """What `<input type="date">` sends."""
        try:
            return date.fromisoformat(self._raw(name).strip())
        except ValueError:
            return None

    def chosen(self, name: str, among: Collection[str]) -> str:
        """One of what was offered; empty when it is none of them."""
        value = self._raw(name)
        return value if value in among else ""

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return name in self._fields

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be there several times, as `text`."""
        values = self._fields.getall(name, []) if isinstance(self._fields, MultiMapping) else []
        texts = (" ".join(_clean(value).split())[:_LINE] for value in values if isinstance(value, str))
        return [text for text in texts if text]

    def _raw(self, name: str) -> str:
        value = self._fields.get(name, "")
        return value if isinstance(value, str) else ""  # a file where a text was asked for


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
