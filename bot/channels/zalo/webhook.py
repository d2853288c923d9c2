"""A delivery to the webhook -> the event, or Refused. Facts: channels.md A1, A3, A4 (2026-11).

The signature is a plain SHA-256, not an HMAC, and its timestamp stands in the body: parse, verify the raw bytes, then trust.
"""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.channels.foreign import moment

PATH = "/zalo"
SIGNATURE_HEADER = "X-ZEvent-Signature"
OLDEST = timedelta(hours=3)
"""Retries carry the timestamp of the first delivery, up to 1 h 50 min ago (A3, derived, [M])."""
NEWEST = timedelta(minutes=10)
"""How far Zalo's clock may be ahead of ours."""

# "mac=<hex>" is sure, bare hex was seen too, the documentation's own sample has blanks around the sign.
_MAC = re.compile(r"\s*(?:mac\s*=)?\s*([0-9a-f]{64})\s*", re.IGNORECASE)


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """What Zalo signs a delivery with."""
    return sha256(app_id.encode() + body + timestamp.encode("utf-8", "surrogatepass") + secret.encode()).hexdigest()


def is_signed(event: dict[str, Any], body: bytes, header: str, *, app_id: str, secret: str) -> bool:
    """Whether the header is the signature of this delivery."""
    found = _MAC.fullmatch(header)
    given = found[1].lower() if found else ""
    return hmac.compare_digest(given.encode(), signature(app_id, body, _timestamp(event), secret).encode())


def is_fresh(event: dict[str, Any], *, now: datetime) -> bool:
    """Whether it may still be a delivery and not somebody who repeats an old one."""
    at = moment(event.get("timestamp"))
    return at is not None and now - OLDEST <= at <= now + NEWEST


def _timestamp(event: dict[str, Any]) -> str:
    # A string by the documentation; numbers are told of too, and sign as they are written.
    value = event.get("timestamp")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
