"""How long until residents get what an officer saved: the real service, the shipped base, files edited while it runs.

    python scripts/hot_reload.py [--rounds 5]

Each round changes an answer, then adds a phrasing nobody wrote; seconds from the save to the first reply that shows it.
"""

import argparse
import asyncio
import shutil
import uuid
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from service import ROOT, Service

PATIENCE = 20.0
NEVER_ASKED = (
    "chim sáo nhà ông Bảy học nói tiếng Mường ở lớp nào",
    "muon cay dan bau ve trung thu dung cho le hoi dua thuyen",
    "bánh đa nướng than hoa có ăn kèm với mắm cáy không",
    "diều sáo thả trên đê cao mấy sải thì kêu hay",
    "ca ro dong kho khe voi la gung bao lau thi mem xuong",
)
"""In ordinary words, but nothing anybody would ask a commune: only the new phrasing can answer them."""


async def reply(service: Service, text: str) -> str:
    """What the web chat says to a new visitor."""
    posted = await service.post(uuid.uuid4().hex, uuid.uuid4().hex, text)
    return "\n".join(str(reply["text"]) for reply in posted.replies)


async def until(service: Service, text: str, shown: str) -> float:
    """Seconds until the reply to a text shows something."""
    start = perf_counter()
    while shown not in await reply(service, text):
        if perf_counter() - start > PATIENCE:
            raise SystemExit(f"not served within {PATIENCE:.0f} s: {shown!r}")
        await asyncio.sleep(0.1)
    return perf_counter() - start


async def rounds(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """Seconds for a changed answer and for a new phrasing, one each a round."""
    knowledge = folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", knowledge)
    file = knowledge / "ho-tich.yaml"
    answers, phrasings = [], []
    (folder / "service").mkdir()
    async with Service(folder / "service", knowledge=knowledge) as service:
        for n in range(count):
            mark = f"(bản sửa {n})"
            file.write_text(
                file.read_text(encoding="utf-8").replace("  answer: |\n    ", f"  answer: |\n    {mark} ", 1), "utf-8"
            )
            answers.append(await until(service, "Đăng ký khai sinh cho con cần giấy tờ gì?", mark))
            await asyncio.sleep(5)
            question = NEVER_ASKED[n % len(NEVER_ASKED)]
            file.write_text(
                file.read_text(encoding="utf-8").replace("  questions:\n", f"  questions:\n    - {question}\n", 1), "utf-8"
            )
            phrasings.append(await until(service, question, mark))
            await asyncio.sleep(5)
    return answers, phrasings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        answers, phrasings = asyncio.run(rounds(Path(folder), options.rounds))
    for name, seconds in (("a changed answer", answers), ("a new phrasing", phrasings)):
        print(f"{name:<18} served after {median(seconds):.1f} s (median), {max(seconds):.1f} s (worst of {len(seconds)})")


if __name__ == "__main__":
    main()
