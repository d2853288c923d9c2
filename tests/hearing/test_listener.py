"""The worker process, around a fake recogniser: one voice at a time, and whatever happens in it the service goes on."""

import asyncio
import os
from time import monotonic

import pytest

from bot.hearing.listener import Deaf, Listener
from tests.fakes.recogniser import voice
from tests.hearing.conftest import FAKE


def is_alive(pid):
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


async def ended(listener):
    async with asyncio.timeout(5):
        while listener.is_running:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)


async def test_nothing_runs_before_somebody_speaks(listener):
    assert not listener.is_running


async def test_what_is_said_comes_back_as_words(listener):
    assert await listener.words(voice("say làm khai sinh")) == "làm khai sinh"


async def test_the_same_process_hears_one_voice_after_the_other(listener):
    said = await asyncio.gather(*(listener.words(voice("who")) for _ in range(5)))

    assert len(set(said)) == 1
    assert int(said[0]) != os.getpid()


async def test_answers_never_get_to_another_voice(listener):
    said = await asyncio.gather(*(listener.words(voice(f"say câu {n}")) for n in range(20)))

    assert said == [f"câu {n}" for n in range(20)]


async def test_a_crash_is_told_and_the_next_voice_is_heard(listener):
    with pytest.raises(Deaf):
        await listener.words(voice("crash"))

    assert await listener.words(voice("say còn đây")) == "còn đây"


async def test_a_voice_that_takes_too_long_is_given_up_and_the_next_one_heard():
    listener = Listener(FAKE, seconds=1)
    first = await listener.words(voice("who"))
    began = monotonic()
    with pytest.raises(Deaf, match="TimeoutError"):
        await listener.words(voice("hang"))

    assert monotonic() - began < 2
    assert not is_alive(first)
    assert await listener.words(voice("say còn đây")) == "còn đây"
    await listener.stop()


async def test_giving_up_while_waiting_disturbs_nobody(listener):
    pid = await listener.words(voice("who"))
    async with listener._turn:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await listener.words(voice("say tôi"))

    assert await listener.words(voice("who")) == pid


async def test_giving_up_in_the_middle_of_a_voice_keeps_its_words_from_the_next_one(listener):
    await listener.words(voice("who"))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await listener.words(voice("hang"))

    assert await listener.words(voice("say câu sau")) == "câu sau"


async def test_a_recogniser_that_is_not_there_is_told():
    listener = Listener("tests.fakes.khong_co", seconds=5)

    with pytest.raises(Deaf):
        await listener.words(voice("say gì"))
    assert not listener.is_running


async def test_after_a_silence_the_memory_is_given_back():
    listener = Listener(FAKE, seconds=5, idle=0.05)
    pid = await listener.words(voice("who"))
    await ended(listener)

    assert await listener.words(voice("who")) != pid
    await listener.stop()


async def test_stopping_ends_the_process(listener):
    pid = await listener.words(voice("who"))
    await listener.stop()

    assert not is_alive(pid)


async def test_a_worker_whose_service_was_killed_ends_by_itself(listener):
    pid = await listener.words(voice("who"))
    listener._process.stdin.close()

    await ended(listener)
    assert not is_alive(pid)


async def test_the_worker_knows_no_secret(listener, monkeypatch):
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:abc")

    assert await listener.words(voice("secret TELEGRAM_TOKEN")) == ""
    assert await listener.words(voice("secret PATH")) == os.environ["PATH"]


async def test_the_worker_can_keep_nothing(listener, tmp_path):
    kept = tmp_path / "voice"

    assert await listener.words(voice(f"write {kept}")) == "không ghi được"
    assert not kept.exists() or not kept.read_bytes()


async def test_what_a_library_prints_is_no_answer_and_goes_nowhere(listener, capfd):
    assert await listener.words(voice("shout to lên")) == "to lên"
    assert "cái gì đó" not in "".join(capfd.readouterr())
