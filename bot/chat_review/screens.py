"""Screens: what an officer reads while reviewing, short enough for an old phone; commands are shown as they are typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.names import called
from bot.chat_review.commands import Verb, button
from bot.core.message import Choice, Reply
from bot.office.dealing import Case
from bot.office.merging import Rehearsal
from bot.office.roles import EDITORS, LEADERS

_LONGEST = 600
_TOLD = 4
"""Faults and strayed phrasings told; the console tells all."""
NO_MORE = "Danh sách này đã cũ. Nhắn viec để mở lại."
OLD_BUTTON = "Nút ấy là của câu trước. Câu đang xem:"
DEALT = "Câu ấy vừa có người xử lý, hoặc bà con đã xoá."
STOPPED = "Đã dừng. Khi nào làm tiếp thì nhắn viec."
UNLINKED = "Đã ngắt chat này khỏi tài khoản cán bộ. Từ nay trợ lý chỉ trả lời như với bà con."
HOW_TO_REPLY = "Nhắn lời trả lời ngay sau chữ tra loi, ví dụ: tra loi Bác ra xã buổi sáng, gặp chị Hằng."
NOT_ALLOWED = "Tài khoản này chỉ xem được, không làm được việc đó."
LEADERS_ONLY_REPLY = "Tổ trưởng trả lời người hỏi được (tra loi …); sửa kho câu hỏi là việc của cán bộ xã."
NOT_NOW = "Việc ấy không làm được ở bước này. Nhắn viec để xem lại danh sách."


@dataclass(frozen=True, slots=True)
class Rights:
    """What an officer may do."""

    edit: bool
    answer: bool

    @classmethod
    def of(cls, role: str) -> "Rights":
        """Those of a role."""
        return cls(role in EDITORS, role in LEADERS)


def linked(name: str, role: str, hamlet: str) -> str:
    """Said once, when a chat is linked."""
    where = f", {hamlet}" if hamlet else ""
    return (
        f"Đã nối chat này với tài khoản {name} ({role.lower()}{where}).\n"
        "Nhắn viec để xem những câu bà con hỏi mà trợ lý chưa trả lời được. Muốn ngắt thì nhắn /ngat."
    )


def item(case: Case, rights: Rights, *, screen: str, place: int, total: int, kind: str, before: str = "") -> Reply:
    """One question, and what may be done with it."""
    lines = [before, ""] if before else []
    lines += [f"Câu {place}/{total}{f' ({kind})' if kind else ''}: “{cut(case.text)}”", _facts(case)]
    if case.why:
        lines.append(f"Bà con nói: {cut(case.why)}")
    if case.context:
        lines.append(f"Khi đang nói về: {case.context}.")
    if case.shown:
        lines.append(f"Trợ lý đã đưa ra: {'; '.join(title for _, title in case.shown)}.")
    numbers = tuple((one.entry, f"{one.label} ({one.level})") for one in case.candidates) if rights.edit and case.refs else ()
    return _offering("\n".join([*lines, _commands(rights)]), numbers, rights, screen=screen)


def found(entries: Sequence[tuple[str, str]], words: str, rights: Rights, *, screen: str) -> Reply:
    """Entries an officer looked for: id and title of each."""
    if not entries:
        return Reply(f"Không có câu nào chứa đủ các chữ “{cut(words)}”. Nhắn tim với chữ khác.")
    return _offering(f"Các câu có “{cut(words)}”.", entries, rights, screen=screen)


def _offering(text: str, entries: Sequence[tuple[str, str]], rights: Rights, *, screen: str) -> Reply:
    choices = tuple(Choice(label, button(screen, Verb.TAKE, n)) for n, (_, label) in enumerate(entries, 1))
    if choices:
        text += "\nNhắn số để gộp vào câu có sẵn:"
    skip = (Choice("Bỏ qua", button(screen, Verb.SKIP)),) if rights.edit else ()
    actions = (*skip, Choice("Để sau", button(screen, Verb.LATER)))
    return Reply(text, choices, actions)


def _facts(case: Case) -> str:
    several = ", ".join(f"{called(channel)} {count}" for channel, count in case.channels)
    where = f"({several})" if len(case.channels) > 1 else f"qua {called(case.channels[0][0])}"
    asked = f"Hỏi {case.count} lượt {where}"
    return f"{asked}; {', '.join(case.hamlets)}." if case.hamlets else f"{asked}."


def _commands(rights: Rights) -> str:
    said = ["moi <câu trả lời>"] if rights.edit else []
    said += ["tra loi <lời nhắn>"] if rights.answer else []
    said += ["bo qua <lý do>", "tim <từ>"] if rights.edit else []
    return f"Nhắn: {' · '.join([*said, 'sau', 'thoi'])}"


def nothing(hamlet: str) -> str:
    """The list is empty."""
    if hamlet:
        return (
            f"Không có câu nào của {hamlet} đang chờ. Ở đây chỉ có câu hỏi biết chắc là của {hamlet}; câu khác nằm ở danh sách "
            "của cán bộ xã."
        )
    return "Không còn câu nào chờ xử lý."


def end(left: int) -> str:
    """The list is through."""
    return f"Hết danh sách. Còn {left} nội dung chưa xử lý; nhắn viec để xem lại." if left else "Hết việc, không còn câu nào."


def merged(title: str, added: int, warning: str) -> str:
    """It is written."""
    what = f", thêm {added} cách hỏi" if added else "; câu ấy đã có sẵn cách hỏi này"
    said = f"Đã gộp vào “{title}”{what}. Vài giây nữa bà con hỏi là trợ lý trả lời. Nhắn hoan tac trong 10 phút để lấy lại."
    return f"{said} {warning}".strip()


def doubts(trial: Rehearsal, title: str, *, screen: str) -> Reply:
    """What an officer has to think about before it is merged, or why it cannot be."""
    lines = [f"Chưa gộp vào “{title}”:"]
    lines += [f"- {fault}" for fault in trial.faults[:_TOLD]]
    lines += [f"- câu “{one.phrasing}” của “{one.owner_title}” sẽ bị trả lời nhầm" for one in trial.taken[:_TOLD]]
    lines += [f"- hỏi “{one.question}” thì vẫn chưa ra câu này" for one in trial.unanswered[:_TOLD]]
    if trial.blocked:
        return Reply("\n".join([*lines, "Không gộp được như vậy. Chọn số khác, hoặc nhắn moi, sau."]))
    lines.append("Vẫn muốn gộp thì nhắn dong y; không thì chọn số khác, hoặc nhắn moi, sau.")
    return Reply("\n".join(lines), actions=(Choice("Đồng ý gộp", button(screen, Verb.AGREE)),))


def reasons(usual: Sequence[str], *, screen: str) -> Reply:
    """Why a question is skipped."""
    text = "Bỏ qua vì sao? Câu này và câu giống nó không hiện lên nữa. Nhắn số, hoặc bo qua <lý do khác>:"
    return Reply(text, tuple(Choice(reason, button(screen, Verb.SKIP, n)) for n, reason in enumerate(usual, 1)))


def skipped(count: int, reason: str) -> str:
    """It stands in no list any more."""
    return f"Đã bỏ qua {count} lượt hỏi: {reason}. Nhắn hoan tac trong 10 phút để lấy lại."


def preview(text: str, reached: str, kinds: Sequence[str], *, screen: str) -> Reply:
    """What people will read, and who."""
    lines = [reached.replace("Đang gửi", "Sẽ gửi", 1), "Bà con sẽ đọc được:", "———", text, "———"]
    if kinds:
        lines.append(f"Chú ý: trong lời này có vẻ có {', '.join(kinds)}. Mọi người hỏi câu này đều nhận được.")
    lines.append("Nhắn gui để gửi; tra loi <lời khác> để viết lại; sau để thôi.")
    return Reply("\n".join(lines), actions=(Choice("Gửi", button(screen, Verb.SEND)),))


def sent(told: str, rights: Rights, *, screen: str) -> Reply:
    """It is on its way."""
    if not rights.edit:
        return Reply(f"{told}\nNhắn sau để xem câu tiếp theo.", actions=(Choice("Câu tiếp", button(screen, Verb.LATER)),))
    actions = (Choice("Thành câu có sẵn", button(screen, Verb.NEW)), Choice("Câu tiếp", button(screen, Verb.LATER)))
    return Reply(f"{told}\nNhắn moi để đưa lời trả lời này thành câu có sẵn, hoặc sau để xem câu tiếp theo.", actions=actions)


def drafted(title: str) -> str:
    """There is a draft without an answer."""
    return (
        f"Đã tạo bản nháp “{cut(title)}”. Viết câu trả lời ngay tại đây: moi <câu trả lời>; hoặc mở trang cán bộ, "
        "Sửa kiến thức, Bản nháp. Nhắn sau để xem câu tiếp theo."
    )


def topics(titles: Sequence[str], *, screen: str) -> Reply:
    """Where a draft belongs."""
    choices = tuple(Choice(title, button(screen, Verb.TAKE, n)) for n, title in enumerate(titles, 1))
    return Reply("Đã giữ bản nháp. Câu này thuộc chủ đề nào? Nhắn số:", choices)


def ready(title: str, topic: str, faults: Sequence[str], hints: Sequence[str], *, screen: str) -> Reply:
    """A draft with an answer; with `faults` it cannot be published."""
    lines = [f"Bản nháp “{cut(title)}”" + (f", chủ đề {topic}." if topic else ".")]
    for heading, notes in (("Phải sửa:", faults), ("Nên xem lại:", hints)):
        lines += [heading, *(f"- {note}" for note in notes[:_TOLD])] if notes else []
        if len(notes) > _TOLD:
            lines.append(f"- … và {len(notes) - _TOLD} điều nữa, xem ở trang cán bộ")
    if faults:
        lines.append("Chưa đăng được như vậy. Nhắn lại moi <câu trả lời>, hoặc sửa ở trang cán bộ: Sửa kiến thức, Bản nháp.")
        return Reply("\n".join(lines))
    lines.append("Nhắn dang để đăng ngay; moi <câu khác> để viết lại; sau thì để nguyên bản nháp.")
    return Reply("\n".join(lines), actions=(Choice("Đăng", button(screen, Verb.PUBLISH)),))


def published(title: str, warning: str) -> str:
    """Residents get it."""
    return f"Đã đăng “{title}”. Vài giây nữa bà con hỏi là trợ lý trả lời. {warning}".strip()


def cut(text: str) -> str:
    """One line of it, short enough."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
