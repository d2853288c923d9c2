"""Sessions: a new id at every log-in, dead when they end, and out of reach of scripts and other sites."""

from bot.office.roles import Role
from office_scan.browser import Browser
from office_scan.filling import LOCKED, NEW, PASSWORD
from office_scan.scene import Scene

_PAGE = "/suc-khoe"
_NEW = "đường làng quanh co khúc khuỷu"
_FAR = {"X-Forwarded-For": "203.0.113.7"}
_OPEN_REDIRECTS = (
    *("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%2f/evil.example", "/..//evil.example"),
    *(
        "javascript:alert(1)",
        "/\r\nSet-Cookie: canbo=x",
        "/\tevil",
        "///evil.example",
        "/.//evil.example",
        "http:evil.example",
        "@evil.example",
    ),
)


async def check(scene: Scene) -> None:
    """All of it, each with sessions of its own."""
    await _fixation(scene)
    await _leaving(scene)
    await _passwords(scene)
    await _time(scene)
    await _https(scene)
    await _redirects(scene)
    await _refused(scene)


async def _is_in(browser: Browser) -> bool:
    return (await browser.get(_PAGE)).status == 200


async def _fixation(scene: Scene) -> None:
    expect, browser = scene.report.expect, scene.browser()
    for planted in ("a" * 43, "", "x", "../../x", "%00", "é", "a" * 4000, "1' OR '1'='1"):
        browser.plant(planted)
        await browser.log_in("lan", PASSWORD)
        expect(browser.cookie() not in ("", planted), "session fixation", repr(planted[:9]), "the id was taken over")
        thief = scene.browser()
        thief.plant(planted)
        expect(not await _is_in(thief), "session fixation", repr(planted[:9]), "the planted id opens the console")
    first = browser.cookie()
    token = browser.csrf
    await browser.log_in("mai", PASSWORD)
    old = scene.browser()
    old.plant(first)
    expect(
        browser.cookie() != first and browser.csrf != token,
        "session fixation",
        "a second log-in",
        "has the id or token of the first",
    )
    expect(not await _is_in(old), "session fixation", "a second log-in", "leaves the first session alive")


async def _leaving(scene: Scene) -> None:
    browser = await scene.officer(Role.EDITOR)
    kept = browser.cookie()
    await browser.post("/dang-xuat")
    thief = scene.browser()
    thief.plant(kept)
    scene.report.expect(not await _is_in(thief), "sessions end", "after logging out", "the old cookie still opens the console")


async def _passwords(scene: Scene) -> None:
    expect, one, other = scene.report.expect, await scene.officer(Role.EDITOR), await scene.officer(Role.EDITOR)
    kept = one.cookie()
    changed = [("mat-khau-cu", PASSWORD), ("mat-khau-moi", _NEW), ("nhac-lai", _NEW)]
    expect((await one.post("/mat-khau", changed)).status == 303, "sessions end", "a new password", "cannot be set")
    expect(
        one.cookie() != kept and await _is_in(one), "sessions end", "a new password", "the officer's own session has no new id"
    )
    expect(not await _is_in(other), "sessions end", "a new password", "other sessions go on")
    admin = await scene.officer(Role.ADMIN)
    lan = await _account(admin, "lan")
    reset = await admin.post(f"{lan}/mat-khau")
    expect(not await _is_in(one), "sessions end", "a password given by the admin", "old sessions go on")
    expect("$argon2" not in reset.text, "sessions end", "a password given by the admin", "the hash is shown")
    again = scene.browser()
    expect(await again.log_in("lan", _NEW) != 303, "sessions end", "a password given by the admin", "the old one still works")


async def _account(admin: Browser, login: str) -> str:
    """Its page."""
    page = (await admin.get("/tai-khoan")).page
    for link in page.links if page else []:
        path = link.removeprefix("/canbo")
        if path.startswith("/tai-khoan/") and f"Tên đăng nhập {login}," in (await admin.get(path)).text:
            return path
    raise LookupError(login)


async def _time(scene: Scene) -> None:
    expect, browser = scene.report.expect, await scene.officer(Role.VIEWER)
    scene.clock.passes(minutes=29)
    expect(await _is_in(browser), "sessions end", "after 29 minutes", "too early")
    scene.clock.passes(minutes=31)
    expect(not await _is_in(browser), "sessions end", "after 31 minutes without a click", "not at all")
    browser = await scene.officer(Role.VIEWER)
    for _ in range(37):
        scene.clock.passes(minutes=20)
        await browser.get("/con-day")
    expect(not await _is_in(browser), "sessions end", "after 12 hours", "not at all")


async def _https(scene: Scene) -> None:
    browser, https = scene.browser(), {"X-Forwarded-Proto": "https", **_FAR}
    form = await browser.ask("GET", "/dang-nhap", headers=https)
    cookies = {"Cookie": f"__Host-canbo-form={browser.csrf}"}
    said = [("csrf", browser.csrf), ("ten", "mai"), ("mat-khau", PASSWORD)]
    entered = await browser.ask("POST", "/dang-nhap", data=said, headers=https | cookies)
    scene.report.expect(entered.status == 303, "cookies under https", "log-in", str(entered.status))
    for cookie in (*form.cookies, *entered.cookies):
        fine = cookie.startswith("__Host-") and "Secure" in cookie and "Path=/;" in f"{cookie};" and "Domain" not in cookie
        scene.report.expect(fine, "cookies under https", cookie.partition("=")[0], cookie.partition(";")[2])


async def _redirects(scene: Scene) -> None:
    """The look at every answer knows where it may lead; here it is made to try."""
    for there in _OPEN_REDIRECTS:
        browser = scene.browser()
        await browser.get("/dang-nhap")
        answer = await browser.post("/dang-nhap", [("ten", "mai"), ("mat-khau", PASSWORD), ("den", there)])
        place = answer.headers.get("Location", "")
        fine = place.startswith("/canbo/") and not place.startswith("/canbo//") and "canbo=x" not in " ".join(answer.cookies)
        scene.report.expect(fine, "open redirects", repr(there), place)
        answer = await browser.ask(
            "POST", "/suc-khoe/tat", data=[("csrf", browser.csrf)], headers={"Referer": f"http://x{repr(there)[:20]}"}
        )
        scene.report.expect(
            "evil" not in answer.headers.get("Location", ""), "open redirects", f"Referer {there!r}", answer.leads_to
        )


async def _refused(scene: Scene) -> None:
    browser = scene.browser()
    scene.report.expect(await browser.log_in(LOCKED, PASSWORD) != 303, "sessions end", "a locked account", "may come in")
    scene.clock.passes(days=3)
    scene.report.expect(await browser.log_in(NEW, PASSWORD) != 303, "one-time passwords", "after three days", "still works")
