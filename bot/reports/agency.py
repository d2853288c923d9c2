"""Who reports to whom, from a locality's own file. There are two levels since 1 July 2025: the province is above the commune."""

import re
from dataclasses import dataclass

from bot.core.locality import Locality
from bot.errors import BotError
from bot.reports.blocks import blank

_FAMILY_NAMES = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Lương Trịnh Mạc Tô Hà Cao Tôn".split()
)
_KINDS = ("xã", "phường", "đặc khu", "thị trấn", "tỉnh", "thành phố")
CHAIR = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
DEPUTY = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
"""Who signs, and for whom."""
_DEPARTMENT = re.compile(r"Sở (?:[^\W\d_]+[ ,-]+)*?(?=thành phố|tỉnh|,|;|$)")


class ReportError(BotError):
    """A report that cannot be made."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A people's committee as it heads and signs a document."""

    kind: str
    """xã, phường …"""
    name: str
    """With its kind: "xã Nam Sách"."""
    place: str
    """What stands before the date."""
    addressee: str
    signature: tuple[str, ...]
    signer: str
    recipients: tuple[str, ...]

    @property
    def committee(self) -> str:
        """In a sentence."""
        return f"Ủy ban nhân dân {self.name}"


def agency_of(locality: Locality | None) -> Agency:
    """The committee of a locality; blanks where nothing is known.

    Raises:
        ReportError: for a district: there is none any more.
    """
    if locality is None or not locality.real:
        kind, name, place = "xã", blank("tên xã, phường"), blank("địa danh")
        return Agency(kind, name, place, blank("cơ quan cấp trên"), *_signed(""), _recipients("xã, phường"))
    if locality.level == "huyen":
        raise ReportError(f"{locality.name}: cấp huyện không còn từ 01/7/2025, xã, phường báo cáo thẳng tỉnh, thành phố")
    kind = next((kind for kind in _KINDS if locality.name.lower().startswith(f"{kind} ")), "xã")
    place = _place(kind, locality.name[len(kind) :].strip())
    signature, signer = _signed(locality.leads.signed_by)
    return Agency(kind, locality.name, place, _addressee(locality), signature, signer, _recipients(kind))


def _place(kind: str, name: str) -> str:
    """Without its kind, except after a person or a number (Decree 30/2020, annex I, section II.4)."""
    words = name.split()
    person = len(words) >= 3 and words[0] in _FAMILY_NAMES
    numbered = any(character.isdigit() for character in name)
    return f"{kind[0].upper()}{kind[1:]} {name}" if person or numbered else name


def _addressee(locality: Locality) -> str:
    """The department the plan names, else the committee of the province."""
    if locality.level == "tinh":
        return blank("cơ quan nhận báo cáo")
    around = locality.province or blank("tỉnh, thành phố")
    receivers = "".join(f"{report.receiver} ; " for report in locality.reports)
    found = _DEPARTMENT.search(receivers)
    return f"{found[0].strip(' ,')} {around}" if found else f"Ủy ban nhân dân {around}"


def _signed(by: str) -> tuple[tuple[str, ...], str]:
    """The lines above the signature, and the name below it."""
    found = re.fullmatch(r"(Phó )?Chủ tịch (.+?) ký(?: thay Chủ tịch)?", by.strip())
    name = blank(f"họ tên người ký; kế hoạch do {found[2]} ký") if found else blank("họ tên người ký")
    if found and found[1]:
        return DEPUTY, name
    return CHAIR, name


def _recipients(kind: str) -> tuple[str, ...]:
    around = {
        "tỉnh": ("TT Tỉnh ủy, TT HĐND tỉnh (b/c)", "các sở, ban, ngành"),
        "thành phố": ("TT Thành ủy, TT HĐND TP (b/c)", "các sở, ban, ngành"),
    }
    party, offices = around.get(kind, (f"TT Đảng ủy, TT HĐND {kind} (b/c)", f"Các cơ quan chuyên môn thuộc UBND {kind}"))
    return ("Như trên", party, f"CT, các PCT UBND {kind}", offices, "Lưu: VT, VHXH")
