"""A small town with hamlets: what several rooms need to test them."""

from dataclasses import replace

from bot.core.knowledge import Knowledge
from bot.core.locality import Hamlet, Locality
from bot.core.matching import Matcher
from bot.core.responder import Responder

NAMES = (
    "thôn Đông Khê",
    "thôn Đông",
    "xóm Bãi",
    "tổ dân phố số 3",
    "khu 5",
    "bản Đỏ",
    "đội 4",
    "thôn 3",
    "thôn Nhà Mới",
    "khu phố Nguyễn Trãi",
)
"""Names that are hard on purpose: everyday words, numbers, one the beginning of another."""
COMMUNE = "nam-sach"


def with_hamlets(knowledge: Knowledge, *hamlets: Hamlet | str, commune: str = COMMUNE) -> Knowledge:
    """The same base, the commune having these hamlets."""
    made = tuple(Hamlet(name=hamlet) if isinstance(hamlet, str) else hamlet for hamlet in hamlets or NAMES)
    place = knowledge.localities.get(commune) or Locality(id=commune, name="xã Nam Sách")
    return replace(knowledge, localities={**knowledge.localities, commune: place.model_copy(update={"hamlets": made})})


def responder_over(knowledge: Knowledge, matcher: Matcher, *hamlets: Hamlet | str) -> Responder:
    """Who answers for the commune."""
    return Responder(with_hamlets(knowledge, *hamlets), matcher, locality=COMMUNE)
