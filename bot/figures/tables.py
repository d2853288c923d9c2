"""Figures as tables: what the command line prints, Excel holds, reports and pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.figures.figures import Figures, Line
from bot.figures.names import percent
from bot.figures.periods import day_text
from bot.figures.suppression import Hidden, Shown, change

Cell = str | int | float | None
"""Counts are int, shares float; what is hidden is text already."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads."""

    name: str
    """Short, for machines and sheets."""
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(figures: Figures) -> tuple[Table, ...]:
    """All of them, in the order of a report; those without rows are left out."""
    every = (
        main(figures),
        Table("ngay", "Lượt hỏi theo ngày", ("Ngày", "Lượt hỏi"), tuple((day_text(d), _cell(n)) for d, n in figures.days)),
        by("kenh", "Lượt hỏi theo kênh", "Kênh", figures.channels),
        by("thon", "Lượt hỏi theo thôn, tổ dân phố", "Thôn, tổ dân phố", known_hamlets(figures)),
        topics(figures),
        by("doi-tuong", "Lượt trả lời theo đối tượng của câu trả lời", "Đối tượng chính", figures.audiences),
        most_asked(figures),
        rising(figures),
        by("chua-tra-loi", "Câu chưa trả lời được, theo chủ đề gần nhất", "Chủ đề gần nhất", figures.near),
        missed(figures),
        mended(figures),
        by("can-bo-tra-loi", "Thời gian cán bộ trả lời", "Thời gian", figures.replies.lines),
        Table("chua-ai-hoi", "Câu có sẵn mà chưa ai hỏi trong kỳ", ("Chủ đề", "Câu"), figures.never_asked),
    )
    return tuple(table for table in every if table.rows)


def main(figures: Figures) -> Table:
    """The main figures, beside those of the period before."""
    return Table("chung", "Số liệu chung", ("Chỉ tiêu", "Kỳ này", "Kỳ trước", "So với kỳ trước"), tuple(_main(figures)))


def _main(figures: Figures) -> Iterable[tuple[Cell, ...]]:
    now, before = figures.summary, figures.before
    yield _compared("Tổng số lượt hỏi", now.asked, before.asked)
    yield _compared("Lượt người hỏi (mỗi người mỗi ngày tính một lần)", now.people, before.people)
    earlier = {line.key: line.asked for line in before.outcomes}
    for line in now.outcomes:
        yield _compared(f"– {line.name}", line.asked, earlier.get(line.key, 0))
    yield ("Tỷ lệ trả lời được ngay", now.answered, before.answered, None)
    yield _compared("Lượt đánh giá hữu ích", now.helpful, before.helpful)
    yield _compared("Lượt đánh giá chưa hữu ích", now.unhelpful, before.unhelpful)
    yield ("Tỷ lệ đánh giá hữu ích", now.right, before.right, None)


def _compared(name: str, now: Shown, before: Shown) -> tuple[Cell, ...]:
    grown = change(now, before)
    told = None if grown is None else "không đổi" if not grown else percent(grown, signed=True)
    return (name, _cell(now), _cell(before), told)


def known_hamlets(figures: Figures) -> tuple[Line, ...]:
    """By hamlet; nothing when no hamlet is known."""
    return figures.hamlets if any(line.key for line in figures.hamlets) else ()


def by(name: str, title: str, head: str, lines: Sequence[Line]) -> Table:
    """A grouping."""
    return Table(name, title, (head, "Số lượt", "Tỷ lệ"), tuple((line.name, _cell(line.asked), line.share) for line in lines))


def topics(figures: Figures) -> Table:
    """What people wanted to know."""
    rows = tuple((line.name, _cell(line.asked), line.share, line.right) for line in figures.topics)
    return Table("chu-de", "Lượt hỏi theo chủ đề", ("Chủ đề", "Số lượt", "Tỷ lệ", "Đánh giá hữu ích"), rows)


def most_asked(figures: Figures) -> Table:
    """The entries answered with most."""
    rows = tuple((one.title, one.topic, _cell(one.asked), one.right) for one in figures.most_asked)
    return Table("hoi-nhieu", "Nội dung được hỏi nhiều nhất", ("Nội dung", "Chủ đề", "Số lượt", "Đánh giá hữu ích"), rows)


def rising(figures: Figures) -> Table:
    """Topics asked more than before."""
    rows = tuple((one.name, _cell(one.asked), _cell(one.before)) for one in figures.rising or ())
    return Table("tang", "Chủ đề được hỏi tăng rõ rệt", ("Chủ đề", "Kỳ này", "Kỳ trước"), rows)


def missed(figures: Figures) -> Table:
    """What several people asked in vain."""
    rows = tuple((one.text, one.asked, one.people) for one in figures.missed)
    return Table("hoi-chua-duoc", "Nội dung nhiều người hỏi mà chưa có câu trả lời", ("Câu hỏi", "Số lượt", "Số người"), rows)


def mended(figures: Figures) -> Table:
    """Gaps that were closed."""
    rows = tuple((one.title, _cell(one.missed), _cell(one.answered), day_text(one.since)) for one in figures.mended)
    heads = ("Nội dung", "Số lượt trước đây chưa trả lời được", "Số lượt đã trả lời từ khi bổ sung", "Trả lời được từ")
    return Table("da-bo-sung", "Nội dung đã bổ sung câu trả lời", heads, rows)


def _cell(count: Shown) -> Cell:
    return count.value if isinstance(count, Hidden) else count
