"""The data folder: can be written, has room, and its key is there and nobody else's to read."""

import asyncio
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.doctor.case import PEPPER, Case
from bot.doctor.finding import Finding, error, warning
from bot.settings import Settings

MB = 1024 * 1024
LITTLE, TOO_LITTLE = 1024 * MB, 200 * MB


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    return await asyncio.to_thread(_look, case.settings)


def _look(settings: Settings) -> list[Finding]:
    folder = settings.data_dir
    if not folder.is_dir():
        return [warning(f"Chưa có thư mục {folder}.", "Lần chạy đầu tiên sẽ tạo ra: python -m bot run")]
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as fault:
        return [error(f"Không ghi được vào {folder} ({fault.strerror}).", f"Cho tài khoản chạy trợ lý quyền ghi vào {folder}.")]
    free = shutil.disk_usage(folder).free
    return [*_room(folder, free), *_key(settings)]


def _room(folder: Path, free: int) -> Iterator[Finding]:
    megabytes = f"{free // MB:,}".replace(",", ".")
    said = f"Ghi được vào {folder}, ổ đĩa còn trống {megabytes} MB."
    if free < TOO_LITTLE:
        yield error(said, "Xoá bớt tệp không cần: hết chỗ thì trợ lý không nhận tin được nữa.")
    elif free < LITTLE:
        yield warning(said, "Xoá bớt tệp không cần trước khi hết chỗ.")
    else:
        yield Finding(said)


def _key(settings: Settings) -> Iterator[Finding]:
    if settings.pepper.get_secret_value():
        return
    key = settings.data_dir / PEPPER
    if key.is_file():
        if key.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            yield warning(f"Người khác trên máy đọc được {key}.", f"chmod 600 {key}")
    elif settings.database_url.get_secret_value() or any(settings.data_dir.glob("*.sqlite3")):
        yield error(
            f"Mất tệp khoá {key}: trợ lý không nhận ra bà con cũ, không mở được tin đang chờ.",
            "Chép lại tệp này từ bản sao lưu. Không còn thì trợ lý tự tạo khoá mới, mọi cuộc trò chuyện bắt đầu lại.",
        )
