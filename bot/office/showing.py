"""Figures as pages show them: cards, and tables with bars beside their counts (a chart and its words in one)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.conversation import Outcome
from bot.figures.figures import Figures
from bot.figures.names import cell, percent
from bot.figures.suppression import Hidden, Shown, change
from bot.figures.tables import Cell, Table

_HIDDEN = frozenset(hidden.value for hidden in Hidden)


@dataclass(frozen=True, slots=True)
class Card:
    """One of the main figures."""

    name: str
    value: str
    more: str


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table of a page."""

    table: Table
    counted: tuple[bool, ...]
    """Of each column: whether numbers stand in it."""
    bars: tuple[int, ...] = ()
    """Of each row: how long its bar is, in hundredths of the longest; empty: no bars."""
    note: str = ""


def tabled(table: Table, *, bars: Sequence[Cell] = (), note: str = "") -> Tabled:
    """`bars`: the count that each row's bar shows; what is no count has none."""
    columns = list(zip(*table.rows, strict=True))
    counted = tuple(all(map(_is_count, column)) and any(value is not None for value in column) for column in columns)
    return Tabled(table, counted, _lengths(bars), note)


def column(table: Table, place: int) -> tuple[Cell, ...]:
    """The cells below one head."""
    return tuple(row[place] for row in table.rows)


def chart_words(figures: Figures) -> Table:
    """The chart of questions by day, week or month as a table."""
    heads = ("Tuần từ ngày" if figures.bar_kind == "tuần" else figures.bar_kind.capitalize(), "Lượt hỏi")
    rows = tuple((name, count.value if isinstance(count, Hidden) else count) for name, count in figures.bars)
    return Table("luot-hoi", f"Lượt hỏi theo {figures.bar_kind}", heads, rows)


def _is_count(value: Cell) -> bool:
    return not isinstance(value, str) or value in _HIDDEN


def _lengths(cells: Sequence[Cell]) -> tuple[int, ...]:
    counts = [value if isinstance(value, int) else 0 for value in cells]
    longest = max(counts, default=0) or 1
    return tuple(round(100 * count / longest) for count in counts)


# --- cards


def cards(found: Figures) -> Iterable[Card]:
    """The main figures, beside those of the period before."""
    now, before = found.summary, found.before
    missed, missed_before = now.outcome(Outcome.NOT_ANSWERED), before.outcome(Outcome.NOT_ANSWERED)
    yield Card("Lượt hỏi", cell(now.asked), _beside(now.asked, before.asked))
    yield Card("Lượt người hỏi", cell(now.people), _beside(now.people, before.people))
    yield Card("Trả lời được ngay", cell(now.answered) or "–", _earlier(before.answered))
    yield Card("Chưa trả lời được", cell(missed.asked), _beside(missed.asked, missed_before.asked))
    opinions = f"{cell(now.helpful)} lượt có ích, {cell(now.unhelpful)} lượt chưa đúng"
    yield Card("Bà con bấm “Có ích”", cell(now.right) or "–", "; ".join(filter(None, (opinions, _earlier(before.right)))))
    if not found.hamlet:
        within = found.replies.within_day
        quick = f"{percent(within)} trong 24 giờ" if within is not None else ""
        yield Card("Cán bộ trả lời", cell(found.replies.count), quick)


def _beside(now: Shown, before: Shown) -> str:
    grown = change(now, before)
    if grown is None:
        return f"kỳ trước {cell(before)}"
    return f"{'bằng' if not grown else percent(grown, signed=True) + ' so với'} kỳ trước ({cell(before)})"


def _earlier(before: float | str | None) -> str:
    return f"kỳ trước {cell(before)}" if before is not None else ""
