"""Templates: escaped whatever stands in them, nothing undefined, and the words in which times and numbers are shown."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.channels.names import called
from bot.channels.web.serving import Asset
from bot.core.conversation import VIETNAM
from bot.figures.names import cell
from bot.office import roles
from bot.office.routing import HOME

if TYPE_CHECKING:
    from bot.office.visit import Visit

STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_MASKED = re.compile(r"\[([^\]\[]{1,40})\]")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that make a text look like another one."""


class Rendering:
    """The templates of one service."""

    def __init__(self) -> None:
        files = (path for path in STATIC.iterdir() if path.suffix in _TYPES)
        self.assets = {path.name: Asset(path.read_bytes(), _TYPES[path.suffix]) for path in files}
        self._environment = Environment(
            loader=PackageLoader("bot.office"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(at=_at, static=self._static, role_name=roles.called)
        self._environment.filters.update(
            cell=cell, when=when, day=day, ago=_ago, number=number, size=size, said=said, channel=called
        )

    def prepare(self) -> None:
        """Read every template before somebody waits for it."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def page(self, visit: "Visit", template: str, status: int, values: dict[str, Any]) -> web.Response:
        """A page for somebody."""
        common = {
            "officer": visit.officer,
            "menu": visit.menu,
            "here": visit.request.path.removeprefix(HOME),
            "commune": visit.desk.place,
            "notice": visit.session.notice if visit.session else "",
            "now": visit.now,
            "csrf": visit.csrf,
            "csrf_field": Markup('<input type="hidden" name="csrf" value="{}">').format(visit.csrf),
        }
        text = self._environment.get_template(template).render(common | values)
        return web.Response(text=text, status=status, content_type="text/html")

    def _static(self, name: str) -> str:
        return f"{HOME}/static/{name}?v={self.assets[name].version}"


def when(moment: datetime | None) -> str:
    """09:05 21/11/2026, as the clock in Vietnam has it."""
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if moment else ""


def day(moment: date | datetime | None) -> str:
    """21/11/2026."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(VIETNAM)
    return f"{moment:%d/%m/%Y}" if moment else ""


def number(value: float) -> str:
    """1.234 or 1.234,5."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def size(count: int) -> str:
    """1,5 GB."""
    value, units = float(count), ["byte", "KB", "MB", "GB", "TB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{value:.0f} {units[0]}" if value >= 10 or units[0] == "byte" else f"{value:.1f} {units[0]}".replace(".", ",")


def ago(moment: datetime, now: datetime) -> str:
    """How long since, in one unit."""
    seconds = (now - moment).total_seconds()
    for unit, size in (("ngày", 86400), ("giờ", 3600), ("phút", 60)):
        if abs(seconds) >= size:
            count = int(abs(seconds) // size)
            return f"{count} {unit} trước" if seconds > 0 else f"{count} {unit} nữa"
    return "vừa xong"


def said(text: str) -> Markup:
    """What a resident typed: its line breaks, and what was masked in it marked as such."""
    return Markup("<br>").join(_line(line) for line in _TURNING.sub("", text).splitlines())


def _line(text: str) -> Markup:
    return Markup().join(_pieces(_MASKED.split(text)))


def _pieces(parts: Iterable[str]) -> Iterable[Markup]:
    """Every second part is what was masked."""
    for place, part in enumerate(parts):
        yield Markup('<mark class="masked">{}</mark>').format(part) if place % 2 else escape(part)


def _at(path: str) -> str:
    return HOME + path


@pass_context
def _ago(context: Context, moment: datetime | None) -> str:
    return ago(moment, context["now"]) if moment else ""
