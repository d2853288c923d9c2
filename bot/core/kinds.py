"""Kinds: what the bot says to a picture, a voice message, a place. It reads words only, and owns up to that kindly."""

from bot.core.message import Kind

THINGS = {
    Kind.VOICE: "tin thoại",
    Kind.IMAGE: "ảnh",
    Kind.VIDEO: "video",
    Kind.STICKER: "nhãn dán",
    Kind.LOCATION: "vị trí",
    Kind.FILE: "tệp",
    Kind.CONTACT: "danh thiếp",
    Kind.OTHER: "nội dung",
    Kind.SPOKEN: "tin thoại",
}
"""What residents call it."""
ASKS = frozenset({Kind.VOICE, Kind.SPOKEN, Kind.IMAGE, Kind.VIDEO, Kind.FILE})
"""Behind these may be a question: officers see how many came (never what was in them)."""


def phrase(kind: Kind) -> str:
    """The key of what is said to something without words."""
    return "not_text" if kind is Kind.OTHER else f"unread_{kind}"
