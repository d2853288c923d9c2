"""Whether the service can do its work: write down what it is told. Answers /healthz."""

from asyncio import Lock
from time import monotonic

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import Database

_KEPT = 2.0
"""Seconds a finding holds: the address is public, and looking costs a commit."""


class Writable:
    """Looks, at most every few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looking = Lock()
        self._looked = float("-inf")
        self._ok = False

    async def answer(self, _: web.Request) -> web.Response:
        """200, or 503 while nothing can be stored: who balances or watches the service knows then."""
        async with self._looking:
            if monotonic() - self._looked > _KEPT:
                self._ok = await self._look()
                self._looked = monotonic()
        return web.json_response({"ok": self._ok}, status=200 if self._ok else 503)

    async def _look(self) -> bool:
        try:
            await self._database.check_writable()
        except (SQLAlchemyError, OSError):
            return False
        return True
