"""Parts: a message with two questions, cut where people join them."""

import re
from collections.abc import Iterator, Sequence

_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?[1-9][.)]\s+|(?:^|\n)\s*[-•+]\s+")
_SENTENCES = re.compile(r"(?<=[?!;])\s+|\n+|(?<=[^\d\s]{2}[.])\s+|(?<=\?)(?=\S)")
SHORTEST = 2
"""Words a part must have."""


def ways_to_cut(text: str, joints: Sequence[str]) -> Iterator[list[str]]:
    """Each way to see several questions in a message, the surest first; every way has at least two parts."""
    for parts in (_NUMBERED.split(text), _SENTENCES.split(text), *(_joined(text, joint) for joint in joints)):
        kept = [part.strip(" ,.;") for part in parts if part and len(part.split()) >= SHORTEST]
        if len(kept) > 1:
            yield kept


def _joined(text: str, joint: str) -> list[str]:
    return re.split(rf"[\s,]+{re.escape(joint)}\s+", text, maxsplit=1, flags=re.IGNORECASE)
