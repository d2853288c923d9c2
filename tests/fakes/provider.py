"""What the fake providers have in common: a server on loopback that records calls and makes the next ones go wrong."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, time

from aiohttp import web

from tests.fakes.waiting import until


@dataclass(frozen=True, slots=True)
class Failure:
    """How a call goes wrong: a status with a JSON answer or a text, never an answer (`hangs`), or a closed connection."""

    status: int = 500
    answer: dict | str = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False
    carried_out: bool = False
    """The call took effect all the same; only its answer is missing or wrong."""
    headers: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """What the bot asked for."""

    method: str
    body: dict
    headers: dict
    at: float
    """Monotonic seconds."""

    def __getitem__(self, key):
        return self.body[key]


class Provider:
    """Start it with `async with`, or with `start()` and `stop()`; it keeps its port, so it can go down and come up again."""

    def __init__(self, *, port=0, at=None):
        self.port, self._at = port, at
        self.calls: list[Call] = []
        self._failures: dict[str, deque[Failure]] = {}
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self):
        return f"http://127.0.0.1:{self.port}"

    def now(self):
        """Epoch milliseconds."""
        return self._at or int(time() * 1000)

    def application(self):
        raise NotImplementedError

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        await self.stop()

    async def start(self):
        self._runner = web.AppRunner(self.application(), shutdown_timeout=0.01, handler_cancellation=True, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self):
        runner, self._runner = self._runner, None
        if runner:
            self.tell()
            await runner.cleanup()

    def fail(self, method, *failures):
        """The next calls of a method go wrong, one after the other."""
        self._failures.setdefault(method, deque()).extend(failures)

    def called(self, method):
        return [call for call in self.calls if call.method == method]

    def tell(self):
        self._changed.set()

    async def until(self, happened: Callable[[], object], within=5.0):
        """Wait for something to become true, and say what was seen if it does not."""
        await until(happened, self._changed, within=within, seen=self._seen)

    def _seen(self):
        return f"called: {[call.method for call in self.calls]}"

    async def handle(self, request, method, body, act):
        """Record a call and carry it out, unless it is to fail; `act(body)` makes the response."""
        self.calls.append(Call(method, body, dict(request.headers), monotonic()))
        self.tell()
        failures = self._failures.get(method)
        failure = failures.popleft() if failures else None
        if failure is None:
            return await act(body)
        if failure.carried_out:
            await act(body)
        if failure.hangs:
            await asyncio.sleep(60)
        if failure.drops:
            request.transport.abort()
        if isinstance(failure.answer, str):
            return web.Response(status=failure.status, text=failure.answer, headers=failure.headers)
        return web.json_response(failure.answer, status=failure.status, headers=failure.headers)
