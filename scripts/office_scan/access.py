"""Every route with every role and nobody: what is not theirs is refused and changes nothing; no leader sees another hamlet."""

import re
from collections import defaultdict
from itertools import chain
from urllib.parse import quote

from bot.office.pages import PAGES
from bot.office.roles import VISITOR, Role
from bot.office.routing import LOGIN
from office_scan.browser import Browser
from office_scan.crawl import Crawl, crawl
from office_scan.filling import NEW, WEST_ONLY
from office_scan.scene import Scene

WHO = {(r.method, re.sub(r":[^{}]*({[^}]*})?[^{}]*}", "}", r.path)): r.who for page in PAGES for r in page.routes}
OWN = {("GET", ""), ("GET", "/"), ("GET", "/static/{name}")}
"""Routes of no page."""
_READERS_WRITE = frozenset({"/dang-xuat", "/mat-khau", "/noi-chat/ma", "/noi-chat/{id}/ngat", LOGIN})
"""What one does to oneself."""


async def check(scene: Scene) -> None:
    """All of it."""
    seen = await crawl(await scene.officer(Role.ADMIN), scene.kind, most=12)
    await _one_time(scene, examples(scene, seen))
    await _hamlets(scene, seen)
    for role in (VISITOR, Role.VIEWER, Role.LEADER, Role.EDITOR, Role.ADMIN):
        await _routes(scene, role, examples(scene, seen))


def examples(scene: Scene, seen: Crawl) -> dict[tuple[str, str], list[str]]:
    """Addresses for every route, from what was seen; a made-up one where nothing was."""
    found: dict[tuple[str, str], list[str]] = {}
    for (method, name), pattern in scene.routes().items():
        addresses = [action for sent, action in seen.forms if sent == method] if method == "POST" else [*seen.answers]
        fitting = [path for path in addresses if pattern.fullmatch("/canbo" + path.partition("?")[0])]
        if not fitting:
            scene.report.note(f"no link or form leads to {method} {name}")
        made_up = name.replace("{ref}", scene.filled.east[0]).replace("{name}", "office.css")
        found[method, name] = fitting or [re.sub(r"\{\w+\}", "1", made_up)]
    return found


async def _routes(scene: Scene, role: str, paths: dict[tuple[str, str], list[str]]) -> None:
    browser = await _come_in(scene, role)
    for (method, name), addresses in paths.items():
        who = WHO.get((method, name))
        if who is None:
            scene.report.expect((method, name) in OWN, "routes", f"{method} {name}", "belongs to no page")
            continue
        if method == "POST":  # an earlier one may have ended the session
            browser = await _come_in(scene, role)
        before = scene.state()
        answer = await (browser.get(addresses[-1]) if method == "GET" else browser.post(addresses[-1]))
        where, changed = f"{method} {name} as {role}", scene.changed(before)
        if role not in who:
            refused = answer.leads_to.startswith(LOGIN) if role == VISITOR else answer.status == 403
            scene.report.expect(refused and not changed, "routes x roles", where, f"not refused: {answer.status} {changed}")
        else:
            let_in = answer.status not in (401, 403, 405) and not answer.leads_to.startswith(f"{LOGIN}?")
            scene.report.expect(let_in, "routes x roles", where, f"refused: {answer.status}")
        if method == "GET" or (role == Role.VIEWER and name not in _READERS_WRITE):
            scene.report.expect(not changed, "readers change nothing", where, str(changed))


async def _come_in(scene: Scene, role: str) -> Browser:
    if role != VISITOR:
        return await scene.officer(Role(role))
    browser = scene.browser()
    await browser.get(LOGIN)
    return browser


async def _one_time(scene: Scene, paths: dict[tuple[str, str], list[str]]) -> None:
    """Who has yet to choose a password may do nothing else."""
    browser = await scene.officer(NEW)
    for (method, name), addresses in paths.items():
        if (method, name) not in OWN and name not in (*_READERS_WRITE, "/con-day"):
            answer = await (browser.get(addresses[0]) if method == "GET" else browser.post(addresses[0]))
            fine = answer.leads_to == "/mat-khau" or answer.status == 403
            scene.report.expect(fine, "one-time passwords", f"{method} {name}", str(answer.status))


async def _hamlets(scene: Scene, seen: Crawl) -> None:
    """A leader tries every address and every parameter with what belongs to the other hamlet."""
    leader = await scene.officer(Role.LEADER)
    leader.not_for_them = WEST_ONLY
    theirs = await crawl(leader, scene.kind, most=10**6)
    scene.report.count("pages of a leader", len(theirs.answers))
    foreign = [*scene.filled.west[:6], *scene.filled.batches, "thôn Tây"]
    names: dict[str, set[str]] = defaultdict(set)
    for path in chain(seen.answers, theirs.answers):
        names[path.partition("?")[0]] |= set(re.findall(r"[?&]([^=&]+)=", path))
    for form in chain(seen.forms.values(), theirs.forms.values()):
        names[form.action.partition("?")[0]] |= {name for name, _ in form.fields} - {"csrf"}
    everywhere = set(chain.from_iterable(names.values()))
    kinds = {scene.kind(path): path for path in names}
    for path in kinds.values():
        for name in sorted(everywhere if scene.thorough else names[path]):
            value = foreign[len(name) % len(foreign)]
            await leader.get(f"{path.partition('?')[0]}?{name}={quote(value)}")
            scene.report.count("other hamlet's, in a parameter")
    for method, name in scene.routes():
        numbers = [str(number) for number in range(1, 30 if scene.thorough else 3)]
        for value in (*foreign, *numbers) if "{" in name else ():
            path = re.sub(r"\{\w+\}", quote(value), name)
            before = scene.state()
            if method == "GET":
                await leader.get(path)
            else:
                fields = [("tra-loi", "x"), ("lam", "gui"), ("cau", "khai-tu"), *(("cach", ref) for ref in scene.filled.west)]
                await leader.post(path, [*fields, ("viec", value), ("ly-do", "x"), ("dong", value)])
            changed = scene.changed(before)
            scene.report.expect(not changed, "other hamlet's, in an address", f"{method} {path}", str(changed))
    own = scene.filled.east[0]
    before = scene.state()
    await leader.post(f"/tra-loi/{own}", [("tra-loi", "x"), ("lam", "gui"), *(("cach", ref) for ref in scene.filled.west)])
    touched = [name for name in scene.changed(before) if name not in ("review", "audit_log")]
    scene.report.expect(not touched, "other hamlet's, in a form", "POST /tra-loi", str(touched))
