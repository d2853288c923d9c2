"""Telegram: updates by long polling or by webhook, answers by sendMessage. https://core.telegram.org/bots/api

1. Nothing received is lost. PTB's own Updater confirms updates when it has fetched them, so a crash forgets those it
   still queues; here Application has no updater, and an update is confirmed (polling: the next offset, webhook: the 200)
   only when it has been handled. Telegram delivers again for 24 hours; `Answered.repeated` keeps that from being heard.
2. Messages of one chat are handled in their order, different chats side by side.
3. A message that may have arrived is not sent again; one that never left is.
4. No text, name, chat id or token in the log. PTB and httpx log all of these, so they are kept quiet.
"""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.payloads import Outgoing, read, write
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.webhook import MAX_BODY, SECRET_HEADER

__all__ = ["MAX_BODY", "SECRET_HEADER", "Outgoing", "Telegram", "Timing", "read", "write"]
