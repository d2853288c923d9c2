"""Charts for pages: SVG by leather, asked for as pictures. The table beside says the same to whoever cannot see them.

matplotlib, which draws the pictures of documents, takes seconds to start; this takes some milliseconds. leather writes colours
and letters as attributes, not as styles: the policy of the pages (guard.py) lets them be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import leather
from leather import theme

from bot.figures.names import number
from bot.figures.suppression import Shown

_BRAND = "#0b4f95"
theme.background_color = "#ffffff"
theme.label_color, theme.tick_color, theme.zero_color = "#46535f", "#dde4ea", "#748291"
"""The colours of static/office.css, which a picture cannot read."""
theme.tick_font_family = "system-ui, Roboto, Segoe UI, Arial, sans-serif"
theme.margin = 0.04


@dataclass(frozen=True, slots=True)
class Canvas:
    """A size to draw for: letters keep theirs, so that they can be read on a phone too."""

    width: int
    height: int
    labels: int
    """Names that fit beside each other below the bars."""


WIDE = Canvas(1040, 300, 16)
NARROW = Canvas(340, 240, 5)


def columns(bars: Sequence[tuple[str, Shown]], canvas: Canvas) -> str:
    """One bar for each name (there is at least one); what is hidden has none."""
    names = [name for name, _ in bars]
    chart = leather.Chart()
    chart.add_columns([(name, value if isinstance(value, int) else 0) for name, value in bars], fill_color=_BRAND)
    chart.add_x_axis(ticks=names[:: -(-len(names) // canvas.labels)])
    chart.add_y_axis(tick_formatter=_whole)
    return str(chart.to_svg(width=canvas.width, height=canvas.height))


def _whole(value: Decimal, _place: int, _count: int) -> str:
    """Nobody asked half a question."""
    return number(int(value)) if value == int(value) else ""
