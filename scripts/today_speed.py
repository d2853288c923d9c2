"""How quick the page Việc hôm nay is with 100,000 questions in the log: `.venv/bin/python scripts/today_speed.py`."""

import asyncio
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.core.matching import Matcher
from bot.core.responder import Responder
from bot.delivery.thinking import Thinking
from bot.knowledge_files import load_or_fail
from bot.office.desk import Desk
from bot.office.office import Office
from bot.office.roles import Role
from bot.office.routing import HOME
from bot.settings import load_settings
from bot.store.officers import Officer
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION
from tests.conftest import TOWN

QUESTIONS, MISSED, DISLIKED = 100_000, 20_000, 800
SYLLABLES = (
    "xe nha dat con me lam giay mat tien dien nuoc duong truong thuoc ruong vuon cay lua ga vit ao ca cho don thue".split()
)
PASSWORD = "con trâu đi trước"


def rows(now: datetime) -> list[dict[str, object]]:
    """A year's log: what is asked often is asked in many ways."""
    chance = random.Random(7)
    words = [f"{a}{b}" for a in SYLLABLES for b in "abcdefghijklmnopqrstuvwxyz"]
    weights = [1 / (n + 3) for n in range(len(words))]
    themes = [chance.choices(words, weights, k=chance.randint(4, 11)) for _ in range(6_000)]
    made = []
    for number in range(QUESTIONS):
        said = list(chance.choice(themes))
        if chance.random() < 0.5:
            said[chance.randrange(len(said))] = chance.choice(words)
        missed, disliked = number % (QUESTIONS // MISSED) == 0, number % (QUESTIONS // DISLIKED) == 1
        made.append(
            {
                "locality": "",
                "ref": f"Q{number:07}",
                "at": now - timedelta(minutes=5 * (QUESTIONS - number)),
                "channel": chance.choice(("web", "zalo")),
                "person": f"p{number % 9000}",
                "text": " ".join(said),
                "reading": " ".join(said),
                "outcome": "not_answered" if missed else "answered",
                "entries": [] if missed else ["khai-sinh"],
                "score": 0.2,
                "candidates": [["khai-sinh", 0.2], ["khai-tu", 0.1]],
                "helpful": False if disliked else None,
            }
        )
    return made


async def measured(folder: Path) -> None:
    """Ask the page as an officer's browser does."""
    (folder / "k").mkdir()
    (folder / "k" / "ho-tich.yaml").write_text(TOWN, encoding="utf-8")
    town = load_or_fail(folder / "k")
    settings = load_settings({"DATA_DIR": str(folder), "KNOWLEDGE": str(folder / "k")}, env_file=folder / ".env")
    now = datetime.now(UTC)
    async with SqlStore(settings.database, pepper="p") as store:
        async with store.database.transaction(writes=True) as connection:
            everything = rows(now)
            for start in range(0, QUESTIONS, 5_000):
                await connection.execute(insert(QUESTION), everything[start : start + 5_000])
        desk = Desk(settings, store, Thinking(Responder(town, Matcher(town))), lambda: datetime.now(UTC))
        await desk.officers.add(Officer(0, "lan", "Lan", Role.EDITOR), await desk.passwords.hashed(PASSWORD), now=now)
        app = web.Application()
        app.add_subapp(HOME, Office(desk).app())
        async with TestServer(app) as server, ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
            login = str(server.make_url(f"{HOME}/dang-nhap"))
            token = (await (await client.get(login)).text()).split('csrf-token" content="')[1].split('"')[0]
            origin = str(server.make_url("/")).rstrip("/")
            await client.post(
                login, data={"csrf": token, "ten": "lan", "mat-khau": PASSWORD}, headers={"Origin": origin}, allow_redirects=False
            )
            for name, path in (
                ("first visit since the start", "/viec-hom-nay"),
                *[("again", "/viec-hom-nay")] * 5,
                ("page 100", "/viec-hom-nay?trang=100"),
                ("disliked", "/viec-hom-nay?loai=khong-dung"),
            ):
                began = perf_counter()
                async with client.get(f"{origin}{HOME}{path}") as response:
                    size = len(await response.text())
                print(f"{name:30} {(perf_counter() - began) * 1000:8.0f} ms  {response.status} {size:7} characters")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measured(Path(made)))
