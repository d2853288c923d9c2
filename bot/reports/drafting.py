"""Drafting: figures and a locality -> the text of a report, in sober administrative Vietnamese.

What the figures say is said; what only people know (documents issued, meetings held, reasons) is a marked blank. Nothing is
claimed that nobody counted. Where officers told it (remarks.py), it stands instead of the blank.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.core.conversation import Outcome
from bot.core.locality import Locality, Plan
from bot.figures.figures import Figures, Line
from bot.figures.names import cell, number, percent
from bot.figures.periods import day_text
from bot.figures.suppression import Hidden, Shown
from bot.reports.agency import Agency
from bot.reports.blocks import Block, Heading, Paragraph, blank, quoted
from bot.reports.remarks import Remarks, listed
from bot.reports.results import ASSISTANT, of, results

_LISTED = 3
"""Topics named in a sentence."""
_ASKED = 5
"""Questions quoted."""


def title(figures: Figures) -> tuple[str, str]:
    """The two lines under BÁO CÁO."""
    return f"Kết quả giải đáp thông tin cho người dân qua {ASSISTANT}", f"thực hiện Nghị quyết số 57-NQ/TW {figures.period.name}"


def draft(figures: Figures, locality: Locality | None, agency: Agency, remarks: Remarks) -> tuple[Block, ...]:
    """The text, from the first sentence to the last."""
    parts = (
        _opening(figures, locality, agency),
        _done(figures, locality, agency, remarks),
        results(figures, agency),
        _faults(figures, agency, remarks),
        _next(figures, agency, remarks),
        _wishes(figures, agency, remarks),
    )
    blocks = [block for part in parts for block in part]
    told = f"kết quả giải đáp thông tin cho người dân qua {ASSISTANT} {_when(figures)}"
    return (*blocks, Paragraph(f"Trên đây là báo cáo {told} của {agency.committee}./."))


def _opening(figures: Figures, locality: Locality | None, agency: Agency) -> Iterator[Block]:
    now = f"số liệu tạm tính đến hết ngày {day_text(figures.counted.last)}" if figures.is_running else ""
    details = "; ".join(part for part in (figures.period.span() if figures.period.is_named else "", now) if part)
    plan = _plan(locality.plan) if locality else blank("văn bản giao nhiệm vụ")
    yield Paragraph(
        f"Thực hiện {plan}, {agency.committee} báo cáo kết quả giải đáp thông tin cho người dân qua {ASSISTANT} "
        f"{_when(figures)}{f' ({details})' if details else ''} như sau:"
    )


def _when(figures: Figures) -> str:
    return f"trong {figures.period.name}" if figures.period.is_named else figures.period.name


def _plan(plan: Plan) -> str:
    if not plan.title:
        return blank("văn bản giao nhiệm vụ: tên, số, ngày")
    day = f"ngày {day_text(plan.date)}" if plan.date else f"ngày {blank('ngày ký')} {plan.issued}".strip()
    return f"{plan.title} (số {plan.number or blank('số, ký hiệu')}, {day})"


# --- I


def _done(figures: Figures, locality: Locality | None, agency: Agency, remarks: Remarks) -> Iterator[Block]:
    yield Heading("I. CÔNG TÁC TRIỂN KHAI", 1)
    yield Heading("1. Chỉ đạo, tổ chức thực hiện", 2)
    leads = locality.leads if locality else None
    standing = leads.standing if leads and leads.standing else blank("cơ quan thường trực")
    head = f"; {leads.head} làm trưởng ban chỉ đạo" if leads and leads.head else ""
    yield Paragraph(f"{standing} là cơ quan chủ trì tham mưu {agency.committee} tổ chức thực hiện{head}.")
    channels = [line.name for line in figures.channels if line.key != "console"]
    through = f", phục vụ người dân qua {len(channels)} kênh: {', '.join(channels)}" if channels else ""
    yield Paragraph(
        f"{ASSISTANT[0].upper()}{ASSISTANT[1:]} trả lời bằng {number(figures.entries)} nội dung hỏi đáp do cán bộ biên soạn"
        f"{through}. Câu chưa có nội dung trả lời được ghi lại để cán bộ bổ sung."
    )
    yield from listed(
        remarks.work,
        otherwise="văn bản chỉ đạo đã ban hành; hội nghị, lớp tập huấn, tin bài tuyên truyền đã thực hiện trong kỳ",
    )
    if goals := goals_of(locality, figures.counted.last):
        yield Heading(f"2. Thực hiện mục tiêu năm {figures.counted.last.year} của kế hoạch", 2)
        yield from (Paragraph(f"- {goal}: {remarks.goal(number)}.") for number, goal in enumerate(goals))


def goals_of(locality: Locality | None, day: date) -> tuple[str, ...]:
    """What the locality's plan wants to reach in the year of a day."""
    targets = locality.targets if locality else ()
    return tuple(goal.rstrip(".") for target in targets if target.when.strip() == str(day.year) for goal in target.goals)


# --- III, IV, V


def _faults(figures: Figures, agency: Agency, remarks: Remarks) -> Iterator[Block]:
    yield Heading("III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", 1)
    yield Heading("1. Tồn tại, hạn chế", 2)
    missed = figures.summary.outcome(Outcome.NOT_ANSWERED)
    if missed.asked:
        near = _named(figures.near)
        about = f", tập trung ở những việc gần với các chủ đề: {near}" if near else ""
        yield Paragraph(f"- Còn {of(missed)} chưa trả lời được{about}.")
    if told := _missed(figures, remarks):
        yield Paragraph(f"- Các nội dung nhiều người hỏi mà chưa có câu trả lời: {told}.")
    if figures.never_asked and not figures.is_empty:
        part = percent(len(figures.never_asked) / figures.entries)
        yield Paragraph(
            f"- Có {number(len(figures.never_asked))} nội dung có sẵn ({part}) chưa ai hỏi trong kỳ, "
            "cần xem lại cách tuyên truyền."
        )
    few = [line.name for line in figures.channels if line.share is not None and line.share < 0.05 and line.key != "console"]
    if few:
        yield Paragraph(f"- Một số kênh còn ít người dùng: {', '.join(few)}.")
    if _many(figures.summary.unhelpful):
        yield Paragraph(f"- Có {cell(figures.summary.unhelpful)} lượt đánh giá câu trả lời chưa hữu ích.")
    yield from listed(remarks.difficulties, otherwise=f"khó khăn, vướng mắc khác trong tổ chức thực hiện tại {agency.kind}")
    yield Heading("2. Nguyên nhân", 2)
    yield from listed(remarks.causes, otherwise="nguyên nhân khách quan, chủ quan")


def asked_in_vain(figures: Figures) -> tuple[str, ...]:
    """What most people asked and nobody could answer."""
    return tuple(f"“{quoted(one.text)}” ({number(one.asked)} lượt)" for one in figures.missed[:_ASKED])


def _missed(figures: Figures, remarks: Remarks) -> str:
    if remarks.missed is None:
        return blank(f"chọn, viết lại cho gọn: {'; '.join(asked)}") if (asked := asked_in_vain(figures)) else ""
    lines = (quoted(line).strip(" -;.") for line in remarks.missed.split("\n"))
    return "; ".join(line for line in lines if line)


def _many(count: Shown) -> bool:
    return not isinstance(count, Hidden) and count > 0


def _named(lines: Sequence[Line]) -> str:
    return "; ".join(line.name for line in lines[:_LISTED] if line.key and not isinstance(line.asked, Hidden))


def _next(figures: Figures, agency: Agency, remarks: Remarks) -> Iterator[Block]:
    yield Heading("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI", 1)
    near = _named(figures.near)
    if near:
        yield Paragraph(f"- Tiếp tục biên soạn, bổ sung nội dung trả lời, ưu tiên các việc gần với chủ đề: {near}.")
    weak = [one.title for one in figures.most_asked if one.right is not None and one.right < 0.8]
    if weak:
        yield Paragraph(
            f"- Rà soát, sửa lại các nội dung được hỏi nhiều nhưng tỷ lệ đánh giá hữu ích dưới 80%: {'; '.join(weak)}."
        )
    if figures.rising:
        yield Paragraph(f"- Tăng cường tuyên truyền, hướng dẫn về các việc người dân đang hỏi nhiều lên: {_risen(figures)}.")
    yield Paragraph(
        f"- Giới thiệu {ASSISTANT} trên hệ thống truyền thanh, trang thông tin điện tử, mạng xã hội "
        f"và qua tổ công nghệ số cộng đồng của {agency.name}."
    )
    yield from listed(remarks.tasks, otherwise="nhiệm vụ khác trong kỳ tới, đơn vị chủ trì, thời hạn")


def _risen(figures: Figures) -> str:
    return "; ".join(one.name for one in (figures.rising or ())[:_LISTED])


def _wishes(figures: Figures, agency: Agency, remarks: Remarks) -> Iterator[Block]:
    yield Heading("V. KIẾN NGHỊ, ĐỀ XUẤT", 1)
    if _missed(figures, remarks):
        yield Paragraph(
            f"- Đề nghị {agency.addressee} hướng dẫn hoặc cung cấp tài liệu để trả lời thống nhất các nội dung nhiều người hỏi "
            "mà chưa có câu trả lời, nêu tại Phần III."
        )
    yield from listed(remarks.proposals, otherwise="kiến nghị, đề xuất với cấp trên; không có thì ghi: Không")
