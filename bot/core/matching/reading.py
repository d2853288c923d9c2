"""Reading: the words of a message, whatever keyboard, slang or politeness they came with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.core.keyboard import decode, is_syllable
from bot.core.knowledge import Words
from bot.core.text import accented, clean, fold, folded_words, has_accents, words

_LETTERS_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)")
_REMEMBERED = 20_000
"""Words whose forms are remembered: people use the same three thousand."""
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as the matcher sees it."""

    folded: tuple[str, ...]
    """The words without marks, politeness left out."""
    accented: tuple[str, ...]
    """The same words with marks (tone as a digit); empty when the writer types none."""

    def __str__(self) -> str:
        return " ".join(self.folded)


class Reader:
    """Applies the officers' words (words.yaml); knows the base's vocabulary, to split glued words."""

    def __init__(self, known: Words) -> None:
        self._expansions = {tuple(words(short)): tuple(words(full)) for short, full in known.abbreviations.items()}
        self._fillers = {tuple(map(accented, words(filler))) for filler in known.fillers}
        # Without marks "nha" is a house and "vang" is gold: only longer politeness is recognised then.
        self._plain_fillers = {tuple(folded_words(f)) for f in known.fillers if len(f.split()) > 1 or f.isascii()}
        self._synonyms = {
            tuple(folded_words(other)): tuple(folded_words(group[0])) for group in known.synonyms for other in group[1:]
        }
        self._vocabulary: set[str] = set()

    def learn(self, texts: Iterable[str]) -> None:
        """Take the words of the base as known."""
        for text in texts:
            self._vocabulary.update(word for word in folded_words(text) if len(word) > 1)

    def read(self, text: str) -> Reading:
        """Read a message or a phrasing."""
        text = clean(text)
        typed = decode(words(text))
        typed = [part for word in typed for part in (_LETTERS_DIGITS.split(word) if not _toned(word) else [word])]
        typed = _replace(typed, self._expansions)
        typed = [part for word in typed for part in self._unglue(word)]
        pairs = [(plain(word), accented_form(word)) for word in typed]
        marked = has_accents(text) or any(_toned(word) for word in typed)
        kept = self._without_fillers(pairs, marked=marked)
        folded = _replace([a for a, _ in kept], self._synonyms)
        return Reading(tuple(folded), tuple(b for _, b in kept) if marked else ())

    def _without_fillers(self, pairs: list[tuple[str, str]], *, marked: bool) -> list[tuple[str, str]]:
        said = [accent if marked else plain for plain, accent in pairs]
        fillers = self._fillers if marked else self._plain_fillers
        keep = [True] * len(pairs)
        for size in range(5, 0, -1):
            for i in range(len(pairs) - size + 1):
                if all(keep[i : i + size]) and tuple(said[i : i + size]) in fillers:
                    keep[i : i + size] = [False] * size
        return [pair for pair, kept in zip(pairs, keep, strict=True) if kept] or pairs

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


@lru_cache(maxsize=_REMEMBERED)
def _toned(word: str) -> bool:
    return word[-1:] in "12345" and any(c.isalpha() for c in word) and word[:-1].isalpha() and is_syllable(fold(word[:-1]))


@lru_cache(maxsize=_REMEMBERED)
def plain(word: str) -> str:
    """The folded form of one word, decoded or typed."""
    return folded_words(word[:-1] if _toned(word) else word)[0] if word else word


@lru_cache(maxsize=_REMEMBERED)
def accented_form(word: str) -> str:
    """The accented form of one word, decoded or typed."""
    return word if _toned(word) else accented(word)


def _replace(tokens: list[str], table: dict[Phrase, Phrase]) -> list[str]:
    """Put table's phrases in place of their keys, longest first."""
    result: list[str] = []
    i = 0
    while i < len(tokens):
        for size in range(min(5, len(tokens) - i), 0, -1):
            if (found := table.get(tuple(tokens[i : i + size]))) is not None:
                result.extend(found)
                i += size
                break
        else:
            result.append(tokens[i])
            i += 1
    return result
