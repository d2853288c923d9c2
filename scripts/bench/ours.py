"""Our matcher alone, and the whole bot, heard as the peers are."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bench.data import OUTSIDE, Question
from bench.peer import Peer
from bench.quality import Guess
from bot.core.conversation import Conversation, Outcome, Turn
from bot.core.matching import Matcher
from bot.core.message import Message
from bot.core.responder import Responder

NAME = "ours (the matcher alone)"
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
MOST_GUESSED = 4


def guesses(matcher: Matcher, texts: Sequence[str]) -> list[Guess]:
    """What the matcher makes of messages; it has one way of being sure, its probability."""
    found = []
    for text in texts:
        matches = matcher.rank(text).matches[:MOST_GUESSED]
        sure = matches[0].score if matches else 0.0
        found.append(Guess(tuple(match.entry for match in matches), (sure,)))
    return found


def peer_guesses(peer: Peer, texts: Sequence[str]) -> list[Guess]:
    """What a peer makes of messages, with three ways of being sure: the score, how far ahead of the second, of the outside."""
    scores = peer.scores(texts)
    columns = [i for i, entry in enumerate(peer.entries) if entry != OUTSIDE]
    outside = scores[:, peer.entries.index(OUTSIDE)] if OUTSIDE in peer.entries else scores[:, 0] * 0
    found = []
    for row, foreign in zip(scores, outside, strict=True):
        order = sorted(columns, key=lambda i: -row[i])[:MOST_GUESSED]
        first, second = row[order[0]], row[order[1]]
        sure = (float(first), float(first - second), float(first - foreign))
        found.append(Guess(tuple(peer.entries[i] for i in order), sure))
    return found


def turn(responder: Responder, text: str) -> Turn:
    """What the bot does with a message out of the blue."""
    return responder.respond(Conversation(), Message("bench", "c", "1", text), now=NOW, ref="DO")


def verdict(found: Turn, question: Question) -> str:
    """right, offered, wrong, misoffered or declined; for what nothing answers: the outcome."""
    if not question.wanted:
        return str(found.outcome)
    hit = any(entry in question.wanted for entry in found.entries[:MOST_GUESSED])
    if found.outcome is Outcome.ANSWERED:
        return "right" if hit else "wrong"
    if found.outcome is Outcome.ASKED_BACK:
        return "offered" if hit else "misoffered"
    return "declined"
