"""What a peer is: it learns phrasings and says how well each entry fits a message."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
BLOCK = 64
"""Messages compared with all phrasings at a time."""


class Peer(ABC):
    """Learns texts and their entries, then says how well each entry fits a message."""

    name: str
    entries: list[str]
    """What the columns of the scores stand for."""
    embeds = False
    """Whether a message costs it as much as learning a phrasing."""

    @abstractmethod
    def learn(self, texts: Sequence[str], entries: Sequence[str]) -> None:
        """Texts of one entry stand together."""

    @abstractmethod
    def scores(self, texts: Sequence[str]) -> Matrix:
        """Messages x entries."""

    def answer(self, text: str) -> object:
        """One message as a user of the peer would ask it, on one core: for measuring speed."""
        return np.argsort(-self.scores([text])[0])[:4]


class Nearest(Peer):
    """An entry is as likely as its nearest phrasing."""

    def learn(self, texts: Sequence[str], entries: Sequence[str]) -> None:
        self.entries = list(dict.fromkeys(entries))
        self._starts = [i for i, entry in enumerate(entries) if i == 0 or entries[i - 1] != entry]
        self.index(texts)

    def scores(self, texts: Sequence[str]) -> Matrix:
        blocks = [self.likeness(texts[i : i + BLOCK]) for i in range(0, len(texts), BLOCK)]
        return np.concatenate([np.maximum.reduceat(block, self._starts, axis=1) for block in blocks])

    @abstractmethod
    def index(self, texts: Sequence[str]) -> None:
        """Make ready to be compared with."""

    @abstractmethod
    def likeness(self, texts: Sequence[str]) -> Matrix:
        """Messages x phrasings."""
