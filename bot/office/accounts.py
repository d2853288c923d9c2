"""What makes a good account: its login, its password, and how passwords are kept (argon2id, RFC 9106)."""

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.core.text import fold

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
SHORTEST, LONGEST = 10, 200
ONE_TIME_LASTS = timedelta(days=3)
"""A password that somebody else made; afterwards another one is needed."""
_DISTINCT = 5
_BESIDE = 8
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"
"""Without what is mistaken for something else when it is read out or copied by hand."""
_COMMON = ("matkhau", "password", "1234567", "7654321", "qwerty", "abcdef", "111111", "hoidapso", "canbo123", "admin123")
_AT_ONCE = 2
"""One hash takes 64 MB for a moment; a small machine has room for two."""


def login_of(typed: str) -> str:
    """A login as it is kept: phones like to begin it with a capital."""
    return typed.strip().lower()


def fault_of_login(login: str) -> str:
    """What is wrong with a login; empty when nothing is."""
    if LOGIN.fullmatch(login):
        return ""
    return "Tên đăng nhập gồm 2 đến 32 chữ thường không dấu, số, dấu chấm hoặc gạch, ví dụ: lan.nguyen"


def fault_of_password(password: str, about: Sequence[str] = ()) -> str:
    """What is wrong with a new password; empty when nothing is. `about`: what others know of the officer."""
    if len(password) < SHORTEST:
        return f"Mật khẩu cần ít nhất {SHORTEST} ký tự; một câu ngắn dễ nhớ là tốt nhất"
    if len(password) > LONGEST:
        return f"Mật khẩu dài nhất {LONGEST} ký tự"
    plain = _plain(password)
    if len(set(plain)) < _DISTINCT or any(_leaves_little(plain, word) for word in _COMMON):
        return "Mật khẩu này quá dễ đoán"
    if any(_leaves_little(plain, _plain(each)) for each in about):
        return "Mật khẩu gần như là tên hoặc tên đăng nhập, quá dễ đoán"
    return ""


def _plain(text: str) -> str:
    return "".join(fold(text).split())


def _leaves_little(plain: str, word: str) -> bool:
    """Whether a password is that word and not much more."""
    return bool(word) and word in plain and len(plain.replace(word, "")) < _BESIDE


def one_time_password() -> str:
    """To be handed over by telephone or on paper: 12 letters, 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


class Passwords:
    """Hashes and verifies, beside the event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = ""

    @staticmethod
    def spelled(typed: str) -> str:
        """The same letters in one Unicode spelling, whatever keyboard typed them."""
        return unicodedata.normalize("NFKC", typed)

    async def hashed(self, password: str) -> str:
        """What is kept of a password."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, kept: str, password: str) -> bool:
        """Whether it is the one. `kept` empty: it is nobody's, which takes as long to find out."""
        if not self._nobodys:
            self._nobodys = await self.hashed(secrets.token_hex(16))
        async with self._room:
            return await asyncio.to_thread(self._fits, kept or self._nobodys, password) and bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed less well than is done today."""
        return self._hasher.check_needs_rehash(kept)

    def _fits(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False
