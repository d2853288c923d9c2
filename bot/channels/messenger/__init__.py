"""Facebook Messenger, for a commune's fanpage. channels.md D (2026-11).

1. Batches are stored whole before they are acknowledged; their signature is checked before anything in them is looked at.
2. What the page sends comes back as an echo: ours by the app's id, every other one is an officer's.
3. Only answers are sent, within 24 hours of what the resident wrote; later ones wait until they write again.
"""

from bot.channels.messenger.channel import BASE_URL, VERSION, Messenger, Timing
from bot.channels.messenger.webhook import PATH, SIGNATURE_HEADER, signature

__all__ = ["BASE_URL", "PATH", "SIGNATURE_HEADER", "VERSION", "Messenger", "Timing", "signature"]
