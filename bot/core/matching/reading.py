"""Reading: the words of a message, whatever keyboard, slang or politeness they came with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.core.keyboard import REMEMBERED, decode, is_syllable
from bot.core.knowledge import Words
from bot.core.text import accented, clean, fold, folded_words, has_accents, words

_LETTERS_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)")
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the matcher sees it."""

    folded: tuple[str, ...]
    """The words without marks."""
    accented: tuple[str, ...]
    """The same words with marks (tone as a digit); empty when the writer types none."""
    core: tuple[str, ...]
    """The words without marks and without politeness, which says nothing about what is asked."""

    def __str__(self) -> str:
        return " ".join(self.folded)


class Table:
    """Phrases that stand for others; the longest that fits wins."""

    def __init__(self, phrases: Mapping[Phrase, Phrase]) -> None:
        self._phrases = phrases
        self._longest: dict[str, int] = {}
        """First word -> words of the longest phrase that begins with it."""
        for phrase in phrases:
            if phrase:
                self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def found(self, tokens: Sequence[str]) -> list[tuple[int, int, Phrase]]:
        """Where phrases stand, from the left: start, stop, and what each stands for."""
        result: list[tuple[int, int, Phrase]] = []
        stop = 0
        for i, token in enumerate(tokens):
            if i < stop or token not in self._longest:
                continue
            for size in range(min(self._longest[token], len(tokens) - i), 0, -1):
                if (meant := self._phrases.get(tuple(tokens[i : i + size]))) is not None:
                    stop = i + size
                    result.append((i, stop, meant))
                    break
        return result

    def replaced(self, tokens: list[str]) -> list[str]:
        """The tokens with what the phrases stand for in their place."""
        for start, stop, meant in reversed(self.found(tokens)):
            tokens = [*tokens[:start], *meant, *tokens[stop:]]
        return tokens


class Reader:
    """Applies the officers' words (words.yaml); knows the base's vocabulary, to split glued words."""

    def __init__(self, known: Words) -> None:
        self._expansions = Table({tuple(words(short)): tuple(words(full)) for short, full in known.abbreviations.items()})
        self._fillers = Table({tuple(map(accented, words(filler))): () for filler in known.fillers})
        # Without marks "nha" is a house and "vang" is gold: only longer politeness is recognised then.
        plain_fillers = [f for f in known.fillers if len(f.split()) > 1 or f.isascii()]
        self._plain_fillers = Table({tuple(folded_words(f)): () for f in plain_fillers})
        self._synonyms = Table(
            {tuple(folded_words(other)): tuple(folded_words(group[0])) for group in known.synonyms for other in group[1:]}
        )
        self.short_forms = frozenset(plain(word) for short in known.abbreviations for word in words(short))
        """Words of abbreviations."""
        self._vocabulary: set[str] = set()
        self._unglued = lru_cache(maxsize=REMEMBERED)(self._unglue)

    def learn(self, texts: Iterable[str]) -> None:
        """Take the words of the base as known."""
        for text in texts:
            self._vocabulary.update(plain(word) for word in words(text) if len(word) > 1)
        self._unglued.cache_clear()

    def typed(self, text: str) -> list[str]:
        """The words as they were typed, decoded from Telex and VNI."""
        return [part for word in decode(words(clean(text))) for part in _letters_and_digits(word)]

    def read(self, text: str) -> Reading:
        """Read a phrasing or a message without slips."""
        return self.understood(self.typed(text), marked=has_accents(text))

    def understood(self, typed: list[str], *, marked: bool) -> Reading:
        """What the words mean, short forms expanded; `marked` when the writer types marks."""
        typed = [part for word in self._expansions.replaced(typed) for part in self._unglued(word)]
        marked = marked or any(_toned(word) for word in typed)
        folded = [plain(word) for word in typed]
        accents = [accented_form(word) for word in typed] if marked else []
        fillers = self._fillers.found(accents) if marked else self._plain_fillers.found(folded)
        core = folded.copy()
        for start, stop, _ in reversed(fillers):
            del core[start:stop]
        replaced = self._synonyms.replaced
        return Reading(tuple(replaced(folded)), tuple(accents), tuple(replaced(core or folded)))

    def _unglue(self, word: str) -> list[str]:
        """Split "dangky" when its parts are words of the base and the whole is not."""
        folded = plain(word)
        if len(folded) < 5 or folded in self._vocabulary or not folded.isalpha() or is_syllable(folded):
            return [word]
        best: list[list[int] | None] = [[0], *[None] * len(folded)]
        for end in range(1, len(folded) + 1):
            for start in range(max(0, end - 7), end - 1):
                before = best[start]
                part = folded[start:end]
                if before and part in self._vocabulary and is_syllable(part):
                    here = best[end]
                    if here is None or len(before) + 1 < len(here):
                        best[end] = [*before, end]
        cuts = best[-1]
        if not cuts or len(word) != len(folded):
            return [word]
        return [word[a:b] for a, b in pairwise(cuts)]


def _letters_and_digits(word: str) -> list[str]:
    """Two words ("can12" is "can" and "12"), unless the digit is a tone."""
    return [word] if word.isalpha() or _toned(word) else _LETTERS_DIGITS.split(word)


@lru_cache(maxsize=REMEMBERED)
def _toned(word: str) -> bool:
    return word[-1:] in "12345" and any(c.isalpha() for c in word) and word[:-1].isalpha() and is_syllable(fold(word[:-1]))


@lru_cache(maxsize=REMEMBERED)
def plain(word: str) -> str:
    """The folded form of one word, decoded or typed."""
    return folded_words(word[:-1] if _toned(word) else word)[0] if word else word


@lru_cache(maxsize=REMEMBERED)
def accented_form(word: str) -> str:
    """The accented form of one word, decoded or typed."""
    return word if _toned(word) else accented(word)
