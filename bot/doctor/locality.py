"""The locality: chosen, there, and with what residents ask for most: a number to ring, a place to go."""

import asyncio
from collections.abc import Sequence

from bot.core.locality import Locality
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning
from bot.knowledge_files import load


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    name = case.settings.locality
    if not name:
        return [
            warning(
                "Chưa chọn xã, phường: trợ lý nói chung chung, không nêu được số điện thoại và địa chỉ.",
                "Chép knowledge/dia-phuong/mau.yaml thành tệp của xã, điền vào, rồi đặt LOCALITY=tên-tệp.",
            )
        ]
    loaded = await asyncio.to_thread(load, case.settings.knowledge)
    if loaded.knowledge is None:  # the check of the answers says so
        return []
    place = loaded.knowledge.localities.get(name)
    if place is None:
        return [error(f'Không có địa phương "{name}".', "Xem tên các tệp trong knowledge/dia-phuong/ rồi sửa LOCALITY.")]
    return [_completeness(place)]


def _completeness(place: Locality) -> Finding:
    wanted = {
        "hotline": place.hotline,
        "hours": place.hours,
        "office.name": place.office.name,
        "office.address": place.office.address,
        "police.phone": place.police.phone,
        "health.phone": place.health.phone,
    }
    missing = [key for key, value in wanted.items() if not value]
    if missing:
        return warning(
            f"{place.name or place.id} còn trống: {', '.join(missing)}.", f"Điền vào tệp {place.id}.yaml trong dia-phuong/."
        )
    return Finding(f"{place.name}: số gọi {place.hotline}, đủ giờ làm việc và địa chỉ.")
