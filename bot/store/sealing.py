"""Sealing: what says who a resident is, or holds what they wrote, lies encrypted in the store until it is handled.

AES-256-GCM; the key is derived from the pepper (HKDF, RFC 5869), so a copy of the database alone gives nothing away.
"""

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
"""Bytes, drawn anew for each seal: NIST SP 800-38D allows 2^32 of them under one key."""


class Unreadable(Exception):
    """Sealed with another pepper, for another purpose, or damaged."""


class Sealing:
    """Seals and opens values with one pepper."""

    def __init__(self, pepper: bytes) -> None:
        self._cipher = AESGCM(HKDF(SHA256(), length=32, salt=None, info=b"hoi-dap-so seal 1").derive(pepper))

    def seal(self, value: Any, *, purpose: str) -> bytes:
        """A JSON value as nobody can read it; it opens for the same purpose only."""
        nonce = secrets.token_bytes(_NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return nonce + self._cipher.encrypt(nonce, plain, purpose.encode())

    def opened(self, sealed: bytes, *, purpose: str) -> Any:
        """The value of `seal`.

        Raises:
            Unreadable: when this pepper does not open it.
        """
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error
        return json.loads(plain.decode("utf-8", "surrogatepass"))
