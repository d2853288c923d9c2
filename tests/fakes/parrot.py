"""A responder that knows three things, so that the tests of the delivery depend on no matcher."""

import threading
from dataclasses import replace
from datetime import datetime

from bot.core.conversation import Conversation, Outcome, Turn, Wish
from bot.core.knowledge import Knowledge
from bot.core.message import Message, Reply
from bot.core.speech import Speech

KNOWN = {"khai sinh": "Trong 60 ngày.", "căn cước": "Tại công an xã.", "cháy": "Gọi 114."}
WISHES = {"/xoa": Wish.ERASE, "/dulieu": Wish.SHOW}


class Parrot:
    """Stands in for bot.core.responder.Responder."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.speech = Speech.of(knowledge, "")
        self.bombs = 0
        """Times "bom" still goes off."""
        self.asked: list[str] = []
        self.threads: set[str] = set()

    def respond(self, talk: Conversation, message: Message, *, now: datetime, ref: str) -> Turn:
        self.asked.append(message.text)
        self.threads.add(threading.current_thread().name)
        if "bom" in message.text and self.bombs:
            self.bombs -= 1
            raise ZeroDivisionError
        if message.text in WISHES:
            return Turn(talk, (), Outcome.SMALL_TALK, wish=WISHES[message.text])
        known = next((answer for word, answer in KNOWN.items() if word in message.text), None)
        outcome = Outcome.ANSWERED if known else Outcome.NOT_ANSWERED
        reply = Reply(known or f"Chưa biết ({message.text}).", urgent="cháy" in message.text)
        # The memory shows in which order things were handled.
        talk = replace(talk, told=(*talk.told, message.text), at=now)
        return Turn(talk, (reply,), outcome, text=message.text, reading=message.text, is_question=True, urgent=reply.urgent)
