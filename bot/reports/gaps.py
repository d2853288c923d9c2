"""Gaps in a locality's file that leave blanks in its reports, told so that officers know what to fill in, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.locality import Locality


@dataclass(frozen=True, slots=True)
class Gap:
    """Something nobody has filled in."""

    what: str
    """As officers call it."""
    where: str
    """The lines of the file: "mục plan, dòng number"."""


def gaps(locality: Locality) -> Iterator[Gap]:
    """Of a commune or a province on the map."""
    plan, leads = locality.plan, locality.leads
    if not plan.title:
        yield Gap("Tên, số, ngày của kế hoạch giao nhiệm vụ", "mục plan, các dòng title, number, date")
    else:
        if not plan.number:
            yield Gap("Số, ký hiệu của kế hoạch", "mục plan, dòng number")
        if not plan.date:
            yield Gap("Ngày ký kế hoạch", "mục plan, dòng date")
    if not leads.standing:
        yield Gap("Cơ quan thường trực, chủ trì", "mục leads, dòng standing")
    if locality.level != "tinh" and not locality.province:
        yield Gap("Tỉnh, thành phố", "dòng province, hoặc dòng parent")
