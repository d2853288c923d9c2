"""Small talk: hello, thanks, goodbye, who are you, "không được". Recognised by likeness to phrases.yaml.

Chatter about what no entry is about (weather, gossip) is recognised likewise, by what ngoai-pham-vi does not name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.knowledge import Matter, Phrases, Words
from bot.core.matching.features import SAME, Features
from bot.core.matching.reading import Reader, Reading
from bot.core.text import title_key

CHATTER = 0.5
"""Likeness to a phrase of chatter from which a message is chatter; no entry and no named matter outside is near it then."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A kind of small talk and how like it a message is."""

    kind: str
    likeness: float
    """0 to about 1; see Bands.small_talk."""


class _Phrases:
    """Phrases of several kinds, compared with a reading by likeness."""

    def __init__(self, known: Sequence[tuple[Reading, str]]) -> None:
        readings = [reading for reading, _ in known]
        self._kinds = [kind for _, kind in known]
        self._features, self._rows = Features.learn(readings)

    def closest(self, reading: Reading) -> Talk:
        """The kind whose phrases a reading is most like."""
        columns, values = self._features.row(reading)
        if not len(columns):
            return Talk("", 0.0)
        row = np.zeros(self._rows.shape[1], np.float32)
        row[columns] = values
        likeness = self._rows @ row
        best = int(np.argmax(likeness))
        # A long message is not small talk because it begins with "xin chào": count what the phrase leaves unsaid.
        unknown = sum(not self._features.knows(word) for word in reading.folded) / max(1, len(reading.folded))
        return Talk(self._kinds[best], float(likeness[best]) / SAME * (1 - unknown))


class SmallTalk:
    """Compares a message, politeness included, with the known phrases."""

    def __init__(self, phrases: Phrases, words: Words, outside: Iterable[Matter] = ()) -> None:
        # Politeness is what small talk consists of: nothing is stripped here.
        self._reader = Reader(Words(abbreviations=words.abbreviations))
        self._polite_reader = Reader(Words(abbreviations=words.abbreviations, fillers=words.fillers))
        known = [(text, kind) for kind, talk in phrases.small_talk.items() for text in talk.questions]
        self._reader.learn(text for text, _ in known)
        self._talk = _Phrases([(self._reader.read(text), kind) for text, kind in known])
        self._exact = {self._polite_reader.read(text).core: kind for text, kind in known}
        unnamed = [(question, matter.title) for matter in outside if not matter.named for question in matter.questions]
        self._chatter = _Phrases([(self._reader.read(text), title) for text, title in unnamed]) if unnamed else None
        self._commands = {title_key(said): command for command, saids in phrases.commands.items() for said in saids}

    def command(self, text: str) -> str:
        """The command somebody typed in words ("menu", "gặp cán bộ"); empty when it is none."""
        return self._commands.get(title_key(text), "") or self._commands.get(str(self._reader.read(text)), "")

    def exactly(self, text: str) -> str:
        """The kind of the phrase that a message is, politeness apart; empty when it is none."""
        return self._exact.get(self._polite_reader.read(text).core, "")

    def closest(self, text: str) -> Talk:
        """The kind of small talk a message is most like."""
        return self._talk.closest(self._reader.read(text))

    def is_chatter(self, text: str) -> bool:
        """Whether a message is like what people chat about and nobody's office answers."""
        return self._chatter is not None and self._chatter.closest(self._reader.read(text)).likeness >= CHATTER
