"""The load generator of load.py, a process of its own: prints what it saw as JSON.

    load_client.py PORT CHANNEL SECONDS CONNECTIONS FIRST_NUMBER

Requests are made and signed before the clock starts, and answers are only looked at as far as their status: so one core
sends several times what aiohttp can take, and the generator is not what is measured.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator
from time import perf_counter, process_time

from stand_ins import Writers

_MADE_PER_SECOND = 8000


def requests(channel: str, *, first: int, many: int) -> list[bytes]:
    """Signed webhook calls, each a message of its own."""
    writers, made = Writers(first=first), []
    for number in range(many):
        call = writers.says(channel, "làm giấy khai sinh cho con cần gì", chat=1000 + number % 500)
        lines = [f"POST {call.path} HTTP/1.1", "Host: xa", f"Content-Length: {len(call.body)}"]
        lines += [f"{name}: {value}" for name, value in call.headers.items()]
        made.append("\r\n".join([*lines, "", ""]).encode() + call.body)
    return made


class Connection(asyncio.Protocol):
    """Sends one request after the other."""

    def __init__(self, todo: Iterator[bytes], until: float, statuses: Counter[int], latencies: list[float]) -> None:
        self._todo, self._until, self._statuses, self._latencies = todo, until, statuses, latencies
        self.done = asyncio.get_running_loop().create_future()
        self._answer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._todo, None) if perf_counter() < self._until else None
        if request is None:
            self._transport.close()
            return
        self._sent = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if b"\r\n\r\n" in self._answer:
            self._latencies.append(perf_counter() - self._sent)
            self._statuses[int(self._answer[9:12])] += 1
            self._answer = b""
            self._next()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def load(port: int, channel: str, seconds: float, connections: int, first: int) -> dict[str, object]:
    """Send for so long; what was seen."""
    made = requests(channel, first=first, many=int(_MADE_PER_SECOND * seconds))
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    began, cpu, todo = perf_counter(), process_time(), iter(made)
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Connection(todo, began + seconds, statuses, latencies), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.done for _, connection in opened))
    took = perf_counter() - began
    return {
        "seconds": took,
        "cpu": process_time() - cpu,
        "statuses": dict(statuses),
        "latencies": latencies,
        "used_up": len(latencies) >= len(made),
    }


if __name__ == "__main__":
    port, channel, seconds, connections, first = sys.argv[1:]
    print(json.dumps(asyncio.run(load(int(port), channel, float(seconds), int(connections), int(first)))))
