"""chat: talk to the bot in the terminal."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.console import Console
from bot.cli.ask import REF, responder_for, said
from bot.core.conversation import Conversation
from bot.core.message import Message


def chat(knowledge: Path | None, locality: str) -> None:
    """Read lines until the end of input or "thoát"."""
    responder = responder_for(knowledge, locality)
    talk = Conversation()
    console = Console(sys.stdin, print)
    for number, line in enumerate(console.lines("/start"), 1):
        turn = responder.respond(talk, Message("console", "chat", str(number), line), now=datetime.now(UTC), ref=REF)
        talk = turn.conversation
        console.say(said(turn, responder))
