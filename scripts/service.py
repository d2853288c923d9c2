"""The real service as a subprocess: `python -m bot run` in a folder of its own.

No .env, no var/ and no setting of this machine reaches it; the providers are those of stand_ins.py, on loopback.
"""

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, BinaryIO, Self

import aiohttp
from warm import Forked, Warm

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bot.core.knowledge import Knowledge  # noqa: E402

PATIENCE = 15.0
"""Seconds after which an answer counts as missing."""
START_PATIENCE = 60.0
STOP_PATIENCE = 40.0
PEPPER = "pepper of the endurance scripts"

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")
_FAULT = re.compile(r"^\S+ \S+ (?:ERROR|CRITICAL) |^Traceback |^\w*(?:Error|Exception): |never retrieved|Unclosed")
_town: Any = import_module("tests.conftest")


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of one POST of the web chat."""

    status: int
    """0 when nothing came back."""
    body: Any
    seconds: float

    @property
    def replies(self) -> list[dict[str, Any]]:
        found = self.body.get("replies") if isinstance(self.body, dict) else None
        return found if isinstance(found, list) else []


class Service:
    """One service and what it left behind; `async with` starts it and stops what still runs."""

    def __init__(
        self,
        folder: Path,
        *,
        knowledge: Path | None = None,
        database_url: str = "",
        more: Mapping[str, str] | None = None,
        name: str = "service",
        warm: Warm | None = None,
    ) -> None:
        """`more` settings; several with the same `database_url` share a database, with a `name` each; `warm` starts quickly."""
        self._warm = warm
        self._folder, self._knowledge, self._more = folder, knowledge, dict(more or {})
        self.database = folder / "hoi-dap-so.sqlite3"
        self.store_url = database_url or f"sqlite+aiosqlite:///{self.database}"
        self.log_file = folder / f"{name}.log"
        self.url = ""
        self._process: asyncio.subprocess.Process | Forked | None = None
        self._log: BinaryIO | None = None
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(PATIENCE), connector=aiohttp.TCPConnector(limit=0, force_close=True)
        )
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.kill()
        if self._http:
            await self._http.close()

    def _environment(self, port: int) -> dict[str, str]:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "LOG_LEVEL": "INFO"}
        environment |= {"HOST": "127.0.0.1", "PORT": str(port), "DATABASE_URL": self.store_url, "PEPPER": PEPPER}
        if self._knowledge:
            environment["KNOWLEDGE"] = str(self._knowledge.resolve())
        return environment | self._more

    async def start(self) -> float:
        """Start it on a free port; the seconds until /healthz answered."""
        began, port = perf_counter(), _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._process = await self._started(self._environment(port))
        while not await self._is_healthy():
            if self._process.returncode is not None or perf_counter() - began > START_PATIENCE:
                raise RuntimeError(f"the service did not start:\n{self.log()[-2000:]}")
            await asyncio.sleep(0.05)
        return perf_counter() - began

    async def _started(self, environment: dict[str, str]) -> asyncio.subprocess.Process | Forked:
        if self._warm:
            return await self._warm.start(self._folder, environment, self.log_file)
        self._log = self.log_file.open("ab")
        command, log = (sys.executable, "-m", "bot", "run"), self._log
        return await asyncio.create_subprocess_exec(*command, cwd=self._folder, env=environment, stdout=log, stderr=log)

    async def _is_healthy(self) -> bool:
        assert self._http
        try:
            async with self._http.get(f"{self.url}/healthz") as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def stop(self) -> int | None:
        """Ask it to stop, as systemd does; its exit code, None when it had to be killed."""
        assert self._process
        self._process.terminate()
        try:
            return await asyncio.wait_for(self._process.wait(), STOP_PATIENCE)
        except TimeoutError:
            return None
        finally:
            await self.kill()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """End it at once, as kill -9 and a power cut do."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._log:
            self._log.close()

    async def post(self, chat: str, message: str, text: str, choice: str = "") -> Posted:
        """A message of the web chat."""
        data = {"chat": chat, "id": message, "text": text, "choice": choice}
        return await self.post_raw(json.dumps(data).encode())

    async def post_raw(self, body: bytes, content_type: str = "application/json") -> Posted:
        """Whatever somebody may send to the address of the web chat."""
        assert self._http
        began = perf_counter()
        try:
            async with self._http.post(
                f"{self.url}/api/v1/messages", data=body, headers={"Content-Type": content_type}
            ) as response:
                answer = await response.read()
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            return Posted(0, {"error": type(error).__name__}, perf_counter() - began)
        try:
            return Posted(status, json.loads(answer), perf_counter() - began)
        except ValueError:
            return Posted(status, {"error": "not JSON"}, perf_counter() - began)

    def memory(self, line: str = "VmRSS:") -> float:
        """Megabytes it holds in RAM, or held at most ("VmHWM:"); 0 where there is no /proc."""
        try:
            status = Path(f"/proc/{self._process.pid if self._process else 0}/status").read_text(encoding="ascii")
        except OSError:
            return 0.0
        return int(status.partition(line)[2].split()[0]) / 1024

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def faults(self) -> list[str]:
        """Lines of its log that must not be there."""
        return [line for line in self.log().splitlines() if _FAULT.search(line)]


def small_knowledge(folder: Path) -> Path:
    """A small town's, with one answer that takes several messages: a service with it starts in a second."""
    folder.mkdir()
    long = " ".join(f"Bước {number}: bà con chuẩn bị giấy tờ rồi nộp tại xã." for number in range(100))
    told = f"- {{id: dai, title: Câu dài, questions: [hướng dẫn thật dài, kể hết các bước làm], answer: '{long}'}}\n"
    (folder / "xa.yaml").write_text(_town.TOWN + told, encoding="utf-8")
    return folder


def phrasings(knowledge: Knowledge) -> list[str]:
    """Every known wording of every question."""
    return [question for entry in knowledge.entries.values() for question in entry.questions]


def brief(text: str) -> str:
    """A text as it can be printed and pasted into a test."""
    shown = ascii(text) if len(text) <= 120 else f"{text[:100]!a}… ({len(text)} characters)"
    return shown.replace("\n", "\\n")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
