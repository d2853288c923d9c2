"""Texts too long for a phone or a channel.

Limits of the channels: shared/reference/channels.md, "text limit" and "button title" of the table in part E (Telegram
4,096 UTF-16 units; Zalo 2,000, cut at 1,800 because its unit is not stated; titles of buttons up to 100 on Zalo).
"""

import re
from collections.abc import Iterator

from bot.core.problem import Severity
from bot.core.speech import Speech
from bot.linter.finding import Base, Finding, Spot

LONG = "qua-dai"
LONG_TITLE = "ten-dai"
MANY_STEPS = "nhieu-buoc"

ZALO = 1800
TELEGRAM = 4096
HARD = 1500
"""Characters of answer, steps and closing line that nobody reads to the end of on a phone."""
SOFT = 900
NUMBERED = "so-buoc"
_NUMBERED = re.compile(r"(?:bước\s*)?\d+\s*[.):]\s", re.IGNORECASE)
TITLE = 60
"""What a button shows; the rest is cut."""
STEPS = 7


def answers(base: Base) -> Iterator[Finding]:
    """Answers and follow-ups that are too long, as written and as shown."""
    speech = Speech.of(base.knowledge)
    for entry in base.entries:
        spot = Spot(entry.id, ("answer",))
        written = len("\n".join((entry.answer, *entry.steps, entry.if_stuck)))
        shown = len(speech.answer(entry, today=base.today))
        channel = "Telegram" if shown > TELEGRAM else "Zalo"
        if shown > ZALO:
            message = (
                f"câu trả lời hiện ra dài {shown} ký tự, {channel} phải cắt thành nhiều tin; viết gọn, hoặc tách thành hai câu"
            )
            yield Finding(LONG, spot, message)
        elif written > HARD:
            yield Finding(LONG, spot, f"dài {written} ký tự (tối đa {HARD}); viết gọn, hoặc tách thành hai câu")
        elif written > SOFT:
            message = f"dài {written} ký tự; bà con đọc trên điện thoại, nên dưới {SOFT}"
            yield Finding(LONG, spot, message, Severity.HINT)
        for key, text in entry.follow_ups.items():
            if len(text) > SOFT:
                message = f"câu hỏi tiếp dài {len(text)} ký tự; viết dưới {SOFT}, hoặc dẫn tới một câu riêng"
                yield Finding(LONG, Spot(entry.id, ("follow_ups", key)), message)


def shapes(base: Base) -> Iterator[Finding]:
    """Titles that a button cuts, and steps that nobody can follow."""
    for entry in base.entries:
        if len(entry.label) > TITLE:
            key = "title" if entry.title else "questions"
            say = "rút ngắn title" if entry.title else "thêm title ngắn"
            message = f"tên trên nút bấm dài {len(entry.label)} ký tự nên bị cắt; {say}, dưới {TITLE} ký tự"
            yield Finding(LONG_TITLE, Spot(entry.id, (key,)), message)
        for step in entry.steps:
            if _NUMBERED.match(step):
                message = "các bước tự có số; xoá số ở đầu, và mỗi bước một dòng bắt đầu bằng dấu gạch"
                yield Finding(NUMBERED, Spot(entry.id, ("steps",)), message)
                break
        if len(entry.steps) > STEPS:
            message = f"có {len(entry.steps)} bước; gộp lại còn nhiều nhất {STEPS} bước"
            yield Finding(MANY_STEPS, Spot(entry.id, ("steps",)), message)
