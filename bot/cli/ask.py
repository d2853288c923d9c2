"""ask: what would the bot say? Writes nothing to the store."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from bot.cli.explanation import explanation
from bot.core.conversation import Conversation, Turn, Wish
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder
from bot.core.speech import as_text
from bot.core.target import strictness
from bot.errors import BotError
from bot.knowledge_files import SHIPPED, load_or_fail
from bot.settings import load_settings

REF = "THU-HOI"
"""The reference code in replies that are not kept."""


def responder_for(knowledge: Path | None, locality: str) -> Responder:
    """A responder over a folder.

    Raises:
        KnowledgeError: when the folder cannot be served.
        BotError: when it has no such locality.
    """
    settings = load_settings()
    locality = locality or settings.locality
    base = load_or_fail(knowledge or SHIPPED)
    if locality and locality not in base.localities:
        raise BotError(f'Không có xã, phường "{locality}". Có: {", ".join(sorted(base.localities))}')
    served = base.serving(locality)
    return Responder(served, Matcher(served), locality=locality, bands=strictness(settings.wrong_in_100).bands)


def said(turn: Turn, responder: Responder) -> str:
    """All replies of a turn, as a resident without buttons reads them."""
    if turn.wish is not Wish.NONE:
        return responder.speech.say("nothing_stored")
    return "\n\n".join(as_text(reply) for reply in turn.replies)


def ask_one(question: str, knowledge: Path | None, locality: str, *, explain: bool) -> None:
    """Print the reply to one question."""
    responder = responder_for(knowledge, locality)
    turn = responder.respond(Conversation(), Message("console", "ask", "1", question), now=datetime.now(UTC), ref=REF)
    click.echo(said(turn, responder))
    if explain:
        click.echo("\n" + "\n".join(explanation(turn, responder)))


def ask_lines(source: Iterable[bytes], target: TextIO, knowledge: Path | None, locality: str) -> None:
    """Answer JSON lines; lines with one `conversation` are one talk, in order.

    Raises:
        BotError: naming the first line that is not such JSON.
    """
    responder = responder_for(knowledge, locality)
    talks: dict[str, Conversation] = {}
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        asked = _parsed(line, number)
        key = asked.get("conversation")
        talk = talks.get(str(key), Conversation()) if key is not None else Conversation()
        message = Message("console", str(key), str(number), asked["text"])
        turn = responder.respond(talk, message, now=datetime.now(UTC), ref=REF)
        if key is not None:
            talks[str(key)] = turn.conversation
        target.write(json.dumps(_line(asked["text"], turn, responder), ensure_ascii=False) + "\n")


def _parsed(line: bytes, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BotError(f"dòng {number}: không phải JSON ({error})") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise BotError(f'dòng {number}: phải có dạng {{"text": "câu hỏi"}}')
    return asked


def _ranked(turn: Turn, responder: Responder) -> list[tuple[str, float]]:
    """The candidates of a message that was not taken for a question."""
    return [(match.entry, round(match.score, 4)) for match in responder.matcher.rank(turn.text).matches]


def _line(text: str, turn: Turn, responder: Responder) -> dict[str, Any]:
    return {
        "text": text.encode("utf-8", "replace").decode(),
        "outcome": str(turn.outcome),
        "entries": list(turn.entries),
        "score": turn.score,
        "candidates": [list(candidate) for candidate in turn.candidates or _ranked(turn, responder)],
        "reply": said(turn, responder),
        "urgent": turn.urgent,
        "masked": bool(turn.masked),
    }
