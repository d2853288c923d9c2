"""Answers written by officers: what people are told, whom it reaches, and sending it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.channels.names import called
from bot.core.codes import entry_code
from bot.core.conversation import Conversation
from bot.core.message import Message, Reply
from bot.delivery.payloads import of_part
from bot.office.acting import Acting
from bot.office.dealing import Case, hamlet
from bot.store.answers import WEB, Answers, Asker
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Batch, Decision, Review

LONGEST = 2000
"""Letters of an answer: Zalo takes 2000 in one message."""
_QUOTED = 160


@dataclass(frozen=True, slots=True)
class Typed:
    """What an officer wants to say, and to whom."""

    text: str = ""
    entry: str = ""
    """Said in place of a text."""
    chosen: tuple[str, ...] = ()
    """Codes of the wordings whose askers are answered."""


async def send(
    acting: Acting, questions: Sequence[LoggedQuestion], typed: Typed, *, key: str = ""
) -> tuple[Batch, Counter[str]] | None:
    """To everybody who asked; None when it was dealt with meanwhile. `key`: what the batch is called."""
    review = Review(Decision.ANSWERED, acting.officer.login, acting.now, typed.entry, typed.text)
    batch, reached = await answers(acting).send(
        [question.ref for question in questions],
        review,
        lambda asker: _parts(acting, typed, asker),
        channels=_channels(acting),
        key=key,
    )
    if batch is None:
        return None
    await acting.note("trả lời người hỏi", batch.refs[0], f"Trả lời {len(batch.refs)} lượt hỏi", diff=typed.text or typed.entry)
    return batch, reached


async def reachable(acting: Acting, questions: Sequence[LoggedQuestion]) -> Counter[str]:
    """How many can be written to, by channel; under "" how many cannot."""
    return await answers(acting).reachable([question.ref for question in questions], channels=_channels(acting))


def told(reached: Counter[str]) -> str:
    """Whom it goes to, in words."""
    sent = [f"{count} người qua {called(channel)}" for channel, count in reached.most_common() if channel and channel != WEB]
    said = f"Đang gửi tới {', '.join(sent)}." if sent else ""
    if reached[WEB]:
        said += f" {reached[WEB]} người hỏi trên trang chat sẽ thấy khi mở lại trang."
    if reached[""]:
        said += f" {reached['']} người không nhắn tới được: đã xoá dữ liệu, đã rời đi, hoặc kênh không còn nối."
    return said.strip() or "Không còn ai để gửi."


def answers(acting: Acting) -> Answers:
    """The store of them, as far as this officer may see it."""
    return Answers(acting.desk.store.database, hamlet=hamlet(acting))


def _channels(acting: Acting) -> list[str]:
    return list(acting.desk.channels)


def fault(acting: Acting, typed: Typed) -> str:
    """Why it cannot be sent; empty when it can."""
    if typed.entry and typed.entry not in acting.desk.thinking.responder.knowledge.entries:
        return "Câu đã chọn không còn nữa"
    if not typed.entry and not typed.text:
        return "Chưa viết câu trả lời"
    if len(typed.text) > LONGEST:
        return f"Câu trả lời dài quá, nhiều nhất {LONGEST} chữ cái"
    return "" if typed.chosen else "Chưa chọn trả lời cho cách hỏi nào"


def meant(shown: Case, questions: Sequence[LoggedQuestion], typed: Typed) -> list[LoggedQuestion]:
    """The questions asked in the wordings that were chosen."""
    texts = {_plain(wording.text) for wording in shown.wordings if wording.ref in typed.chosen}
    return [question for question in questions if _plain(question.text) in texts]


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def said(acting: Acting, typed: Typed, asked: LoggedQuestion | Asker) -> tuple[Reply, ...]:
    """What somebody is told: their own question, and the answer to it."""
    responder, question = acting.desk.thinking.responder, " ".join(asked.text.split())
    quoted = question if len(question) <= _QUOTED else f"{question[: _QUOTED - 1].rstrip()}…"
    if not typed.entry:
        return (Reply(responder.speech.say("officer_answers", question=quoted, answer=typed.text)),)
    tap = Message("", "", "", typed.entry, entry_code(typed.entry))
    replies = responder.respond(Conversation(), tap, now=acting.now, ref=asked.ref).replies
    first = responder.speech.say("officer_answers", question=quoted, answer=replies[0].text)
    # Their talk knows nothing of a list to choose from by number.
    return tuple(replace(reply, choices=()) for reply in (replace(replies[0], text=first), *replies[1:]) if reply.text)


def _parts(acting: Acting, typed: Typed, asker: Asker) -> list[Mapping[str, Any]]:
    replies = said(acting, typed, asker)
    if asker.lane.channel == WEB:
        return [asdict(reply) for reply in replies]
    channel = acting.desk.channels[asker.lane.channel]
    return [of_part(part) for reply in replies for part in channel.parts(reply)]
