"""Receiving over Telegram, both ways: a Telegram of our own, the real library, real HTTP."""

import asyncio
import json

from bot.channels import Channel, Happening
from bot.channels.telegram import Telegram
from bot.core.message import Choice, Kind, Message, Reply
from tests.channels.telegram.desk import GROUP, QUICK, Inbox, running
from tests.fakes.telegram_api import TOKEN, Failure

ADDRESS = json.dumps({"chat": 7, "thread": None, "asked": None})


def test_it_is_a_channel_whose_account_is_known_at_once():
    channel: Channel = Telegram(TOKEN, Inbox())

    assert (channel.name, channel.account) == ("telegram", "123456789")


async def test_what_a_resident_writes_is_stored_as_it_was_delivered(api, inbox, mode):
    async with running(api, inbox, mode):
        number = api.says("Làm khai sinh ở đâu?")
        await api.until(lambda: inbox.kept)

    [kept] = inbox.kept
    assert (kept.channel, kept.account, kept.key, kept.chat) == ("telegram", "123456789", str(number), "7")
    assert kept.message == Message("telegram", "7", str(number), "Làm khai sinh ở đâu?")
    assert (kept.happening, kept.at.timestamp()) == (Happening.SAID, 1790000000)


async def test_what_is_stored_can_be_answered_at_its_address(api, inbox, mode):
    async with running(api, inbox, mode) as telegram:
        api.says("hỏi")
        await api.until(lambda: inbox.kept)
        sent = await telegram.send(inbox.kept[0].address, telegram.parts(Reply("đáp"))[0])

    assert api.texts() == ["đáp"]
    assert int(sent) > 0


async def test_everything_stored_is_confirmed(api, inbox, mode):
    async with running(api, inbox, mode):
        for number in range(5):
            api.says(str(number), chat=number + 1)
        await api.until(lambda: len(inbox.kept) == 5)
        await api.until(lambda: not api.pending)

    assert sorted(inbox.texts) == ["0", "1", "2", "3", "4"]


async def test_what_comes_in_one_batch_is_stored_in_one_call(api, inbox):
    numbers = [str(api.says(text)) for text in ("một", "hai", "ba")]
    async with running(api, inbox):
        await api.until(lambda: inbox.kept)

    assert inbox.calls == [numbers]


async def test_nothing_is_confirmed_before_it_is_stored(api, inbox, mode):
    inbox.takes = 0.2
    async with running(api, inbox, mode):
        number = api.says("hỏi")
        await api.until(lambda: inbox.calls)
        assert number in api.pending
        await api.until(lambda: number not in api.pending)

    assert inbox.texts == ["hỏi"]


async def test_what_cannot_be_stored_is_stored_once_it_can(api, inbox, mode, caplog):
    inbox.full = 3
    async with running(api, inbox, mode):
        number = api.says("hỏi")
        await api.until(lambda: number not in api.pending)

    assert len(inbox.calls) == 4
    assert inbox.texts == ["hỏi"]
    assert "hỏi" not in caplog.text


async def test_a_webhook_call_that_cannot_be_stored_is_wanted_later(api, inbox):
    inbox.full = 1
    async with running(api, inbox, "webhook"):
        number = api.says("hỏi")
        await api.until(lambda: inbox.kept)
        await api.until(lambda: len(api.deliveries) == 2)

    assert api.deliveries == [(number, 503), (number, 200)]


async def test_the_menu_of_commands_is_vietnamese(api, inbox):
    async with running(api, inbox):
        pass

    assert [command["command"] for command in api.commands] == ["start", "chude", "trogiup", "gapcanbo", "dulieu", "xoa"]
    assert api.commands[1]["description"] == "Xem các chủ đề có thể hỏi"


async def test_a_tap_is_stored_then_acknowledged(api, inbox, mode):
    async with running(api, inbox, mode) as telegram:
        [part] = telegram.parts(Reply("Ý bạn là?", (Choice("Khai sinh", "#a:ks"), Choice("Khai tử", "#a:kt"))))
        await telegram.send(ADDRESS, part)
        api.taps(api.sent[0], "#a:kt")
        await api.until(lambda: api.called("answerCallbackQuery"))

        assert (inbox.kept[0].message.text, inbox.kept[0].message.choice) == ("Khai tử", "#a:kt")
    assert api.called("answerCallbackQuery")[0].status == 200


async def test_a_tap_that_cannot_be_stored_is_not_acknowledged(api, inbox, mode):
    inbox.full = 1000
    async with running(api, inbox, mode) as telegram:
        [part] = telegram.parts(Reply("Ý bạn là?", (Choice("Khai sinh", "#a:ks"),)))
        await telegram.send(ADDRESS, part)
        api.taps(api.sent[0], "#a:ks")
        await api.until(lambda: len(inbox.calls) > 1)

    assert not api.called("answerCallbackQuery")


async def test_a_tap_too_old_to_acknowledge_is_stored_all_the_same(api, inbox, caplog):
    bad = Failure(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    api.fail("answerCallbackQuery", bad)
    async with running(api, inbox) as telegram:
        await telegram.send(ADDRESS, telegram.parts(Reply("?", (Choice("Một", "#1"),)))[0])
        api.taps(api.sent[0], "#1")
        await api.until(lambda: api.called("answerCallbackQuery"))

    assert inbox.texts == ["Một"]
    assert not caplog.records


async def test_an_acknowledgement_that_hangs_holds_up_nothing(api, inbox, mode):
    api.fail("answerCallbackQuery", Failure(hangs=True))
    async with running(api, inbox, mode) as telegram:
        await telegram.send(ADDRESS, telegram.parts(Reply("?", (Choice("Một", "#1"),)))[0])
        api.taps(api.sent[0], "#1")
        await api.until(lambda: api.called("answerCallbackQuery"))
        api.says("hỏi")
        await api.until(lambda: inbox.texts == ["Một", "hỏi"], within=0.3)


async def test_who_blocks_the_bot_has_left_and_who_unblocks_it_follows(api, inbox, mode):
    async with running(api, inbox, mode):
        api.blocks(7)
        api.unblocks(7)
        await api.until(lambda: len(inbox.kept) == 2)

    assert [(one.chat, one.happening) for one in inbox.kept] == [("7", Happening.LEFT), ("7", Happening.FOLLOWED)]
    assert inbox.kept[1].address == ADDRESS


async def test_a_group_that_becomes_a_supergroup_has_moved(api, inbox, mode):
    async with running(api, inbox, mode):
        api.moves(GROUP, to=-200)
        await api.until(lambda: inbox.kept)

    [moved] = inbox.kept
    assert (moved.chat, moved.happening, json.loads(moved.address)["chat"]) == (str(GROUP), Happening.MOVED, -200)


async def test_in_a_group_the_talk_of_others_is_confirmed_and_not_stored(api, inbox, mode):
    async with running(api, inbox, mode):
        api.says("chuyện riêng", chat=GROUP)
        api.says("/chude@XaThuBot", chat=GROUP)
        await api.until(lambda: not api.pending)

    assert inbox.texts == ["/chude"]


async def test_a_voice_message_has_its_kind(api, inbox, mode):
    async with running(api, inbox, mode):
        api.says(voice={"file_id": "F", "file_unique_id": "Q", "duration": 3})
        await api.until(lambda: inbox.kept)

    assert inbox.kept[0].message.kind is Kind.VOICE


async def test_an_update_the_library_cannot_read_does_not_hold_up_the_next(api, inbox, mode):
    async with running(api, inbox, mode):
        api.happens(message={"message_id": "?", "chat": 5, "text": []})
        api.happens(message=api.message(7, text="x", voice=5))
        api.happens(message=api.message(7, text=["bí mật"]))
        api.happens(message=api.message(7, text="x") | {"chat": {"id": [], "type": "private"}})
        api.happens(something_new={"a": 1})
        api.says("hỏi")
        await api.until(lambda: not api.pending)

    assert inbox.texts == ["hỏi"]


async def test_a_telegram_that_answers_at_once_with_nothing_is_not_asked_without_pause(api, inbox):
    asked = 0

    async def impatient(values):
        nonlocal asked
        asked += 1
        return []

    api._on_getupdates = impatient
    async with running(api, inbox, timing=QUICK):
        await asyncio.sleep(0.2)

    assert 3 <= asked <= 12
