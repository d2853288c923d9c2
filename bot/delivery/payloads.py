"""What is kept of a delivery and of a part, as plain values."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from bot.channels import Delivered, Happening, Part
from bot.core.message import Choice, Kind, Message

_DELIVERED, _MESSAGE = ([field.name for field in fields(kind)] for kind in (Delivered, Message))


def _plain(value: object, names: list[str]) -> dict[str, Any]:
    """As `asdict`, which copies deeply what is never changed: a third of what storing a delivery would cost."""
    return {name: getattr(value, name) for name in names}


def of_delivered(delivered: Delivered) -> dict[str, Any]:
    """As plain values; `to_delivered` reads them."""
    return _plain(delivered, _DELIVERED) | {
        "at": delivered.at.isoformat() if delivered.at else None,
        "message": _plain(delivered.message, _MESSAGE) if delivered.message else None,
    }


def to_delivered(values: dict[str, Any]) -> Delivered:
    """The delivery of `of_delivered`."""
    at, said = values["at"], values["message"]
    read = {
        "happening": Happening(values["happening"]),
        "at": datetime.fromisoformat(at) if at else None,
        "message": Message(**{**said, "kind": Kind(said["kind"])}) if said else None,
    }
    return Delivered(**{**values, **read})


def of_part(part: Part) -> dict[str, Any]:
    """As plain values; `to_part` reads them."""
    return asdict(part)


def to_part(values: dict[str, Any]) -> Part:
    """The part of `of_part`."""
    choices = {name: tuple(Choice(**choice) for choice in values[name]) for name in ("choices", "actions")}
    return Part(**{**values, **choices})
