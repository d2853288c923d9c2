"""Forms that no page of ours sent: without the token, with another one, from another site, in another way."""

from yarl import URL

from bot.office.roles import Role
from office_scan.access import OWN, examples
from office_scan.browser import Browser, Fields
from office_scan.crawl import Crawl, crawl
from office_scan.scene import Scene

_SITES = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "nonsense"},
)
_METHODS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


async def check(scene: Scene) -> None:
    """Every POST there is."""
    admin, other, none = await scene.officer(Role.ADMIN), await scene.officer(Role.EDITOR), scene.browser()
    seen = await crawl(admin, scene.kind, most=6)
    await none.get("/dang-nhap")
    for (method, name), addresses in examples(scene, seen).items():
        if method == "POST":
            await _forge(scene, admin, addresses[0], _fields(seen, addresses[0]), tokens=(other.csrf, none.csrf))
        elif (method, name) not in OWN:
            await _override(scene, admin, addresses[0])
    await _log_in(scene, none, other)


def _fields(seen: Crawl, path: str) -> Fields:
    form = seen.forms.get(("POST", path))
    return [pair for pair in form.sent() if pair[0] != "csrf"] if form else [("ly-do", "x"), ("kenh", "*")]


async def _forge(scene: Scene, admin: Browser, path: str, fields: Fields, *, tokens: tuple[str, ...]) -> None:
    right = [("csrf", admin.csrf), *fields]
    for token in ("", "x", "é", admin.csrf[:-1], admin.csrf + "x", admin.csrf.swapcase(), "\x00", *tokens):
        await _sent(scene, admin, path, [("csrf", token), *fields], why=f"token {token[:3]!r}…")
    await _sent(scene, admin, path, fields, why="no token")
    await _sent(scene, admin, str(URL(path).update_query(csrf=admin.csrf)), fields, why="the token in the address")
    for headers in _SITES:
        await _sent(scene, admin, path, right, headers=headers, why=str(headers))
    plain = "&".join(f"{name}={value}" for name, value in right).encode()
    for kind in ("text/plain", "application/json", "application/octet-stream", ""):
        await _sent(scene, admin, path, plain, headers={"Content-Type": kind}, why=f"as {kind}")
    for method in _METHODS:
        before = scene.state()
        answer = await admin.ask(method, path, data=right if method not in ("GET", "HEAD") else ())
        changed = scene.changed(before)
        scene.report.expect(
            answer.status in (200, 303, 403, 404, 405) and not changed,
            "methods",
            f"{method} {path}",
            f"{answer.status} {changed}",
        )


async def _sent(
    scene: Scene, browser: Browser, path: str, data: Fields | bytes, *, why: str, headers: dict[str, str] | None = None
) -> None:
    before, token = scene.state(), browser.csrf
    answer = await browser.ask("POST", path, data=data, headers=headers)
    browser.csrf = token
    changed = scene.changed(before)
    scene.report.expect(answer.status == 403 and not changed, "forged forms", f"POST {path}, {why}", f"{answer.status} {changed}")


async def _override(scene: Scene, admin: Browser, path: str) -> None:
    """A GET that says it is a POST."""
    before = scene.state()
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}, {"X-HTTP-Method": "POST"}):
        await admin.ask("GET", str(URL(path).update_query(_method="POST", csrf=admin.csrf)), headers=headers)
    changed = scene.changed(before)
    scene.report.expect(not changed, "methods", f"GET {path} as POST", str(changed))


async def _log_in(scene: Scene, none: Browser, other: Browser) -> None:
    """Nobody is logged in as somebody else without noticing: that form has a token too."""
    for token in ("", "x", other.csrf):
        answer = await none.ask("POST", "/dang-nhap", data=[("csrf", token), ("ten", "lan"), ("mat-khau", "x")])
        scene.report.expect(answer.status == 403, "forged forms", "POST /dang-nhap", str(answer.status))
