"""Decoding: a voice message as it came -> 16 kHz, mono, 16 bits. Runs in the worker process only: what comes is foreign.

PyAV brings FFmpeg's libraries along. The format is given and never guessed: a playlist among FFmpeg's formats may name files.
"""

from io import BytesIO

import av
import numpy as np
import numpy.typing as npt

from bot.hearing.sniffing import container

RATE = 16_000
LONGEST = 60
"""Seconds; a question is long before that."""

Samples = npt.NDArray[np.int16]


class Undecodable(Exception):
    """No audio, broken, or longer than LONGEST."""


def decoded(audio: bytes) -> Samples:
    """What a recogniser listens to.

    Raises:
        Undecodable: when there is nothing to listen to.
    """
    form = container(audio)
    if not form:
        raise Undecodable("no audio")
    try:
        return _samples(audio, form)
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise Undecodable(type(error).__name__) from None


def _samples(audio: bytes, form: str) -> Samples:
    pieces: list[Samples] = []
    count = 0
    with av.open(BytesIO(audio), format=form) as opened:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in opened.decode(audio=0):
            for piece in resampler.resample(frame):
                pieces.append(piece.to_ndarray()[0])
                count += piece.samples
            if count > LONGEST * RATE:
                raise Undecodable("too long")
        pieces += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    if not pieces:
        raise Undecodable("empty")
    return np.concatenate(pieces)
