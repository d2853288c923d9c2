"""officer: the accounts of the officers' console, from the machine it runs on: the first one, and the way back in."""

import asyncio
import getpass
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar

import click

from bot.core.conversation import VIETNAM
from bot.errors import AccountError
from bot.office.accounts import (
    ONE_TIME_LASTS,
    Passwords,
    fault_of_login,
    fault_of_password,
    login_of,
    one_time_password,
)
from bot.office.logging_in import of_login
from bot.office.roles import Role, called
from bot.settings import load_settings
from bot.store.audit import Audit, Deed
from bot.store.database import Database
from bot.store.login_attempts import LoginAttempts
from bot.store.officers import Officer, Officers
from bot.store.sessions import Sessions

T = TypeVar("T")


def add(login: str, name: str, role: str, hamlet: str, *, generated: bool) -> None:
    """A new account; its password typed twice, or made up and to be changed at the first log-in.

    Raises:
        AccountError: when it cannot be made so.
    """
    login, name, hamlet = login_of(login), " ".join(name.split()), " ".join(hamlet.split())
    if fault := fault_of_login(login) or ("" if name else "Chưa ghi họ tên"):
        raise AccountError(fault)
    role = role or (Role.VIEWER if _run(_any) else Role.ADMIN)
    if (role == Role.LEADER) != bool(hamlet):
        raise AccountError("Thôn (--hamlet) phải ghi với tổ trưởng, và chỉ với tổ trưởng")
    password, until = _password(login, name, generated=generated)

    async def added(database: Database) -> None:
        now, hashed = datetime.now(UTC), await Passwords().hashed(password)
        await Officers(database).add(Officer(0, login, name, role, hamlet, one_time_until=until), hashed, now=now)
        await _note(database, "thêm tài khoản", login, f"Thêm tài khoản {called(role).lower()}: {name}")

    _run(added)
    click.echo(f"Đã thêm {called(role).lower()} {name}, tên đăng nhập {login}.")
    _tell(password, until)


def show() -> None:
    """Every account."""

    async def read(database: Database) -> list[Officer]:
        return await Officers(database).all()

    officers = _run(read)
    for officer in officers:
        state = "  ĐÃ KHOÁ" if officer.disabled else "  chưa đặt mật khẩu riêng" if officer.one_time_until else ""
        hamlet = f", {officer.hamlet}" if officer.hamlet else ""
        click.echo(f"{officer.login:<16} {officer.name} ({called(officer.role).lower()}{hamlet}){state}")
    if not officers:
        click.echo('Chưa có tài khoản nào. Thêm: python -m bot officer add lan --name "Nguyễn Thị Lan"')


def reset(login: str, *, generated: bool) -> None:
    """Another password; everybody logged in with the old one is logged out, waits after failures end.

    Raises:
        AccountError: when there is no such account, or the password is no good.
    """
    officer = _run(_finding(login))
    password, until = _password(officer.login, officer.name, generated=generated)

    async def changed(database: Database) -> None:
        now, hashed = datetime.now(UTC), await Passwords().hashed(password)
        await Officers(database).set_password(officer.id, hashed, now=now, one_time_until=until)
        await Sessions(database).close_all(officer.id)
        attempts = LoginAttempts(database)
        await attempts.forget(of_login(attempts, officer.login))
        await _note(database, "cấp mật khẩu", officer.login, f"Cấp mật khẩu mới cho {officer.name}")

    _run(changed)
    click.echo(f"Đã đổi mật khẩu của {officer.login}; các máy đang đăng nhập đã bị đăng xuất.")
    if officer.disabled:
        click.echo(f"Tài khoản này đang bị khoá. Mở lại: python -m bot officer enable {officer.login}")
    _tell(password, until)


def disable(login: str, *, disabled: bool) -> None:
    """Lock an account, or open it again.

    Raises:
        AccountError: when there is no such account, or nobody could let others in afterwards.
    """
    officer, word = _run(_finding(login)), "Khoá" if disabled else "Mở lại"

    async def changed(database: Database) -> None:
        await Officers(database).disable(officer.id, disabled=disabled)
        if disabled:
            await Sessions(database).close_all(officer.id)
        await _note(database, f"{word.lower()} tài khoản", officer.login, f"{word} tài khoản {officer.name}")

    _run(changed)
    click.echo(f"Đã {word.lower()} tài khoản {officer.login}.")


def _password(login: str, name: str, *, generated: bool) -> tuple[str, datetime | None]:
    """A password, and until when it is good when it was made up."""
    if generated:
        return one_time_password(), datetime.now(UTC) + ONE_TIME_LASTS
    password = Passwords.spelled(click.prompt("Mật khẩu mới (không hiện khi gõ)", hide_input=True))
    if fault := fault_of_password(password, about=(login, name)):
        raise AccountError(fault)
    if Passwords.spelled(click.prompt("Gõ lại mật khẩu", hide_input=True)) != password:
        raise AccountError("Hai lần gõ chưa giống nhau, chưa thay đổi gì")
    return password, None


def _tell(password: str, until: datetime | None) -> None:
    if until:
        click.echo(f"Mật khẩu dùng một lần: {password}")
        click.echo(f"Dùng được đến {until.astimezone(VIETNAM):%H:%M %d/%m/%Y}; đăng nhập xong phải đặt mật khẩu riêng.")


async def _any(database: Database) -> bool:
    return await Officers(database).are_any()


def _finding(login: str) -> Callable[[Database], Awaitable[Officer]]:
    async def found(database: Database) -> Officer:
        if officer := await Officers(database).find(login_of(login)):
            return officer
        raise AccountError(f'Không có tài khoản "{login}". Xem: python -m bot officer list')

    return found


async def _note(database: Database, action: str, login: str, summary: str) -> None:
    try:
        account = getpass.getuser()
    except (OSError, KeyError):  # a container without a name for its user
        account = "không rõ"
    await Audit(database).note(Deed(datetime.now(UTC), f"(máy chủ) {account}", action, login, summary))


def _run(work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        async with _opened() as database:
            return await work(database)

    return asyncio.run(run())


@asynccontextmanager
async def _opened() -> AsyncIterator[Database]:
    """With its tables: an account may be made before the service ran at all."""
    from bot.app import pepper_of  # noqa: PLC0415 - it imports every channel

    settings = load_settings()
    async with Database(settings.database, locality=settings.locality, pepper=pepper_of(settings)) as database:
        yield database
