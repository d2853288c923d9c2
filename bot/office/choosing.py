"""Choosing a period: a preset, or from one day to another. What the pages Số liệu and Báo cáo have in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from bot.core.conversation import VIETNAM
from bot.core.locality import Locality
from bot.errors import BotError
from bot.figures.figures import Figures
from bot.figures.periods import Period, parse_period
from bot.figures.presets import Preset
from bot.office.desk import Desk
from bot.office.forms import Form
from bot.office.visit import Visit
from bot.reports.gathering import gather
from bot.store.totals import Totals

_YEARS = range(2020, 2101)
"""Before them nobody asked, after them nobody will look."""


class UnclearDays(BotError):
    """Days from which no period can be made."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period a page is about."""

    period: Period
    key: str = ""
    """Of a preset; empty when days were given."""

    @property
    def query(self) -> str:
        """For addresses that are about the same period."""
        days = {"tu": self.period.first.isoformat(), "den": self.period.last.isoformat()}
        return urlencode({"ky": self.key} if self.key else days)


def chosen(form: Form, among: Sequence[Preset], *, default: Preset) -> Chosen:
    """What was asked for.

    Raises:
        UnclearDays: saying which days are wanted.
    """
    if form.text("tu") or form.text("den"):
        first, last = form.day("tu"), form.day("den")
        if not first or not last:
            raise UnclearDays("Xin chọn đủ hai ngày: từ ngày nào, đến ngày nào")
        if first.year not in _YEARS or last.year not in _YEARS:
            raise UnclearDays(f"Xin chọn ngày trong các năm {_YEARS[0]} đến {_YEARS[-1]}")
        return Chosen(parse_period(f"{first}..{last}", today=last))
    key = form.chosen("ky", {preset.key for preset in among})
    found = next((preset for preset in among if preset.key == key), default)
    return Chosen(found.period, found.key)


def today(visit: Visit) -> date:
    """As the calendar in Vietnam has it."""
    return visit.now.astimezone(VIETNAM).date()


def locality(desk: Desk) -> Locality | None:
    """The commune that is served, with its details."""
    return desk.thinking.responder.knowledge.localities.get(desk.settings.locality)


async def gathered(visit: Visit, period: Period, *, hamlet: str | None = None) -> Figures:
    """The figures of a period."""
    knowledge, totals = visit.desk.thinking.responder.knowledge, Totals(visit.desk.store.database)
    return await gather(totals, knowledge, period, today=today(visit), hamlet=hamlet)
