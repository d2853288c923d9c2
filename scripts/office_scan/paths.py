"""Addresses that would lead out of the folder or trip the server: in every place of every route, and in names that are typed."""

import re
from urllib.parse import quote

from bot.office.roles import Role
from office_scan.scene import Scene

PARTS = (
    *("..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2f%2e%2e%2fpepper", "..%5c..%5cpepper", "%252e%252e%252fpepper", "....%2f%2fpepper"),
    *("%2fetc%2fpasswd", "%00", "x%00.css", "office.css%00.svg", "%0d%0aX-Evil:%201", "%ff%fe", "%c0%ae%c0%ae%2f", "%ed%a0%80"),
    *(
        "a" * 3000,
        quote("é" * 200),
        quote("\u202e\u0000x"),
        "-1",
        "0",
        "99999999999999999999",
        "1e9",
        "0x1",
        "%d9%a1",
        "~",
        "~zzzzzzzz",
    ),
    *(
        "file:%2f%2f%2fetc%2fpasswd",
        "http:%2f%2fevil.example",
        "CON",
        "*",
        "%25n",
        "';--",
        "%27%20OR%20%271%27=%271",
        "%7B%7B7*191%7D%7D",
    ),
)
_OURS = re.compile(r"root:.*:0:|def build_app|[0-9a-f]{64}|1337")
"""Of /etc/passwd, of the code, a pepper, and 7 x 191 worked out."""


async def check(scene: Scene) -> None:
    """All of it."""
    admin, before = await scene.officer(Role.ADMIN), scene.state()
    for method, name in scene.routes():
        if "{" in name:
            for part in PARTS:
                path = re.sub(r"\{\w+\}", lambda _, part=part: part, name)  # type: ignore[misc]
                answer = await (admin.get(path) if method == "GET" else admin.post(path))
                where = f"{method} {name} {part[:30]}"
                scene.report.expect(answer.status in (200, 303, 403, 404, 414, 422, 400), "paths", where, str(answer.status))
                scene.report.expect(not _OURS.search(re.sub(r"[?]v=[0-9a-f]+", "", answer.text)), "paths", where, "shows a file")
    for path in ("/static/../office.py", "//etc/passwd", "/static//etc/passwd", "/static/%2e%2e/pages/login.py"):
        answer = await admin.get(path)
        scene.report.expect(answer.status in (303, 404), "paths", path, str(answer.status))
    changed = [name for name in scene.changed(before) if name != "audit"]  # a draft nobody has is dropped, and noted
    scene.report.expect(not changed, "paths", "all of them", f"changed {changed}")
    await _names(scene)


async def _names(scene: Scene) -> None:
    """A new entry whose id or topic is a path."""
    admin, files = await scene.officer(Role.ADMIN), _files(scene)
    wanted = (
        "../../x",
        "/tmp/evil",
        "..",
        "x/../../y",
        "phrases",
        "dia-phuong/thu",
        ".hidden",
        "a\x00b",
        "con\n- id: y",
        "a" * 300,
    )
    for number, name in enumerate(wanted):
        for field in ("id", "topic"):
            typed = {
                "topic": "la",
                "title": f"Đường lạ {number} {field}",
                "questions": f"đường lạ {number}{field}\nduong la",
                "answer": "Lạ.",
            }
            sent = {"lam": "dang", "khoa": "", "ban": "", "lan": "0"} | typed | {field: name}
            await admin.post("/sua-kien-thuc/luu", [*sent.items()])
            new = _files(scene) - files
            scene.report.expect(not new, "paths", f"a new entry whose {field} is {name[:20]!r}", f"made {new}")
    for key in ("../../x", "~../x", "a/b", "~0000000'"):
        await admin.post("/sua-kien-thuc/luu", [("lam", "nhap"), ("khoa", key), ("ban", "x"), ("lan", "0"), ("title", "x")])
    scene.report.expect(_files(scene) == files, "paths", "keys of drafts", "made a file")


def _files(scene: Scene) -> set[str]:
    var = scene.folder / "var"
    return {str(path) for path in scene.folder.rglob("*") if not path.is_relative_to(var)} | {str(path) for path in var.iterdir()}
