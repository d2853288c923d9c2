"""Posters: the ways into the chat of a hamlet, and the codes to be scanned. Whoever comes by one is counted for the hamlet."""

import io
from dataclasses import dataclass
from typing import Literal

import segno

from bot.channels import Inviting
from bot.channels.names import called
from bot.core.hamlets import LINK
from bot.office.desk import Desk

Form = Literal["svg", "png"]
_DOT = {"svg": 10, "png": 20}
"""Pixels of a dot of the code: sharp on A4."""
_WEB = "web"


@dataclass(frozen=True, slots=True)
class Way:
    """One way into the chat."""

    channel: str
    link: str
    carries: bool = True
    """Whether the link says which hamlet it is; else residents type it."""

    @property
    def name(self) -> str:
        """What residents call it."""
        return "Trang hỏi đáp" if self.channel == _WEB else called(self.channel)


def ways(desk: Desk, hamlet: str) -> list[Way]:
    """The ways that are open just now, the best first."""
    slug = desk.hamlets.slug(hamlet)
    found = [Way(_WEB, f"{desk.settings.web_url}/?thon={slug}")] if desk.settings.web_url else []
    if zalo := _zalo(desk):
        found.append(Way("zalo", zalo, carries=False))
    for name, channel in desk.channels.items():
        if isinstance(channel, Inviting) and (link := channel.invitation(LINK + slug)):
            found.append(Way(name, link))
    return found


def picture(link: str, form: Form) -> bytes:
    """The code of a link; one letter in seven may be dirty or torn."""
    target = io.BytesIO()
    segno.make(link, error="m", micro=False).save(target, kind=form, scale=_DOT[form], border=4)
    return target.getvalue()


def _zalo(desk: Desk) -> str:
    """The commune's Official Account, as its file names it."""
    link = desk.locality.zalo_oa.strip() if desk.locality else ""
    if link.startswith("zalo.me/"):
        link = f"https://{link}"
    return link if link.startswith("https://") and " " not in link else ""
