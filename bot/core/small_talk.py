"""Small talk: hello, thanks, goodbye, who are you, complaints. Recognised by likeness to phrases.yaml."""

from dataclasses import dataclass

import numpy as np

from bot.core.knowledge import Phrases, Words
from bot.core.matching.features import Features
from bot.core.matching.reading import Reader
from bot.core.text import title_key


@dataclass(frozen=True, slots=True)
class Talk:
    """A kind of small talk and how like it a message is."""

    kind: str
    likeness: float
    """0 to about 2; 1.2 and more is small talk when no entry is surer."""


class SmallTalk:
    """Compares a message, politeness included, with the known phrases."""

    def __init__(self, phrases: Phrases, words: Words) -> None:
        # Politeness is what small talk consists of: nothing is stripped here.
        self._reader = Reader(Words(abbreviations=words.abbreviations))
        known = [(text, kind) for kind, talk in phrases.small_talk.items() for text in talk.questions]
        self._reader.learn(text for text, _ in known)
        readings = [self._reader.read(text) for text, _ in known]
        self._kinds = [kind for _, kind in known]
        self._features = Features(readings)
        self._rows = self._features.matrix
        self._commands = {title_key(said): command for command, saids in phrases.commands.items() for said in saids}

    def command(self, text: str) -> str:
        """The command somebody typed in words ("menu", "gặp cán bộ"); empty when it is none."""
        return self._commands.get(title_key(text), "") or self._commands.get(str(self._reader.read(text)), "")

    def closest(self, text: str) -> Talk:
        """The kind of small talk a message is most like."""
        reading = self._reader.read(text)
        columns, values = self._features.row(reading)
        if not len(columns):
            return Talk("", 0.0)
        row = np.zeros(self._rows.shape[1], np.float32)
        row[columns] = values
        likeness = self._rows @ row
        best = int(np.argmax(likeness))
        # A long message is not small talk because it begins with "xin chào": count what the phrase leaves unsaid.
        unknown = sum(not self._features.knows(word) for word in reading.folded) / max(1, len(reading.folded))
        return Talk(self._kinds[best], float(likeness[best]) * (1 - unknown))
