"""The officer's target, "trong 100 câu trả lời, sai không quá 2" -> the bands that keep it.

What each strictness costs was measured by scripts/targets.py, the whole bot on questions and on messages that nothing
answers; a commune's own residents may write more plainly or less.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.core.bands import Bands

LONE = 0.6
"""Share of the answering limit from which the only one worth offering is answered."""


@dataclass(frozen=True, slots=True)
class Strictness:
    """Limits, and what was measured with them."""

    answer: float
    """See Bands."""
    rival: float
    """See Bands."""
    wrong: float
    """Wrong ones in 100 answers, counted one higher than it was seen: a few hundred questions cannot tell it more finely."""
    answered: float
    """Questions in 100 that were answered at once; the others were asked back or left."""

    @property
    def bands(self) -> Bands:
        """The limits in force."""
        return Bands(answer=self.answer, rival=self.rival, lone=round(LONE * self.answer, 2))


@cache
def measured() -> tuple[Strictness, ...]:
    """What was measured, the least strict first."""
    rows = json.loads(files(__package__).joinpath("target.json").read_text(encoding="utf-8"))
    return tuple(Strictness(**row) for row in rows)


def strictness(wrong_in_100: float) -> Strictness:
    """The least strict limits that keep the target; the strictest ones when none does."""
    return next((found for found in measured() if found.wrong <= wrong_in_100), measured()[-1])
