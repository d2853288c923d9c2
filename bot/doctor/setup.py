"""Settings: secrets that are too weak, addresses that lead elsewhere, halves of pairs. Malformed ones never get this far."""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import SecretStr

from bot.channels import Answered
from bot.channels.web import Web
from bot.core.message import Message
from bot.doctor.case import Case
from bot.doctor.finding import Finding, error, warning
from bot.errors import SettingsError
from bot.settings import Settings

_SHORT = 16
"""Letters below which a secret of our own making can be guessed."""
_OWN_SECRETS = ("telegram_secret", "zalo_bot_secret", "messenger_verify_token", "pepper")
_SECRET_FILES = stat.S_IRGRP | stat.S_IROTH
_PAIRS = (
    ("telegram_webhook_url", "telegram_token"),
    ("telegram_secret", "telegram_token"),
    ("zalo_app_secret", "zalo_app_id"),
    ("zalo_oa_secret", "zalo_app_id"),
    ("zalo_app_id", "zalo_app_secret"),
    ("zalo_app_id", "zalo_oa_secret"),
    ("zalo_app_id", "zalo_redirect_url"),
    ("zalo_bot_webhook_url", "zalo_bot_token"),
    ("messenger_app_secret", "messenger_token"),
)
"""Who has the first needs the second; what stops the start is in settings.py."""
_ADDRESSES = (
    "telegram_base_url",
    "zalo_base_url",
    "zalo_oauth_url",
    "zalo_bot_base_url",
    "messenger_base_url",
)


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    settings = case.settings
    found = [*_weak(settings), *_halves(settings), *_elsewhere(settings), *_lists(settings), *_readable(case.env_file)]
    return found or [Finding("Không có gì phải sửa.")]


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _weak(settings: Settings) -> Iterator[Finding]:
    for name in _OWN_SECRETS:
        value = _value(settings, name)
        if value and (len(value) < _SHORT or len(set(value)) < _SHORT // 2):
            yield warning(
                f"{name.upper()} ngắn hoặc dễ đoán.",
                f"Đặt chuỗi ngẫu nhiên từ {_SHORT} ký tự, ví dụ lấy từ: openssl rand -hex 24",
            )


def _halves(settings: Settings) -> Iterator[Finding]:
    for one, other in _PAIRS:
        if _value(settings, one) and not _value(settings, other):
            yield warning(f"Có {one.upper()} mà chưa có {other.upper()}.", f"Điền {other.upper()}, hoặc bỏ {one.upper()}.")


def _elsewhere(settings: Settings) -> Iterator[Finding]:
    for name in _ADDRESSES:
        if _value(settings, name) != Settings.model_fields[name].default:
            yield warning(
                f"{name.upper()} không phải địa chỉ thật của nhà cung cấp.", "Chạy thử thì được; phục vụ thật thì bỏ đi."
            )
    if settings.zalo_signature == "warn":
        yield warning("ZALO_SIGNATURE=warn: ai cũng có thể giả làm Zalo.", "Chạy ổn một ngày thì bỏ dòng này.")
    if settings.zalo_redirect_url.startswith("http://"):
        yield warning("ZALO_REDIRECT_URL không phải https.", "Zalo chỉ chuyển về địa chỉ https đã khai báo.")


def _lists(settings: Settings) -> Iterator[Finding]:
    try:
        Web(
            _unasked,
            frame_ancestors=settings.frame_ancestors.split(),
            origins=settings.web_origins.split(),
            trusted_proxies=settings.trusted_proxies.split(),
        )
    except SettingsError as fault:
        yield error(str(fault), "Sửa lại theo mẫu.")
    if settings.host not in ("127.0.0.1", "::1", "localhost") and not settings.trusted_proxies:
        yield warning(
            f"Dịch vụ nghe ở {settings.host} mà chưa khai TRUSTED_PROXIES.",
            "Nên để HOST=127.0.0.1 sau một máy chủ web có https, và khai TRUSTED_PROXIES=127.0.0.1.",
        )


def _readable(env_file: Path) -> Iterator[Finding]:
    if env_file.is_file() and env_file.stat().st_mode & _SECRET_FILES:
        yield warning(f"Người khác trên máy đọc được {env_file.name}, trong đó có mã bí mật.", f"chmod 600 {env_file.name}")


async def _unasked(_: Message) -> Answered:
    return Answered(())
