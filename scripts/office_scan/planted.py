"""Programs typed everywhere and planted everywhere: on no page may an element, an attribute or an address come of them.

The same is done twice: with harmless twins, to learn what there is anyway, then in earnest.
"""

from collections import defaultdict
from itertools import count
from pathlib import Path
from urllib.parse import quote

from bot.knowledge_files import load
from bot.office.roles import Role
from bot.office.routing import LOGIN
from office_scan.browser import Browser
from office_scan.crawl import NEVER, Crawl, below, crawl
from office_scan.filling import LOGINS, PASSWORD
from office_scan.reading import Form
from office_scan.report import Report
from office_scan.scene import Scene
from office_scan.texts import FAULTY, twin

_PER_FIELD = 6
"""Texts typed into each field alone, the others as they stand."""


async def check(folder: Path, texts: tuple[str, ...], report: Report, *, thorough: bool) -> None:
    """Both."""
    twins = (*map(twin, texts), *FAULTY)
    async with Scene(folder / "twins", twins, report, thorough=thorough) as scene:
        await _look_and_type(scene, (*twins[:: max(1, len(twins) // 40)], *FAULTY))
    report.known, report.shapes = frozenset(report.shapes), {}
    async with Scene(folder / "programs", texts, report, thorough=thorough) as scene:
        await _look_and_type(scene, texts)
        _files(scene)
    report.known = frozenset()


async def _look_and_type(scene: Scene, texts: tuple[str, ...]) -> None:
    admin, seen = await _look(scene)
    await _ask(scene, admin, seen, texts)
    await _type(scene, admin, seen, texts)
    await _look(scene)
    broken = [scene.knowledge / f"{text[:40].replace('/', '_')}.yaml" for text in texts[:3]]
    for path, text in zip(broken, texts[3:], strict=False):  # names and lines of files that cannot be read are shown
        path.write_text(f"- {text}: [\n", encoding="utf-8")
    await _look(scene)
    for path in broken:
        path.unlink()


async def _look(scene: Scene) -> tuple[Browser, Crawl]:
    """Every page there is, as everybody; the browser of the admin."""
    admin = await scene.officer(Role.ADMIN)
    seen = await crawl(admin, scene.kind, most=10**6 if scene.thorough else 8)
    for role in (Role.EDITOR, Role.VIEWER, Role.LEADER):
        await crawl(await scene.officer(role), scene.kind, most=20 if scene.thorough else 3)
    scene.report.count("pages with what was planted", len(seen.answers))
    return admin, seen


async def _ask(scene: Scene, admin: Browser, seen: Crawl, texts: tuple[str, ...]) -> None:
    """In every parameter of every address."""
    addresses = {scene.kind(path): path.partition("?")[0] for path in seen.answers}
    names = {"tim", "loai", "den", "xong", "cau", "cach", "answer", "chu-de", "ref", "loc", "trang", "ai", "viec"}
    names |= {name for (method, _), form in seen.forms.items() if method == "GET" for name, _ in form.fields if name}
    turn = count()
    for path in addresses.values():
        if not path.startswith(NEVER):
            own = {name for (_, action), form in seen.forms.items() if action == path for name, _ in form.fields}
            for name in sorted(names if scene.thorough else names & own):
                text = texts[next(turn) % len(texts)]
                await admin.get(f"{path}?{quote(name)}={quote(text)}")
                scene.report.count("texts in addresses")
    for text in texts:
        for path in ("/dang-nhap?den=", "/sua-kien-thuc?tim=", "/sua-kien-thuc/moi?answer=", "/nhat-ky?ai="):
            await admin.get(f"{path}{quote(text)}")
            scene.report.count("texts in addresses")


async def _type(scene: Scene, admin: Browser, seen: Crawl, texts: tuple[str, ...]) -> None:
    """Into every form there is: all fields at once, then each alone, the others as they stand."""
    kinds: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for path, answer in seen.answers.items():
        for form in answer.page.forms if answer.page else ():
            names = tuple(sorted({name.rstrip("0123456789") for name in form.typed}))
            if form.typed and form.method == "POST":
                kinds[scene.kind(form.action), names].append(path)
    for (kind, names), paths in kinds.items():
        per_field = _PER_FIELD if scene.thorough else 1
        rounds: list[tuple[str, int | None]] = [(text, None) for text in texts]
        rounds += [(texts[(field * 7 + n * 11) % len(texts)], field) for field in range(len(names)) for n in range(per_field)]
        for number, (text, field) in enumerate(rounds):
            if there := await _form(scene, admin, paths[number % len(paths)], kind):
                await _send(scene, admin, there, text, button=number, field=field)


async def _send(scene: Scene, admin: Browser, form: Form, text: str, *, button: int, field: int | None) -> None:
    """One form; `field`: the only one to be typed into."""
    typed = form.typed if field is None else [form.typed[field % len(form.typed)]]
    fields = form.sent(button % max(1, len(form.buttons)))
    answer = await admin.submit(form, [(name, text if name in typed else value) for name, value in fields])
    scene.report.count("texts in forms")
    if answer.status == 303 and (path := below(answer.leads_to, form.action)):
        await admin.get(path)
    if answer.leads_to.startswith(LOGIN):
        await admin.log_in(LOGINS[Role.ADMIN], PASSWORD)


async def _form(scene: Scene, admin: Browser, path: str, kind: str) -> Form | None:
    """As it stands on its page now."""
    page = (await admin.get(path)).page
    for form in page.forms if page else ():
        form.action = below(form.action or path, path)
        if form.typed and form.method == "POST" and scene.kind(form.action) == kind:
            return form
    return None


def _files(scene: Scene) -> None:
    """Nothing typed became an entry of its own, a file elsewhere, or a file that is not read."""
    loaded, expect = load(scene.knowledge), scene.report.expect
    blocking = [str(problem) for problem in loaded.problems if problem.blocks]
    expect(not blocking, "files", "the knowledge folder", f"cannot be read any more: {blocking[:2]}")
    text = "".join(path.read_text(encoding="utf-8") for path in scene.knowledge.rglob("*.yaml"))
    expect("\n- id: chen-vao" not in text, "files", "the knowledge folder", "an entry was typed into a field")
    expect(not Path("/tmp/evil").exists(), "files", "/tmp/evil", "was written")
    outside = {path.name for path in scene.folder.iterdir()} - {"k", "var", ".env"}
    expect(not outside, "files", str(scene.folder), f"was written to: {outside}")
