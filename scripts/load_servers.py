"""Two servers for load.py to compare, each a process of its own: `load_servers.py bare|ours PORT DATABASE_URL`.

ours: the webhooks of Zalo and Messenger as in service, down to the committed inbox; nobody answers what comes in.
bare: the least that can be called correct: an aiohttp handler that checks the same signature and commits one row, with the
      plain driver (sqlite3 with WAL and synchronous=FULL; psycopg on ten connections).
"""

import asyncio
import hmac
import json
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256
from pathlib import Path

import psycopg
from aiohttp import web
from service import PEPPER
from stand_ins import StandIns, signatures

from bot.assistant import utcnow
from bot.delivery.receiving import Receiving
from bot.providers import providers
from bot.settings import load_settings
from bot.store.database import Database
from bot.store.inbox import Inbox

Keep = Callable[[str, bytes], Awaitable[None]]
_CREATE = "CREATE TABLE IF NOT EXISTS bare (key TEXT PRIMARY KEY, body TEXT)"


def ours(url: str) -> web.Application:
    """Verify, store, acknowledge."""
    folder = Path(tempfile.mkdtemp())
    settings = load_settings(StandIns().environment(), env_file=folder / "none", data_dir=folder)
    database = Database(url, pepper=PEPPER)
    receiving = Receiving(Inbox(database), clock=utcnow, stored=lambda: None)

    async def opened(_: web.Application) -> AsyncIterator[None]:
        async with database:
            receiving.start()
            yield
            await receiving.stop()

    async def inline(_: str) -> tuple[()]:
        return ()

    app = web.Application(client_max_size=1 << 20)
    app.cleanup_ctx.append(opened)
    for channel in providers(settings, receiving.accept, database, inline=inline):
        app.add_routes(channel.routes())
    return app


def bare(url: str) -> web.Application:
    """Check the signature, commit a row."""
    keeping: dict[str, Keep] = {}

    async def opened(_: web.Application) -> AsyncIterator[None]:
        if url.startswith("sqlite"):
            connection = _sqlite(url)

            async def keep(key: str, body: bytes) -> None:
                connection.execute("INSERT OR IGNORE INTO bare VALUES (?, ?)", (key, body.decode()))
                connection.commit()

            keeping["now"] = keep
            yield
            connection.close()
        else:
            pool = await _postgres(url)

            async def put(key: str, body: bytes) -> None:
                connection = await pool.get()
                try:
                    await connection.execute("INSERT INTO bare VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, body.decode()))
                    await connection.commit()
                finally:
                    pool.put_nowait(connection)

            keeping["now"] = put
            yield
            while not pool.empty():
                await pool.get_nowait().close()

    zalo_key, messenger_key = signatures()

    async def zalo(request: web.Request) -> web.Response:
        body = await request.read()
        event = json.loads(body)
        mac = sha256(event["app_id"].encode() + body + event["timestamp"].encode() + zalo_key).hexdigest()
        if not hmac.compare_digest(f"mac={mac}", request.headers["X-ZEvent-Signature"]):
            return web.Response(status=401)
        await keeping["now"](event["message"]["msg_id"], body)
        return web.Response()

    async def messenger(request: web.Request) -> web.Response:
        body = await request.read()
        mac = hmac.new(messenger_key, body, sha256).hexdigest()
        if not hmac.compare_digest(f"sha256={mac}", request.headers["X-Hub-Signature-256"]):
            return web.Response(status=401)
        event = json.loads(body)["entry"][0]["messaging"][0]
        await keeping["now"](event["message"]["mid"], body)
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/zalo", zalo), web.post("/messenger", messenger)])
    app.cleanup_ctx.append(opened)
    return app


def _sqlite(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.partition("///")[2])
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(_CREATE)
    connection.commit()
    return connection


async def _postgres(url: str) -> asyncio.Queue[psycopg.AsyncConnection]:
    pool: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()
    for _ in range(10):
        connection = await psycopg.AsyncConnection.connect(url.replace("+psycopg", ""))
        await connection.execute(_CREATE)
        await connection.commit()
        pool.put_nowait(connection)
    return pool


if __name__ == "__main__":
    which, port, address = sys.argv[1:]
    make = {"ours": ours, "bare": bare}[which]
    web.run_app(make(address), host="127.0.0.1", port=int(port), print=None, access_log=None)
