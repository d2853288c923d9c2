"""A message with a voice becomes one with words; what goes wrong on the way is told kindly and never raised."""

import asyncio
import logging

import pytest

from bot.core.message import Kind, Message
from bot.hearing.fetching import Unfetched
from bot.hearing.hearing import Hearing
from bot.hearing.listener import Deaf
from tests.fakes.recogniser import voice

MESSAGE = Message("zalo", "lan", "m1", "", kind=Kind.VOICE, media="https://v.zdn.vn/a.aac?key=secret")


class Shelf:
    """A source that has voices by their address."""

    def __init__(self, voices):
        self.voices = voices
        self.asked = []

    async def fetch(self, media):
        self.asked.append(media)
        if media not in self.voices:
            raise Unfetched("HTTP 410")
        return self.voices[media]


class Clerk:
    """An ear that knows what is said by heart, and takes as long as it is told."""

    def __init__(self, said="làm khai sinh"):
        self.said = said
        self.open = asyncio.Event()
        self.open.set()

    async def words(self, audio):
        await self.open.wait()
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.fixture
def shelf():
    return Shelf({MESSAGE.media: voice("say gì đó")})


@pytest.fixture
def clerk():
    return Clerk()


@pytest.fixture
def hearing(clerk, shelf):
    return Hearing(clerk, {"zalo": shelf}, seconds=0.3, most_waiting=2)


async def test_a_voice_becomes_words(hearing):
    heard = await hearing.hear(MESSAGE)

    assert (heard.kind, heard.text, heard.media, heard.id) == (Kind.SPOKEN, "làm khai sinh", "", "m1")


@pytest.mark.parametrize(
    "message",
    [
        Message("zalo", "lan", "1", "làm khai sinh"),
        Message("zalo", "lan", "1", "", kind=Kind.IMAGE, media=MESSAGE.media),
        Message("zalo", "lan", "1", "", kind=Kind.VOICE),
        Message("zalo", "lan", "1", "bài này hỏi gì", kind=Kind.VOICE, media=MESSAGE.media),
        Message("web", "lan", "1", "", kind=Kind.VOICE, media=MESSAGE.media),
    ],
    ids=["words", "a picture", "nothing to fetch", "a caption says it", "a channel without voices"],
)
async def test_everything_else_stays_as_it_is(hearing, shelf, message):
    assert await hearing.hear(message) is message
    assert shelf.asked == []


@pytest.mark.parametrize("trouble", [Deaf("OSError"), TimeoutError(), ""])
async def test_what_was_not_heard_has_no_words(hearing, clerk, trouble):
    clerk.said = trouble

    assert (await hearing.hear(MESSAGE)).text == ""


async def test_a_voice_that_is_gone_has_no_words(hearing, shelf):
    shelf.voices.clear()

    assert (await hearing.hear(MESSAGE)).kind is Kind.SPOKEN


async def test_a_voice_that_takes_too_long_has_no_words(hearing, clerk):
    clerk.open.clear()

    assert (await hearing.hear(MESSAGE)).text == ""


async def test_when_too_many_speak_the_next_is_asked_to_type_at_once(hearing, clerk, shelf):
    clerk.open.clear()
    waiting = [asyncio.create_task(hearing.hear(MESSAGE)) for _ in range(2)]
    await asyncio.sleep(0)
    turned_away = await hearing.hear(MESSAGE)
    clerk.open.set()

    assert turned_away.text == ""
    assert [heard.text for heard in await asyncio.gather(*waiting)] == ["làm khai sinh"] * 2
    assert len(shelf.asked) == 2
    assert (await hearing.hear(MESSAGE)).text == "làm khai sinh"


async def test_neither_address_nor_words_are_logged(hearing, clerk, shelf, caplog):
    caplog.set_level(logging.DEBUG)
    await hearing.hear(MESSAGE)
    shelf.voices.clear()
    await hearing.hear(MESSAGE)

    assert "HTTP 410" in caplog.text
    assert "secret" not in caplog.text
    assert "khai sinh" not in caplog.text
