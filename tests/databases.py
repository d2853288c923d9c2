"""Databases for the tests: a SQLite file, and a real PostgreSQL server started once and thrown away at the end.

The server listens on a socket in a folder of its own and keeps nothing safe (fsync off): it lives as long as the tests do.
Every test gets a database of its own, copied from one that is migrated already.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from asyncio import run
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from bot.store.database import Database

_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB"


def _command(name: str) -> str:
    places = [
        "/usr/local/bin",
        *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
        os.environ.get("PATH", ""),
    ]
    found = shutil.which(name, path=os.pathsep.join(places))
    if not found:
        raise RuntimeError(f"{name} is missing: scripts/setup test installs PostgreSQL")
    return found


def _as_user(owner: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["setpriv", f"--reuid={owner}", f"--regid={pwd.getpwnam(owner).pw_gid}", "--clear-groups"] if owner else []


class Postgres:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        self._owner = ""
        if os.geteuid() == 0:
            self._owner = next(name for name in ("postgres", "nobody") if name in {user.pw_name for user in pwd.getpwall()})

    def start(self) -> None:
        if self._owner:
            shutil.chown(self.folder, self._owner)
        self._run("initdb", "-D", "data", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-k {self.folder} -c listen_addresses='' {_QUICK}"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        self._sql("CREATE DATABASE migrated")
        run(_migrate(self.url("migrated")))

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        """As SQLAlchemy writes it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "migrated") -> Iterator[str]:
        """The address of a fresh database."""
        name = f"test_{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _run(self, name: str, *arguments: str) -> None:
        command = [*_as_user(self._owner), _command(name), *arguments]
        # No pipes: the server would inherit them, and waiting for their end would be waiting for its.
        with (self.folder / f"{name}.out").open("ab") as out:
            done = subprocess.run(command, cwd=self.folder, stdout=out, stderr=out, check=False, timeout=60)
        if done.returncode:
            raise RuntimeError(f"{name} failed: {(self.folder / f'{name}.out').read_text()}")


async def _migrate(url: str) -> None:
    async with Database(url, pepper="p"):
        pass


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server that is gone afterwards."""
    # Not pytest's folder: its parents are closed to the server's user, and the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="hds-pg-"))
    server = Postgres(folder)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
