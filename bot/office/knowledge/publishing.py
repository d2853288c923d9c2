"""Publishing: a change of one entry into the files, then into the history.

What somebody else did to another entry meanwhile is kept: the writer mends only the lines of this one. What was done to this
very entry is a Conflict, whatever tool did it, and nothing is written.
"""

import asyncio
import errno
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.core.knowledge import Entry, Knowledge
from bot.errors import BotError, EditError, KnowledgeError, Outdated
from bot.knowledge_files.edits import Change
from bot.knowledge_files.writer import Edited, digests, edit
from bot.office.acting import Acting
from bot.office.knowledge import git
from bot.office.knowledge.differences import as_text, differences
from bot.office.knowledge.entries import kept, topic_of, version
from bot.office.knowledge.files import Shelf
from bot.store.entry_history import BEFORE, OUTSIDE, Edition, EntryHistory

log = logging.getLogger(__name__)
_TRIES = 4
_DISK = {
    errno.ENOSPC: "ổ đĩa đã đầy; nhờ người quản trị dọn bớt",
    errno.EDQUOT: "phần ổ đĩa được cấp đã đầy; nhờ người quản trị dọn bớt",
    errno.EFBIG: "ổ đĩa đã đầy hoặc tệp quá lớn; nhờ người quản trị xem lại",
    errno.EROFS: "thư mục câu hỏi chỉ cho đọc; nhờ người quản trị mở quyền ghi",
    errno.EACCES: "máy chủ không có quyền ghi vào thư mục câu hỏi; nhờ người quản trị mở quyền",
    errno.EPERM: "máy chủ không có quyền ghi vào thư mục câu hỏi; nhờ người quản trị mở quyền",
}
DEEDS = {"them": "thêm câu", "sua": "sửa câu", "xoa": "xoá câu", "chuyen": "chuyển câu", "tro-ve": "lấy lại bản cũ"}
"""What the audit log calls an action."""


class NotSaved(BotError):
    """Nothing was published; what was typed is still there."""


class Conflict(NotSaved):
    """Somebody changed this entry meanwhile."""

    def __init__(self, current: Entry | None) -> None:
        super().__init__("Câu này vừa có người sửa: chưa ghi gì cả")
        self.current = current
        """As it is now; None when it was deleted."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What an officer wants done to one entry."""

    entry: str
    action: str
    base: str
    """The version they saw."""
    changes: Callable[[Knowledge], Sequence[Change]]
    """Made from the base as it is at that moment."""


async def shelf(acting: Acting) -> Shelf:
    """What the files say now."""
    return await acting.desk.files.shelf(acting.desk.settings.knowledge, acting.desk.thinking.responder.knowledge)


async def publish(acting: Acting, deed: Deed) -> str:
    """Do it; what went wrong besides, for the officer.

    Raises:
        NotSaved: with the reason; nothing was written then.
    """
    folder, before = acting.desk.settings.knowledge, await shelf(acting)
    for _ in range(_TRIES):
        seen = await asyncio.to_thread(digests, folder)
        before = await shelf(acting)
        if before.faults:
            first = "; ".join(map(str, before.faults[:3]))
            raise NotSaved(f"Chưa đăng được vì có tệp đang hỏng, cần sửa trước: {first}")
        if version(before.knowledge.entries.get(deed.entry)) != deed.base:
            raise Conflict(before.knowledge.entries.get(deed.entry))
        await _keep_old(acting, deed, before.knowledge)
        try:
            edited = await asyncio.to_thread(edit, folder, deed.changes(before.knowledge), seen=seen)
            break
        except Outdated:
            continue
        except KnowledgeError as error:
            raise NotSaved(f"Chưa đăng được: {error}".replace(f"{folder}/", "")) from error
        except EditError as error:
            raise NotSaved(f"Chưa đăng được: {error}") from error
        except OSError as error:
            log.warning("An entry could not be written: %s", error)
            raise NotSaved(f"Chưa đăng được: {_DISK.get(error.errno or 0, 'không ghi được tệp')}. Tệp cũ còn nguyên.") from error
    else:
        raise NotSaved("Chưa đăng được: có người đang sửa tệp này liên tục; đợi một lát rồi đăng lại")
    await acting.desk.files.take(folder, edited)
    return await _remember(acting, deed, before.knowledge, edited)


async def _keep_old(acting: Acting, deed: Deed, before: Knowledge) -> None:
    """What is replaced is in the history first: whatever happens in between, it can be had back."""
    old, topic = before.entries.get(deed.entry), topic_of(before, deed.entry)
    if old is None or topic is None:
        return
    try:
        history = EntryHistory(acting.desk.store.database)
        last, now = await history.last(deed.entry), kept(old)
        as_is = Edition(deed.entry, topic.id, old.label, acting.now, "", BEFORE, None, now)
        await history.add(*([as_is] if last is None else changed_outside(last, now, as_is)))
    except SQLAlchemyError as error:
        log.warning("What is replaced is not in the history: %s", type(error).__name__)


async def _remember(acting: Acting, deed: Deed, before: Knowledge, edited: Edited) -> str:
    """The history, the audit log and git: when they fail, the entry is published all the same."""
    old, new = before.entries.get(deed.entry), edited.knowledge.entries.get(deed.entry)
    topic = topic_of(edited.knowledge if new else before, deed.entry)
    title = (new or old).label if new or old else deed.entry  # type: ignore[union-attr]
    edition = Edition(
        deed.entry, topic.id if topic else "", title, acting.now, acting.officer.login, deed.action, kept(old), kept(new)
    )
    warning, said = "", f"{DEEDS[deed.action].capitalize()}: {title}"
    try:
        await EntryHistory(acting.desk.store.database).add(edition)
        diff = as_text(differences(edition.before, edition.after))
        await acting.note(DEEDS[deed.action], deed.entry, said, diff=diff)
    except SQLAlchemyError as error:
        log.warning("What was published is not in the history: %s", type(error).__name__)
        warning = "Đã đăng, nhưng chưa ghi được vào lịch sử; xem ổ đĩa có đầy không."
    if acting.desk.settings.office_git:
        who = {"name": acting.officer.name, "login": acting.officer.login}
        warning = warning or await git.commit(acting.desk.settings.knowledge, edited.files, **who, said=said)
    return warning


def changed_outside(last: Edition | None, now: dict[str, object] | None, like: Edition) -> list[Edition]:
    """What became of an entry since what is known of it last, without the console."""
    if last is None or last.after == now:
        return []
    return [Edition(like.entry, like.topic, like.title, like.at, "", OUTSIDE, last.after, now)]
