"""The web: one page to chat on, the button a portal embeds, and an address for other sites' programs. The page uses it too.

1. Who writes makes `chat` and `id`, 128 random bits each: who does not know them cannot ask for another's answers.
   A message that may not have arrived is posted again with the same id, so nothing here may depend on it coming once.
2. Bad input is a 4xx with one Vietnamese sentence under "error"; the page shows it and does not try again, but for 408 and 429.
3. No cookies, nothing from another origin, nothing inline: the page holds what residents type.
4. Addresses of visitors are counted by a keyed hash that lasts as long as the process, and neither stored nor logged.
"""

from bot.channels.web.channel import Web
from bot.channels.web.messages import MAX_BODY, MAX_TEXT, read, write
from bot.channels.web.pages import STATIC

__all__ = ["MAX_BODY", "MAX_TEXT", "STATIC", "Web", "read", "write"]
