"""What a report is made of, before it has a form: headings, paragraphs, tables, pictures."""

import re
from dataclasses import dataclass

from bot.figures.tables import Table

OPEN, CLOSE = "⟦", "⟧"
BLANK = re.compile(f"({OPEN}[^{CLOSE}]*{CLOSE})")
"""To find the blanks of a text."""


def blank(what: str) -> str:
    """A place only people can fill in: shown in brackets and marked with colour."""
    return f"{OPEN}{what}{CLOSE}"


def quoted(text: str) -> str:
    """What others wrote, which must not look like a blank of ours."""
    return text.replace(OPEN, "[").replace(CLOSE, "]")


@dataclass(frozen=True, slots=True)
class Heading:
    """I., or 1. below it."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a dash begins what is listed."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with what stands under it."""

    caption: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    axis: str


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table with what stands above it."""

    table: Table
    widths: tuple[float, ...]
    """Of the columns, as parts of the page."""


Block = Heading | Paragraph | Figure | Tabled
