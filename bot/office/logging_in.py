"""Logging in: one answer to whatever was wrong, and waits that grow with every failure.

1. A login: five failures are free, then 5, 10, 20 … seconds up to 15 minutes; so a person who forgot is helped, a program is not.
2. A network address: thirty are free, since a whole office shares one.
3. Where the officer logged in before, only the failures there count: nobody can lock them out from elsewhere.
"""

from datetime import datetime, timedelta

from bot.office.accounts import login_of
from bot.office.desk import Desk
from bot.store.audit import Deed
from bot.store.login_attempts import LoginAttempts, Patience, TooMany
from bot.store.officers import Officer

__all__ = ["TooMany", "confirm", "log_in", "of_login", "waiting"]

OF_LOGIN = Patience(free=5, first=timedelta(seconds=5), most=timedelta(minutes=15))
OF_ADDRESS = Patience(free=30, first=timedelta(seconds=5), most=timedelta(minutes=15))


async def log_in(desk: Desk, typed: str, password: str, *, customer: bytes, now: datetime) -> Officer | None:
    """The officer; None when the login or the password is wrong, the account locked, or the one-time password too old.

    Raises:
        TooMany: without a look at the password.
    """
    login, attempts = login_of(typed)[:200], desk.attempts
    address, place = attempts.key("address", customer.hex()), attempts.key("place", f"{login}|{customer.hex()}")
    counted = place if await attempts.is_known(place) else of_login(attempts, login)
    await attempts.begin({counted: OF_LOGIN, address: OF_ADDRESS}, now=now)
    kept = await desk.officers.password(login)
    fits = await desk.passwords.fits(kept, password)
    officer = await desk.officers.find(login)
    if not fits or not officer or not _let_in(officer, now):
        return None
    await attempts.succeeded(counted, address=address, place=place, now=now)
    if desk.passwords.is_outdated(kept):
        await _hash_again(desk, officer, password, now)
    await desk.audit.note(Deed(now, officer.login, "đăng nhập", officer.login, "Đăng nhập"))
    return officer


async def confirm(desk: Desk, officer: Officer, password: str, *, now: datetime) -> bool:
    """Whether it is really the officer who sits there, and not somebody who found their computer.

    Raises:
        TooMany: without a look at the password.
    """
    counted = desk.attempts.key("confirm", officer.login)
    await desk.attempts.begin({counted: OF_LOGIN}, now=now)
    fits = await desk.passwords.fits(await desk.officers.password(officer.login), password)
    if fits:
        await desk.attempts.forget(counted)
    return fits


def of_login(attempts: LoginAttempts, login: str) -> str:
    """What failures of a login from anywhere are counted under."""
    return attempts.key("login", login)


def waiting(until: datetime, now: datetime) -> str:
    """How long to wait, as it is said."""
    seconds = max(1, round((until - now).total_seconds()))
    return f"{seconds} giây" if seconds < 60 else f"{-(-seconds // 60)} phút"


def _let_in(officer: Officer, now: datetime) -> bool:
    return not officer.disabled and (officer.one_time_until is None or now < officer.one_time_until)


async def _hash_again(desk: Desk, officer: Officer, password: str, now: datetime) -> None:
    hashed, since = await desk.passwords.hashed(password), officer.password_changed_at or now
    await desk.officers.set_password(officer.id, hashed, now=since, one_time_until=officer.one_time_until)
