"""Gathering: the totals of a period and of the one before it -> its figures."""

from datetime import date

from bot.core.knowledge import Knowledge
from bot.figures.compute import Material, figures
from bot.figures.figures import Figures
from bot.figures.periods import Period
from bot.figures.suppression import SMALL
from bot.store.totals import Totals

_MISSED = 10


async def gather(
    totals: Totals, knowledge: Knowledge, period: Period, *, today: date, hamlet: str | None = None, texts: bool = True
) -> Figures:
    """The figures of a period, as far as it has passed; `hamlet`: what one hamlet may see.

    Without `texts` the questions themselves are not read, only totals: that is quick however many there are.
    """
    counted = period.until(today)
    compared = period.before(counted)
    sums = await totals.sums(counted.first, counted.last, hamlet=hamlet)
    before = await totals.sums(compared.first, compared.last, hamlet=hamlet)
    wanted = texts and hamlet is None
    missed = await totals.missed(counted.first, counted.last, people=SMALL, limit=_MISSED) if wanted else ()
    return figures(knowledge, Material(sums, before, missed, hamlet), period=period, counted=counted, compared=compared)
