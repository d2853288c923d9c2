"""Nearness in words: how sure a candidate was and why it was not taken, as officers read it, on the console and in a shell."""

from collections.abc import Sequence

from bot.core.bands import Bands
from bot.core.target import measured

WORTH_A_LINE = 0.01
"""Score from which a candidate after the first is explained."""
NOT_NEAR = "không câu nào đủ gần."
NOT_SURE = "chưa câu nào đủ chắc."
RIVALS = "hai câu gần bằng nhau."
HELD = "đủ chắc, nhưng lúc ấy trợ lý đang tắt hoặc câu hỏi quá cụt."
_SURE = (
    (0.9, "rất chắc"),
    (0.6, "khá chắc"),
    (0.3, "chưa chắc"),
    (0.15, "có thể"),
    (0.05, "ít khả năng"),
    (0, "gần như không phải"),
)


def level(score: float) -> str:
    """In words."""
    return next(words for least, words in _SURE if score >= least)


def percent(score: float) -> str:
    """23%."""
    return f"{score:.0%}" if score >= WORTH_A_LINE else "dưới 1%"


def bands_told(bands: Bands) -> str:
    """From which score on the bot does what."""
    told = (
        f"Mức: từ {bands.answer:.0%} thì trả lời (câu khẩn từ {bands.alarm:.0%}), "
        f"từ {bands.ask:.0%} thì hỏi lại, dưới nữa thì nhận là chưa biết."
    )
    for row in measured():
        if row.bands == bands:
            wrong, answered = (f"{value:g}".replace(".", ",") for value in (row.wrong, row.answered))
            told += f" Đo trên câu hỏi thử: 100 câu trả lời sai chừng {wrong}, 100 câu hỏi được trả lời ngay chừng {answered}."
    return told


def why_not(scores: Sequence[float], bands: Bands) -> str:
    """Why none of the candidates was taken."""
    if not scores or scores[0] < bands.ask:
        return NOT_NEAR
    if len(scores) > 1 and scores[0] >= bands.answer and scores[1] >= bands.rival * scores[0]:
        return RIVALS
    return HELD if scores[0] >= bands.answer else NOT_SURE
