"""ask --explain: why the bot said what it said, for an officer who is no programmer."""

from collections.abc import Iterator

from bot.core.bands import Bands
from bot.core.conversation import Outcome, Turn
from bot.core.matching import Match, Ranking
from bot.core.nearness import NOT_NEAR, NOT_SURE, RIVALS, WORTH_A_LINE, bands_told, level, percent
from bot.core.responder import Responder

_OUTCOMES = {
    Outcome.ANSWERED: "trả lời ngay",
    Outcome.ASKED_BACK: "hỏi lại cho rõ",
    Outcome.NOT_ANSWERED: "nhận là chưa trả lời được",
    Outcome.SMALL_TALK: "chuyện trò, lệnh hoặc góp ý, không phải câu hỏi",
    Outcome.UNREAD: "tin không có chữ (ảnh, tin thoại, tệp)",
}
_PLACES = ("Câu gần nhất", "Câu thứ hai", "Câu thứ ba")


def explanation(turn: Turn, responder: Responder) -> Iterator[str]:
    """Line by line."""
    ranking = responder.matcher.rank(turn.text)
    yield f"--- Vì sao: {_OUTCOMES[turn.outcome]}"
    yield f"Chữ đã hiểu: {turn.reading or ranking.reading}"
    if turn.masked:
        yield f"Đã che: {', '.join(turn.masked)}"
    if not ranking.matches:
        yield "Không có câu nào chung chữ với câu hỏi này."
    shown = [match for match in ranking.matches if match is ranking.best or match.score >= WORTH_A_LINE]
    for place, match in zip(_PLACES, shown, strict=False):
        yield from _candidate(place, match, responder)
    if ranking.matter:
        yield f"Giống hơn cả lại là một việc ngoài phạm vi (thư mục ngoai-pham-vi): {ranking.matter}"
    yield f"Lý do: {_reason(turn, ranking, responder)}"
    yield f"{bands_told(responder.bands)} Muốn chặt hơn thì hạ WRONG_IN_100."
    if turn.is_question and turn.outcome in (Outcome.NOT_ANSWERED, Outcome.ASKED_BACK):
        yield "Đã có câu trả lời thì chép nguyên văn câu hỏi này vào mục questions của câu đó; chưa có thì soạn câu mới."


def _spoken(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def _candidate(place: str, match: Match, responder: Responder) -> Iterator[str]:
    urgent = ", câu khẩn" if responder.knowledge.entries[match.entry].urgent else ""
    yield f"{place}: {responder.speech.title(match.entry)} ({match.entry}{urgent}), {percent(match.score)}: {level(match.score)}"
    yield f'    cách hỏi giống nhất: "{match.phrasing}"'


def _reason(turn: Turn, ranking: Ranking, responder: Responder) -> str:
    if turn.outcome is Outcome.ANSWERED:
        return _reason_to_answer(turn, responder)
    if turn.outcome is Outcome.ASKED_BACK:
        if len(turn.entries) > 1 and len(turn.replies) > 1:
            return "tin có nhiều việc, có việc chưa rõ nên hỏi lại việc đó."
        return _reason_to_ask(ranking, responder.bands)
    if turn.outcome is Outcome.NOT_ANSWERED:
        if turn.entries:
            return "tin có nhiều việc, có việc không câu nào trả lời; hoặc câu trả lời đang lưu đã hết hiệu lực."
        return NOT_NEAR if turn.is_question else "nghe như chuyện phiếm hoặc gõ nhầm, nên không ghi vào sổ."
    return "trợ lý đáp theo tệp phrases.yaml."


def _reason_to_answer(turn: Turn, responder: Responder) -> str:
    if len(turn.entries) > 1:
        return "tin có nhiều việc, việc nào cũng đủ chắc."
    if turn.score == 1:
        return "gõ đúng tên của câu, chọn trong danh sách, hoặc hỏi tiếp câu vừa trả lời."
    if turn.score >= responder.bands.answer:
        return "câu gần nhất đủ chắc, các câu khác kém xa."
    if turn.urgent:
        return "việc khẩn nên trả lời sớm hơn mức thường: chậm thì thiệt hại."
    return "chưa chắc hẳn, nhưng chữ đã gõ chỉ hợp với một câu; lời đáp có nói rõ là việc gì."


def _reason_to_ask(ranking: Ranking, bands: Bands) -> str:
    best = ranking.best
    if best is None or best.score < bands.answer:
        return NOT_SURE
    if len(ranking.matches) > 1 and ranking.matches[1].score >= bands.rival * best.score:
        return RIVALS
    return "chỉ có vài chữ, nêu tên việc mà chưa rõ hỏi gì."
