"""The recogniser itself, in the real worker process, on a voice made by espeak-ng in every format phones record.

How well it understands is scripts/voice.py's business: a machine's voice is hard on it.
"""

import shutil
import subprocess
from io import BytesIO

import pytest

from bot.core.text import words
from bot.hearing.extra import is_installed
from bot.hearing.listener import Listener

pytestmark = [
    pytest.mark.skipif(not is_installed(), reason="the extra `voice` is not installed: pip install -e '.[voice]'"),
    pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not there to speak: apt-get install espeak-ng"),
]
FORMATS = {
    "Telegram": ("ogg", "libopus", 48_000),
    "Zalo Bot": ("adts", "aac", 16_000),
    "Zalo OA": ("amr", "libopencore_amrnb", 8_000),
    "Messenger": ("mp4", "aac", 44_100),
    "a file": ("mp3", "mp3", 44_100),
}


@pytest.fixture(scope="module")
def spoken():
    """A WAV file with a question in it."""
    command = ("espeak-ng", "-v", "vi", "-s", "130", "--stdout", "làm giấy khai sinh cho con cần những giấy tờ gì")
    return subprocess.run(command, check=True, capture_output=True, timeout=30).stdout


@pytest.fixture
async def recogniser():
    listener = Listener(seconds=60)
    yield listener
    await listener.stop()


def encoded(wav, form, codec, rate):
    import av

    made = BytesIO()
    with av.open(BytesIO(wav)) as source, av.open(made, "w", format=form) as target:
        stream = target.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate, frame_size=stream.frame_size or None)
        for frame in [*source.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                target.mux(stream.encode(piece))
        target.mux(stream.encode(None))
    return made.getvalue()


async def test_every_provider_s_format_is_heard(recogniser, spoken):
    heard = {name: await recogniser.words(encoded(spoken, *form)) for name, form in FORMATS.items()}
    heard["plain"] = await recogniser.words(spoken)

    assert {name for name, said in heard.items() if len(words(said)) < 5} == set(), heard


async def test_silence_rubbish_and_what_is_too_long_have_no_words(recogniser, spoken):
    cut = encoded(spoken, *FORMATS["Telegram"])[:500]
    long = encoded(spoken[:44] + spoken[44:] * 20, *FORMATS["Zalo OA"])

    assert await recogniser.words(spoken[:44] + bytes(64_000)) == ""
    assert await recogniser.words(b"OggS" + bytes(4000)) == ""
    assert await recogniser.words(cut) == ""
    assert await recogniser.words(long) == ""
    assert recogniser.is_running
