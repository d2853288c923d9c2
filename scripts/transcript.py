"""Write the README's transcript anew: the same questions, what the bot says now.

python scripts/transcript.py
"""

import re
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.ask import responder_for, said
from bot.core.conversation import Conversation
from bot.core.message import Message

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(?<=```text\n)> .*?(?=\n```)", re.DOTALL)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def main() -> None:
    text = README.read_text(encoding="utf-8")
    found = BLOCK.search(text)
    assert found, "README.md has no transcript"
    responder, talk, shown = responder_for(None, ""), Conversation(), []
    for question in re.findall(r"^> (.*)$", found.group(), re.MULTILINE):
        turn = responder.respond(talk, Message("readme", "r", "1", question), now=NOW, ref="K7M3QP")
        talk = turn.conversation
        shown.append(f"> {question}\n{said(turn, responder)}")
    README.write_text(text[: found.start()] + "\n\n".join(shown) + text[found.end() :], encoding="utf-8")


if __name__ == "__main__":
    main()
