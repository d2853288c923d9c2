"""A voice message on its way through: heard while it is in hand, answered like words, and nothing of it is kept."""

from dataclasses import replace

from bot.core.conversation import Outcome, Turn
from bot.core.message import Kind, Message, Reply
from tests.delivery.desk import at_work

MEDIA = "https://v.zdn.vn/giong-cua-lan.aac"


class Listener:
    """Hears the same words in every voice, and remembers what it was given."""

    def __init__(self, words: str = "làm khai sinh") -> None:
        self.words = words
        self.given: list[str] = []

    async def hear(self, message: Message) -> Message:
        if message.kind is not Kind.VOICE:
            return message
        self.given.append(message.media)
        return replace(message, kind=Kind.SPOKEN, text=self.words, media="")


def voice(channel):
    delivered = channel.said("")
    return replace(delivered, message=replace(delivered.message, kind=Kind.VOICE, media=MEDIA))


async def test_what_was_said_is_answered(working):
    listener = Listener()
    async with working(hear=listener.hear) as desk:
        await desk.channel.deliver(voice(desk.channel))
        await desk.hears("Trong 60 ngày.")

    assert listener.given == [MEDIA]


async def test_without_ears_it_stays_a_voice(working, parrot):
    async with working() as desk:
        await desk.channel.deliver(voice(desk.channel))
        await desk.rests()

    assert parrot.asked == [""]


async def test_where_it_lay_is_sealed_and_forgotten_once_it_is_answered(store, parrot, database_url):
    listener = Listener()
    async with at_work(store, parrot, hear=listener.hear) as desk:
        await desk.freeze()
        await desk.channel.deliver(voice(desk.channel))
        (waiting,) = await desk.inbox()
    assert MEDIA.encode() not in waiting.payload

    async with at_work(store, parrot, hear=listener.hear, channel=desk.channel) as after:
        await after.hears("Trong 60 ngày.")
        (done,) = await after.inbox()
        logged = await store.to_review(since=done.at.replace(year=2020), everything=True)
    assert done.payload is None
    assert MEDIA not in str(logged)


async def test_what_comes_after_a_voice_waits_for_it(working, parrot):
    async with working(hear=Listener().hear) as desk:
        await desk.channel.deliver(voice(desk.channel), desk.channel.said("căn cước"))
        await desk.hears("Trong 60 ngày.", "Tại công an xã.")


async def test_while_answers_are_off_nothing_is_listened_to(working):
    async def off(talk, message, *, now, ref):
        return Turn(talk, (Reply("Đang nghỉ."),), Outcome.SMALL_TALK)

    listener = Listener()
    async with working(hear=listener.hear, gate=off) as desk:
        await desk.channel.deliver(voice(desk.channel))
        await desk.hears("Đang nghỉ.")

    assert listener.given == []
