"""Remarks: what only the officers know, as they typed it. It stands in the document where there would be a marked blank."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.reports.agency import CHAIR, DEPUTY, Agency
from bot.reports.blocks import Paragraph, blank, quoted

_DASHES = "-–—•*+ \t"
_ENDINGS = (".", ";", ":", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class Remarks:
    """Whatever is left empty stays a blank of the document."""

    work: str = ""
    """Part I: documents issued, meetings held, what was made known."""
    goals: tuple[str, ...] = ()
    """Part I: what became of each goal of the year's plan, in its order."""
    missed: str | None = None
    """Part III: what many asked in vain, in the officers' words; None: the questions are quoted to choose from, "": left out."""
    difficulties: str = ""
    """Part III: khó khăn, vướng mắc."""
    causes: str = ""
    """Part III."""
    tasks: str = ""
    """Part IV: what is to be done next."""
    proposals: str = ""
    """Part V: đề xuất, kiến nghị."""
    addressee: str = ""
    """Kính gửi."""
    by_deputy: bool | None = None
    """Who signs: a deputy for the chair; None: as the plan was signed."""
    signer: str = ""
    """Their name."""

    def signed(self, agency: Agency) -> Agency:
        """The agency as it heads and signs this document."""
        addressee = quoted(self.addressee.rstrip(".")) or agency.addressee
        signature = agency.signature if self.by_deputy is None else DEPUTY if self.by_deputy else CHAIR
        return replace(agency, addressee=addressee, signature=signature, signer=quoted(self.signer) or agency.signer)

    def goal(self, number: int) -> str:
        """What became of a goal."""
        told = " ".join(self.goals[number].split()) if number < len(self.goals) else ""
        return quoted(told.rstrip(".")) or blank("kết quả đạt được")


def listed(text: str, *, otherwise: str) -> Iterator[Paragraph]:
    """Each line of a text, listed; where there is none, what is to be filled in."""
    lines = [line.strip().lstrip(_DASHES).strip() for line in quoted(text).split("\n")]
    lines = [line if line.endswith(_ENDINGS) else f"{line}." for line in lines if line]
    yield from (Paragraph(f"- {line}") for line in lines or [blank(otherwise)])
