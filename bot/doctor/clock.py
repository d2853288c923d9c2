"""The clock: against the clock of a provider, or of the database server. Signatures, tokens and windows depend on it."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from yarl import URL

from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error
from bot.settings import Settings

MOST = 60
"""Seconds it may be wrong."""


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    hosts = _hosts(case.settings)
    told = await asyncio.gather(_of_database(case), *(_of_host(case, host) for host in hosts))
    offsets = {name: offset for name, offset in zip(("cơ sở dữ liệu", *hosts), told, strict=True) if offset is not None}
    zone = f"múi giờ của máy UTC{time.localtime().tm_gmtoff / 3600:+g}; trợ lý luôn dùng giờ Việt Nam"
    if not offsets:
        return [Finding(f"Không hỏi được giờ ở đâu để so; {zone}.")]
    name, offset = min(offsets.items(), key=lambda each: abs(each[1]))
    if abs(offset) > MOST:
        return [
            error(
                f"Đồng hồ máy {'nhanh' if offset > 0 else 'chậm'} {abs(offset):.0f} giây so với {name}.",
                "Bật tự chỉnh giờ: timedatectl set-ntp true",
            )
        ]
    return [Finding(f"Đúng giờ (so với {name}, lệch {abs(offset):.0f} giây); {zone}.")]


def _hosts(settings: Settings) -> list[str]:
    """Where configured providers are."""
    configured = {
        settings.telegram_base_url: settings.telegram_token.get_secret_value(),
        settings.zalo_base_url: settings.zalo_app_id,
        settings.zalo_bot_base_url: settings.zalo_bot_token.get_secret_value(),
        settings.messenger_base_url: settings.messenger_token.get_secret_value(),
    }
    return [str(URL(address).origin()) for address, used in configured.items() if used]


async def _of_host(case: Case, host: str) -> float | None:
    """Seconds we are ahead of it; every answer tells its time, a refusal too."""
    caller = Caller(host, connect_seconds=3, total_seconds=4)
    try:
        before = case.clock()
        answer = await caller.get("/")
        told = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (NeverLeft, MayHaveArrived, ValueError):
        return None
    finally:
        await caller.close()
    return _ahead(before, case.clock(), told)


async def _of_database(case: Case) -> float | None:
    if case.database.is_sqlite:
        return None
    try:
        async with case.database.engine.connect() as connection:
            before = case.clock()
            told = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    except (SQLAlchemyError, OSError):
        return None
    return _ahead(before, case.clock(), told)


def _ahead(before: datetime, after: datetime, told: datetime) -> float:
    """The middle of asking is when it was told, give or take the second that a Date header leaves out."""
    ahead = ((before - told) + (after - told)).total_seconds() / 2
    return 0.0 if -1 < ahead < 1 else ahead
