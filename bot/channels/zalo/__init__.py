"""Zalo Official Account, OpenAPI v3: events by webhook, answers by "cs" messages. Facts: channels.md A, E, G, H (2026-11).

1. An event is verified, stored and only then acknowledged; Zalo gives us two seconds and delivers five times at most.
2. Zalo says what went wrong in the body of an HTTP 200; fates.py is the table of what becomes of a part then.
3. Buttons are in no official page for these messages, so every choice stands in the text with its number, two shapes of
   buttons are tried, and what the account takes is remembered.
4. The refresh token works once: tokens.py lets one process at a time use it, and writes down that it is about to.
5. No text, name, id, token or address in the log.
"""

from bot.channels.zalo.channel import Zalo
from bot.channels.zalo.domain import verification_meta
from bot.channels.zalo.oauth import Grant, OAuth, Pkce, Refusal
from bot.channels.zalo.timing import Timing
from bot.channels.zalo.tokens import Keeper, NotConnected, trouble

__all__ = ["Grant", "Keeper", "NotConnected", "OAuth", "Pkce", "Refusal", "Timing", "Zalo", "trouble", "verification_meta"]
