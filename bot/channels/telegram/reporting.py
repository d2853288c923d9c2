"""What the log hears of Telegram: no text, name, chat id or token."""

import logging
import os
import traceback
from pathlib import Path

from telegram.error import TelegramError


def keep_quiet() -> None:
    """PTB logs updates and parameters, even when it is critical, and httpx addresses with the token; we report instead."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    # Or PTB 22 warns of its own use of a deprecated attribute at every 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")


def told(exc: BaseException, *, token: str) -> str:
    """What went wrong without anything a resident wrote: a foreign message may quote it, Telegram's do not."""
    if isinstance(exc, TelegramError):
        # The part after the colon, as ":" may be spelled "%3A".
        return f"{type(exc).__name__}: {exc}".replace(token.rpartition(":")[2], "<token>")
    frames = traceback.extract_tb(exc.__traceback__)[-3:]
    return " > ".join([type(exc).__name__, *(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)])
