"""Voice messages: when they are to be heard, is there something that hears?"""

from collections.abc import Sequence
from time import monotonic

from bot.doctor.case import Case
from bot.doctor.finding import Finding, error
from bot.hearing import extra
from bot.hearing.listener import Deaf, Listener

_SECONDS = 45
"""The recogniser takes a few seconds to load, on a small machine more."""


async def look(case: Case) -> Sequence[Finding]:
    """See the module."""
    if not case.settings.voice:
        return []
    if not extra.is_installed():
        return [error("VOICE=on mà chưa cài phần nghe tin thoại.", f"Chạy: {extra.INSTALL}; hoặc bỏ VOICE.")]
    listener, began = Listener(seconds=_SECONDS), monotonic()
    try:
        await listener.words(b"")
    except Deaf:
        return [error("Phần nghe tin thoại không chạy được trên máy này.", f"Cài lại: {extra.INSTALL}; hoặc bỏ VOICE.")]
    finally:
        await listener.stop()
    return [Finding(f"Nghe được tin thoại; khởi động mất {monotonic() - began:.0f} giây.")]
