"""OAuth v4 of Zalo: the officer's consent, the first pair of tokens, every next pair. Facts: channels.md A8 (2026-11)."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from bot.channels.http import Caller, MayHaveArrived, Response

PERMISSION = "/v4/oa/permission"
TOKEN = "/v4/oa/access_token"  # noqa: S105 - an address
_UNTOLD_LIFE = 3600
"""Seconds an access token is trusted when the answer does not say."""
_SERVER_ERROR = 500


class Refusal(Exception):
    """Zalo answered that it gives no tokens; nothing was used up."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Zalo từ chối cấp mã truy cập (mã {code})")


@dataclass(frozen=True, slots=True)
class Grant:
    """A pair of tokens."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int
    """How long the access token lives."""


@dataclass(frozen=True, slots=True)
class Pkce:
    """The secret of one consent, and what may be shown of it."""

    verifier: str = field(repr=False)
    state: str = field(repr=False)

    @classmethod
    def new(cls) -> "Pkce":
        """43 letters, what 32 random bytes make."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(16))

    @property
    def challenge(self) -> str:
        """S256: https://www.rfc-editor.org/rfc/rfc7636#section-4.2."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class OAuth:
    """Asks for tokens. Nothing here keeps one."""

    def __init__(self, caller: Caller, *, app_id: str, app_secret: str) -> None:
        self._caller, self._app_id, self._secret = caller, app_id, app_secret

    def permission(self, base_url: str, redirect: str, pkce: Pkce) -> str:
        """The address an officer opens to let the app act for the OA."""
        query = {"app_id": self._app_id, "redirect_uri": redirect, "code_challenge": pkce.challenge, "state": pkce.state}
        return f"{base_url.rstrip('/')}{PERMISSION}?{urlencode(query)}"

    async def exchange(self, code: str, pkce: Pkce) -> Grant:
        """The first pair, for the code of a consent (ten minutes, once). Raises as `refresh` does."""
        return await self._ask({"grant_type": "authorization_code", "code": code, "code_verifier": pkce.verifier})

    async def refresh(self, token: str) -> Grant:
        """The next pair; `token` is used up by it.

        Raises:
            NeverLeft: it is not used up.
            Refusal: nor by this.
            MayHaveArrived: it may be: nobody can say.
        """
        return await self._ask({"grant_type": "refresh_token", "refresh_token": token})

    async def _ask(self, fields: dict[str, str]) -> Grant:
        answer = await self._caller.post_form(TOKEN, {"app_id": self._app_id, **fields}, {"secret_key": self._secret})
        if answer.status >= _SERVER_ERROR:
            raise MayHaveArrived(f"HTTP {answer.status}")
        return _granted(answer)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._caller.close()


def _granted(answer: Response) -> Grant:
    access, refresh = answer.data.get("access_token"), answer.data.get("refresh_token")
    if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
        return Grant(access, refresh, _seconds(answer.data.get("expires_in")))
    # -14012, -14014, -14024 are told of ([W]); whatever the code, an error without a token is a refusal.
    error = answer.data.get("error")
    if not access and not refresh and (error or answer.status != 200):
        raise Refusal(str(error) if isinstance(error, int | str) and error else f"HTTP {answer.status}")
    raise MayHaveArrived("an answer without tokens")


def _seconds(value: object) -> int:
    # "90000", a string.
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 9 else _UNTOLD_LIFE
