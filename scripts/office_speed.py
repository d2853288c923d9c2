"""How quick every page of the officers' console is, over the shipped knowledge and a year of questions.

    python scripts/office_speed.py                                     # 100,000 questions in SQLite, in a folder thrown away
    python scripts/office_speed.py --questions 1000000 --missed 100000
    python scripts/office_speed.py --database postgresql+psycopg://…   # an EMPTY database of your own

The service is the real one, over HTTP. The pages come from the console's own routes: a page added later is measured as well.
While other programs keep the machine busy, pages are judged by the processor's time ("cpu", of all threads).
"pause" is how long the event loop stood still at worst (residents are answered by it meanwhile), "loop" how much of that it
worked itself: the rest is other threads of the service, or other programs.
"""

import argparse
import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, thread_time

from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from made_up import HAMLETS
from made_up_office import fill

from bot.app import build_app
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.office.accounts import Passwords
from bot.office.pages import PAGES
from bot.office.roles import Role
from bot.office.routing import HOME, Route
from bot.settings import load_settings
from bot.store.officers import Officer, Officers
from bot.store.sql import SqlStore
from bot.store.tallies import day_of

LOCALITY = "nam-sach"
PAGE, PAUSE = 0.2, 0.05
"""Seconds a page may take; seconds the event loop may stand still."""
PASSWORD = "con trâu đi trước"
LOGINS = {Role.ADMIN: "hoa", Role.EDITOR: "lan", Role.VIEWER: "mai", Role.LEADER: "tam"}
ENTRY, OTHERS = "ho-tich-khai-sinh", ("ho-tich-khai-tu", "ho-tich-ket-hon")
MORE = {
    "/viec-hom-nay": ("?trang=100", "?loai=khong-dung", "?loai=khong-phai-y"),
    "/sua-kien-thuc": ("?tim=khai+sinh", "?loc=het-han", "?loc=chua-hoi", "?loc=khong-nguon"),
    "/nhat-ky": ("?tu-dong=10000", "?ai=lan3"),
    "/sua-kien-thuc/moi": ("?ref={ref}",),
    "/tra-loi/{ref}": (f"?cau={ENTRY}",),
    "/viec-hom-nay/{ref}/gop": ("?tim=khai+sinh",),
}
"""Besides the bare page: what is asked of it."""


class Meter:
    """Watches the event loop."""

    def __init__(self) -> None:
        self.longest = self.own = 0.0
        """Seconds between two looks; seconds of the processor it took itself."""

    async def watch(self) -> None:
        """For ever."""
        while True:
            began, busy = perf_counter(), thread_time()
            await asyncio.sleep(0.001)
            self.longest = max(self.longest, perf_counter() - began - 0.001)
            self.own = max(self.own, thread_time() - busy)


@dataclass
class Row:
    """A page or a deed, and how long it took each time."""

    name: str
    taken: list[float] = field(default_factory=list)
    first: float = 0.0
    busy: float = 0.0
    """Seconds of the processor, all that went on meanwhile included."""
    pause: float = 0.0
    own: float = 0.0
    size: int = 0

    is_file: bool = False
    """Something to be saved: nobody waits for a page."""

    def is_slow(self, limit: float) -> bool:
        """Whether somebody waits too long."""
        waited = self.busy / len(self.taken) if _is_busy() else median(self.taken)
        return bool(limit) and not self.is_file and waited > limit

    def shown(self, *, limit: float) -> str:
        """A line of the table."""
        late = "  SLOW" if self.is_slow(limit) else ""
        blocked = "  BLOCKS" if self.own > PAUSE else ""
        times = (self.first, median(self.taken), max(self.taken), self.busy / len(self.taken), self.pause, self.own)
        return f"{self.name:<64}{''.join(f'{1000 * taken:9.0f}' for taken in times)}{self.size / 1024:9.0f}{late}{blocked}"


HEADS = f"{'milliseconds':<64}{'first':>9}{'median':>9}{'worst':>9}{'cpu':>9}{'pause':>9}{'loop':>9}{'KiB':>9}"


class Browser:
    """An officer's, with the token of the page it saw last."""

    def __init__(self, client: ClientSession, origin: str, meter: Meter) -> None:
        self._client, self._origin, self._meter = client, origin, meter
        self._csrf = ""

    async def log_in(self, login: str) -> None:
        """As whom."""
        await self.get("/dang-nhap", Row(""))
        await self.post("/dang-nhap", Row(""), {"ten": login, "mat-khau": PASSWORD})

    async def get(self, path: str, row: Row) -> str:
        """A page."""
        return await self._ask("GET", path, row, None)

    async def post(self, path: str, row: Row, fields: Mapping[str, str | list[str]]) -> str:
        """A deed, until the next page is known."""
        return await self._ask("POST", path, row, dict(fields) | {"csrf": self._csrf})

    async def _ask(self, method: str, path: str, row: Row, fields: Mapping[str, str | list[str]] | None) -> str:
        self._meter.longest = self._meter.own = 0.0
        busy, began = process_time(), perf_counter()
        sent = [(name, one) for name, value in (fields or {}).items() for one in ([value] if isinstance(value, str) else value)]
        headers = {"Origin": self._origin, "Referer": f"{self._origin}{HOME}{path}"} if fields else {}
        address = f"{self._origin}{HOME}{path}"
        async with self._client.request(method, address, data=sent or None, headers=headers, allow_redirects=False) as response:
            text = await response.text() if (response.content_type or "").startswith("text/") else str(len(await response.read()))
            if response.status >= 400 and response.status != 422:  # something to think about first
                raise SystemExit(f"{method} {path}: status {response.status}\n{text[:2000]}")
        row.taken.append(perf_counter() - began)
        row.busy += process_time() - busy
        row.pause, row.own, row.size = max(row.pause, self._meter.longest), max(row.own, self._meter.own), len(text)
        row.is_file = "Content-Disposition" in response.headers
        if found := re.search(r'name="csrf-token" content="([^"]+)"', text):
            self._csrf = unescape(found[1])
        return response.headers.get("Location", text)


def form(page: str, action: str) -> dict[str, str | list[str]]:
    """The fields of the first form that goes to an address, as they stand."""
    body = re.search(rf'<form[^>]*action="{HOME}{action}".*?</form>', page, re.DOTALL)
    fields: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body[0] if body else ""):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name, value = values.get("name", ""), unescape(values.get("value", ""))
        if not name or name == "csrf" or (values.get("type") in ("checkbox", "radio") and " checked" not in tag):
            continue
        fields[name] = [*fields.get(name, []), value] if name == "cach" else value
    if button := re.search(r'<button[^>]*name="cau" value="([^"]+)"', body[0] if body else ""):
        fields["cau"] = unescape(button[1])
    for name, text in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', body[0] if body else "", re.DOTALL):
        fields[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*?name="([^"]+)".*?>(.*?)</select>', body[0] if body else "", re.DOTALL):
        fields[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    return fields


def refs(page: str) -> list[str]:
    """The groups on the page Việc hôm nay."""
    return list(dict.fromkeys(re.findall(rf'href="{HOME}/viec-hom-nay/(\w+)[?"]', page)))


class Round:
    """Everything an officer may look at and do, once."""

    def __init__(self, browsers: Mapping[Role, Browser], visits: int) -> None:
        self._browsers, self._visits = browsers, visits
        self._lan = browsers[Role.EDITOR]

    async def pages(self) -> AsyncIterator[Row]:
        """Every page with every role that may see it; of the roles the slowest is told."""
        known = await self._known()
        for page in PAGES:
            for route in page.routes:
                if route.method == "GET":
                    for more in ("", *MORE.get(route.path, ())):
                        yield await self._page(route, _filled(route.path + more, known))

    async def _known(self) -> dict[str, str]:
        """What goes into the placeholders of addresses."""
        today = await self._lan.get("/viec-hom-nay", Row(""))
        where = await self._lan.post(
            "/sua-kien-thuc/luu", Row(""), {"lam": "nhap", "title": "Câu nháp", "questions": "nháp thôi"}
        )
        return {"ref": refs(today)[0], "entry": ENTRY, "key": where.rsplit("/", 1)[-1], "id": "1"}

    async def _page(self, route: Route, path: str) -> Row:
        rows = []
        for role, browser in self._browsers.items():
            if role not in route.who:
                continue
            first, row = Row(""), Row(f"{path} ({LOGINS[role]})")
            await browser.get(path, first)
            for _ in range(self._visits):
                await browser.get(path, row)
            row.first, row.pause, row.own = first.taken[0], max(row.pause, first.pause), max(row.own, first.own)
            rows.append(row)
        slowest = max(rows, key=lambda row: median(row.taken))
        slowest.first = max(row.first for row in rows)
        slowest.pause, slowest.own = max(row.pause for row in rows), max(row.own for row in rows)
        return slowest

    async def deeds(self) -> AsyncIterator[Row]:
        """What an officer waits for."""
        for deed in (self._look, self._merge, self._skip, self._answer, self._try, self._change, self._add):
            for row in await deed():
                row.first = row.taken[0]
                yield row

    async def _look(self) -> list[Row]:
        row = Row("look what merging would do")
        page = await self._lan.get("/viec-hom-nay?trang=3", Row(""))
        for ref in refs(page)[:5]:
            await self._lan.get(f"/viec-hom-nay/{ref}/gop?cau={ENTRY}", row)
        return [row]

    async def _merge(self) -> list[Row]:
        merged, shown = Row("merge by one tap"), Row("merge by one tap: shown what to think about")
        page = await self._lan.get("/viec-hom-nay", Row(""))
        for ref in refs(page)[:12]:
            if fields := form(page, f"/viec-hom-nay/{ref}/gop"):
                row = Row("")
                came = await self._lan.post(f"/viec-hom-nay/{ref}/gop", row, fields)
                kept = merged if came.startswith(HOME) else shown
                kept.taken += row.taken
                kept.busy, kept.pause, kept.own = kept.busy + row.busy, max(kept.pause, row.pause), max(kept.own, row.own)
                if came.startswith(HOME):
                    await self._lan.get(came.removeprefix(HOME), Row(""))
        undone = await self._undone(came) if merged.taken else []
        return [*(row for row in (merged, shown) if row.taken), *undone]

    async def _undone(self, where: str) -> list[Row]:
        row, key = Row("undo a merge"), where.rpartition("xong=")[2]
        await self._lan.post("/viec-hom-nay/hoan-tac", row, {"viec": key}) if key and where.startswith(HOME) else None
        return [row] if row.taken else []

    async def _skip(self) -> list[Row]:
        skipped, undone = Row("skip"), Row("undo a skip")
        page = await self._lan.get("/viec-hom-nay?trang=2", Row(""))
        for ref in refs(page)[:5]:
            where = await self._lan.post(f"/viec-hom-nay/{ref}/bo-qua", skipped, {"ly-do": "Không phải việc của xã"})
            await self._lan.post("/viec-hom-nay/hoan-tac", undone, {"viec": where.rpartition("xong=")[2]})
        return [skipped, undone]

    async def _answer(self) -> list[Row]:
        looked, sent = Row("answer: look at it"), Row("answer: send")
        page = await self._lan.get("/viec-hom-nay?trang=4", Row(""))
        for ref in refs(page)[:5]:
            fields = form(await self._lan.get(f"/tra-loi/{ref}", Row("")), f"/tra-loi/{ref}")
            fields |= {"tra-loi": "Bà con mang căn cước tới Trung tâm Phục vụ hành chính công xã ạ.", "lam": "xem"}
            await self._lan.post(f"/tra-loi/{ref}", looked, fields)
            await self._lan.post(f"/tra-loi/{ref}", sent, fields | {"lam": "gui"})
        return [looked, sent]

    async def _try(self) -> list[Row]:
        opened, tried = Row("side panel, the first look"), Row("side panel, after every change")
        for entry in (ENTRY, *OTHERS):
            fields = form(await self._lan.get(f"/sua-kien-thuc/cau/{entry}/sua", Row("")), "/sua-kien-thuc/luu")
            await self._lan.post("/sua-kien-thuc/thu", opened, fields)
            for more in ("cháu mới sinh thì làm giấy gì", "giấy của con nít"):
                changed = {"questions": f"{fields['questions']}\n{more}"}
                await self._lan.post("/sua-kien-thuc/thu", tried, fields | changed | {"thu": "làm giấy cho con"})
        return [opened, tried]

    async def _change(self) -> list[Row]:
        said, asked = Row("publish a change of an answer"), Row("publish one more phrasing")
        for n in range(3):
            for entry, row, field_ in ((ENTRY, said, "answer"), (OTHERS[0], asked, "questions")):
                fields = form(await self._lan.get(f"/sua-kien-thuc/cau/{entry}/sua", Row("")), "/sua-kien-thuc/luu")
                more = " Xin cảm ơn bà con." if row is said else f"\nông cụ nhà tôi mới mất hôm qua {n}"
                where = await self._lan.post(
                    "/sua-kien-thuc/luu", row, fields | {field_: f"{fields[field_]}{more}", "lam": "dang"}
                )
                if not where.startswith(HOME):
                    raise SystemExit(f"{entry} was not published: {re.findall(r'role=.alert.>([^<]+)', where)}")
        return [said, asked]

    async def _add(self) -> list[Row]:
        row = Row("publish a new entry")
        for n in range(3):
            fields = form(await self._lan.get("/sua-kien-thuc/moi", Row("")), "/sua-kien-thuc/luu")
            fields |= {"topic": "ho-tich", "title": f"Đón xe buýt số {n}", "lam": "dang", "answer": "Bà con ra bến xe của xã ạ."}
            fields |= {"questions": f"xe buýt số {n} mấy giờ có\nđón xe buýt số {n} ở đâu"}
            where = await self._lan.post("/sua-kien-thuc/luu", row, fields)
            if not where.startswith(HOME):
                raise SystemExit(f"The new entry was not published: {re.findall(r'role=.alert.>([^<]+)', where)}")
        return [row]


def _filled(path: str, known: Mapping[str, str]) -> str:
    for name in re.findall(r"{(\w+)(?::(?:[^{}]|{[^{}]*})*)?}", path):
        if name not in known:
            raise SystemExit(f"{path}: this script does not know what to put in the place of {{{name}}}: add it to Round._known")
    return re.sub(r"{(\w+)(?::(?:[^{}]|{[^{}]*})*)?}", lambda found: known[found[1]], path)


async def _people(store: SqlStore) -> None:
    hashed = await Passwords().hashed(PASSWORD)
    for role, login in LOGINS.items():
        hamlet = HAMLETS[0] if role is Role.LEADER else ""
        await Officers(store.database).add(Officer(0, login, login.title(), role, hamlet), hashed, now=datetime.now(UTC))


@asynccontextmanager
async def _serving(folder: Path, database: str, questions: int, missed: int) -> AsyncIterator[str]:
    """The filled service; its address."""
    shutil.copytree(SHIPPED, folder / "knowledge")
    environ = {"DATA_DIR": str(folder), "KNOWLEDGE": str(folder / "knowledge"), "LOCALITY": LOCALITY, "PEPPER": "made up"}
    environ |= {"DATABASE_URL": database} if database else {}
    settings = load_settings(environ, env_file=folder / ".env")
    async with SqlStore(settings.database, locality=LOCALITY, pepper="made up") as store:
        began = perf_counter()
        await asyncio.to_thread(fill, store, load_or_fail(SHIPPED), questions, missed, day_of(datetime.now(UTC)))
        await _people(store)
        print(f"{questions:,} questions, {missed:,} not answered, written in {perf_counter() - began:.0f} s", flush=True)
    began = perf_counter()
    app = build_app(settings)
    async with TestServer(app) as server:
        print(f"started in {perf_counter() - began:.1f} s", flush=True)
        yield str(server.make_url("/")).rstrip("/")


async def main(questions: int, missed: int, database: str, folder: Path, visits: int) -> int:
    """Measure and judge."""
    meter, slow = Meter(), False
    async with _serving(folder, database, questions, missed) as origin:
        watching = asyncio.create_task(meter.watch())
        clients = {role: ClientSession(cookie_jar=CookieJar(unsafe=True)) for role in LOGINS}
        browsers = {role: Browser(client, origin, meter) for role, client in clients.items()}
        for role, browser in browsers.items():
            await browser.log_in(LOGINS[role])
        cold = Row("the list of the day, right after the start")
        print(HEADS)
        await browsers[Role.EDITOR].get("/viec-hom-nay", cold)
        cold.first = cold.taken[0]
        print(cold.shown(limit=0), flush=True)
        here = Round(browsers, visits)
        async for row in here.pages():
            print(row.shown(limit=PAGE), flush=True)
            slow = slow or row.is_slow(PAGE)
        async for row in here.deeds():
            print(row.shown(limit=0), flush=True)
        print(
            f"memory: {_memory()} MiB; others kept the machine {'' if _is_busy() else 'not '}busy (load {os.getloadavg()[0]:.1f})"
        )
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        for client in clients.values():
            await client.close()
    print("Too slow: see above." if slow else "Every page within its limit.")
    return int(slow)


def _is_busy() -> bool:
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def _memory() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--missed", type=int, help="of them not answered; a fifth when left out")
    parser.add_argument("--database", default="", help="SQLAlchemy address of an empty database; SQLite when left out")
    parser.add_argument("--visits", type=int, default=20, help="to each page by each role, after the first")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(
            asyncio.run(
                main(given.questions, given.missed or given.questions // 5, given.database, Path(temporary), given.visits)
            )
        )
