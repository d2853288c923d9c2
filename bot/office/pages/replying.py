"""Trả lời người hỏi: an officer's answer to everybody who asked the same, on the channel they used; and what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from aiohttp import web

from bot.channels.names import called
from bot.core.codes import entry_code
from bot.core.conversation import Conversation
from bot.core.message import Message, Reply
from bot.core.personal_data import mask
from bot.delivery.payloads import of_part
from bot.office.dealing import Case, case, group, hamlet, reviews
from bot.office.knowledge.publishing import shelf
from bot.office.pages.today import GONE
from bot.office.pages.today import PAGE as TODAY
from bot.office.roles import EDITORS, EVERYBODY, LEADERS
from bot.office.routing import Page
from bot.office.visit import Visit
from bot.store.answers import WEB, Answers, Asker
from bot.store.outbox import State
from bot.store.questions import LoggedQuestion
from bot.store.retention import KEYS_KEPT
from bot.store.reviews import Decision, Review

PAGE = Page("/tra-loi", menu="Trả lời người hỏi", who=EVERYBODY)
LONGEST = 2000
"""Letters of an answer: Zalo takes 2000 in one message."""
_QUOTED = 160
_LATEST = 30
_FOUND = 8
FATES = {
    State.SENT: "đã gửi",
    State.PENDING: "đang gửi",
    State.SENDING: "đang gửi",
    State.WAITING: "chờ bà con nhắn lại hoặc mở lại trang chat",
    State.UNKNOWN: "không rõ đã tới chưa",
    State.GONE: "bà con đã rời đi",
    State.PARKED: "không gửi được",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What an officer wants to say, and to whom."""

    text: str = ""
    entry: str = ""
    """Said in place of a text."""
    chosen: tuple[str, ...] = ()
    """Codes of the wordings whose askers are answered."""


@PAGE.get()
async def show(visit: Visit) -> web.StreamResponse:
    """What was answered lately, and whether it arrived."""
    latest = await reviews(visit).latest(Decision.ANSWERED, limit=_LATEST)
    asked = {batch.key: await reviews(visit).found(batch.refs) for batch in latest}
    latest = [batch for batch in latest if asked[batch.key]]
    fates = await _answers(visit).fates([batch.key for batch in latest])
    done = next((batch for batch in latest if batch.key == visit.query.text("xong", most=16)), None)
    lines = [(batch, asked[batch.key][0].text, _told(fates[batch.key])) for batch in latest]
    title = visit.desk.thinking.responder.speech.title
    entries = visit.desk.thinking.responder.knowledge.entries
    titles = {batch.review.entry: title(batch.review.entry) for batch in latest if batch.review.entry in entries}
    return visit.page(
        "replies.html",
        lines=lines,
        done=done,
        titles=titles,
        today=TODAY.path,
        long_ago=visit.now - KEYS_KEPT,
        may_edit=visit.officer.role in EDITORS,
    )


@PAGE.get("/{ref}", who=LEADERS)
async def begin(visit: Visit) -> web.StreamResponse:
    """The form."""
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(TODAY.path, said=GONE)
    entry = visit.query.text("cau", most=120)
    everything = tuple(wording.ref for wording in case(visit, questions).wordings)
    return await _form(visit, questions, Typed(entry=entry, chosen=everything))


@PAGE.post("/{ref}", who=LEADERS)
async def send(visit: Visit) -> web.StreamResponse:
    """Look at it as people will read it, then send it."""
    questions = await group(visit, visit.part("ref"))
    if not questions:
        return await visit.go(TODAY.path, said=GONE)
    text, entry = visit.form.lines("tra-loi", most=LONGEST + 1), visit.form.text("cau", most=120)
    typed = Typed(text, entry, tuple(visit.form.all("cach")))
    if fault := _fault(visit, typed):
        return await _form(visit, questions, typed, fault=fault)
    if visit.form.chosen("lam", {"gui", "xem", "sua"}) != "gui":
        is_sure = visit.form.chosen("lam", {"xem"}) == "xem"
        return await _form(visit, questions, typed, preview=_said(visit, typed, questions[-1]) if is_sure else ())
    meant = _meant(case(visit, questions), questions, typed)
    review = Review(Decision.ANSWERED, visit.officer.login, visit.now, typed.entry, typed.text)
    batch, reached = await _answers(visit).send(
        [question.ref for question in meant], review, lambda asker: _parts(visit, typed, asker), channels=_channels(visit)
    )
    if batch is None:
        return await visit.go(TODAY.path, said=GONE)
    await visit.note("trả lời người hỏi", batch.refs[0], f"Trả lời {len(batch.refs)} lượt hỏi", diff=typed.text or typed.entry)
    return await visit.go(f"{PAGE.path}?xong={batch.key}", said=f"Đã nhận câu trả lời. {told(reached)}")


def told(reached: Counter[str]) -> str:
    """Whom it goes to, in words."""
    sent = [f"{count} người qua {called(channel)}" for channel, count in reached.most_common() if channel and channel != WEB]
    said = f"Đang gửi tới {', '.join(sent)}." if sent else ""
    if reached[WEB]:
        said += f" {reached[WEB]} người hỏi trên trang chat sẽ thấy khi mở lại trang."
    if reached[""]:
        said += f" {reached['']} người không nhắn tới được: đã xoá dữ liệu, đã rời đi, hoặc kênh không còn nối."
    return said.strip() or "Không còn ai để gửi."


def _answers(visit: Visit) -> Answers:
    return Answers(visit.desk.store.database, hamlet=hamlet(visit))


def _channels(visit: Visit) -> list[str]:
    return list(visit.desk.channels)


def _fault(visit: Visit, typed: Typed) -> str:
    if typed.entry and typed.entry not in visit.desk.thinking.responder.knowledge.entries:
        return "Câu đã chọn không còn nữa"
    if not typed.entry and not typed.text:
        return "Chưa viết câu trả lời"
    if len(typed.text) > LONGEST:
        return f"Câu trả lời dài quá, nhiều nhất {LONGEST} chữ cái"
    return "" if typed.chosen else "Chưa chọn trả lời cho cách hỏi nào"


def _meant(shown: Case, questions: Sequence[LoggedQuestion], typed: Typed) -> list[LoggedQuestion]:
    """The questions asked in the wordings that were chosen."""
    texts = {_plain(wording.text) for wording in shown.wordings if wording.ref in typed.chosen}
    return [question for question in questions if _plain(question.text) in texts]


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _said(visit: Visit, typed: Typed, asked: LoggedQuestion | Asker) -> tuple[Reply, ...]:
    """What somebody is told: their own question, and the answer to it."""
    responder, question = visit.desk.thinking.responder, " ".join(asked.text.split())
    quoted = question if len(question) <= _QUOTED else f"{question[: _QUOTED - 1].rstrip()}…"
    if not typed.entry:
        return (Reply(responder.speech.say("officer_answers", question=quoted, answer=typed.text)),)
    tap = Message("", "", "", typed.entry, entry_code(typed.entry))
    replies = responder.respond(Conversation(), tap, now=visit.now, ref=asked.ref).replies
    first = responder.speech.say("officer_answers", question=quoted, answer=replies[0].text)
    # Their talk knows nothing of a list to choose from by number.
    return tuple(replace(reply, choices=()) for reply in (replace(replies[0], text=first), *replies[1:]) if reply.text)


def _parts(visit: Visit, typed: Typed, asker: Asker) -> list[Mapping[str, Any]]:
    replies = _said(visit, typed, asker)
    if asker.lane.channel == WEB:
        return [asdict(reply) for reply in replies]
    channel = visit.desk.channels[asker.lane.channel]
    return [of_part(part) for reply in replies for part in channel.parts(reply)]


def _told(fates: Counter[State]) -> list[tuple[str, int, bool]]:
    """Fate, how many, and whether somebody should look."""
    counted: Counter[str] = Counter()
    for state, count in fates.items():
        counted[FATES[state]] += count
    bad = {FATES[state] for state in (State.UNKNOWN, State.GONE, State.PARKED)}
    return [(fate, count, fate in bad) for fate, count in counted.most_common()]


async def _form(
    visit: Visit, questions: list[LoggedQuestion], typed: Typed, *, fault: str = "", preview: tuple[Reply, ...] = ()
) -> web.Response:
    shown = case(visit, questions)
    meant = [question.ref for question in _meant(shown, questions, typed)]
    wanted = visit.query.text("tim", most=120)
    return visit.page(
        "reply.html",
        status=422 if fault else 200,
        case=shown,
        typed=typed,
        fault=fault,
        preview=preview,
        reached=told(await _answers(visit).reachable(meant, channels=_channels(visit))),
        kinds=mask(typed.text).kinds,
        longest=LONGEST,
        wanted=wanted,
        found=(await shelf(visit)).index.find(wanted)[:_FOUND] if wanted else [],
        title=visit.desk.thinking.responder.speech.title(typed.entry) if typed.entry and not fault else "",
        today_path=TODAY.path,
    )
