"""Requests that no browser sends: too much, too many, of another kind, with lines in the wrong places."""

import asyncio
from urllib.parse import urlsplit

from bot.office.roles import Role
from office_scan.browser import Browser
from office_scan.scene import Scene

_AT = "/suc-khoe/tat"


async def check(scene: Scene) -> None:
    """All of it; in the end the service is still there."""
    admin, before = await scene.officer(Role.ADMIN), scene.state()
    token = f"csrf={admin.csrf}".encode()
    form = "application/x-www-form-urlencoded"
    await _sent(scene, admin, token + b"&ly-do=" + b"x" * (3 << 20), form, "three megabytes")
    await _sent(scene, admin, token + b"&a=b" * 250_000, form, "250,000 fields")
    await _sent(scene, admin, token + b"&" + b"%" * 300_000, form, "percent signs")
    await _sent(scene, admin, token + b"&ly-do=%00%ff%fe\xff\xfe&kenh=%ed%a0%80", form, "no UTF-8")
    await _sent(scene, admin, token + b"&csrf=x&kenh=x", form, "two tokens")
    await _sent(
        scene, admin, b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n', "multipart/form-data; boundary=x", "no end"
    )
    await _sent(scene, admin, b"x" * 5000, "multipart/form-data", "no boundary")
    await _sent(scene, admin, _parts(admin.csrf, 5000), "multipart/form-data; boundary=x", "5,000 parts")
    await _sent(scene, admin, _file_as_token(admin.csrf), "multipart/form-data; boundary=x", "the token as a file")
    await _sent(scene, admin, b"<x>&xxe;</x>", "application/xml", "XML")
    for kind in (
        "text/html",
        "x" * 2000,
        "application/x-www-form-urlencoded; charset=utf-7",
        f"{form}; charset=utf-16",
        f"{form}; charset=nonsense",
    ):
        await _sent(scene, admin, token + b"&kenh=x", kind, f"as {kind[-20:]}")
    for raw in _raw(urlsplit(scene.url).netloc, admin.cookie()):
        status, said = await _spoken(scene.url, raw)
        bad = (
            status >= 500 or "\nX-Evil" in said or "\nSet-Cookie: evil" in said or "evil.example" in said.partition("\r\n\r\n")[0]
        )
        scene.report.expect(not bad, "raw requests", repr(raw[:60]), f"{status} {said[:80]!r}")
    changed = scene.changed(before)
    scene.report.expect(not changed, "bodies", "all of them", f"changed {changed}")
    scene.report.expect((await admin.get("/suc-khoe")).status == 200, "bodies", "afterwards", "the console is gone")


async def _sent(scene: Scene, admin: Browser, body: bytes, kind: str, why: str) -> None:
    try:
        answer = await admin.ask("POST", _AT, data=body, headers={"Content-Type": kind})
        status = answer.status
    except OSError:  # it hung up in the middle of too much
        status = 413
    scene.report.expect(status in (303, 400, 403, 413, 415, 422), "bodies", why, f"status {status}")


def _parts(token: str, many: int) -> bytes:
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return (part.format("csrf", token) + part.format("a", "b") * many + "--x--\r\n").encode()


def _file_as_token(token: str) -> bytes:
    head = '--x\r\nContent-Disposition: form-data; name="csrf"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return f"{head}{token}\r\n--x--\r\n".encode()


def _raw(host: str, cookie: str) -> tuple[bytes, ...]:
    line = f"Host: {host}\r\nCookie: canbo={cookie}\r\nConnection: close\r\n\r\n"
    lines = (
        f"GET /canbo/suc-khoe HTTP/1.1\r\nX-A: b\r\n\tX-Evil: 1\r\n{line}",
        f"GET /canbo/dang-nhap?den=%0d%0aX-Evil:%201 HTTP/1.1\r\n{line}",
        f"GET /canbo/khong%0d%0aX-Evil:%201 HTTP/1.1\r\n{line}",
        f"GET /canbo/nhat-ky/nhat-ky.csv?ai=%0d%0aX-Evil:1 HTTP/1.1\r\n{line}",
        f"GET http://evil.example/canbo/ HTTP/1.1\r\n{line}",
        "GET /canbo HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n",
        f"POST /canbo/suc-khoe/tat HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n{line}0\r\n\r\n",
        f"POST /canbo/suc-khoe/tat HTTP/1.1\r\nContent-Length: -1\r\n{line}",
        f"GET /canbo/suc-khoe HTTP/1.1\r\nX-Forwarded-For: {'1.2.3.4, ' * 300}\r\n{line}",
        f"GET /canbo/suc-khoe HTTP/1.1\r\nX-Forwarded-For: nonsense\r\nX-Forwarded-Proto: javascript\r\n{line}",
        f"GET /canbo/suc-khoe HTTP/1.1\r\nReferer: http://evil.example/canbo/\r\nAccept-Language: {'x' * 4000}\r\n{line}",
        f"GET /canbo/suc-khoe HTTP/1.1\r\nHost: {host}\r\nCookie: canbo=\xe9; canbo-form=\x01; =;;\r\nConnection: close\r\n\r\n",
        f"GET /canbo/{'a/' * 3000} HTTP/1.1\r\n{line}",
        f"BREW /canbo/suc-khoe HTTP/1.1\r\n{line}",
    )
    return tuple(text.encode("latin-1") for text in lines)


async def _spoken(url: str, raw: bytes) -> tuple[int, str]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(raw)
        async with asyncio.timeout(20):
            said = (await reader.read(1 << 20)).decode("latin-1")
    except (ConnectionError, TimeoutError):
        return 0, ""
    finally:
        writer.close()
    words = said.split(" ", 2)
    return (int(words[1]) if len(words) > 1 and words[1].isdigit() else 0), said
