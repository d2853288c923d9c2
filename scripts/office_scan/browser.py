"""An officer's browser: cookies, tokens, forms; and a look at every answer, whatever was asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.office.guard import HEADERS
from bot.office.routing import HOME
from office_scan.downloads import faults_of_file
from office_scan.reading import Form, Page, faults
from office_scan.report import Report

Fields = Sequence[tuple[str, str]]
SECRET = re.compile(r"\$argon2|tieu-va-muoi-cua-lan-quet|con trâu đi trước cái cày|Traceback|site-packages|sqlalchemy\.")
"""What no answer may hold: hashes, the pepper, the password everybody has here, what failed inside."""
_COOKIE = re.compile(r"^(__Host-)?canbo(-form)?=", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    path: str
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes
    page: Page | None
    """Of HTML."""

    @property
    def text(self) -> str:
        """As it is read."""
        return self.body.decode("utf-8", "replace")

    @property
    def leads_to(self) -> str:
        """Below HOME, or elsewhere."""
        return self.headers.get("Location", "").removeprefix(HOME)


class Browser:
    """One cookie jar; follows nothing by itself."""

    def __init__(self, url: str, report: Report) -> None:
        self.url, self.csrf, self.report = url, "", report
        self.not_for_them = ""
        """What no answer to them may hold."""
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def close(self) -> None:
        """Forget everything."""
        await self.session.close()

    async def get(self, path: str, **headers: str) -> Answer:
        """A page below HOME."""
        return await self.ask("GET", path, headers=headers)

    async def post(self, path: str, fields: Fields = (), *, headers: Mapping[str, str] | None = None) -> Answer:
        """A form with the token of the page seen last."""
        sent = [(name, value) for name, value in fields if name != "csrf"]
        return await self.ask("POST", path, data=[("csrf", self.csrf), *sent], headers=headers)

    async def submit(self, form: Form, fields: Fields) -> Answer:
        """A form as a browser would."""
        path = form.action.removeprefix(HOME)
        if form.method == "GET":
            return await self.get(str(URL(path.partition("?")[0]).with_query([*fields])))
        return await self.post(path, fields)

    async def ask(self, method: str, path: str, *, data: Fields | bytes = (), headers: Mapping[str, str] | None = None) -> Answer:
        """Anything. Whatever comes back is looked at."""
        told = {"Origin": self.url, "Referer": f"{self.url}{HOME}/"} | dict(headers or {})
        body = data if isinstance(data, bytes) else aiohttp.FormData([*data]) if data else None
        url = URL(self.url + HOME + path, encoded="%" in path)
        async with self.session.request(method, url, data=body, headers=told, allow_redirects=False) as response:
            content, kind = await response.read(), response.content_type
            cookies = tuple(response.headers.getall("Set-Cookie", ()))
            page = Page(content.decode("utf-8", "replace")) if kind == "text/html" else None
            answer = Answer(path, response.status, dict(response.headers), cookies, content, page)
        if page and page.csrf:
            self.csrf = page.csrf
        self._look(method, answer)
        return answer

    async def log_in(self, login: str, password: str) -> int:
        """The status; logged in with 303."""
        await self.get("/dang-nhap")
        answer = await self.post("/dang-nhap", [("ten", login), ("mat-khau", password)])
        if answer.status == 303:
            await self.get("/mat-khau")
        return answer.status

    def cookie(self) -> str:
        """The id of its session."""
        found = self.session.cookie_jar.filter_cookies(URL(self.url + HOME + "/")).get("canbo")
        return found.value if found else ""

    def plant(self, value: str) -> None:
        """Somebody else's id."""
        self.session.cookie_jar.update_cookies({"canbo": value}, URL(self.url + HOME + "/"))

    def _look(self, method: str, answer: Answer) -> None:
        """What must hold of every answer of the console."""
        self.report.count("answers looked at")
        where, headers = f"{method} {answer.path[:100]}", answer.headers
        is_static = answer.path.startswith("/static/") and answer.status == 200
        if answer.status >= 500:
            self.report.find("answer", where, f"status {answer.status}")
        for name, value in HEADERS.items():
            if headers.get(name) != value and not (name == "Cache-Control" and is_static):
                self.report.find("headers", where, f"{name}: {headers.get(name)}")
        if "unsafe" in headers.get("Content-Security-Policy", "unsafe"):
            self.report.find("headers", where, "the policy allows what is unsafe")
        if "Location" in headers and not re.fullmatch(rf"{HOME}(/[^/\\][^\r\n]*|/)?", headers["Location"]):
            self.report.find("redirect", where, headers["Location"])
        for said in answer.cookies:
            if not _COOKIE.match(said) or not all(word in said for word in ("HttpOnly", "SameSite=", "Path=/")):
                self.report.find("cookie", where, said.partition("=")[0])
        if not is_static and (found := SECRET.search(answer.text)):
            self.report.find("secret", where, f"holds {found[0][:12]!r}…")
        if self.not_for_them and self.not_for_them in answer.text:
            self.report.find("not theirs to see", where, self.not_for_them)
        if "Content-Disposition" in headers:
            for fault in faults_of_file(answer.body, headers["Content-Disposition"]):
                self.report.find("download", where, fault)
        if answer.page:
            self._read(where, answer.page)

    def _read(self, where: str, page: Page) -> None:
        for fault in faults(page):
            self.report.find("alive", where, fault)
        for shape in page.shapes:
            self.report.shapes.setdefault(shape, where)
            if self.report.known and shape not in self.report.known:
                self.report.find("alive", where, f"an element that is not there with a harmless text: {shape}")
