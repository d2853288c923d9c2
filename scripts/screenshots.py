"""Take the README's pictures: the real service over a made-up half year, a real browser, phone and desktop.

python scripts/screenshots.py [--only office-figures …]

Residents' pages are asked real questions; the officers' console is entered by an account made on the command line. Nobody real
is in the pictures: the questions are made up (made_up.py).
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from made_up_year import LOCALITY, fill
from playwright.async_api import Browser, Page, async_playwright
from service import PEPPER, ROOT, Service
from sqlalchemy import select, update

from bot.core.conversation import Conversation, Outcome
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.office.routing import HOME
from bot.settings import load_settings
from bot.store.sql import SqlStore
from bot.store.tables import QUESTION

TARGET = ROOT / ".images"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PHONE, DESKTOP, WIDE = (390, 780), (1100, 760), (1280, 860)
TALK = ("lam khai sinh cho chau can giay to gi", "mất bao nhiêu tiền vậy")
URGENT = ("toi vua bi lua chuyen khoan 5 trieu lam sao bay gio",)
UNSURE = ("bằng lái", "xin con nuôi cần giấy tờ gì")
LOGIN, NAME = "hoa", "Nguyễn Thị Hoa"
QUESTIONS = 20_000
"""Of a year, most of them in its second half: as many as a busy commune has."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    size: tuple[int, int]
    questions: tuple[str, ...] = ()
    """Asked in the chat before it is taken."""
    page: str = ""
    """Of the console."""
    scheme: str = "light"
    lower: str = ""
    """Scrolled to this heading."""


SHOTS = {
    "phone": Shot(PHONE, TALK),
    "phone-urgent-dark": Shot(PHONE, URGENT, scheme="dark"),
    "phone-unsure": Shot(PHONE, UNSURE),
    "desktop": Shot(DESKTOP, TALK),
    "office-today": Shot(WIDE, page="/viec-hom-nay"),
    "office-today-phone": Shot(PHONE, page="/viec-hom-nay"),
    "office-edit": Shot(WIDE, page="/sua-kien-thuc/cau/ho-tich-khai-sinh/sua"),
    "office-figures": Shot(WIDE, page="/so-lieu"),
    "office-figures-phone": Shot(PHONE, page="/so-lieu"),
    "office-report": Shot(WIDE, page="/bao-cao"),
    "office-health": Shot(WIDE, page="/suc-khoe"),
}


async def ask(page: Page, url: str, questions: tuple[str, ...]) -> None:
    """Talk to the bot."""
    await page.goto(url)
    box = page.get_by_role("textbox")
    await page.wait_for_timeout(1500)
    for question in questions:
        await box.fill(question)
        await box.press("Enter")
        await page.wait_for_timeout(2000)


async def come_in(page: Page, url: str, password: str) -> None:
    """Log in; the one-time password is replaced by another."""
    await page.goto(f"{url}{HOME}/")
    await page.get_by_label("Tên đăng nhập").fill(LOGIN)
    await page.get_by_label("Mật khẩu", exact=True).fill(password)
    await page.get_by_role("button", name="Đăng nhập").click()
    await page.wait_for_load_state()


async def take(browser: Browser, url: str, name: str, shot: Shot, enter: Callable[[Page], object]) -> None:
    """One picture."""
    width, height = shot.size
    context = await browser.new_context(viewport={"width": width, "height": height}, color_scheme=shot.scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    if shot.page:
        await enter(page)  # type: ignore[misc]
        await page.goto(f"{url}{HOME}{shot.page}")
        await page.wait_for_load_state("networkidle")
    else:
        await ask(page, url, shot.questions)
    await page.screenshot(path=str(TARGET / f"{name}.png"))
    await context.close()
    print(name)


def officer(folder: Path, environment: dict[str, str]) -> str:
    """An account for the pictures; its password."""
    command = [sys.executable, "-m", "bot", "officer", "add", LOGIN, "--name", NAME, "--role", "quan-tri"]
    password = "con trâu đi trước cái cày"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        input=f"{password}\n{password}\n",
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return password


async def understand(store: SqlStore, responder: Responder) -> None:
    """Put beside the questions that nobody answered what really was close; those that are answered are none of them."""
    missed = QUESTION.c.outcome == Outcome.NOT_ANSWERED
    async with store.database.transaction(writes=True) as connection:
        for text in (await connection.execute(select(QUESTION.c.text).where(missed).distinct())).scalars().all():
            turn = responder.respond(Conversation(), Message("web", "a", "1", text), now=datetime.now(UTC), ref="Q1")
            values = {"candidates": turn.candidates, "reading": turn.reading}
            if turn.outcome is not Outcome.NOT_ANSWERED:
                values |= {"outcome": turn.outcome, "entries": turn.entries}
            await connection.execute(update(QUESTION).where(missed, QUESTION.c.text == text).values(values))


async def pictures(folder: Path, only: list[str]) -> None:
    """All of them, or some."""
    settings = {"DATA_DIR": str(folder), "LOCALITY": LOCALITY, "PEPPER": PEPPER, "PYTHONPATH": str(ROOT)}
    known = load_settings(settings, env_file=folder / ".env")
    async with SqlStore(known.database, locality=LOCALITY, pepper=PEPPER) as store:
        knowledge = load_or_fail(SHIPPED)
        fill(store, knowledge, QUESTIONS, datetime.now(UTC).date())
        await understand(store, Responder(knowledge, Matcher(knowledge), locality=LOCALITY))
    password = officer(folder, settings | {"DATABASE_URL": known.database})
    TARGET.mkdir(exist_ok=True)
    async with Service(folder, database_url=known.database, more=settings) as service, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in only or SHOTS:
            await take(browser, service.url, name, SHOTS[name], lambda page: come_in(page, service.url, password))
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], choices=list(SHOTS))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(pictures(Path(folder), parser.parse_args().only))


if __name__ == "__main__":
    main()
