import asyncio
from time import sleep
from types import SimpleNamespace

from bot.core.conversation import Conversation
from bot.core.message import Message
from bot.delivery.thinking import Thinking
from tests.conftest import NOW


class Slow:
    """Takes its time, and keeps in which order it was asked."""

    def __init__(self):
        self.asked = []

    def respond(self, talk, message, *, now, ref):
        self.asked.append(message.channel)
        sleep(0.01)
        return SimpleNamespace(replies=())


async def test_who_waits_at_the_page_is_not_behind_the_whole_inbox():
    slow = Slow()
    thinking = Thinking(slow)

    async def asks(channel):
        await thinking.respond(Conversation(), Message(channel, "lan", "1", "hỏi"), now=NOW, ref="MADO01")

    inbox = [asyncio.create_task(asks("zalo")) for _ in range(30)]
    await asyncio.sleep(0.03)
    await asks("web")
    before = list(slow.asked)
    await asyncio.gather(*inbox)

    assert before[-1] == "web" or before[-2] == "web"
    assert len(before) < 12
    assert slow.asked.count("zalo") == 30
