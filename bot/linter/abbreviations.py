"""Abbreviations that an answer leaves unexplained."""

import re
from collections.abc import Iterator

from bot.core.problem import Severity
from bot.core.text import fold
from bot.linter.finding import Base, Finding, Spot, spoken

RULE = "viet-tat"

KNOWN = frozenset(
    # What residents say themselves, names on signs and buttons, and NGAY, which is no abbreviation but emphasis.
    "AI ADN ATM BIDV CH CVV EVN GDP LED MB MC NGAY OA OTP PIN QR SIM STEM SMS TP TV URL USB VNPT VPN".split()
)
"""Known to everybody, or to be found under this very name (CH Play, Zalo OA, the names of banks)."""
_ABBREVIATION = re.compile(r"(?<![\w/.-])[A-ZĐ]{2,6}(?![\w/]|-[A-ZĐ]| \d)")
_TYPED = re.compile(r'(?:soạn|gõ|nhắn)(?: tin)?:? "?(?:[A-ZĐ0-9]+[ ,"]*)+', re.IGNORECASE)
"""What residents are to type: "soạn TTTB gửi 1414"."""


def abbreviations(base: Base) -> Iterator[Finding]:
    """Each abbreviation once an entry, at the first place that shows it."""
    spelled = {short.upper(): fold(full) for short, full in base.knowledge.words.abbreviations.items()}
    for entry in base.entries:
        first: dict[str, Spot] = {}
        for path, text in spoken(entry):
            if text not in base.knowledge.entries:
                for short in _ABBREVIATION.findall(_TYPED.sub(" ", text)):
                    first.setdefault(short, Spot(entry.id, path, short))
        said = " ".join(text for _, text in spoken(entry))
        for short, spot in first.items():
            if short not in KNOWN and not _explained(short, said, spelled.get(short, "")):
                message = f'chữ viết tắt "{short}" chưa được giải thích; lần đầu viết đầy đủ rồi ghi ({short}), hoặc bỏ chữ tắt'
                yield Finding(RULE, spot, message, Severity.WARNING)


def _explained(short: str, said: str, full: str) -> bool:
    """Beside it, as in "Ủy ban nhân dân (UBND)" and "PAPI là chỉ số…", or by the full words anywhere in the entry."""
    beside = rf"\((?:\w+ )?{short}[),;]|\b{short} ?\(|\b{short}, (?:tức|nghĩa)|\b{short} là (?!bao|gì)"
    return bool(re.search(beside, said)) or bool(full and full in fold(said))
