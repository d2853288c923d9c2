"""Telegram: updates by long polling or by webhook, answers by sendMessage. https://core.telegram.org/bots/api

1. Nothing received is lost. PTB's own Updater confirms updates when it has fetched them, so a crash forgets those it still
   queues; here there is none, and an update is confirmed (polling: the next offset, webhook: the 200) only when it is
   stored. Telegram delivers again for 24 hours; the number of an update keeps it from being heard twice.
2. The order of a chat, trying again and giving up are the delivery's; `send` sends once and says what came of it.
3. What somebody types in inline mode is answered at once, and neither stored nor logged.
4. No text, name, chat id or token in the log. PTB and httpx log all of these, so they are kept quiet.
"""

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.inline import Inline
from bot.channels.telegram.timing import Timing
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.channels.telegram.writing import write

__all__ = ["SECRET_HEADER", "Inline", "Telegram", "Timing", "write"]
