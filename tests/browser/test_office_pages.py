"""Every page of the console, from the application's own routes, in a real Chromium: axe, width, keyboard, programs."""

import logging
from itertools import pairwise

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from office_scan.crawl import crawl
from office_scan.report import Report
from office_scan.scene import Scene
from office_scan.texts import few

from bot.office.roles import Role
from bot.office.routing import HOME
from tests.browser.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

SCREENS = {"phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}, "desktop": DESKTOP}
UNLABELLED = """() => [...document.querySelectorAll("main input, main select, main textarea, main button")]
    .filter(one => one.type !== "hidden" && !one.hidden && !one.labels?.length && !one.getAttribute("aria-label")
        && !one.getAttribute("aria-labelledby") && !(one.tagName === "BUTTON" && one.textContent.trim()))
    .map(one => one.outerHTML.slice(0, 120))"""
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const shows = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    const known = [...document.querySelectorAll("*")].indexOf(one);
    return {place: known, is_body: one === document.body, shows, is_there: box.width > 0 && box.height > 0,
        html: one.outerHTML.slice(0, 120)};
}"""
TABBABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(one =>
    !one.disabled && one.type !== "hidden" && one.type !== "radio" && one.tabIndex >= 0
    && one.checkVisibility({visibilityProperty: true})).length"""
MOST_STEPS = 90


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(tmp_path_factory):
    """With programs planted everywhere."""
    logging.getLogger("matplotlib").setLevel(logging.WARNING)
    async with Scene(tmp_path_factory.mktemp("office"), few(12), Report(), thorough=False) as scene:
        yield scene


@pytest_asyncio.fixture(loop_scope="session")
async def come_in(visit, scene):
    """A browser in which an officer is logged in, and one address for every page they may see."""

    async def come_in(role, screen, *, script=True):
        context = await visit(**SCREENS[screen], java_script_enabled=script)
        context.set_default_timeout(20_000)
        officer = await scene.officer(role)
        await context.add_cookies([{"name": "canbo", "value": officer.cookie(), "url": scene.url + HOME}])
        seen = await crawl(officer, scene.kind, most=1)
        paths = {scene.kind(path): path for path, one in seen.answers.items() if one.status == 200 and one.page}
        return await context.new_page(), paths

    return come_in


async def went(page, scene, path):
    """A page with everything on it unfolded."""
    await page.goto(scene.url + HOME + path)
    await page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("role", list(Role))
async def test_every_page_is_accessible_fits_the_screen_and_runs_no_program(come_in, scene, role, screen):
    page, paths = await come_in(role, screen)
    ran, found = [], {}
    page.on("dialog", lambda dialog: ran.append(dialog.message))

    for kind, path in paths.items():
        await went(page, scene, path)
        violations = (await Axe().run(page)).response["violations"]
        bad = [one for one in violations if one["impact"] in ("serious", "critical")]
        found[kind] = [(one["id"], one["nodes"][0]["html"][:200]) for one in bad]
        found[kind] += [("unlabelled", html) for html in await page.evaluate(UNLABELLED)]
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[kind].append(("too wide", path))

    assert len(paths) >= 5
    assert {kind: faults for kind, faults in found.items() if faults} == {}
    assert ran == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.LEADER])
async def test_every_page_is_there_without_javascript(come_in, scene, role):
    page, paths = await come_in(role, "phone", script=False)

    for kind, path in paths.items():
        await page.goto(scene.url + HOME + path)

        assert await page.locator("main h1").count() == 1, kind
        assert await page.locator("main form:not(:has(button, input[type=submit]))").count() == 0, kind
        assert await page.locator("main button[type=button]:visible").count() == 0, kind


async def test_every_page_is_gone_through_by_keyboard_with_a_visible_focus(come_in, scene):
    page, paths = await come_in(Role.ADMIN, "desktop")
    found = {}

    for kind, path in paths.items():
        await page.goto(scene.url + HOME + path)
        await page.evaluate("document.activeElement.blur()")
        there, reached, unseen = await page.evaluate(TABBABLE), [], []
        for _ in range(min(2 * there, MOST_STEPS)):  # groups of buttons and the parts of a date take steps too
            await page.keyboard.press("Tab")
            now = await page.evaluate(FOCUSED)
            if now["is_body"]:  # out of the page at its end; a page may begin with the field one types into
                continue
            reached.append(now["place"])
            unseen += [] if now["shows"] and now["is_there"] else [now["html"]]
        jumps = sum(later < earlier for earlier, later in pairwise(reached))
        if unseen or jumps > 2 or len(set(reached)) < min(there, MOST_STEPS // 2):
            found[kind] = (unseen[:1], jumps, there, len(set(reached)))

    assert found == {}
