"""Guessing passwords: waits that grow, for a login and for an address; nothing told; the honest officer gets in."""

import asyncio
from statistics import median
from time import perf_counter

from argon2 import PasswordHasher

from bot.office.roles import Role
from bot.store.officers import Officers
from bot.store.sql import SqlStore
from office_scan.browser import Answer
from office_scan.filling import PASSWORD
from office_scan.scene import PEPPER, Scene

_TRIES = 40


async def check(scene: Scene) -> None:
    """All of it."""
    await _one_login(scene)
    await _many_logins(scene)
    await _at_once(scene)
    await _confirming(scene)
    await _timing(scene)


async def _guess(scene: Scene, login: str, password: str, address: str) -> Answer:
    browser, far = scene.browser(), {"X-Forwarded-For": address}
    await browser.ask("GET", "/dang-nhap", headers=far)
    data = [("csrf", browser.csrf), ("ten", login), ("mat-khau", password)]
    answer = await browser.ask("POST", "/dang-nhap", data=data, headers=far)
    await browser.close()
    return answer


async def _one_login(scene: Scene) -> None:
    expect = scene.report.expect
    await _guess(scene, "lan", PASSWORD, "192.0.2.1")
    statuses = [(await _guess(scene, "lan", f"sai {n}", f"198.51.100.{n}")).status for n in range(_TRIES)]
    expect(
        statuses.count(429) >= _TRIES - 8,
        "guessing",
        "one login from many addresses",
        f"{statuses.count(422)} guesses let through",
    )
    right = await _guess(scene, "lan", PASSWORD, "198.51.100.250")
    expect(right.status == 429, "guessing", "the right password while it waits", f"status {right.status} tells that it is right")
    theirs = await _guess(scene, "lan", PASSWORD, "192.0.2.1")
    expect(theirs.status == 303, "guessing", "the officer, where they always log in", f"locked out: {theirs.status}")
    scene.clock.passes(minutes=16)
    later = await _guess(scene, "lan", PASSWORD, "198.51.100.251")
    expect(later.status == 303, "guessing", "the officer, a quarter of an hour later", f"locked out: {later.status}")


async def _many_logins(scene: Scene) -> None:
    statuses = [(await _guess(scene, f"ai-do-{n}", "sai", "203.0.113.99")).status for n in range(_TRIES + 10)]
    scene.report.expect(
        statuses.count(422) <= 31, "guessing", "many logins from one address", f"{statuses.count(422)} let through"
    )
    near = [(await _guess(scene, login, PASSWORD + "x", "203.0.113.98")) for login in ("hoa", "khong-co-ai-nhu-the")]
    told = [one.text.replace("hoa", "?").replace("khong-co-ai-nhu-the", "?") for one in near]
    same = len({one.status for one in near}) == 1 and abs(len(told[0]) - len(told[1])) < 5
    scene.report.expect(same, "guessing", "a login nobody has", "is told otherwise than a wrong password")


async def _at_once(scene: Scene) -> None:
    answers = await asyncio.gather(*(_guess(scene, "mai", f"sai {n}", f"198.51.101.{n}") for n in range(_TRIES)))
    let = sum(answer.status == 422 for answer in answers)
    scene.report.expect(let <= 6, "guessing", "at the same moment", f"{let} guesses let through")


async def _confirming(scene: Scene) -> None:
    """At somebody's open computer."""
    browser = await scene.officer(Role.ADMIN)
    fields = [("mat-khau-moi", "đường làng quanh co"), ("nhac-lai", "đường làng quanh co")]
    said = [await browser.post("/mat-khau", [("mat-khau-cu", f"sai {n}"), *fields]) for n in range(12)]
    waits = sum("Xin đợi" in answer.text for answer in said)
    scene.report.expect(waits >= 5, "guessing", "the password asked for again", f"{12 - waits} guesses let through")


async def _timing(scene: Scene) -> None:
    """With hashes as they are in earnest: who is unknown is refused as slowly as who is known."""
    settings = f"sqlite+aiosqlite:///{scene.folder / 'var' / 'hoi-dap-so.sqlite3'}"
    async with SqlStore(settings, locality="thu", pepper=PEPPER) as store:
        officers = Officers(store.database)
        officer = await officers.find("hoa")
        if officer:
            await officers.set_password(officer.id, PasswordHasher().hash(PASSWORD), now=scene.clock())
    times: dict[str, list[float]] = {"hoa": [], "khong-co": []}
    for number in range(9):
        for login, taken in times.items():
            scene.clock.passes(hours=25)
            began = perf_counter()
            await _guess(scene, login, "sai", f"198.18.{number}.1")
            taken.append(perf_counter() - began)
    known, unknown = median(times["hoa"]), median(times["khong-co"])
    scene.report.expect(
        0.5 < known / unknown < 2, "guessing", "time", f"known {known * 1000:.0f} ms, unknown {unknown * 1000:.0f} ms"
    )
