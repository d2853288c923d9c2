"""zalo status: how the tokens of the OA are. Facts: channels.md A8, A9 (2026-11)."""

import asyncio
from datetime import UTC, datetime, timedelta

import click

from bot.app import pepper_of
from bot.channels.http import Caller, MayHaveArrived, NeverLeft
from bot.channels.zalo import trouble
from bot.core.conversation import VIETNAM
from bot.settings import Settings, load_settings
from bot.store.database import Database
from bot.store.sealing import Unreadable
from bot.store.tokens import ZaloToken, ZaloTokens

GET_OA = "/v2.0/oa/getoa"
_SHAPES = {0: "chưa thử", 1: "có (kiểu 1)", 2: "có (kiểu 2)", 3: "không; bà con gõ số"}


def status(*, offline: bool) -> int:
    """Show how the tokens are; the exit code."""
    return asyncio.run(_status(load_settings(), offline=offline))


async def _status(settings: Settings, *, offline: bool) -> int:
    async with Database(settings.database, locality=settings.locality, pepper=pepper_of(settings)) as database:
        try:
            kept = await ZaloTokens(database).load(settings.zalo_oa_id)
        except Unreadable:
            click.echo("Không mở được mã truy cập: PEPPER không phải cái đã dùng khi kết nối. Đặt lại PEPPER, hoặc kết nối lại.")
            return 1
    now = datetime.now(UTC)
    if kept:
        click.echo("\n".join(_shown(kept, now)))
        if not offline:
            click.echo(f"Tên OA:             {await oa_name(settings, kept.access)}")
    wrong = trouble(kept, now=now)
    click.echo(f"CẦN XỬ LÝ: {wrong}" if wrong else "Mọi thứ bình thường.")
    return 1 if wrong else 0


def _shown(kept: ZaloToken, now: datetime) -> list[str]:
    left = kept.access_until - now
    lives = f"còn {_span(left)}" if left > timedelta() else "đã hết hạn"
    lines = [
        f"OA:                 {kept.oa_id}",
        f"Mã truy cập:        {lives}, làm mới lúc {_when(kept.refreshed_at)}",
        f"Mã làm mới:         {_span(now - kept.refresh_since)} tuổi (sống 3 tháng)",
        f"Nút bấm:            {_SHAPES.get(kept.shape, 'chưa thử')}",
    ]
    if kept.failed_at:
        lines.append(f"Trục trặc gần nhất: {_when(kept.failed_at)}, {kept.failure}")
    return lines


def _when(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _span(span: timedelta) -> str:
    if span.days:
        return f"{span.days} ngày"
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} giờ {minutes} phút" if hours else f"{minutes} phút"


async def oa_name(settings: Settings, access: str) -> str:
    """What Zalo calls the OA, or why it does not say: with a working token the best sign of health there is."""
    caller = Caller(settings.zalo_base_url, total_seconds=settings.zalo_timeout)
    try:
        answer = await caller.get(GET_OA, headers={"access_token": access})
    except (NeverLeft, MayHaveArrived):
        return "(không hỏi được Zalo lúc này)"
    finally:
        await caller.close()
    data = answer.data.get("data")
    if answer.data.get("error") == 0 and isinstance(data, dict):
        return " ".join(str(data.get("name", "")).split()) or "(không tên)"
    return f"(Zalo trả lời mã {answer.data.get('error', f'HTTP {answer.status}')})"
