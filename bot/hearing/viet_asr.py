"""The recogniser of the extra `voice`: the package viet-asr (Apache-2.0, alpha), its model inside, without network (2026-11).

It says nothing of how sure it is: bot/core/spoken.py takes nothing for certain that it hears.
"""

from vietasr import Pipeline

from bot.hearing.decoding import Undecodable, decoded


class Recogniser:
    """See worker.Recogniser."""

    def __init__(self) -> None:
        self._pipeline = Pipeline.preset("transcribe")

    def words(self, audio: bytes) -> str:
        try:
            samples = decoded(audio)
        except Undecodable:
            return ""
        return str(self._pipeline.transcribe(samples).text)
