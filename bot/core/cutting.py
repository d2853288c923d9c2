"""Cutting: a message with two questions, cut where people join them."""

import re
from collections.abc import Iterator, Sequence

from bot.core.text import fold

_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?[1-9][.)]\s+|(?:^|\n)\s*[-•+]\s+")
_SENTENCES = re.compile(r"(?<=[?!;])\s+|\n+|(?<=[^\d\s]{2}[.])\s+|(?<=\?)(?=\S)")
_ASKED = re.compile(
    r"\?\s*$|\b(?:khong|ko|k|chua|gi|j|dau|nao|sao)(?: (?:a|ha|vay|the|z|v|nhi|ad|em|bot))*[ .!]*$"
    r"|\b(?:o dau|bao nhieu|bao lau|khi nao|the nao|lam sao|can gi|can nhung gi|may ngay|ai duoc|o cho nao)\b"
)
_WHEN = re.compile(r"\bbao gi[ờo]\b", re.IGNORECASE)  # not folded: "nhà trường bảo giờ làm trên máy" asks nothing
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])|\n+")
SHORTEST = 2
"""Words a part must have."""
SHORTEST_SENTENCE = 4
"""Words a first sentence must have to say something alone: "Được." does not."""


def ways_to_cut(text: str, joints: Sequence[str]) -> Iterator[list[str]]:
    """Each way to see several questions in a message, the surest first; every way has at least two parts."""
    for parts in (_NUMBERED.split(text), _SENTENCES.split(text), *(_joined(text, joint) for joint in joints)):
        kept = [_without_joint(part.strip(" ,.;"), joints) for part in parts if part and len(part.split()) >= SHORTEST]
        if len(kept) > 1:
            yield kept


def asks_plainly(part: str) -> bool:
    """Whether a part asks and does not only tell what the question is about."""
    return _ASKED.search(fold(part)) is not None or _WHEN.search(part) is not None


def first_sentence(text: str) -> str:
    """What an answer says first."""
    sentences = _SENTENCE_END.split(text.strip())
    said = sentences[0]
    for sentence in sentences[1:]:
        if len(said.split()) >= SHORTEST_SENTENCE:
            break
        said = f"{said} {sentence}"
    return said


def _without_joint(part: str, joints: Sequence[str]) -> str:
    """A part without what joined it to the one before ("với lại …"), unless little else is left."""
    for joint in sorted(joints, key=len, reverse=True):
        rest = part[len(joint) :]
        if " " in joint and part.lower().startswith(f"{joint.lower()} ") and len(rest.split()) >= SHORTEST:
            return rest.strip(" ,")
    return part


def _joined(text: str, joint: str) -> list[str]:
    return re.split(rf"[\s,]+{re.escape(joint)}\s+", text, maxsplit=1, flags=re.IGNORECASE)
