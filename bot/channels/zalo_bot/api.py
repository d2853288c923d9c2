"""The eight calls of the Zalo Bot API, on a thin client; errors never name the token. channels.md B (2026-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.foreign import at
from bot.channels.http import Caller, Response
from bot.channels.wording import told


@dataclass(frozen=True, slots=True)
class Told:
    """What Zalo answered."""

    ok: bool
    """The envelope's word, whatever the HTTP status; an error_code of 0 may stand beside it [S]."""
    code: int
    """error_code where it says more than the status."""
    result: Any = None
    description: str = ""
    """Fit for an officer's eyes."""
    understood: bool = True
    """Whether it was Zalo's envelope at all; a proxy's page is not."""
    over_quota: bool = False

    def __str__(self) -> str:
        return " ".join(piece for piece in (str(self.code), self.description) if piece)


class Api:
    """Calls methods of one bot."""

    def __init__(self, token: str, caller: Caller) -> None:
        self._token, self._caller = token, caller

    async def call(self, method: str, body: Mapping[str, Any] | None = None, *, total_seconds: float | None = None) -> Told:
        """Call once.

        Raises:
            NeverLeft: see bot/channels/http.py.
            MayHaveArrived: as well.
        """
        path = f"/bot{self._token}/{method}"
        return read_answer(await self._caller.post_json(path, body or {}, total_seconds=total_seconds))

    async def close(self) -> None:
        await self._caller.close()


def read_answer(response: Response) -> Told:
    """The envelope {ok, result} or {ok: false, error_code, description}; one without `ok` goes by its status."""
    data, status = response.data, response.status
    code = at(data, "error_code")
    ok = data["ok"] is True if "ok" in data else bool(data) and status < 300 and not code
    said = at(data, "description")
    return Told(
        ok=ok,
        code=code if isinstance(code, int) and not isinstance(code, bool) and code else status,
        result=data.get("result", data),
        description=told(said),
        understood=bool(data),
        over_quota=isinstance(said, str) and "quota" in said.lower(),
    )
