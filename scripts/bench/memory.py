"""Peak memory of the shipped base, each measured in a process of its own.

VmHWM of /proc, not ru_maxrss: the latter counts what the parent held when it started the process.
"""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from service import Service

_MATCHER = """
from pathlib import Path
from bot.core.matching import Matcher
from bot.knowledge_files import SHIPPED, load_or_fail
matcher = Matcher(load_or_fail(SHIPPED))
for text in {texts!r}:
    matcher.rank(text)
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def of_matcher(texts: Sequence[str]) -> float:
    """MiB at most of a process that loads the base, builds the matcher and answers."""
    done = subprocess.run([sys.executable, "-c", _MATCHER.format(texts=list(texts))], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def of_service(texts: Sequence[str]) -> float:
    """MiB at most of `python -m bot run` that answers over the web."""
    return asyncio.run(_of_service(texts))


async def _of_service(texts: Sequence[str]) -> float:
    with TemporaryDirectory() as folder:
        async with Service(Path(folder)) as service:
            for number, text in enumerate(texts):
                await service.post(f"chat-{number}", f"m{number}", text)
            return service.memory("VmHWM:")
