"""Not faster than Zalo allows: 4,000 calls a minute for an app (channels.md A6, 2026-11 [M]), else -32."""

import asyncio
from collections.abc import Mapping

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_BURST = 0.1
"""Of a minute's calls so many at once; the rest is spread, so that no minute holds more than allowed."""


class Pace:
    """Spreads the calls of this process, and keeps still after a -32."""

    def __init__(self, per_minute: int) -> None:
        self._burst = max(1, int(per_minute * _BURST))
        self._gap = 60 / max(1, per_minute - self._burst)
        self._due = 0.0
        self._still_until = 0.0
        self._pause = _FIRST_PAUSE

    async def turn(self) -> float:
        """Wait for the next turn; seconds to keep still instead, if Zalo asked for it."""
        now = asyncio.get_running_loop().time()
        if now < self._still_until:
            return self._still_until - now
        self._due = max(self._due, now - self._burst * self._gap) + self._gap
        if self._due > now:
            await asyncio.sleep(self._due - now)
        return 0.0

    def refused(self) -> float:
        """After a -32: seconds to keep still, twice as long each time."""
        pause, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE)
        self._still_until = max(self._still_until, asyncio.get_running_loop().time() + pause)
        return pause

    def heed(self, headers: Mapping[str, str]) -> None:
        """After an answer that was no -32: begin anew, and keep still where it says that nothing is left."""
        self._pause = _FIRST_PAUSE
        if headers.get("X-RateLimit-Remain", "").strip() == "0":
            self._still_until = asyncio.get_running_loop().time() + _FIRST_PAUSE
