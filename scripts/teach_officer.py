"""The officer of the trial: works through Việc hôm nay in a real Chromium, and every tap and key is counted.

They know the commune, so they know which entry answers a question when they read its title; they do not know ids, nor what
the matcher thinks beyond what the page says.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter

from effort import Effort, keys_of, words_of
from playwright.async_api import Locator, Page

from bot.core.text import fold

PASSWORD = "con trau di truoc cai cay"
ANSWER = "Việc này xã chưa làm trên mạng. Bà con mang căn cước tới {office} để được hướng dẫn."
"""Stands for what an officer would write about a matter the bot knew nothing of: about as long as a short answer is."""
AGENCY = "Sở Công Thương"
"""What is missing from the answer that the console offers."""
SOURCE = "UBND xã"


@dataclass(frozen=True, slots=True)
class Task:
    """A question the bot failed at, and what an officer knows of it."""

    text: str
    title: str = ""
    """Of the entry that answers it; empty: none does, it takes a new one."""
    entries: tuple[str, ...] = ()
    """Ids of what answers it."""


@dataclass(slots=True)
class Done:
    """How one question was dealt with."""

    task: Task
    path: str
    effort: Effort
    remarks: list[str] = field(default_factory=list)
    """What the console warned of."""


class Hands:
    """A mouse, or a finger, and a keyboard."""

    def __init__(self, page: Page, *, keyboard: bool) -> None:
        """`keyboard`: the mouse is never touched."""
        self.page = page
        self.keyboard = keyboard
        self.effort = Effort()
        self._typing = keyboard

    def begin(self) -> None:
        """Count anew."""
        self.effort = Effort()

    def reads(self, text: str) -> None:
        """And makes up their mind."""
        self.effort.words += words_of(text)
        self.effort.decisions += 1

    async def tap(self, target: Locator, *, goes: bool = False) -> None:
        """With the mouse or a finger; `goes`: to another page."""
        if self.keyboard:
            raise RuntimeError("this officer has no mouse")
        self._at(keyboard=False)
        self.effort.taps += 1
        async with self._going(goes):
            await target.click()

    async def press(self, key: str, *, goes: bool = False) -> None:
        """A key, or one with Ctrl or Shift."""
        self._at(keyboard=True)
        self.effort.keys += len(key.split("+"))
        async with self._going(goes):
            await self.page.keyboard.press(key)

    async def write(self, text: str) -> None:
        """Where the cursor is."""
        self._at(keyboard=True)
        self.effort.keys += keys_of(text)
        await self.page.keyboard.type(text)

    async def waits(self, target: Locator) -> None:
        """For something to appear on this page."""
        began = perf_counter()
        await target.wait_for()
        self.effort.waited += perf_counter() - began

    def _at(self, *, keyboard: bool) -> None:
        self.effort.switches += keyboard is not self._typing
        self._typing = keyboard

    @asynccontextmanager
    async def _going(self, goes: bool) -> AsyncIterator[None]:
        if not goes:
            yield
            return
        began = perf_counter()
        async with self.page.expect_navigation(wait_until="load"):
            yield
        self.effort.waited += perf_counter() - began


class Officer:
    """Works through the lists, always on the question the page puts before them."""

    def __init__(self, page: Page, url: str, *, keyboard: bool, stock: bool) -> None:
        """`stock`: new entries begin with an answer the console offers, only what is missing is typed."""
        self.page = page
        self.url = url
        self.hands = Hands(page, keyboard=keyboard)
        self.stock = stock
        self.done: list[Done] = []

    async def log_in(self, login: str, password: str) -> None:
        """With the password of the command line, then one of their own; nothing of it is counted."""
        await self.page.goto(f"{self.url}/canbo")
        for fields in (
            {"#ten": login, "#mat-khau": password},
            {"#mat-khau-cu": password, "#mat-khau-moi": PASSWORD, "#nhac-lai": PASSWORD},
        ):
            for name, text in fields.items():
                await self.page.fill(name, text)
            async with self.page.expect_navigation():
                await self.page.locator("form.card button.main").click()
        await self.page.goto(f"{self.url}/canbo/viec-hom-nay")

    async def work(self, tasks: dict[str, Task]) -> None:
        """Until every list is empty; `tasks` by the code of the question that stands for the group."""
        while True:
            self.hands.begin()
            card = self.page.locator(".asked").first
            if not await card.count():
                if not await self._to_other_list():
                    return
                card = self.page.locator(".asked").first
            task = tasks[str(await card.get_attribute("id"))]
            remarks: list[str] = []
            path = await (self._merged(card, task, remarks) if task.title else self._new(card))
            self.done.append(Done(task, path, self.hands.effort, remarks))

    async def _to_other_list(self) -> bool:
        other = self.page.locator("main .card a.button").first
        if not await other.count():
            return False
        await (self.hands.press("l", goes=True) if self.hands.keyboard else self.hands.tap(other, goes=True))
        return True

    # --- an entry that is there

    async def _merged(self, card: Locator, task: Task, remarks: list[str]) -> str:
        at_hand = card.locator(".at-hand button")
        labels = [text.partition("“")[2].rpartition("”")[0] for text in await at_hand.all_inner_texts()]
        self.hands.reads(" ".join([await card.locator(".resident").inner_text(), *labels]))
        place = next((n for n, label in enumerate(labels) if task.title.startswith(label.rstrip("…"))), None)
        if place is None:
            await self._do(card.locator("[data-key=g]"), "g", goes=True)
            path = await self._found(task)
        else:
            await self._do(at_hand.nth(place), str(place + 1), goes=True)
            path = f"merged, candidate {place + 1}"
        if "/gop" not in self.page.url:
            return path
        warned = await self.page.locator(".notice").all_inner_texts()
        self.hands.reads(" ".join(warned))
        remarks += [" ".join(text.split()) for text in warned]
        await self._do(self.page.locator("form.card button.main"), "Enter", goes=True)
        return f"{path}, warned"

    async def _found(self, task: Task) -> str:
        """Searched for by the first words of its title, without marks: two, and one more each time it is not among the first."""
        words = fold(task.title).split()
        picks = self.page.locator("#tim-thay button")
        await self.hands.write(" ".join(words[:2]))
        for more in (*words[2:], ""):
            await self.hands.press("Enter")
            await self.hands.waits(self.page.locator("#tim-thay > *").first)
            titles = [await one.locator("b").inner_text() for one in await picks.all()]
            if task.title in titles:
                self.hands.reads(" ".join(titles[: titles.index(task.title) + 1]))
                if self.hands.keyboard:
                    for _ in range(titles.index(task.title)):
                        await self.hands.press("Tab")
                await self._do(picks.nth(titles.index(task.title)), "Enter", goes=True)
                return "merged, searched for"
            await (self.hands.press("Shift+Tab") if self.hands.keyboard else self.hands.tap(self.page.locator("#tim")))
            await self.hands.press("End")
            await self.hands.write(f" {more}")
        raise RuntimeError(f"the console does not find {task.title!r}")

    # --- a new one

    async def _new(self, card: Locator) -> str:
        labels = [text.partition("“")[2].rpartition("”")[0] for text in await card.locator(".at-hand button").all_inner_texts()]
        self.hands.reads(" ".join([await card.locator(".resident").inner_text(), *labels]))
        await self._do(card.locator("[data-key=m]"), "m", goes=True)
        if not await self.page.locator("#topic").input_value():
            await self._topic()
        if self.stock:
            stock = self.page.locator("[data-stock]").last
            self.hands.effort.decisions += 1
            await (self.hands.press("Shift+Tab") if self.hands.keyboard else self.hands.tap(stock))
            if self.hands.keyboard:
                await self.hands.press("Enter")
            await self.hands.write(AGENCY)
        else:
            await self.hands.write(ANSWER)
            await self._source()
        await self._do(self.page.locator("button.main[value=dang]"), "Control+Enter", goes=True)
        if faults := await self.page.locator(".faults .bad").all_inner_texts():
            raise RuntimeError(f"not published: {faults}")
        return "new entry"

    async def _topic(self) -> None:
        """Chosen by its first letters, or with two taps; the cursor is brought back to the answer."""
        self.hands.effort.decisions += 1
        if self.hands.keyboard:
            self.hands.effort.keys += 14  # back over four fields, three letters, forth
        else:
            self.hands.effort.taps += 3
        await self.page.select_option("#topic", index=1)
        await self.page.locator("#answer").focus()

    async def _source(self) -> None:
        title = self.page.locator("#sources-0-title")
        if not self.hands.keyboard:
            await self.hands.tap(title)
        while self.hands.keyboard and not await title.evaluate("one => one === document.activeElement"):
            await self.hands.press("Tab")
        await self.hands.write(SOURCE)

    async def _do(self, target: Locator, key: str, *, goes: bool) -> None:
        """The same by mouse or by key."""
        await (self.hands.press(key, goes=goes) if self.hands.keyboard else self.hands.tap(target, goes=goes))
