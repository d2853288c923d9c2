"""Scan the officers' console for holes: the real service over a made-up town, tried by programs.

    python scripts/scan_office.py [--texts 228] [--only access,forgery,…] [--quick]

access     every route x every role and nobody; a leader with every address and parameter of the other hamlet; one-time passwords
forgery    every POST without the token, with other ones, from other sites, in other formats and methods: nothing may change
planted    programs in questions, reasons, names, files, drafts, addresses and every field of every form: none may come alive
sessions   fixation, logging out, new passwords, time-outs, https, where one is led to
paths      every piece of every address made a path out of the house; names of entries, topics, drafts
guessing   passwords by login, by address, at once, at an open computer; whether time tells who has an account
bodies     too much, too many, half, in no alphabet; raw requests
all along  every answer: status, headers, policy, cookies, redirects, secrets, downloads (formulas, names); the log

The routes come from the application's own table, the forms from its pages: what is added to the console is scanned too.
Prints what was tried and what was found; ends with 1 when anything was.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import perf_counter

from office_scan import access, bodies, forgery, guessing, paths, planted, sessions, texts
from office_scan.report import Report
from office_scan.scene import Scene

CHECKS: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "access": access.check,
    "forgery": forgery.check,
    "sessions": sessions.check,
    "paths": paths.check,
    "guessing": guessing.check,
    "bodies": bodies.check,
}
NAMES = (*CHECKS, "planted")
_SCENERY = 24
"""Texts planted where they are not what is tried."""


async def scan(names: Sequence[str], *, many: int, thorough: bool) -> Report:
    """Each check in a service of its own; one after the other, what they found together."""
    report = Report()
    for name in names:
        began, before = perf_counter(), len(report.found)
        with tempfile.TemporaryDirectory(prefix="scan-") as made:
            folder = Path(made)
            if name == "planted":
                await planted.check(folder, texts.few(many), report, thorough=thorough)
            else:
                async with Scene(folder, texts.few(_SCENERY), report, thorough=thorough) as scene:
                    await CHECKS[name](scene)
        print(f"{name:<12}{perf_counter() - began:>7.0f} s  {len(report.found) - before or 'no'} findings", flush=True)
    return report


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=len(texts.EVERYTHING), help="how many texts are planted and typed")
    parser.add_argument("--only", default=",".join(NAMES), help="checks, with commas between them")
    parser.add_argument("--quick", action="store_true", help="fewer pages of the same kind, fewer parameters")
    given = parser.parse_args()
    report = asyncio.run(scan(given.only.split(","), many=given.texts, thorough=not given.quick))
    print("\ntried:")
    for what, many in report.tried.items():
        print(f"{many:>9,}  {what}")
    for said in report.notes:
        print(f"note: {said}")
    for finding in report.found:
        print(f"FOUND {finding}")
    print(f"\n{len(report.found) or 'no'} findings")
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
