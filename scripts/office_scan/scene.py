"""The real service (build_app) in a temporary folder, over a small town, with a clock that passes when told to."""

import logging
import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher

from bot.app import build_app
from bot.office.accounts import Passwords
from bot.office.roles import Role
from bot.office.routing import HOME
from bot.settings import load_settings
from bot.store.sql import SqlStore
from office_scan.browser import SECRET, Browser
from office_scan.files import LOCALITY, write_town
from office_scan.filling import LOGINS, PASSWORD, Filled, fill
from office_scan.report import Report

PEPPER = "tieu-va-muoi-cua-lan-quet"
_PASSING = frozenset({"login_attempt", "office_session", "alembic_version", "message", "chat"})
"""What an officer's mere look may write; `office_session` is looked at by sessions.py."""


class Clock:
    """A time that passes when told to."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """Let it."""
        self.now += timedelta(**time)


class Lines(logging.Handler):
    """What is written in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as it would be printed."""
        self.lines.append(f"{record.levelname} {self.format(record)}")


class Scene:
    """The service and whoever uses it."""

    filled: Filled
    server: TestServer
    app: web.Application

    def __init__(
        self, folder: Path, texts: Sequence[str], report: Report, *, thorough: bool, more: dict[str, str] | None = None
    ) -> None:
        """`texts` are planted everywhere; `thorough`: nothing is left out to save time; `more` settings."""
        self.thorough = thorough
        self.folder, self.texts, self.report, self.clock = folder, texts, report, Clock()
        self.knowledge = folder / "k"
        self._more = more or {}
        self._log = Lines()
        self._browsers: list[Browser] = []

    async def __aenter__(self) -> Self:
        write_town(self.knowledge, self.texts)
        environ = {"DATA_DIR": str(self.folder / "var"), "KNOWLEDGE": str(self.knowledge), "LOCALITY": LOCALITY}
        environ |= {"PEPPER": PEPPER, "TRUSTED_PROXIES": "127.0.0.1"} | self._more
        settings = load_settings(environ, env_file=self.folder / ".env")
        quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        async with SqlStore(settings.database, locality=LOCALITY, pepper=PEPPER) as store:
            self.filled = await fill(store, quick, self.texts, now=self.clock())
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self._log)
        root.setLevel(logging.INFO)
        self.app = build_app(settings, clock=self.clock)
        self.server = TestServer(self.app)
        await self.server.start_server(access_log=None)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for browser in self._browsers:
            await browser.close()
        await self.server.close()
        self._read_log()
        logging.getLogger().removeHandler(self._log)
        logging.getLogger().setLevel(self._level)

    def _read_log(self) -> None:
        """Nothing failed, no line was made up by whoever typed it, no secret is in it."""
        self.report.count("lines of the log", len(self.log))
        for line in self.log:
            if "Error handling request" in line and "BadHttpMessage" in line:
                continue  # what bodies.py says in no HTTP: it never came as far as the console
            first, *rest = line.splitlines() or [""]
            if first.startswith(("ERROR", "CRITICAL")) and "Tệp câu hỏi có lỗi" not in first:
                last = rest[-1] if rest else ""
                self.report.find("log", first[:120], f"{last} {next((one for one in reversed(rest) if '/bot/' in one), '')}")
            elif rest and any("LOGLINE" in one for one in rest):
                self.report.find("log", first[:120], "a line that was typed by somebody")
            if SECRET.search(line) and not first.startswith("ERROR"):
                self.report.find("log", first[:120], "a secret")

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self.server.make_url("/")).rstrip("/")

    @property
    def log(self) -> list[str]:
        """The lines so far."""
        return self._log.lines

    def browser(self) -> Browser:
        """Of somebody who is not logged in."""
        made = Browser(self.url, self.report)
        self._browsers.append(made)
        return made

    async def officer(self, role: Role | str) -> Browser:
        """Of an officer: by role, or by login."""
        browser = self.browser()
        login = LOGINS[role] if isinstance(role, Role) else role
        if await browser.log_in(login, PASSWORD) != 303:
            raise RuntimeError(f"{login} cannot log in")
        self.clock.passes(seconds=1)
        return browser

    def routes(self) -> dict[tuple[str, str], re.Pattern[str]]:
        """Method and name of every route of the console, from the application's own table, and what it matches."""
        found = {}
        for route in self.app.router.routes():
            resource = route.resource
            if resource and resource.canonical.startswith(HOME) and route.method != "HEAD":
                info = resource.get_info()
                pattern = info.get("pattern") or re.compile(re.escape(info.get("path", "")))
                found[route.method, resource.canonical.removeprefix(HOME)] = pattern
        return dict(sorted(found.items(), key=lambda one: (one[0][1].count("{"), one[0])))

    def kind(self, path: str) -> str:
        """The name of the route an address belongs to: pages of the same kind have the same."""
        plain = HOME + path.partition("?")[0]
        return next((name for (_, name), pattern in self.routes().items() if pattern.fullmatch(plain)), path)

    def state(self) -> dict[str, str]:
        """Digests of every table and every file that officers change: the same as long as nothing was changed."""
        found = {str(path): _digest(path.read_bytes()) for path in sorted(self.knowledge.rglob("*")) if path.is_file()}
        with sqlite3.connect(self.folder / "var" / "hoi-dap-so.sqlite3") as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                if name not in _PASSING:
                    rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                    found[name] = _digest(repr(sorted(map(repr, rows))).encode())
        connection.close()
        return found

    def changed(self, before: dict[str, str]) -> list[str]:
        """What is other than it was."""
        now = self.state()
        return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
