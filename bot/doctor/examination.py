"""The examination: every check at once, each within its time; what one meets does not stop another."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from pydantic import SecretStr

from bot.doctor import (
    clock,
    data_folder,
    database,
    knowledge,
    locality,
    mailboxes,
    messenger,
    service,
    setup,
    switches,
    telegram,
    voice,
    zalo,
    zalo_bot,
)
from bot.doctor.case import Case
from bot.doctor.finding import Finding, Level, error, warning
from bot.settings import Settings

Look = Callable[[Case], Awaitable[Sequence[Finding]]]
SECONDS = 5.0
SLOW = 60.0
"""For what only reads files: a small machine needs a while for all the answers."""

_SHORTEST = 6
"""Letters of what is blotted out."""


@dataclass(frozen=True, slots=True)
class Check:
    """One subject."""

    title: str
    look: Look
    seconds: float = SECONDS


CHECKS = (
    Check("Thiết lập", setup.look),
    Check("Thư mục dữ liệu", data_folder.look),
    Check("Cơ sở dữ liệu", database.look, SLOW),
    Check("Câu trả lời", knowledge.look, SLOW),
    Check("Địa phương", locality.look, SLOW),
    Check("Đồng hồ", clock.look),
    Check("Dịch vụ", service.look),
    Check("Công tắc", switches.look),
    Check("Hộp thư", mailboxes.look),
    Check("Zalo OA", zalo.look),
    Check("Zalo Bot", zalo_bot.look),
    Check("Messenger", messenger.look),
    Check("Telegram", telegram.look),
    Check("Tin thoại", voice.look, SLOW),
)


async def examine(case: Case, checks: Sequence[Check] = CHECKS) -> list[tuple[str, list[Finding]]]:
    """The findings of every check, in its order."""
    found = await asyncio.gather(*(_look(check, case) for check in checks))
    secrets = _secrets(case.settings)
    return [
        (check.title, [_without(secrets, finding) for finding in findings]) for check, findings in zip(checks, found, strict=True)
    ]


def worst(found: Sequence[tuple[str, Sequence[Finding]]]) -> Level:
    """How bad it is in all."""
    return max((finding.level for _, findings in found for finding in findings), default=Level.FINE)


async def _look(check: Check, case: Case) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(check.seconds):
            return await check.look(case)
    except TimeoutError:
        return [warning(f"Chờ {check.seconds:.0f} giây chưa xem xong.", "Chạy lại; vẫn vậy thì xem mạng và ổ đĩa của máy.")]
    except Exception as unforeseen:  # noqa: BLE001 - a check that fails is a finding, and its words may hold secrets
        return [error(f"Không xem được ({type(unforeseen).__name__}).", "Xem các mục khác trước, sửa xong chạy lại.")]


def _secrets(settings: Settings) -> list[str]:
    """Every secret, the longest first; shorter ones are guessed anyway, and stand in many a word."""
    values = (value.get_secret_value() for value in dict(settings).values() if isinstance(value, SecretStr))
    return sorted((value for value in values if len(value) >= _SHORTEST), key=len, reverse=True)


def _without(secrets: Sequence[str], finding: Finding) -> Finding:
    """Last line of defence: whatever a check says, no secret is printed."""
    what, mend = finding.what, finding.mend
    for secret in secrets:
        what, mend = what.replace(secret, "…"), mend.replace(secret, "…")
    return replace(finding, what=what, mend=mend)
