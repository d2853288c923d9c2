"""What officers call the channels."""

CHANNELS = {"web": "trang chat", "zalo": "Zalo OA", "zalo-bot": "Zalo Bot", "messenger": "Messenger", "telegram": "Telegram"}
"""What can be switched off."""


def called(channel: str) -> str:
    """What officers call a channel, or all of them ("*")."""
    return "mọi câu trả lời" if channel == "*" else CHANNELS.get(channel, channel)
