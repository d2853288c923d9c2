"""on, off: the kill switch. Every running service on the same database obeys within five seconds."""

import asyncio
import getpass
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from bot.channels.names import called
from bot.core.conversation import VIETNAM
from bot.settings import load_settings
from bot.store.database import Database
from bot.store.switches import ALL, Off, Switches


def switch_off(channel: str, reason: str) -> None:
    """Switch a channel off, or all answers when `channel` is empty."""
    off = Off(channel or ALL, " ".join(reason.split()), datetime.now(UTC), _account())
    click.echo("\n".join(state(asyncio.run(_switched(off)))))
    click.echo(
        "Có hiệu lực trong 5 giây. Bà con nhắn tới thì được báo lý do; câu hỏi vẫn được ghi lại. Bật lại: python -m bot on"
    )


def switch_on(channel: str) -> None:
    """Switch on again what `switch_off` switched off."""
    name = channel or ALL
    was_off, now_off = asyncio.run(_switched_on(name))
    click.echo(f"Đã bật lại {called(name)}." if was_off else f"Không có lệnh tắt nào cho {called(name)}.")
    click.echo("\n".join(state(now_off)))


def show() -> None:
    """Say what is off."""
    click.echo("\n".join(state(asyncio.run(_now_off()))))


def state(now_off: Sequence[Off]) -> list[str]:
    """What is off, in words."""
    if not now_off:
        return ["Mọi kênh đang bật."]
    return [
        f"ĐANG TẮT {called(off.channel)} từ {off.since.astimezone(VIETNAM):%H:%M %d/%m/%Y} ({off.by}): {off.reason}"
        for off in now_off
    ]


async def _switched(off: Off) -> tuple[Off, ...]:
    async with _database() as database:
        switches = Switches(database)
        await switches.off(off)
        return await switches.now_off()


async def _switched_on(channel: str) -> tuple[bool, tuple[Off, ...]]:
    async with _database() as database:
        switches = Switches(database)
        return await switches.on(channel), await switches.now_off()


async def _now_off() -> tuple[Off, ...]:
    async with _database() as database:
        return await Switches(database).now_off()


def _database() -> Database:
    settings = load_settings()
    return Database(settings.database, locality=settings.locality, pepper="")


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return "không rõ"
