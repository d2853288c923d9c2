"""Gộp, bỏ qua, hoàn tác: what an officer does to the question they are at."""

from dataclasses import replace

from bot.chat_review import screens
from bot.chat_review.commands import Verb
from bot.chat_review.move import Came, Move, shown
from bot.chat_review.sitting import Stage
from bot.core.message import Reply
from bot.office.dealing import REASONS, case, deal, group, reviews, undoable
from bot.office.knowledge.publishing import shelf
from bot.office.merging import merge, rehearse, unmerge
from bot.store.questions import LoggedQuestion
from bot.store.reviews import Batch, Decision

_FOUND = 6
_TOO_LONG = "Câu hỏi này dài quá, không dùng làm cách hỏi được. Nhắn moi <câu trả lời>, tra loi <lời nhắn> hoặc sau."
_NOT_UNDONE = "Không hoàn tác được: đã quá 10 phút, hoặc việc đó đã được hoàn tác. Mở trang cán bộ để sửa."
_NOTHING = (
    "Không có gì để hoàn tác. Chỉ lấy lại được việc gộp và bỏ qua; lời đã gửi thì thôi, câu đã đăng thì sửa ở trang cán bộ."
)


async def take(move: Move) -> Came:
    """The number of an entry to merge into."""
    sitting, number = move.sitting, move.command.number
    if done := await reviews(move.acting).batch(move.key):
        return await _merged(move, done)
    if not 1 <= number <= len(sitting.offered):
        count = len(sitting.offered)
        return move.stays(Reply(f"Chỉ có số từ 1 đến {count}." if count else "Ở đây không có số nào để chọn. Nhắn tim <từ>."))
    return await _merge(move, sitting.offered[number - 1], sure=False)


async def agree(move: Move) -> Came:
    """Merge all the same."""
    if done := await reviews(move.acting).batch(move.key):
        return await _merged(move, done)
    if move.sitting.stage is not Stage.AGREE:
        return move.stays(Reply(screens.NOT_NOW))
    return await _merge(move, move.sitting.entry, sure=True)


async def _merge(move: Move, entry: str, *, sure: bool) -> Came:
    acting, sitting, questions = move.acting, move.sitting, await move.asked()
    if not questions:
        return await shown(move, sitting, before=screens.DEALT)
    one = case(acting, questions)
    phrasings = [wording.phrasing for wording in one.wordings if wording.ref in one.refs]
    if not phrasings:
        return move.stays(Reply(_TOO_LONG))
    added = list(sitting.added) if sitting.begun == move.key else None
    if added is None:
        trial = await rehearse(acting, entry, phrasings)
        if trial.blocked or not (trial.is_harmless or sure):
            stage = Stage.ITEM if trial.blocked else Stage.AGREE
            doubts = screens.doubts(trial, await move.titled(entry), screen=move.screen)
            return move.stays(doubts, stage=stage, entry=entry, screen=move.screen)
        added = list(trial.added)
        await move.intend(replace(sitting, begun=move.key, added=tuple(added)))
    _, warning = await merge(acting, entry, phrasings)
    batch = await deal(acting, questions, Decision.MERGED, entry=entry, said="\n".join(added), key=move.key)
    return await _merged(move, batch, warning) if batch else await shown(move, sitting, before=screens.DEALT)


async def _merged(move: Move, batch: Batch, warning: str = "") -> Came:
    said = screens.merged(await move.titled(batch.review.entry), len(batch.review.said.splitlines()), warning)
    return await shown(move, replace(move.sitting, undo=batch.key), before=said)


async def find(move: Move) -> Came:
    """Other entries to merge into."""
    words = move.command.text
    found = (await shelf(move.acting)).index.find(words)[:_FOUND] if words else []
    entries = [(one.entry.id, one.entry.label) for one in found]
    reply = screens.found(entries, words, move.rights, screen=move.screen)
    if not entries:
        return move.stays(reply)
    offered = tuple(entry for entry, _ in entries)
    return move.stays(reply, offered=offered, stage=Stage.ITEM, screen=move.screen)


async def skip(move: Move) -> Came:
    """Never shown again; the reason is a usual one's number, or words."""
    number, text = move.command.number, move.command.text
    if text.isdecimal():
        number, text = int(text), ""
    if number and not 1 <= number <= len(REASONS):
        return move.stays(Reply(f"Chỉ có số từ 1 đến {len(REASONS)}."))
    reason = REASONS[number - 1] if number else " ".join(text.split())[:300]
    batch = await reviews(move.acting).batch(move.key)
    questions = [] if batch else await move.asked()
    if not reason and questions:
        return move.stays(screens.reasons(REASONS, screen=move.screen), stage=Stage.REASON, screen=move.screen)
    batch = batch or (await deal(move.acting, questions, Decision.SKIPPED, said=reason, key=move.key) if questions else None)
    if batch is None:
        return await shown(move, move.sitting, before=screens.DEALT)
    count = len(batch.refs)
    deed = move.deed("bỏ qua câu hỏi", batch.refs[0], f"Bỏ qua {count} lượt hỏi: {batch.review.said}")
    said = screens.skipped(count, batch.review.said)
    return await shown(move, replace(move.sitting, undo=batch.key), before=said, deeds=(deed,))


async def undo(move: Move) -> Came:
    """Take back what was done last here, and show the question again."""
    acting, sitting = move.acting, move.sitting
    if not sitting.undo:
        return move.stays(Reply(_NOTHING))
    is_again = sitting.begun == move.key
    batch = await (reviews(acting).batch(sitting.undo) if is_again else undoable(acting, sitting.undo))
    if batch is None and not is_again:
        return move.stays(Reply(_NOT_UNDONE), undo="")
    refs, warning = batch.refs if batch else sitting.added, ""
    if batch:
        await move.intend(replace(sitting, begun=move.key, added=batch.refs))
        warning = await unmerge(acting, batch) if batch.review.decision is Decision.MERGED else ""
        await reviews(acting).undo(batch.key)
    deed = move.deed("hoàn tác", refs[0], f"Hoàn tác: {len(refs)} lượt hỏi trở lại danh sách")
    back = await _place_of(move, refs)
    said = f"Đã hoàn tác, câu hỏi trở lại danh sách. {warning}".strip()
    return await shown(move, replace(sitting.at(back), undo=""), before=said, deeds=(deed,))


async def _place_of(move: Move, refs: tuple[str, ...]) -> int:
    """Where in the list the group is that these questions belong to."""
    again: list[LoggedQuestion] = await group(move.acting, refs[0])
    theirs = {*refs, *(question.ref for question in again)}
    places = [place for place, ref in enumerate(move.sitting.refs) if ref in theirs]
    return places[0] if places else move.sitting.place


async def later(move: Move) -> Came:
    """The next one."""
    return await shown(move, move.sitting.at(move.sitting.place + 1))


NEEDS_EDITING = frozenset({Verb.TAKE, Verb.AGREE, Verb.FIND, Verb.SKIP, Verb.UNDO, Verb.NEW, Verb.PUBLISH})
NEEDS_ANSWERING = frozenset({Verb.REPLY, Verb.SEND})
