"""Inline: what "@bot câu hỏi" in any chat is answered with while it is typed. Pure; nobody hears of a query but who typed it.

Who picks an answer posts it where nobody can tap anything and the bot is not: it must stand on its own.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from bot.core import codes
from bot.core.knowledge import Topic
from bot.core.responder import Responder
from bot.core.speech import PAGE, Speech

MOST = 8
"""What a phone shows without much scrolling."""


class Suggestion(NamedTuple):
    """One thing to pick and post."""

    code: str
    """Short ASCII, see Choice.code."""
    title: str
    text: str


def suggestions(responder: Responder, query: str, *, now: datetime) -> tuple[Suggestion, ...]:
    """The best answers for a query, and without one what to ask the bot; none when nothing is likely."""
    if not query.strip():
        return tuple(islice(_beginnings(responder), MOST))
    found = responder.look_up(query, now=now, most=MOST)
    return tuple(Suggestion(choice.code, choice.label, text) for choice, text in found)


def _beginnings(responder: Responder) -> Iterator[Suggestion]:
    """Where the officers are, then the topics, each with what one may ask of it."""
    speech = responder.speech
    yield Suggestion(codes.command_code("gapcanbo"), speech.say("meet_officer"), speech.say("contact"))
    for topic in responder.knowledge.topics:
        if topic.entries:
            yield Suggestion(codes.topic_code(topic.id), topic.title, _listed(topic, speech))


def _listed(topic: Topic, speech: Speech) -> str:
    lines = [speech.filled(topic.intro), *(f"- {speech.title(entry.id)}" for entry in topic.entries[:PAGE])]
    return "\n".join(line for line in lines if line)
