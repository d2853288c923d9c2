"""Mới: a new entry for a question, as a draft that the console has too, and its publishing when nothing stands against it."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from bot.chat_review import screens
from bot.chat_review.move import Came, Move, shown
from bot.chat_review.sitting import Stage
from bot.core.conversation import VIETNAM
from bot.core.knowledge import Entry, Knowledge
from bot.core.message import Reply
from bot.exchange.naming import suggested_id
from bot.knowledge_files.edits import AddEntry
from bot.office.dealing import case, reviews, taught
from bot.office.knowledge import fields
from bot.office.knowledge.checking import check, twin
from bot.office.knowledge.entries import values
from bot.office.knowledge.publishing import Deed, NotSaved, publish, shelf
from bot.office.knowledge.trial import Strayed
from bot.office.officer_answers import LONGEST
from bot.store.drafts import Draft, Drafts
from bot.store.questions import LoggedQuestion

_TOO_LONG = "Câu hỏi này dài quá, không dùng làm cách hỏi được. Tạo câu mới ở trang cán bộ: Sửa kiến thức, Thêm câu."
_CHANGED = "Bản nháp này vừa có người sửa ở trang cán bộ; xem và đăng ở đó"
_GONE = "Bản nháp này không còn: đã đăng hoặc đã bỏ."


@dataclass(frozen=True, slots=True)
class _Looked:
    """A draft, looked over."""

    entry: Entry | None
    faults: tuple[str, ...]
    """Why it cannot be published."""
    hints: tuple[str, ...]


async def write(move: Move) -> Came:
    """A draft; with an answer it is looked over and may be published."""
    questions = await _questions(move)
    if not questions:
        return await shown(move, move.sitting, before=screens.DEALT)
    text = move.command.text or (move.sitting.text if move.sitting.stage is Stage.SENT else "")
    if len(text) > LONGEST:
        return move.stays(Reply(f"Câu trả lời dài quá, nhiều nhất {LONGEST} chữ cái."))
    one = case(move.acting, questions)
    asked = [wording.phrasing for wording in one.wordings if wording.ref in one.refs]
    if not asked:
        return move.stays(Reply(_TOO_LONG))
    draft = await _keep(move, questions, asked, text, near=[candidate.entry for candidate in one.candidates])
    if text:
        return await _shown(move, draft)
    return _kept(move, draft, Reply(screens.drafted(asked[0])), Stage.ITEM)


async def choose_topic(move: Move) -> Came:
    """The number of the topic that a draft belongs to."""
    number, topics = move.command.number, move.sitting.offered
    if not 1 <= number <= len(topics):
        return move.stays(Reply(f"Chỉ có số từ 1 đến {len(topics)}."))
    drafts, here = Drafts(move.acting.desk.store.database), (await shelf(move.acting)).knowledge
    draft, topic = await drafts.get(move.sitting.draft), topics[number - 1]
    if draft is None:
        return await shown(move, move.sitting, before=_GONE)
    name = suggested_id(topic, _title(draft), here.entries.keys())
    draft = replace(draft, fields=draft.fields | {"topic": topic, "id": name}, at=move.acting.now)
    if not await drafts.save(draft):
        raise NotSaved(_CHANGED)
    return await _shown(move, draft)


async def _shown(move: Move, draft: Draft) -> Came:
    """A draft with its answer: what is wrong with it, and whether to publish it."""
    titles = {topic.id: topic.title or topic.id for topic in (await shelf(move.acting)).knowledge.topics}
    topic = draft.fields.get("topic", "")
    if topic not in titles:
        reply = screens.topics([*titles.values()], screen=move.screen)
        return _kept(move, draft, reply, Stage.TOPIC, offered=tuple(titles))
    looked = await _looked(move, draft)
    reply = screens.ready(_title(draft), titles[topic], looked.faults, looked.hints, screen=move.screen)
    return _kept(move, draft, reply, Stage.ITEM if looked.faults else Stage.PUBLISH)


def _kept(move: Move, draft: Draft, reply: Reply, stage: Stage, **changes: object) -> Came:
    deed = move.deed("lưu nháp", draft.key, f"Lưu bản nháp: {_title(draft)}")
    numbers = () if move.sitting.stage is Stage.TOPIC else move.sitting.offered
    state = {"draft": draft.key, "revision": draft.revision + 1, "screen": move.screen, "stage": stage, "offered": numbers}
    return replace(move.stays(reply, **(state | changes)), deeds=(deed,))


async def publish_draft(move: Move) -> Came:
    """What residents get from now on. Cut off halfway it is gone on with: each step is known by what it left."""
    if move.sitting.stage is not Stage.PUBLISH:
        return move.stays(Reply(screens.NOT_NOW))
    drafts = Drafts(move.acting.desk.store.database)
    draft = await drafts.get(move.sitting.draft)
    if draft is None:
        return await shown(move, move.sitting, before=_GONE)
    if draft.revision != move.sitting.revision:
        raise NotSaved(_CHANGED)
    warning, entry = "", (await shelf(move.acting)).knowledge.entries.get(draft.fields["id"])
    if entry is None or entry.answer.split() != draft.fields["answer"].split():
        looked = await _looked(move, draft)
        entry = looked.entry
        if looked.faults or entry is None:
            raise NotSaved(f"Chưa đăng: {'; '.join(looked.faults)}")
        everything = values(entry, Entry.model_fields)
        warning = await publish(move.acting, Deed(entry.id, "them", "", lambda _: [AddEntry(draft.fields["topic"], everything)]))
    await taught(move.acting, draft.question, entry.id)
    await drafts.drop(draft.key)
    return await shown(move, replace(move.sitting, undo=""), before=screens.published(entry.label, warning))


async def _questions(move: Move) -> list[LoggedQuestion]:
    """What it is for; what was answered a moment ago may become an entry too."""
    if questions := await move.asked():
        return questions
    is_ours = move.sitting.stage is Stage.SENT or move.sitting.draft
    return await reviews(move.acting).found([move.sitting.ref]) if is_ours and move.sitting.ref else []


async def _keep(move: Move, questions: list[LoggedQuestion], asked: list[str], text: str, *, near: list[str]) -> Draft:
    """The draft; where there is one for these questions, the answer goes into it and the rest of it stays."""
    drafts, here = Drafts(move.acting.desk.store.database), (await shelf(move.acting)).knowledge
    refs = {question.ref for question in questions}
    before = next((one for one in await drafts.all() if one.is_new and one.question in refs), None)
    topic = next((here.topic_of(entry).id for entry in near if entry in here.entries), "")
    name = suggested_id(topic or "cau", asked[0], here.entries.keys())
    typed = {"id": name, "topic": topic, "questions": "\n".join(asked)} | (before.fields if before else {})
    typed = {field: value for field, value in (typed | ({"answer": text} if text else {})).items() if value}
    begun = before or Draft(f"~{move.key[:8]}", {}, question=questions[-1].ref)
    draft = replace(begun, fields=typed, officer=move.acting.officer.login, at=move.acting.now)
    if not await drafts.save(draft):
        raise NotSaved(_CHANGED)
    return draft


async def _looked(move: Move, draft: Draft) -> _Looked:
    """What the editor of the console would say."""
    acting, here = move.acting, (await shelf(move.acting)).knowledge
    meant, topic = fields.meant(draft.fields, here), draft.fields["topic"]
    day = acting.now.astimezone(VIETNAM).date()
    checked = await asyncio.to_thread(check, here, topic, meant, today=day)
    faults = [*_of_new(here, topic, meant), *(fault.message for fault in checked.faults if fault.blocks)]
    hints = [fault.message for fault in checked.faults if not fault.blocks]
    if not faults and checked.entry and checked.knowledge:
        trial = await acting.desk.trials.of(acting.desk.thinking.responder, checked.knowledge, checked.entry)
        hints = [*map(_told, await asyncio.to_thread(trial.strayed)), *hints]
    return _Looked(checked.entry, tuple(faults), tuple(hints))


def _title(draft: Draft) -> str:
    return draft.fields.get("title") or next(iter(draft.fields.get("questions", "").splitlines()), draft.key)


def _told(stray: Strayed) -> str:
    return f"hỏi “{stray.phrasing}” (của “{stray.owner_title}”) thì ra “{stray.winner_title}”"


def _of_new(base: Knowledge, topic: str, meant: dict[str, Any]) -> list[str]:
    title = str(meant.get("title") or next(iter(meant.get("questions", ())), ""))
    other = twin(base, topic, title) if title else None
    return [f"Chủ đề này đã có câu “{other.label}”: gộp vào câu ấy (nhắn tim)"] if other else []
