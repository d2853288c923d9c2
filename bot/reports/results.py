"""Part II of a report: what the figures of a period say, with tables and charts."""

from collections.abc import Iterator

from bot.core.conversation import Outcome
from bot.figures import tables
from bot.figures.figures import Figures, Line
from bot.figures.names import cell, number, percent
from bot.figures.suppression import Hidden, change
from bot.figures.tables import Table
from bot.reports.agency import Agency
from bot.reports.blocks import Block, Figure, Heading, Paragraph, Tabled

ASSISTANT = "trợ lý hỏi đáp số"
_TOPICS = 10
_LISTED = 3
"""Topics named in a sentence."""


def results(figures: Figures, agency: Agency) -> Iterator[Block]:
    """Part II of the report."""
    yield Heading("II. KẾT QUẢ THỰC HIỆN", 1)
    if figures.is_empty:
        yield Paragraph("Trong kỳ chưa có lượt hỏi nào được ghi nhận.")
        return
    numbered = _Numbers()
    yield Heading("1. Kết quả chung", 2)
    yield Paragraph(_main(figures))
    yield numbered.table(tables.main(figures), (0.46, 0.18, 0.18, 0.18))
    if len(figures.bars) > 1:
        values = tuple(0 if isinstance(count, Hidden) else count for _, count in figures.bars)
        caption = f"Lượt hỏi theo {figures.bar_kind}" + (" (ngày đầu tuần)" if figures.bar_kind == "tuần" else "")
        yield numbered.figure(Figure(caption, tuple(label for label, _ in figures.bars), values, "Lượt hỏi"))
        if any(isinstance(count, Hidden) for _, count in figures.bars):
            yield Paragraph("Chỗ không có cột trong hình trên: số nhỏ, không nêu.")
    yield Heading("2. Theo kênh và địa bàn", 2)
    yield from _places(figures, agency, numbered)
    yield Heading("3. Nội dung người dân quan tâm", 2)
    yield from _interests(figures, numbered)
    yield Heading("4. Ý kiến đánh giá của người dân", 2)
    yield Paragraph(_opinion(figures))
    yield Heading("5. Bổ sung nội dung trả lời còn thiếu", 2)
    yield from _mended(figures, numbered)


class _Numbers:
    """Numbers tables and pictures."""

    def __init__(self) -> None:
        self._tables = self._figures = 0

    def table(self, table: Table, widths: tuple[float, ...]) -> Tabled:
        self._tables += 1
        return Tabled(Table(table.name, f"Bảng {self._tables}. {table.title}", table.heads, table.rows), widths)

    def figure(self, figure: Figure) -> Figure:
        self._figures += 1
        return Figure(f"Hình {self._figures}. {figure.caption}", figure.labels, figure.values, figure.axis)


def _main(figures: Figures) -> str:
    now = figures.summary
    said = [f"Trong kỳ, {ASSISTANT} tiếp nhận {cell(now.asked)} lượt hỏi"]
    grown = change(now.asked, figures.before.asked)
    if grown:
        said.append(f", {percent(grown, signed=True)} so với kỳ trước ({cell(figures.before.asked)} lượt)")
    if not isinstance(now.asked, Hidden) and now.asked >= figures.counted.days:
        said.append(f", bình quân {number(round(now.asked / figures.counted.days))} lượt mỗi ngày")
    answered, back, missed = (now.outcome(key) for key in (Outcome.ANSWERED, Outcome.ASKED_BACK, Outcome.NOT_ANSWERED))
    at_once = now.answered if isinstance(now.answered, str) else of(answered)
    said.append(f". Trong đó trả lời được ngay {at_once}; hỏi lại để người dân chọn đúng nội dung {of(back)}")
    said.append(f"; chưa trả lời được {of(missed)}.")
    return "".join(said)


def of(line: Line) -> str:
    """A count with its share."""
    if line.asked == Hidden.KEPT_BACK:
        return "(không nêu số lượt)"
    return f"{cell(line.asked)} lượt" + (f" ({percent(line.share)})" if line.share else "")


def _places(figures: Figures, agency: Agency, numbered: _Numbers) -> Iterator[Block]:
    if not figures.channels:
        yield Paragraph("Số lượt hỏi trong kỳ còn ít nên không nêu chi tiết theo kênh và địa bàn.")
        return
    most = figures.channels[0]
    yield Paragraph(f"Kênh được dùng nhiều nhất là {most.name}: {of(most)}.")
    yield numbered.table(tables.by("kenh", "Lượt hỏi theo kênh", "Kênh", figures.channels), (0.6, 0.2, 0.2))
    hamlets = tables.known_hamlets(figures)
    if hamlets:
        yield numbered.table(tables.by("thon", "Lượt hỏi theo thôn, tổ dân phố", "Thôn, tổ dân phố", hamlets), (0.6, 0.2, 0.2))
    else:
        yield Paragraph(f"Người hỏi không phải khai nơi ở nên chưa có số liệu theo thôn, tổ dân phố của {agency.name}.")


def _interests(figures: Figures, numbered: _Numbers) -> Iterator[Block]:
    if not figures.topics:
        yield Paragraph("Số lượt hỏi trong kỳ còn ít nên không nêu chi tiết theo chủ đề.")
        return
    named = [line for line in figures.topics if line.key and not isinstance(line.asked, Hidden)]
    if named:
        first = "; ".join(f"{line.name}: {of(line)}" for line in named[:_LISTED])
        yield Paragraph(f"Người dân hỏi nhiều nhất về các chủ đề: {first}.")
    table = tables.topics(figures)
    name = table.title if len(table.rows) <= _TOPICS else "Mười chủ đề được hỏi nhiều nhất"
    shown = Table(table.name, name, table.heads, table.rows[:_TOPICS])
    yield numbered.table(shown, (0.49, 0.16, 0.15, 0.2))
    if figures.most_asked:
        yield numbered.table(tables.most_asked(figures), (0.43, 0.25, 0.13, 0.19))
    if figures.rising:
        risen = "; ".join(
            f"{one.name} ({cell(one.before)} lượt kỳ trước, {cell(one.asked)} lượt kỳ này)" for one in figures.rising
        )
        yield Paragraph(f"Các chủ đề được hỏi tăng rõ rệt so với kỳ trước: {risen}.")
    elif figures.rising is not None:
        yield Paragraph("Không có chủ đề nào được hỏi tăng rõ rệt so với kỳ trước.")


def _opinion(figures: Figures) -> str:
    now = figures.summary
    if not now.helpful and not now.unhelpful:
        return "Trong kỳ chưa có người dân nào bấm đánh giá câu trả lời."
    said = f"Người dân bấm đánh giá hữu ích {cell(now.helpful)} lượt, chưa hữu ích {cell(now.unhelpful)} lượt"
    return said + (f"; tỷ lệ hữu ích {percent(now.right)}." if now.right is not None else ".")


def _mended(figures: Figures, numbered: _Numbers) -> Iterator[Block]:
    if figures.mended:
        yield Paragraph(
            f"Có {number(figures.questions_mended)} câu hỏi trước đây chưa trả lời được, nay đã có nội dung trả lời, "
            f"thuộc {number(len(figures.mended))} nội dung."
        )
        table = tables.mended(figures)
        title = table.title if len(table.rows) <= _TOPICS else f"{table.title} ({_TOPICS} nội dung nhiều lượt nhất)"
        yield numbered.table(Table(table.name, title, table.heads, table.rows[:_TOPICS]), (0.4, 0.22, 0.22, 0.16))
    else:
        yield Paragraph("Trong kỳ chưa ghi nhận câu hỏi nào từ chưa trả lời được thành trả lời được.")
    if figures.replies.count:
        within = figures.replies.within_day
        quick = f", {percent(within)} trong vòng 24 giờ" if within is not None else ""
        yield Paragraph(f"Cán bộ trực tiếp trả lời {cell(figures.replies.count)} lượt{quick}.")
