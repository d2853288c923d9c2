"""The Zalo Bot Platform: a small bot of a personal Zalo account, for a pilot before the OA. channels.md B (2026-11).

1. Whether a poll consumes the update is not known [W]: zalo-bot-mcp saw the same one with every poll, openclaw saw it gone
   once answered. So it is stored before the next poll, stored once by its key, and polls keep a distance.
2. No buttons: choices are numbers in the text. 3000 messages a month: what is sent is counted, and said before it is too late.
3. The token is part of every address: no address is logged or stands in an error.
"""

from bot.channels.zalo_bot.channel import BASE_URL, QUOTA, ZaloBot, account_of
from bot.channels.zalo_bot.intake import PATH, SECRET_HEADER
from bot.channels.zalo_bot.timing import Timing

__all__ = ["BASE_URL", "PATH", "QUOTA", "SECRET_HEADER", "Timing", "ZaloBot", "account_of"]
