"""Who may do what. A set of roles stands at every route; whoever is not in it is refused."""

from enum import StrEnum

from bot.store import officers

VISITOR = "khach"
"""Nobody is logged in. No account has this role."""


class Role(StrEnum):
    """What an officer is."""

    ADMIN = officers.ADMIN
    EDITOR = "bien-tap"
    VIEWER = "xem"
    LEADER = "truong-to"
    """Leader of a community digital team: sees what concerns their hamlet, and nothing else."""


Who = frozenset[str]

ANYBODY: Who = frozenset({VISITOR, *Role})
EVERYBODY: Who = frozenset(Role)
"""Everybody who is logged in."""
READERS: Who = frozenset({Role.ADMIN, Role.EDITOR, Role.VIEWER})
EDITORS: Who = frozenset({Role.ADMIN, Role.EDITOR})
LEADERS: Who = frozenset({Role.ADMIN, Role.EDITOR, Role.LEADER})
"""Who answers residents of a hamlet."""
ADMINS: Who = frozenset({Role.ADMIN})

NAMES = {
    Role.ADMIN: "Quản trị",
    Role.EDITOR: "Biên tập",
    Role.VIEWER: "Chỉ xem",
    Role.LEADER: "Tổ trưởng tổ công nghệ số",
}
EXPLAINED = {
    Role.ADMIN: "mọi việc, cả tài khoản và nhật ký",
    Role.EDITOR: "sửa câu trả lời, trả lời bà con, tắt bật kênh",
    Role.VIEWER: "xem mọi trang, không thay đổi gì",
    Role.LEADER: "xem và trả lời bà con của thôn, tổ dân phố mình",
}


def called(role: str) -> str:
    """What officers call a role."""
    return NAMES.get(Role(role), role) if role in EVERYBODY else role
